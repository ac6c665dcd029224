import { describe, expect, it } from "vitest";
import { fresh, quiet } from "./quiet";

interface Line {
  id: string;
  group: string;
  said: string;
}
const line = (id: string, group = "later", said = ""): Line => ({ id, group, said });
const keyOf = (one: Line) => one.id;

describe("a quiet list", () => {
  it("moves no row while somebody looks: what is done stays, what is new waits", () => {
    const before = fresh([line("a"), line("b")]);
    const { rows, arrived } = quiet(before, [line("c"), line("b")], { keyOf });
    expect(rows.map((row) => [row.line.id, row.done])).toEqual([
      ["a", true],
      ["b", false],
    ]);
    expect(arrived).toBe(1);
  });

  it("tells what is new of a row, in the group in which it stood", () => {
    const stay = (before: Line, now: Line) => ({ ...now, group: before.group });
    const [row] = quiet(fresh([line("a", "hour", "sent")]), [line("a", "quarter", "seen")], { keyOf, stay }).rows;
    expect(row).toEqual({ line: line("a", "hour", "seen"), done: false });
  });
});
