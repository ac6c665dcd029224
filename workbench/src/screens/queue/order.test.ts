import { describe, expect, it } from "vitest";
import type { WaitingLine } from "../../api/client";
import { HOUR, MINUTE } from "../../say/time";
import { fresh, isTurn, keyOf, level, quiet, sorted } from "./order";

const now = Date.parse("2026-11-23T01:00:00Z");
const at = (ms: number) => new Date(now + ms).toISOString();

function line(id: string, wait: WaitingLine["wait"], due: number | null, since = -MINUTE): WaitingLine {
  const none = { kind: null, case: null, case_number: null, agency: null, target: null, amount: null };
  return { ...none, id, wait, since: at(since), due_at: due === null ? null : at(due), own_hand: false };
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

  it("moves no row while somebody looks: what is done stays, what is new waits", () => {
    const before = fresh([line("a", "answer", 1), line("b", "answer", 2)]);
    const { rows, arrived } = quiet(before, [line("c", "answer", 0), line("b", "answer", 2)]);
    expect(rows.map((row) => [row.line.id, row.done])).toEqual([
      ["a", true],
      ["b", false],
    ]);
    expect(arrived).toBe(1);
  });

  it("tells apart what one order waits for", () => {
    expect(keyOf(line("a", "review", 1))).not.toBe(keyOf(line("a", "answer", 1)));
  });

  it("is the turn of who may decide and had no hand in it", () => {
    const approver = (...roles: string[]) => roles.includes("approver");
    expect(isTurn(line("a", "approval", null), approver)).toBe(true);
    expect(isTurn({ ...line("a", "approval", null), own_hand: true }, approver)).toBe(false);
    expect(isTurn(line("a", "appeal", 1), approver)).toBe(false);
  });
});
