// The picture of a case's money as the screen works with it: spots, lines, what is lit, where arrows lead. Pure;
// places come from the centre, nothing is laid out here.
import type { CaseDetail, Picture, Schemas } from "../api/client";
import { minorOf } from "../say/money";

export type State = "free" | "held" | "frozen" | "sink" | "passed";

export interface Spot {
  at: number;
  account: string | null;
  label: string;
  institution: string | null;
  layer: number;
  /** Height and place in the centre's whole units. */
  y: number;
  height: number;
  came: number;
  there: number;
  held: number;
  until: string | null;
  state: State;
  /** How many accounts are folded into it. */
  accounts: number;
}

export interface Line {
  from: number;
  to: number;
  course: string;
  carried: number;
  transfers: number;
  width: number;
}

export interface Graph {
  layers: Schemas["LayerBody"][];
  /** Above the first and below the last spot. */
  from: number;
  to: number;
  /** What came to a layer and what of it is there, of what has not left the accounts. */
  sums: { there: number; came: number }[];
  /** Places in `spots`, the one that holds most first: in this order they get their words. */
  bySize: number[];
  /** The largest line of all, for classes of width. */
  most: number;
  spots: Spot[];
  lines: Line[];
  /** Places in `lines`, largest first. */
  outOf: number[][];
  into: number[][];
}

/** Measures that hold until somebody ends them, against those of hours. */
const FREEZES = new Set(["freeze"]);

function stateOf(spot: Schemas["SpotBody"]): State {
  if (spot.is_sink) return "sink";
  if (spot.measure) return FREEZES.has(spot.measure) ? "frozen" : "held";
  return minorOf(spot.there) > 0 ? "free" : "passed";
}

export function graphOf(picture: Picture, trace: CaseDetail["trace"]): Graph {
  const places = new Map(trace?.places.map((place) => [place.account, place]));
  const spots = picture.spots.map((spot, at): Spot => {
    const place = spot.account ? places.get(spot.account) : undefined;
    return {
      at,
      account: spot.account ?? null,
      label: place ? place.number : `+${spot.accounts}`,
      institution: place?.institution ?? null,
      layer: spot.layer,
      y: spot.y,
      height: spot.height,
      came: minorOf(spot.came),
      there: minorOf(spot.there),
      held: minorOf(spot.held),
      until: spot.until ?? null,
      state: stateOf(spot),
      accounts: spot.accounts,
    };
  });
  const lines = picture.lines.map((line) => ({
    from: line.from,
    to: line.to,
    course: line.course,
    carried: minorOf(line.carried),
    transfers: line.transfers,
    width: line.width,
  }));
  const outOf: number[][] = spots.map(() => []);
  const into: number[][] = spots.map(() => []);
  lines.forEach((line, place) => {
    outOf[line.from]?.push(place);
    into[line.to]?.push(place);
  });
  const largest = (a: number, b: number) => (lines[b]?.carried ?? 0) - (lines[a]?.carried ?? 0);
  for (const list of [...outOf, ...into]) list.sort(largest);
  const sums = picture.layers.map(() => ({ there: 0, came: 0 }));
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const spot of spots) {
    from = Math.min(from, spot.y);
    to = Math.max(to, spot.y + spot.height);
    const sum = sums[spot.layer];
    if (!sum) continue;
    sum.came += spot.came;
    if (spot.state !== "sink") sum.there += spot.there;
  }
  if (spots.length === 0) [from, to] = [0, 1];
  const bySize = spots.map((spot) => spot.at).sort((a, b) => sizeOf(spots[b]) - sizeOf(spots[a]) || (spots[b]?.came ?? 0) - (spots[a]?.came ?? 0));
  const most = lines.reduce((all, line) => Math.max(all, line.carried), 0);
  return { layers: picture.layers, from, to, sums, bySize, most, spots, lines, outOf, into };
}

const sizeOf = (spot: Spot | undefined): number => spot?.there ?? 0;

/** Where money still is, what can be stopped before what is held, largest first. */
export function stillThere(graph: Graph): Spot[] {
  const rank = (spot: Spot) => (spot.state === "free" ? 0 : 1);
  return graph.spots
    .filter((spot) => spot.there > 0 && spot.state !== "sink")
    .sort((a, b) => rank(a) - rank(b) || b.there - a.there);
}

/** What the screen opens on: the largest account that can be stopped, else the largest that holds anything. */
export const firstPick = (graph: Graph): number | null => stillThere(graph)[0]?.at ?? graph.spots[0]?.at ?? null;

export interface Lit {
  spots: Set<number>;
  lines: Set<number>;
}

/** All ways by which money came to a spot, and by which it went on. */
export function pathOf(graph: Graph, pick: number): Lit {
  const lit: Lit = { spots: new Set([pick]), lines: new Set() };
  const walk = (edges: number[][], other: (line: Line) => number) => {
    const seen = new Set([pick]);
    const open = [pick];
    for (let spot = open.pop(); spot !== undefined; spot = open.pop()) {
      for (const place of edges[spot] ?? []) {
        const line = graph.lines[place];
        if (!line) continue;
        lit.lines.add(place);
        const next = other(line);
        if (seen.has(next)) continue;
        seen.add(next);
        lit.spots.add(next);
        open.push(next);
      }
    }
  };
  walk(graph.into, (line) => line.from);
  walk(graph.outOf, (line) => line.to);
  return lit;
}

/** Places of the lines that are drawn: those of an amount, and whatever is lit. */
export function shownLines(graph: Graph, min: number, lit: Lit): number[] {
  return graph.lines.flatMap((line, place) => (line.carried >= min || lit.lines.has(place) ? [place] : []));
}

/** More lines than this are a grey heap: the small ones are left out at first, and counted. */
export const LINES_MAX = 300;

/** The least of some steps from which on no more lines are shown than can be read. */
export function firstStep(graph: Graph, steps: number[]): number {
  const found = steps.findIndex((min) => graph.lines.filter((line) => line.carried >= min).length <= LINES_MAX);
  return found < 0 ? Math.max(0, steps.length - 1) : found;
}

export type Way = "up" | "down" | "left" | "right";

/** Where an arrow leads: along the most money, or to the neighbour in the level. */
export function step(graph: Graph, pick: number, way: Way): number {
  if (way === "left" || way === "right") {
    const places = (way === "right" ? graph.outOf : graph.into)[pick] ?? [];
    for (const place of places) {
      const line = graph.lines[place];
      const other = line ? (way === "right" ? line.to : line.from) : pick;
      if (other !== pick) return other;
    }
    return pick;
  }
  const layer = graph.spots[pick]?.layer;
  const next = pick + (way === "down" ? 1 : -1);
  return graph.spots[next]?.layer === layer && next >= 0 ? next : pick;
}
