import { describe, expect, it } from "vitest";
import type { WaitingLine } from "../../api/client";
import { HOUR, MINUTE } from "../../say/time";
import { readFileSync } from "node:fs";
import { isHeldBy, isOpen, keyOf, level, sorted } from "./order";

const now = Date.parse("2026-11-23T01:00:00Z");
const at = (ms: number) => new Date(now + ms).toISOString();

function line(id: string, wait: WaitingLine["wait"], due: number | null, since = -MINUTE): WaitingLine {
  const none = { kind: null, case: null, case_number: null, agency: null, target: null, amount: null };
  return { ...none, id, wait, since: at(since), due_at: due === null ? null : at(due), own_hand: false, turn: true };
}

describe("the queue", () => {
  it("has the most pressing first and then what is due first", () => {
    const lines = [line("later", "review", 30 * HOUR), line("soon", "appeal", 10 * MINUTE), line("late", "answer", -HOUR)];
    expect(sorted(lines, now).map((one) => one.id)).toEqual(["late", "soon", "later"]);
  });

  it("lets a stop without a clock press, the more the longer it waits", () => {
    expect(level(line("a", "approval", null), now)).toBe("orange");
    expect(level(line("a", "approval", null, -31 * MINUTE), now)).toBe("red");
    expect(level(line("a", "bank_report", null, -31 * MINUTE), now)).toBe("yellow");
  });

  it("tells apart what one order waits for", () => {
    expect(keyOf(line("a", "review", 1))).not.toBe(keyOf(line("a", "answer", 1)));
  });

  it("hands out lines in the order that it shows", () => {
    type Told = { wait: WaitingLine["wait"]; id: string; due: number | null; since: number };
    const told = JSON.parse(readFileSync(new URL("../../../../crates/desk/tests/pressing.json", import.meta.url), "utf8")) as Told[];
    const lines = told.map((one) => line(one.id, one.wait, one.due === null ? null : one.due * MINUTE, -one.since * MINUTE)).reverse();
    expect(sorted(lines, now).map((one) => one.id)).toEqual(told.map((one) => one.id));
  });

  it("is open to who has it in hand, and to whose turn it is while nobody has", () => {
    const free = line("a", "approval", null);
    const hand = (officer: string) => ({ officer, taken_at: at(0), until: at(MINUTE) });
    expect(isOpen(free, "off_1")).toBe(true);
    expect(isOpen({ ...free, turn: false }, "off_1")).toBe(false);
    expect(isOpen({ ...free, hand: hand("off_2") }, "off_1")).toBe(false);
    expect(isOpen({ ...free, turn: false, hand: hand("off_1") }, "off_1")).toBe(true);
    expect(isOpen({ ...free, off: { until: at(HOUR), by: "off_2", why: "" } }, "off_1")).toBe(false);
    expect(isHeldBy({ ...free, hand: hand("off_1") }, undefined)).toBe(false);
  });
});
