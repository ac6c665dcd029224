// The order of the queue, and how it stays quiet: a row does not move under the pointer. Pure.
import type { WaitingLine } from "../../api/client";
import { type Level, MINUTE, levelOf } from "../../say/time";

/** A stop that waits without a clock of its own presses after so long: money leaves meanwhile. */
const STOP_PATIENCE = 30 * MINUTE;
const RANK: Record<Level, number> = { red: 0, orange: 1, yellow: 2, blue: 3 };
/** What has no clock and restricts nobody yet, but lets money go on meanwhile. */
const URGENT = new Set(["papers", "approval", "stop_list"]);

export type Filter = "all" | "mine" | "overdue";

/** Whether its kind is one of measures; else of orders. */
export const isOfMeasure = (line: WaitingLine): boolean => ["ending", "hold", "release"].includes(line.wait);

export const keyOf = (line: WaitingLine): string => `${line.wait}:${line.id}`;

export function level(line: WaitingLine, now: number): Level {
  if (line.due_at) return levelOf(Date.parse(line.due_at) - now);
  if (!URGENT.has(line.wait)) return "yellow";
  return now - Date.parse(line.since) > STOP_PATIENCE ? "red" : "orange";
}

export function isOverdue(line: WaitingLine, now: number): boolean {
  return line.due_at !== null && line.due_at !== undefined && Date.parse(line.due_at) < now;
}

const TURN: Record<WaitingLine["wait"], string[]> = {
  papers: ["intake", "officer"],
  approval: ["approver"],
  stop_list: ["approver"],
  answer: ["intake", "officer", "supervisor"],
  elsewhere: ["intake", "officer"],
  hold: ["officer"],
  ending: ["officer"],
  release: ["officer", "supervisor"],
  appeal: ["supervisor"],
  review: ["supervisor"],
  bank_report: ["intake", "officer"],
};

/** Whether it is for somebody with these roles; the centre decides anew when he acts. */
export function isTurn(line: WaitingLine, holds: (...roles: string[]) => boolean): boolean {
  return holds(...TURN[line.wait]) && !(line.own_hand && FOUR_EYES.has(line.wait));
}

/** What somebody with a hand in it does not decide. */
export const FOUR_EYES = new Set<WaitingLine["wait"]>(["approval", "appeal", "review"]);

/** Most pressing first; then by what is left, then by how long it waited. */
export function sorted(lines: WaitingLine[], now: number): WaitingLine[] {
  const key = (line: WaitingLine) =>
    [RANK[level(line, now)], line.due_at ? Date.parse(line.due_at) : Number.MAX_SAFE_INTEGER, Date.parse(line.since)] as const;
  return lines
    .map((line) => ({ line, key: key(line) }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1] || a.key[2] - b.key[2])
    .map(({ line }) => line);
}

export interface Row {
  line: WaitingLine;
  /** It is dealt with, and stays until the order is taken anew. */
  done: boolean;
}

export interface Quiet {
  rows: Row[];
  /** New ones that are not shown yet. */
  arrived: number;
}

/** Rows as they stood, with what is known of them now. */
export function quiet(before: Row[], lines: WaitingLine[]): Quiet {
  const known = new Map(lines.map((line) => [keyOf(line), line]));
  const rows = before.map((row) => {
    const line = known.get(keyOf(row.line));
    known.delete(keyOf(row.line));
    return line ? { line, done: false } : { ...row, done: true };
  });
  return { rows, arrived: known.size };
}

export const fresh = (lines: WaitingLine[]): Row[] => lines.map((line) => ({ line, done: false }));
