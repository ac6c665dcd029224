import { describe, expect, it } from "vitest";
import type { WaitingLine } from "../api/client";
import { HOUR, MINUTE } from "../say/time";
import { isNew, redsOf } from "./reds";

const now = Date.parse("2026-11-23T01:00:00Z");
const line = (id: string, left: number): WaitingLine => ({
  id,
  wait: "answer",
  since: new Date(now - HOUR).toISOString(),
  due_at: new Date(now + left).toISOString(),
  own_hand: false,
  turn: true,
});

describe("the tone", () => {
  it("is for what has become red, and for nothing else", () => {
    const lines = [line("late", -HOUR), line("soon", 16 * MINUTE), line("later", 5 * HOUR)];
    const first = redsOf(lines, now);
    expect(isNew(null, first)).toBe(false);
    expect(isNew(first, redsOf(lines, now + 30_000))).toBe(false);
    // A quarter of an hour is left: it is red though nothing came in.
    expect(isNew(first, redsOf(lines, now + MINUTE))).toBe(true);
    expect(isNew(first, redsOf([...lines, line("new", MINUTE)], now))).toBe(true);
    expect(isNew(first, redsOf([...lines, line("calm", 2 * HOUR)], now))).toBe(false);
    expect(isNew(first, redsOf([], now))).toBe(false);
  });
});
