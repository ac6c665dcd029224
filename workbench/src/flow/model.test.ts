import { describe, expect, it } from "vitest";
import type { Picture } from "../api/client";
import { firstPick, firstStep, graphOf, pathOf, shownLines, step, stillThere } from "./model";
import { type Frame, boxOf, fit, moved, pickAt, reach, yOf, zoomed } from "./view";

const yuan = (amount: number) => ({ amount: `${amount}.00`, currency: "CNY" });

function spot(account: string, layer: number, y: number, there: number, more: Record<string, unknown> = {}) {
  const place = { x: 0, y, width: 100, height: 40 };
  return { account, accounts: 1, layer, ...place, came: yuan(100), there: yuan(there), begins: layer === 0, is_sink: false, ...more };
}

const line = (from: number, to: number, carried: number) => ({ from, to, course: "on", carried: yuan(carried), transfers: 1, width: 2 });

// One account pays two, of which one pays on to two: a stop on b, c still free, d a sink.
const picture = {
  trace: "trc_1",
  at: "2026-11-23T01:00:00Z",
  width: 500,
  height: 400,
  layers: [0, 1, 2].map((layer) => ({ level: layer + 1, x: layer * 200, accounts: 1, there: yuan(0) })),
  spots: [
    spot("a", 0, 100, 0),
    spot("b", 1, 60, 50, { measure: "stop", held: yuan(50) }),
    spot("c", 1, 160, 30),
    spot("d", 2, 60, 20, { is_sink: true }),
    spot("e", 2, 160, 10, { measure: "freeze" }),
  ],
  lines: [line(0, 1, 50), line(0, 2, 60), line(2, 3, 20), line(2, 4, 10)],
} as unknown as Picture;

const graph = graphOf(picture, null);
const frame: Frame = { width: 800, height: 500 };

describe("a picture of money", () => {
  it("says of each account what can be done about it", () => {
    expect(graph.spots.map((one) => one.state)).toEqual(["passed", "held", "free", "sink", "frozen"]);
  });

  it("opens on the largest account that can be stopped", () => {
    expect(firstPick(graph)).toBe(2);
    expect(stillThere(graph).map((one) => one.account)).toEqual(["c", "b", "e"]);
  });

  it("lights how money came and how it went on, and nothing beside it", () => {
    const lit = pathOf(graph, 2);
    expect([...lit.spots].sort()).toEqual([0, 2, 3, 4]);
    expect([...lit.lines].sort()).toEqual([1, 2, 3]);
    expect(pathOf(graph, 1).spots.has(2)).toBe(false);
  });

  it("hides small lines, but none of the lit way", () => {
    expect(shownLines(graph, 4_000, pathOf(graph, 1))).toEqual([0, 1]);
    expect(shownLines(graph, 5_500, pathOf(graph, 1))).toEqual([0, 1]);
    expect(shownLines(graph, 5_500, pathOf(graph, 2))).toEqual([1, 2, 3]);
  });

  it("leaves small lines out at first where all would be a heap", () => {
    expect(firstStep(graph, [0, 1_000, 10_000])).toBe(0);
    const many = Array.from({ length: 900 }, (_, at) => line(0, 1, at));
    const heap = graphOf({ ...picture, lines: many } as unknown as Picture, null);
    expect(firstStep(heap, [0, 30_000, 61_000, 80_000])).toBe(2);
    expect(firstStep(heap, [0, 100])).toBe(1);
  });

  it("is walked along the most money and within a level", () => {
    expect(step(graph, 0, "right")).toBe(2);
    expect(step(graph, 2, "right")).toBe(3);
    expect(step(graph, 3, "left")).toBe(2);
    expect(step(graph, 3, "right")).toBe(3);
    expect(step(graph, 1, "down")).toBe(2);
    expect(step(graph, 2, "down")).toBe(2);
    expect(step(graph, 0, "up")).toBe(0);
  });

  it("survives a ring of accounts", () => {
    const ring = graphOf({ ...picture, lines: [...picture.lines, line(4, 0, 5)] } as unknown as Picture, null);
    expect(pathOf(ring, 0).spots.size).toBe(5);
  });
});

describe("the view of it", () => {
  it("shows all of it first and finds what is under the pointer", () => {
    const view = fit(graph, frame);
    for (const one of graph.spots) {
      const box = boxOf(graph, frame, view, one);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.y + box.h).toBeLessThanOrEqual(frame.height);
      expect(pickAt(graph, frame, view, box.x + box.w / 2, box.y + box.h / 2)).toBe(one.at);
    }
    expect(pickAt(graph, frame, view, 400, 499)).toBeNull();
  });

  it("keeps what is under the pointer when it is zoomed", () => {
    const view = fit(graph, frame);
    const near = zoomed(graph, frame, view, 1.5, 250);
    const unit = view.top + (250 - yOf(view, view.top)) / view.scale;
    expect(yOf(near, unit)).toBeCloseTo(250, 5);
  });

  it("cannot be lost by dragging, and comes back to the selection", () => {
    const far = moved(graph, frame, fit(graph, frame), -100_000);
    expect(reach(graph, frame, far, 0)).not.toEqual(far);
    const back = reach(graph, frame, far, 0);
    const box = boxOf(graph, frame, back, graph.spots[0]!);
    expect(box.y).toBeGreaterThan(0);
    expect(box.y).toBeLessThan(frame.height);
    expect(moved(graph, frame, far, -100_000)).toEqual(far);
  });
});
