// Draws the picture on a canvas. One canvas, taller than the frame, is drawn at rest; while somebody drags or zooms
// it is only moved by a transform, and drawn anew when the hand rests.
import { exact, short } from "../say/money";
import type { Graph, Line, Lit, Spot } from "./model";
import { type Frame, HEAD, type View, boxOf, columnOf, xOf } from "./view";

export interface Ink {
  ink: string;
  dim: string;
  line: string;
  panel: string;
  action: string;
  states: Record<Spot["state"], string>;
  font: string;
}

export interface Words {
  lang: "zh" | "en";
  level(n: number): string;
  there: string;
  through: string;
  accounts(n: number): string;
}

/** Colours as the page has them now. */
export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    dim: of("--ink-3"),
    line: of("--line"),
    panel: of("--panel"),
    action: of("--action"),
    states: { free: of("--st-free"), held: of("--st-held"), frozen: of("--st-frozen"), sink: of("--st-sink"), passed: of("--st-passed") },
    font: style.fontFamily,
  };
}

export interface Scene {
  graph: Graph;
  view: View;
  lit: Lit;
  pick: number | null;
  shown: number[];
  ink: Ink;
  words: Words;
}

/** Lines in so many classes of amount, one stroke style each. */
const CLASSES = 4;
const FAINT = 0.16;
/** Of so many lines each is as plain as it can be; of more each is fainter. */
const PLAIN_LINES = 120;

/** `over` pixels are drawn above and below the frame, for a drag to find something there. */
export function draw(canvas: HTMLCanvasElement, frame: Frame, over: number, scene: Scene) {
  const ratio = window.devicePixelRatio || 1;
  const tall = frame.height + 2 * over;
  canvas.width = Math.round(frame.width * ratio);
  canvas.height = Math.round(tall * ratio);
  canvas.style.width = `${frame.width}px`;
  canvas.style.height = `${tall}px`;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, over * ratio);
  context.clearRect(0, -over, frame.width, tall);
  drawScene(context, frame, over, scene);
}

/** Lines below, accounts above them; on whatever canvas, for the screen, a file or paper. */
export function drawScene(context: CanvasRenderingContext2D, frame: Frame, over: number, scene: Scene) {
  lines(context, frame, over, scene);
  boxes(context, frame, over, scene);
  names(context, frame, over, scene);
}

/** Lines of one look: lit or not, and of one class of amount. */
function bundled(scene: Scene): Map<string, Line[]> {
  const { graph, lit } = scene;
  const most = Math.max(1, graph.most);
  const bundles = new Map<string, Line[]>();
  for (const wanted of [0, 1]) for (let size = 0; size < CLASSES; size += 1) bundles.set(`${wanted}${size}`, []);
  for (const place of scene.shown) {
    const line = graph.lines[place];
    if (!line) continue;
    const size = Math.min(CLASSES - 1, Math.floor(CLASSES * Math.sqrt(line.carried / most)));
    bundles.get(`${lit.lines.has(place) ? 1 : 0}${size}`)?.push(line);
  }
  return bundles;
}

function lines(context: CanvasRenderingContext2D, frame: Frame, over: number, scene: Scene) {
  const { graph, view, ink } = scene;
  const faint = FAINT * Math.min(1, Math.max(0.2, PLAIN_LINES / Math.max(1, scene.shown.length)));
  const side = Math.min(34, columnOf(graph, frame).step * 0.2);
  for (const [look, bundle] of bundled(scene)) {
    const wanted = look[0] === "1";
    context.strokeStyle = wanted ? ink.action : ink.dim;
    context.globalAlpha = wanted ? 0.62 : faint;
    context.lineWidth = [1, 2.2, 4.5, 8][Number(look[1])] ?? 1;
    for (const line of bundle) {
      const from = graph.spots[line.from];
      const to = graph.spots[line.to];
      if (!from || !to) continue;
      const a = boxOf(graph, frame, view, from);
      const b = boxOf(graph, frame, view, to);
      if (Math.max(a.y, b.y) + Math.max(a.h, b.h) < -over || Math.min(a.y, b.y) > frame.height + over) continue;
      const [y1, y2] = [a.y + a.h / 2, b.y + b.h / 2];
      context.setLineDash(line.course === "back" ? [6, 4] : []);
      context.beginPath();
      context.moveTo(a.x + a.w, y1);
      if (line.course === "on") {
        const half = (b.x - a.x - a.w) / 2;
        context.bezierCurveTo(a.x + a.w + half, y1, b.x - half, y2, b.x, y2);
      } else {
        // Within a level, or back: round the side.
        context.bezierCurveTo(a.x + a.w + side, y1, b.x + b.w + side, y2, b.x + b.w, y2);
      }
      context.stroke();
    }
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

const isSeen = (box: { y: number; h: number }, frame: Frame, over: number): boolean => box.y + box.h >= -over && box.y <= frame.height + over;

function boxes(context: CanvasRenderingContext2D, frame: Frame, over: number, scene: Scene) {
  const { graph, view, lit, pick, ink } = scene;
  for (const spot of graph.spots) {
    const box = boxOf(graph, frame, view, spot);
    if (!isSeen(box, frame, over)) continue;
    context.globalAlpha = pick !== null && !lit.spots.has(spot.at) ? 0.5 : 1;
    context.fillStyle = ink.panel;
    context.beginPath();
    // Round corners are not seen on what is thin, and cost most of the time where there are thousands.
    if (box.h >= 8) context.roundRect(box.x, box.y, box.w, box.h, 3);
    else context.rect(box.x, box.y, box.w, box.h);
    context.fill();
    context.lineWidth = spot.at === pick ? 2.5 : 1;
    context.strokeStyle = spot.at === pick ? ink.action : ink.states[spot.state];
    context.setLineDash(spot.account ? [] : [3, 2]);
    context.stroke();
    context.setLineDash([]);
    stripe(context, spot, box, ink);
  }
  context.globalAlpha = 1;
}

/** Which pixels of each column have words already. */
class Taken {
  private readonly columns = new Map<number, Uint8Array>();
  constructor(
    private readonly above: number,
    private readonly height: number,
  ) {}

  /** Takes a stretch of a column, if nobody has it. */
  take(column: number, top: number, need: number): boolean {
    const from = Math.max(0, Math.floor(top + this.above));
    const to = Math.min(this.height, Math.ceil(top + this.above + need));
    let used = this.columns.get(column);
    if (!used) {
      used = new Uint8Array(this.height);
      this.columns.set(column, used);
    }
    if (used.subarray(from, to).includes(1)) return false;
    used.fill(1, from, to);
    return true;
  }
}

/** Words of accounts: the larger ones have theirs first, and none covers another's. */
function names(context: CanvasRenderingContext2D, frame: Frame, over: number, scene: Scene) {
  const { graph, view, lit, pick, ink, words } = scene;
  const taken = new Taken(over, Math.ceil(frame.height + 2 * over));
  context.textBaseline = "middle";
  for (const at of pick === null ? graph.bySize : [pick, ...graph.bySize]) {
    const spot = graph.spots[at];
    if (!spot) continue;
    const box = boxOf(graph, frame, view, spot);
    if (box.h < 9 || !isSeen(box, frame, over)) continue;
    const two = box.h >= 32;
    const need = two ? 32 : 14;
    if (!taken.take(spot.layer, box.y + box.h / 2 - need / 2, need)) continue;
    context.globalAlpha = pick !== null && !lit.spots.has(spot.at) ? 0.6 : 1;
    const sum = spot.there || spot.came;
    const name = spot.account ? spot.label : words.accounts(spot.accounts);
    const x = box.x + 12;
    const top = box.y + box.h / 2 - need / 2;
    if (two) {
      // In full where there is room; cut off it would be another amount.
      const amount = [spot.there > 0 ? `${words.there} ${exact(sum)}` : exact(sum), exact(sum), short(sum, words.lang)];
      text(context, ink, name, x, top + 9, box.w - 16, true);
      text(context, ink, fitting(context, ink, amount, box.w - 16), x, top + 25, box.w - 16, false, spot.state === "free" ? ink.states.free : ink.dim);
    } else text(context, ink, `${name}  ${short(sum, words.lang)}`, x, top + 7, box.w - 16, false);
  }
  context.globalAlpha = 1;
}

/** The state of a spot by colour and by form: hatched when frozen, notched when it can be stopped. */
function stripe(context: CanvasRenderingContext2D, spot: Spot, box: { x: number; y: number; h: number }, ink: Ink) {
  context.fillStyle = ink.states[spot.state];
  context.fillRect(box.x, box.y, 6, box.h);
  if (spot.state === "frozen") {
    context.strokeStyle = ink.panel;
    context.lineWidth = 1;
    for (let y = box.y + 3; y < box.y + box.h; y += 4) {
      context.beginPath();
      context.moveTo(box.x, y);
      context.lineTo(box.x + 6, y - 3);
      context.stroke();
    }
  } else if (spot.state === "free" && box.h > 10) {
    context.beginPath();
    context.moveTo(box.x, box.y + box.h / 2 - 5);
    context.lineTo(box.x - 6, box.y + box.h / 2);
    context.lineTo(box.x, box.y + box.h / 2 + 5);
    context.fill();
  }
}

function text(context: CanvasRenderingContext2D, ink: Ink, said: string, x: number, y: number, room: number, bold: boolean, colour = ink.ink) {
  context.font = `${bold ? "600 " : ""}12px ${ink.font}`;
  context.fillStyle = colour;
  let shown = said;
  while (shown.length > 2 && context.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
  context.fillText(shown, x, y);
}

/** The first of several ways to say it that has room, else the last. */
function fitting(context: CanvasRenderingContext2D, ink: Ink, ways: string[], room: number): string {
  context.font = `12px ${ink.font}`;
  return ways.find((way) => context.measureText(way).width <= room) ?? ways[ways.length - 1] ?? "";
}

/** The heads of the columns, which stay while the picture moves. */
export function drawHead(canvas: HTMLCanvasElement, frame: Frame, scene: Scene) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(frame.width * ratio);
  canvas.height = Math.round(HEAD * ratio);
  canvas.style.width = `${frame.width}px`;
  canvas.style.height = `${HEAD}px`;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  headOf(context, frame, scene);
}

export function headOf(context: CanvasRenderingContext2D, frame: Frame, scene: Scene) {
  const { graph, ink, words } = scene;
  context.fillStyle = ink.panel;
  context.fillRect(0, 0, frame.width, HEAD);
  context.textBaseline = "middle";
  const step = Math.max(columnOf(graph, frame).card, columnOf(graph, frame).step - 10);
  graph.layers.forEach((layer, place) => {
    const x = xOf(graph, frame, place);
    const room = Math.min(step, frame.width - x - 6);
    const { there, came } = graph.sums[place] ?? { there: 0, came: 0 };
    const name = words.level(layer.level);
    text(context, ink, fitting(context, ink, [`${name} · ${words.accounts(layer.accounts)} `, name], room - 6), x, 14, room, true);
    const left = `${words.there} ${short(there, words.lang)}`;
    const ways = [`${left} / ${words.through} ${short(came, words.lang)}`, left, short(there, words.lang)];
    text(context, ink, fitting(context, ink, ways, room), x, 31, room, false, there > 0 ? ink.ink : ink.dim);
  });
}
