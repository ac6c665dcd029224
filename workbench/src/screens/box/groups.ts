// The box by the clock: what is over, what presses, what has time, and what was answered today. Pure.
import { HOUR, MINUTE } from "../../say/time";
import type { BoxLine } from "./query";

export const GROUPS = ["over", "quarter", "hour", "later", "today"] as const;
export type Group = (typeof GROUPS)[number];

/** A line in the group in which it stood when the order was taken. */
export interface Placed {
  line: BoxLine;
  group: Group;
}

export const keyOf = (line: BoxLine): string => line.order.id;

/** How a quiet list of placed lines works: what is known of a line is told where the line stands. */
export const KIND = {
  keyOf: ({ line }: Placed): string => keyOf(line),
  stay: (before: Placed, now: Placed): Placed => ({ ...now, group: before.group }),
};

/** It waits for its answer. */
export const waits = (order: BoxLine["order"]): boolean => ["dispatched", "seen"].includes(order.state.name);

export const dueOf = (line: BoxLine): number => Date.parse(line.order.state.due?.at ?? "");

export function groupOf(line: BoxLine, now: number): Group {
  if (line.answered) return "today";
  const left = dueOf(line) - now;
  if (left < 0) return "over";
  if (left < 15 * MINUTE) return "quarter";
  return left < HOUR ? "hour" : "later";
}

/** What waits, by what is due first, then what was answered, the newest first. */
export function placed(waiting: BoxLine[], today: BoxLine[], now: number): Placed[] {
  const byDue = (a: BoxLine, b: BoxLine) => dueOf(a) - dueOf(b) || (keyOf(a) < keyOf(b) ? -1 : 1);
  const place = (line: BoxLine): Placed => ({ line, group: groupOf(line, now) });
  return [...[...waiting].sort(byDue).map(place), ...today.map(place)];
}
