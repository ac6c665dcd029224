// What stands in the rail, in the order of the five lines of the field and the council. A line of which nothing
// can be shown yet has its place here and no entry; what only the plain pages do is linked there.
import type { zh } from "../locales/zh";

type Line = keyof typeof zh.lines;
type Name = keyof typeof zh.nav;
export type RailEntry = { name: Name; roles?: string[] } & ({ to: "/queue" | "/intake" | "/cases" | "/alarms" | "/radar" | "/lists" | "/appeals" | "/tips" | "/rules" | "/look-up" } | { href: string });

export const RAIL: { line: Line; entries: RailEntry[] }[] = [
  {
    line: "duty",
    entries: [
      { name: "queue", to: "/queue" },
      { name: "intake", to: "/intake", roles: ["intake", "officer"] },
      { name: "object", to: "/look-up", roles: ["intake", "officer", "approver", "supervisor"] },
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
      { name: "numbers", href: "/desk/numbers", roles: ["officer"] },
    ],
  },
  {
    line: "money",
    entries: [
      { name: "cases", to: "/cases" },
      { name: "orders", href: "/desk/orders" },
      { name: "measures", href: "/desk/measures" },
    ],
  },
  { line: "publicity", entries: [] },
  {
    line: "council",
    entries: [
      { name: "appeals", to: "/appeals", roles: ["officer", "approver", "supervisor", "administrator"] },
      { name: "reviews", href: "/desk/reviews", roles: ["supervisor", "administrator"] },
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
