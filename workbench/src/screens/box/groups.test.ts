import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../say/time";
import { fresh, quiet } from "../../ui/quiet";
import { KIND, groupOf, placed } from "./groups";
import type { BoxLine } from "./query";

const now = Date.parse("2026-11-23T01:00:00Z");
const at = (ms: number) => new Date(now + ms).toISOString();
const line = (id: string, left: number, answered = false): BoxLine =>
  ({
    order: { id, state: { due: { at: at(left), norm: "stop.answer_due@1" } } },
    overdue: left < 0,
    case_number: null,
    answered: answered ? { at: at(-MINUTE), result: "done", late: false } : null,
  }) as unknown as BoxLine;

describe("the box", () => {
  it("is grouped by what is left, and windows are half open", () => {
    const of = (left: number) => groupOf(line("a", left), now);
    expect([of(-1), of(0), of(15 * MINUTE - 1), of(15 * MINUTE), of(HOUR - 1), of(HOUR)]).toEqual(["over", "quarter", "quarter", "hour", "hour", "later"]);
    expect(groupOf(line("a", -HOUR, true), now)).toBe("today");
  });

  it("has what is due first on top, and what is answered below", () => {
    const all = placed([line("b", 2 * HOUR), line("a", -HOUR), line("c", MINUTE)], [line("z", -HOUR, true)], now);
    expect(all.map(({ line: one, group }) => [one.order.id, group])).toEqual([
      ["a", "over"],
      ["c", "quarter"],
      ["b", "later"],
      ["z", "today"],
    ]);
  });

  it("lets no line change its group under the pointer, though it was answered", () => {
    const before = fresh(placed([line("a", 16 * MINUTE), line("b", 17 * MINUTE)], [], now));
    const later = now + 3 * MINUTE;
    const { rows } = quiet(before, placed([line("a", 16 * MINUTE)], [line("b", 17 * MINUTE, true)], later), KIND);
    expect(rows.map((row) => row.line.group)).toEqual(["hour", "hour"]);
    expect(rows[1]?.line.line.answered?.result).toBe("done");
  });
});
