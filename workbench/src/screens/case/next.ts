// What a case waits for a person to do next: one thing, the most pressing. Pure.
import type { CaseDetail, Order } from "../../api/client";
import { DAY } from "../../say/time";
import { isNew, voidable } from "../voids/places";

export type Next =
  | { kind: "list"; list: string; count: number }
  | { kind: "approve"; order: Order }
  | { kind: "identify" }
  | { kind: "paper"; orders: Order[] }
  | { kind: "void"; count: number }
  | { kind: "carry"; orders: Order[] }
  | { kind: "answer"; orders: Order[] }
  | { kind: "extend"; measure: string; until: string }
  | null;

export function nextTask(detail: CaseDetail, now: number): Next {
  const list = detail.lists.find((one) => one.state === "open");
  if (list) return { kind: "list", list: list.id, count: list.items.length };
  const waits = (state: string) => detail.orders.filter((order) => order.state.name === state);
  const [approval] = waits("awaiting_approval");
  if (approval) return { kind: "approve", order: approval };
  const goesOn = detail.case.transfers.some((transfer) => transfer.standing !== "denied");
  if (!detail.case.reporter && goesOn) return { kind: "identify" };
  const papers = waits("awaiting_papers");
  if (papers.length > 0) return { kind: "paper", orders: papers };
  const unused = voidable(detail).filter(isNew);
  if (unused.length > 0) return { kind: "void", count: unused.length };
  const carried = detail.orders.filter((order) => isOpen(order) && isCarried(order));
  if (carried.length > 0) return { kind: "carry", orders: carried };
  const late = detail.orders.filter((order) => isOpen(order) && detail.overdue.includes(order.id));
  if (late.length > 0) return { kind: "answer", orders: late };
  const ends = detail.measures.filter((measure) => {
    const until = measure.kind === "stop" && ["in_force", "renewed"].includes(measure.state.name) ? measure.state.force?.until : null;
    return until && Date.parse(until) - now < DAY && Date.parse(until) > now;
  });
  const [first] = ends.sort((a, b) => Date.parse(a.state.force?.until ?? "") - Date.parse(b.state.force?.until ?? ""));
  return first?.state.force ? { kind: "extend", measure: first.id, until: first.state.force.until } : null;
}

/** It waits for the document of a freeze, not for the victim's form. */
export const isFreeze = (kind: string | null | undefined): boolean => kind === "freeze" || kind === "extend_freeze";

/** On its way and not answered. */
export const isOpen = (order: Order): boolean => ["dispatched", "seen"].includes(order.state.name);

/** No wire carries it: somebody hands it over or keys it in. */
export const isCarried = (order: Order): boolean =>
  order.notes.some((note) => note === "NOT_ENCODABLE" || note === "EXECUTED_ELSEWHERE");

/** Acts by which people open what is sealed, or look a person's things up. */
export const SEEING = new Set(["reveal", "take_evidence", "look_up_object"]);
