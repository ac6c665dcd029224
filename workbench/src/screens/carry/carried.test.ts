import { describe, expect, it } from "vitest";
import type { Order } from "../../api/client";
import { NUMBER, isByHand, isScan, wrongAt } from "./carried";

const order = { wire: "by_hand", notes: [], drafted_at: "2026-11-27T00:00:00Z", state: { dispatched_at: "2026-11-27T01:00:00Z" } } as unknown as Order;

describe("an order that people carry", () => {
  it("has no wire, or no form on its wire", () => {
    expect([order, { ...order, wire: "json_form" }, { ...order, wire: "police_bank", notes: ["NOT_ENCODABLE"] }].map((one) => isByHand(one as Order))).toEqual([true, false, true]);
  });

  it("is handed over after it was sent and not after now, by the clocks of two machines", () => {
    const now = Date.parse("2026-11-27T02:00:00Z");
    expect(["2026-11-27T10:00", "2026-11-27T10:06", "2026-11-27T09:00", "2026-11-27T08:54", "2026-11-27T08:50", ""].map((text) => wrongAt(text, order, now))).toEqual([null, "future", null, null, "before", "none"]);
  });

  it("gets a number of one word, and a scan of the kinds that are kept", () => {
    expect(["ZPT-2026/1", "ZPT 1", "甲", "a".repeat(65)].map((text) => NUMBER.test(text))).toEqual([true, false, false, false]);
    expect([isScan({ type: "application/pdf", size: 1 }), isScan({ type: "image/png", size: 1 }), isScan({ type: "image/jpeg", size: 1_400_001 }), isScan({ type: "image/jpeg", size: 0 })]).toEqual([true, false, false, false]);
  });
});
