import { describe, expect, it } from "vitest";
import type { WaitingLine } from "../../api/client";
import { allOrNone, markedOf, toggled } from "./marks";
import { type Row, keyOf } from "./order";

const row = (id: string, done = false): Row => ({
  line: { id, wait: "answer", since: "2026-11-23T01:00:00Z", own_hand: false, turn: true } as WaitingLine,
  done,
});
const rows = [row("a"), row("b", true), row("c"), row("d")];
const key = (id: string) => keyOf(row(id).line);

describe("marks", () => {
  it("are put and taken away, one by one", () => {
    const one = toggled(new Set(), key("a"));
    expect([...one]).toEqual([key("a")]);
    expect(toggled(one, key("a")).size).toBe(0);
    expect(one.size, "what was there is not changed").toBe(1);
  });

  it("are on what still waits only, in the order shown", () => {
    const marks = new Set(["c", "b", "a", "gone"].map(key));
    expect(markedOf(rows, marks).map((line) => line.id)).toEqual(["a", "c"]);
  });

  it("are on all at once, never on more than one act takes, and then on none", () => {
    const all = allOrNone(rows, new Set(), 100);
    expect(markedOf(rows, all).map((line) => line.id)).toEqual(["a", "c", "d"]);
    expect(allOrNone(rows, all, 100).size).toBe(0);
    expect(allOrNone(rows, new Set(), 2).size).toBe(2);
  });
});
