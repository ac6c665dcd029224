// Which orders people carry, and what may be said of their way. Pure; the centre decides.
import type { Order } from "../../api/client";
import { MINUTE, fromLocal } from "../../say/time";

/** No wire takes it, or it has no form on its wire. */
export const isByHand = (order: Order): boolean => order.wire === "by_hand" || order.notes.includes("NOT_ENCODABLE");

export const NUMBER = /^[A-Za-z0-9._/:-]{1,64}$/;
/** Largest scan that the centre takes. */
export const SCAN_BYTES_MAX = 1_400_000;
const SCANS = ["image/jpeg", "application/pdf"];

export const isScan = (file: { type: string; size: number }): boolean => SCANS.includes(file.type) && file.size > 0 && file.size <= SCAN_BYTES_MAX;

/** Clocks differ by so much at most. */
const SKEW = 5 * MINUTE;

/** What is wrong with a moment at which it was handed over; a field knows minutes only. */
export function wrongAt(text: string, order: Order, now: number): "none" | "future" | "before" | null {
  const at = fromLocal(text);
  if (at === null) return "none";
  if (Date.parse(at) > now + SKEW) return "future";
  const sent = Date.parse(order.state.dispatched_at ?? order.drafted_at);
  return Date.parse(at) + MINUTE < sent - SKEW ? "before" : null;
}
