import { describe, expect, it } from "vitest";
import type { CaseDetail } from "../../api/client";
import { DAY, HOUR } from "../../say/time";
import { nextTask } from "./next";

const now = Date.parse("2026-11-23T01:00:00Z");
const at = (ms: number) => new Date(now + ms).toISOString();

// Only what the choice looks at; the rest of a case does not matter to it.
function detail(parts: Record<string, unknown>): CaseDetail {
  const bare = { case: { reporter: {}, transfers: [{ standing: "reported" }] }, orders: [], measures: [], lists: [], overdue: [] };
  return { ...bare, ...parts } as unknown as CaseDetail;
}

const order = (id: string, name: string, ...notes: string[]) => ({ id, state: { name }, notes });
const stop = (until: string) => ({ id: until, kind: "stop", state: { name: "in_force", force: { until } } });

describe("the next task of a case", () => {
  it("is the list before the approval before the paper", () => {
    const all = {
      lists: [{ id: "lst", state: "open", items: [1, 2] }],
      orders: [order("a", "awaiting_papers"), order("b", "awaiting_approval")],
    };
    expect(nextTask(detail(all), now)).toEqual({ kind: "list", list: "lst", count: 2 });
    expect(nextTask(detail({ ...all, lists: [] }), now)).toMatchObject({ kind: "approve", order: { id: "b" } });
    expect(nextTask(detail({ orders: [order("a", "awaiting_papers")] }), now)?.kind).toBe("paper");
  });

  it("is who reports, unless every bank says that nothing was paid", () => {
    const unknown = (standing: string) => detail({ case: { reporter: null, transfers: [{ standing }] } });
    expect(nextTask(unknown("reported"), now)?.kind).toBe("identify");
    expect(nextTask(unknown("denied"), now)).toBeNull();
  });

  it("is an answer that is overdue, but not one that came late", () => {
    const orders = [order("late", "done"), order("open", "seen")];
    expect(nextTask(detail({ orders, overdue: ["late"] }), now)).toBeNull();
    expect(nextTask(detail({ orders, overdue: ["late", "open"] }), now)).toMatchObject({ orders: [{ id: "open" }] });
  });

  it("is an order that no wire carries, before one that is only late", () => {
    const orders = [order("late", "seen"), order("paper", "dispatched", "NOT_ENCODABLE"), order("over", "done", "NOT_ENCODABLE")];
    expect(nextTask(detail({ orders, overdue: ["late"] }), now)).toMatchObject({ kind: "carry", orders: [{ id: "paper" }] });
  });

  it("is value that can still be voided, before what others owe, unless nobody can be asked", () => {
    const card = (institution: string | null) => ({ account: "a", exit: "gift_card", institution, institution_code: "9", number: "****1", amount: { amount: "5.00", currency: "CNY" } });
    const orders = [order("late", "seen")];
    expect(nextTask(detail({ trace: { places: [card("agy_1")] }, orders, overdue: ["late"] }), now)).toEqual({ kind: "void", count: 1 });
    expect(nextTask(detail({ trace: { places: [card(null)] }, orders, overdue: ["late"] }), now)?.kind).toBe("answer");
  });

  it("is the stop that ends first, within a day", () => {
    const measures = [stop(at(30 * HOUR)), stop(at(5 * HOUR)), stop(at(2 * HOUR))];
    expect(nextTask(detail({ measures }), now)).toMatchObject({ kind: "extend", until: at(2 * HOUR) });
    expect(nextTask(detail({ measures: [stop(at(DAY + HOUR))] }), now)).toBeNull();
  });
});
