// The picture as a file or on paper: all of it, black on white, with lines below that say what was left out.
import { type Scene, drawScene, headOf, inkOf } from "./draw";
import { type Frame, HEAD, spanOf, wholeView } from "./view";

/** Browsers draw no larger canvas everywhere. */
export const SIDE_MAX = 8_000;
const WIDTH_MIN = 1_100;
const LINE = 19;
const MARGIN = 14;

/** By how much the picture has to be drawn smaller to have room; 1 is life-size. */
export function scaleFor(units: number, lines: number): number {
  const room = SIDE_MAX - HEAD - 2 * MARGIN - lines * LINE - 24;
  return Math.min(1, room / Math.max(1, units));
}

/** Colours of the light page, whatever the screen has: paper is white. Nothing is painted in between. */
function paperInk(element: Element) {
  const root = document.documentElement;
  const scheme = root.getAttribute("data-mantine-color-scheme");
  root.setAttribute("data-mantine-color-scheme", "light");
  const ink = inkOf(element);
  if (scheme) root.setAttribute("data-mantine-color-scheme", scheme);
  return ink;
}

/** Notes one after the other, in as few lines as have room for them. */
function inLines(context: CanvasRenderingContext2D, notes: string[], room: number): string[] {
  const lines: string[] = [];
  for (const note of notes) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} · ${note}` : note;
    if (lines.length > 0 && context.measureText(longer).width <= room) lines[lines.length - 1] = longer;
    else lines.push(note);
  }
  return lines;
}

/** Draws on a canvas of its own; `title` stands above and `notes` below, of which the last may say the scale. */
export function pictureOf(scene: Omit<Scene, "view" | "ink">, frame: Frame, words: { title: string; notes: string[]; shrunk(percent: number): string }): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const width = Math.max(WIDTH_MIN, frame.width);
  const ink = paperInk(document.body);
  const probe = canvas.getContext("2d");
  if (!probe) return canvas;
  const font = `13px ${ink.font}`;
  probe.font = font;
  const units = spanOf(scene.graph);
  const scale = scaleFor(units, words.notes.length + 4);
  const said = scale < 1 ? [...words.notes, words.shrunk(Math.max(1, Math.floor(scale * 100)))] : words.notes;
  const below = inLines(probe, said, width - 2 * MARGIN);
  const above = LINE + MARGIN;
  const height = Math.ceil(HEAD + units * scale + 28);
  const foot = below.length * LINE + MARGIN;
  canvas.width = width;
  canvas.height = above + height + foot;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = ink.panel;
  context.fillRect(0, 0, width, canvas.height);
  const whole: Scene = { ...scene, ink, view: wholeView(scene.graph, scale) };
  const room = { width, height };
  context.save();
  context.translate(0, above);
  drawScene(context, room, 0, whole);
  headOf(context, room, whole);
  context.restore();
  context.font = `600 ${font}`;
  context.fillStyle = ink.ink;
  context.textBaseline = "middle";
  context.fillText(words.title, MARGIN, MARGIN + 6);
  context.font = font;
  below.forEach((line, at) => context.fillText(line, MARGIN, above + height + LINE * at + LINE / 2));
  return canvas;
}

export const png = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
