// Which rows have become red since somebody last listened. Pure.
import type { WaitingLine } from "../api/client";
import { keyOf, level } from "../screens/queue/order";

/** Keys of the rows that are red now. */
export function redsOf(lines: WaitingLine[], now: number): Set<string> {
  return new Set(lines.filter((line) => level(line, now) === "red").map(keyOf));
}

/** Whether there is one that was not there before. What was red when the page opened makes no sound. */
export function isNew(before: Set<string> | null, now: Set<string>): boolean {
  if (!before) return false;
  for (const key of now) if (!before.has(key)) return true;
  return false;
}
