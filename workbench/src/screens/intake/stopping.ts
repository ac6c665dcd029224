// Whether the money is stopped by now, and if not what it waits for: what a caller asks first. Pure.
import type { CaseDetail } from "../../api/client";
import { minorOf } from "../../say/money";
import { isCarried, isOpen } from "../case/next";

export type Stopping =
  | { now: "held"; units: number }
  | { now: "denied" | "identity" | "signature" | "approval" | "byHand" | "sent" | "nothing" | "asking" };

export function stopping(detail: CaseDetail): Stopping {
  const units = minorOf(detail.bar.held);
  if (units > 0) return { now: "held", units };
  if (detail.case.transfers.every((transfer) => transfer.standing === "denied")) return { now: "denied" };
  const stops = detail.orders.filter((order) => order.kind === "stop");
  const open = stops.filter(isOpen);
  if (open.length > 0) return { now: open.every(isCarried) ? "byHand" : "sent" };
  if (!detail.case.reporter) return { now: "identity" };
  const waits = (state: string) => stops.some((order) => order.state.name === state);
  if (waits("awaiting_papers")) return { now: "signature" };
  if (waits("awaiting_approval")) return { now: "approval" };
  return { now: stops.some((order) => order.state.dispatched_at) ? "nothing" : "asking" };
}
