// The order of the queue. Pure. The centre hands out lines in the same order (`read/waiting/turn.rs`); one table of examples is read by the tests of both.
import type { WaitingLine } from "../../api/client";
import { type Level, MINUTE, levelOf } from "../../say/time";
import type { Row as QuietRow } from "../../ui/quiet";

/** A stop that waits without a clock of its own presses after so long: money leaves meanwhile. */
const STOP_PATIENCE = 30 * MINUTE;
const RANK: Record<Level, number> = { red: 0, orange: 1, yellow: 2, blue: 3 };
/** What has no clock and restricts nobody yet, but lets money go on meanwhile. */
const URGENT = new Set(["papers", "approval", "stop_list"]);

export type Filter = "all" | "mine" | "hand" | "overdue";
export const FILTERS: Filter[] = ["mine", "hand", "overdue", "all"];

/** Whether its kind is one of measures; else of orders. */
export const isOfMeasure = (line: { wait: string }): boolean => ["ending", "hold", "release"].includes(line.wait);

/** Whether its kind is one of what is listed or told of. */
export const isOfThing = (line: WaitingLine): boolean => ["objection", "tip"].includes(line.wait);

export const keyOf = (line: WaitingLine): string => `${line.wait}:${line.id}`;

export function level(line: WaitingLine, now: number): Level {
  if (line.due_at) return levelOf(Date.parse(line.due_at) - now);
  if (!URGENT.has(line.wait)) return "yellow";
  return now - Date.parse(line.since) > STOP_PATIENCE ? "red" : "orange";
}

export function isOverdue(line: WaitingLine, now: number): boolean {
  return line.due_at !== null && line.due_at !== undefined && Date.parse(line.due_at) < now;
}

/** What somebody with a hand in it does not decide. */
export const FOUR_EYES = new Set<WaitingLine["wait"]>(["approval", "appeal", "objection", "review"]);

/** Whether an officer has it in hand. */
export const isHeldBy = (line: WaitingLine, officer: string | undefined): boolean => officer !== undefined && line.hand?.officer === officer;

/** Whether it is for an officer now: his already, or his turn and free. The centre says whose turn it is. */
export function isOpen(line: WaitingLine, officer: string | undefined): boolean {
  return isHeldBy(line, officer) || (line.turn && !line.hand && !line.off);
}

/** Most pressing first; then by what is left, then by how long it waited. */
export function sorted(lines: WaitingLine[], now: number): WaitingLine[] {
  const key = (line: WaitingLine) =>
    [RANK[level(line, now)], line.due_at ? Date.parse(line.due_at) : Number.MAX_SAFE_INTEGER, Date.parse(line.since)] as const;
  const byId = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return lines
    .map((line) => ({ line, key: key(line) }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || a.key[2] - b.key[2] || byId(a.line.id, b.line.id))
    .map(({ line }) => line);
}

export type Row = QuietRow<WaitingLine>;
