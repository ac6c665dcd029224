// When an entry takes a second person. It is said before somebody submits; the centre decides. Pure.
import { DAY } from "../../say/time";

export type ListLevel = "white" | "grey" | "black";

/** Black for longer takes two. */
const ALONE_DAYS = 30;

/** `days` is empty for an entry without end. */
export function takesTwo(level: ListLevel, days: string): boolean {
  if (level === "grey") return false;
  return level === "white" || days === "" || Number(days) > ALONE_DAYS;
}

/** The end of an entry of so many days; a minute less, so that it is not over by the time it travels. */
export function untilOf(days: string, now: number): string | undefined {
  return days === "" ? undefined : new Date(now + Number(days) * DAY - 60_000).toISOString();
}
