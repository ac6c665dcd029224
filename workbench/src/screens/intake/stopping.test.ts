import { describe, expect, it } from "vitest";
import type { CaseDetail } from "../../api/client";
import { stopping } from "./stopping";

const yuan = (amount: string) => ({ amount, currency: "CNY" });

function detail(more: { held?: string; standing?: string; reporter?: boolean; stop?: string; carried?: boolean; sent?: boolean }): CaseDetail {
  const { held = "0.00", standing = "confirmed", reporter = true, stop, carried = false, sent = false } = more;
  const order = { kind: "stop", notes: carried ? ["NOT_ENCODABLE"] : [], state: { name: stop, dispatched_at: sent ? "2026-11-23T01:00:00Z" : null } };
  return {
    bar: { held: yuan(held) },
    case: { reporter: reporter ? {} : null, transfers: [{ standing }] },
    orders: stop ? [order] : [],
  } as unknown as CaseDetail;
}

describe("what a caller asks first: is it stopped", () => {
  it("is told step by step, and only money that is held is called stopped", () => {
    expect(stopping(detail({ standing: "denied" }))).toEqual({ now: "denied" });
    expect(stopping(detail({ reporter: false, stop: "awaiting_papers" }))).toEqual({ now: "identity" });
    expect(stopping(detail({}))).toEqual({ now: "asking" });
    expect(stopping(detail({ stop: "awaiting_papers" }))).toEqual({ now: "signature" });
    expect(stopping(detail({ stop: "awaiting_approval" }))).toEqual({ now: "approval" });
    expect(stopping(detail({ stop: "dispatched", sent: true }))).toEqual({ now: "sent" });
    expect(stopping(detail({ stop: "seen", sent: true, carried: true }))).toEqual({ now: "byHand" });
    expect(stopping(detail({ stop: "done", sent: true }))).toEqual({ now: "nothing" });
    expect(stopping(detail({ stop: "done", sent: true, held: "80000.00" }))).toEqual({ now: "held", units: 8_000_000 });
  });
});
