// What stands in the rail, in the order of the five lines of the field and the council. A line of which nothing
// can be shown yet has its place here and no entry.
import type { zh } from "../locales/zh";

type Line = keyof typeof zh.lines;
type Name = keyof typeof zh.nav;
export type RailEntry = { name: Name; roles?: string[]; to: "/queue" | "/intake" | "/cases" | "/alarms" | "/radar" | "/lists" | "/appeals" | "/tips" | "/rules" | "/look-up" | "/watch" | "/rushes" | "/orders" | "/measures" | "/reviews" | "/numbers" | "/settings" | "/holds" | "/carry" };

export const RAIL: { line: Line; entries: RailEntry[] }[] = [
  {
    line: "duty",
    entries: [
      { name: "queue", to: "/queue" },
      { name: "intake", to: "/intake", roles: ["intake", "officer"] },
      { name: "object", to: "/look-up", roles: ["intake", "officer", "approver", "supervisor"] },
      { name: "watch", to: "/watch" },
    ],
  },
  { line: "strike", entries: [] },
  {
    line: "guard",
    entries: [
      { name: "alarms", to: "/alarms" },
      { name: "radar", to: "/radar" },
      { name: "tips", to: "/tips", roles: ["officer", "supervisor"] },
      { name: "rules", to: "/rules" },
    ],
  },
  {
    line: "telecom",
    entries: [
      { name: "lists", to: "/lists" },
      { name: "numbers", to: "/numbers", roles: ["officer", "approver", "supervisor"] },
    ],
  },
  {
    line: "money",
    entries: [
      { name: "cases", to: "/cases" },
      { name: "rushes", to: "/rushes" },
      { name: "orders", to: "/orders" },
      { name: "measures", to: "/measures" },
      { name: "holds", to: "/holds" },
      { name: "carry", to: "/carry" },
    ],
  },
  { line: "publicity", entries: [] },
  {
    line: "council",
    entries: [
      { name: "appeals", to: "/appeals", roles: ["officer", "approver", "supervisor", "administrator"] },
      { name: "reviews", to: "/reviews", roles: ["supervisor", "administrator"] },
      { name: "settings", to: "/settings" },
    ],
  },
];

/** The sections that have something for somebody. */
export function railFor(holds: (...roles: string[]) => boolean) {
  return RAIL.map((section) => ({
    ...section,
    entries: section.entries.filter((entry) => !entry.roles || holds(...entry.roles)),
  })).filter((section) => section.entries.length > 0);
}
