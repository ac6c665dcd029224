// Until when something is put off. Pure.
import { DAY, HOUR, MINUTE, fromLocal, local } from "../../say/time";

export const LATER = ["quarter", "hour", "four", "morning"] as const;
export type Later = (typeof LATER)[number];

/** The moment that a choice means; the next morning is that of Shanghai, and never more than a day away. */
export function laterAt(choice: Later, now: number): number {
  if (choice === "quarter") return now + 15 * MINUTE;
  if (choice === "hour") return now + HOUR;
  if (choice === "four") return now + 4 * HOUR;
  const day = local(now).slice(0, 10);
  const eight = Date.parse(fromLocal(`${day}T08:00`) ?? "");
  return eight > now ? eight : eight + DAY;
}
