// Where things stand on the screen. Columns always fit the width, so the levels are never lost; only the height is
// zoomed and moved. Pure.
import type { Graph, Spot } from "./model";

export interface View {
  /** Pixels of the screen for one unit of the picture. */
  scale: number;
  /** What unit of the picture stands at the top. */
  top: number;
}

export interface Frame {
  width: number;
  height: number;
}

export const HEAD = 46;
const SIDE = 14;
/** A card is at most so wide; the rest of a column is for lines. */
const CARD_MAX = 158;
const CARD_SHARE = 0.58;
const SCALE_MAX = 3;

export function columnOf(graph: Graph, frame: Frame): { step: number; card: number } {
  const count = Math.max(1, graph.layers.length);
  const inner = frame.width - 2 * SIDE;
  const card = Math.min(CARD_MAX, Math.floor((inner / count) * (count === 1 ? 1 : CARD_SHARE)));
  return { card, step: count === 1 ? 0 : (inner - card) / (count - 1) };
}

export const xOf = (graph: Graph, frame: Frame, layer: number): number => SIDE + columnOf(graph, frame).step * layer;

/** How high the whole picture is, in its units. */
export const spanOf = (graph: Graph): number => graph.to - graph.from;

/** The view in which the picture begins at the top, at a scale. */
export const wholeView = (graph: Graph, scale: number): View => ({ scale, top: graph.from });

/** All of it, but not larger than life. */
export function fit(graph: Graph, frame: Frame): View {
  const { from, to } = graph;
  const room = Math.max(40, frame.height - HEAD - 24);
  const scale = Math.min(1.15, room / Math.max(1, to - from));
  const spare = (room - (to - from) * scale) / 2;
  return { scale, top: from - spare / scale };
}

export const yOf = (view: View, y: number): number => HEAD + 8 + (y - view.top) * view.scale;

export function boxOf(graph: Graph, frame: Frame, view: View, spot: Spot): { x: number; y: number; w: number; h: number } {
  return { x: xOf(graph, frame, spot.layer), y: yOf(view, spot.y), w: columnOf(graph, frame).card, h: Math.max(3, spot.height * view.scale) };
}

/** The picture moves with the pointer, and stays within reach. */
export function moved(graph: Graph, frame: Frame, view: View, by: number): View {
  const { from, to } = graph;
  const seen = (frame.height - HEAD) / view.scale;
  const top = view.top - by / view.scale;
  return { ...view, top: Math.min(to - 0.15 * seen, Math.max(from - 0.85 * seen, top)) };
}

/** Nearer or further, with what is under the pointer staying there. */
export function zoomed(graph: Graph, frame: Frame, view: View, factor: number, at: number): View {
  const least = fit(graph, frame).scale;
  const scale = Math.min(SCALE_MAX, Math.max(Math.min(least, 1), view.scale * factor));
  const unit = view.top + (at - HEAD - 8) / view.scale;
  return moved(graph, frame, { scale, top: unit - (at - HEAD - 8) / scale }, 0);
}

/** Which spot is under a point; of thin ones the nearest. */
export function pickAt(graph: Graph, frame: Frame, view: View, x: number, y: number): number | null {
  let best: { at: number; far: number } | null = null;
  for (const spot of graph.spots) {
    const box = boxOf(graph, frame, view, spot);
    if (x < box.x || x > box.x + box.w) continue;
    const far = y < box.y ? box.y - y : y > box.y + box.h ? y - box.y - box.h : 0;
    if (far <= 6 && (!best || far < best.far)) best = { at: spot.at, far };
  }
  return best?.at ?? null;
}

/** A view in which a spot is seen; the same one where it already is. */
export function reach(graph: Graph, frame: Frame, view: View, at: number): View {
  const spot = graph.spots[at];
  if (!spot) return view;
  const box = boxOf(graph, frame, view, spot);
  if (box.y >= HEAD && box.y + Math.min(box.h, 40) <= frame.height - 8) return view;
  return moved(graph, frame, view, frame.height / 2 - (box.y + box.h / 2));
}
