// Which rows are marked for one act on many. Pure.
import type { WaitingLine } from "../../api/client";
import { type Row, keyOf } from "./order";

/** Marks a row, or takes its mark away. */
export function toggled(marks: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(marks);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** What is marked and still waits, in the order in which it is shown. What is gone is not acted on. */
export function markedOf(rows: Row[], marks: ReadonlySet<string>): WaitingLine[] {
  return rows.filter((row) => !row.done && marks.has(keyOf(row.line))).map((row) => row.line);
}

/** All of the first rows that may be acted on at once; nothing where they are marked already. */
export function allOrNone(rows: Row[], marks: ReadonlySet<string>, most: number): Set<string> {
  const waiting = rows.filter((row) => !row.done).slice(0, most);
  return markedOf(rows, marks).length === waiting.length ? new Set() : new Set(waiting.map((row) => keyOf(row.line)));
}
