import { describe, expect, it } from "vitest";
import { isNew, otherVoids, voidable } from "./places";

const money = (amount: string) => ({ amount, currency: "CNY" });
const place = (account: string, number: string, amount: string, exit: string | null, institution: string | null = "agy_1") => ({ account, institution, institution_code: "999", number, amount: money(amount), exit });
const measure = (id: string, mask: string, name: string, kind = "void") => ({ id, kind, agency: "agy_1", target: { mask }, state: { name } });
const order = (id: string, of: string) => ({ id, kind: "void_value", measure: of });
// Only what the choice looks at.
const detail = (places: object[], measures: object[] = [], orders: object[] = []) => ({ trace: { places }, measures, orders }) as never;

describe("what can be voided", () => {
  it("is value that may not be used up, the largest first; cash, accounts and nothing are not", () => {
    const all = detail([
      place("a", "****0001", "10.00", "gift_card"),
      place("b", "****0002", "90.00", "cash"),
      place("c", "****0003", "90.00", null),
      place("d", "****0004", "0.00", "top_up"),
      place("e", "****0005", "20.00", "crypto", null),
    ]);
    expect(voidable(all).map((one) => [one.account, one.agency])).toEqual([
      ["e", null],
      ["a", "agy_1"],
    ]);
    expect(voidable(all).filter(isNew).map((one) => one.account)).toEqual(["a"]);
    expect(voidable({ measures: [], orders: [] } as never)).toEqual([]);
  });

  it("says what stands on it, with its order; what is over can be drafted again and is told beside", () => {
    const places = [place("a", "****0001", "10.00", "gift_card"), place("b", "****0002", "5.00", "top_up")];
    const all = detail(places, [measure("m1", "****0001", "pending"), measure("m2", "****0002", "released"), measure("m3", "****0001", "in_force", "stop")], [order("o1", "m1")]);
    const [first, second] = voidable(all);
    expect([first?.standing?.measure.id, first?.standing?.order?.id]).toEqual(["m1", "o1"]);
    expect(second?.standing).toBeNull();
    // The seller may have said that all is used up: nobody is called to ask again.
    expect(voidable(all).filter(isNew)).toEqual([]);
    expect(otherVoids(all, voidable(all)).map((one) => one.measure.id)).toEqual(["m2"]);
  });

  it("of accounts that end alike says nothing of either", () => {
    const all = detail([place("a", "****0001", "10.00", "gift_card"), place("b", "****0001", "5.00", "gift_card")], [measure("m1", "****0001", "in_force")]);
    expect(voidable(all).map((one) => one.standing)).toEqual([null, null]);
    expect(otherVoids(all, voidable(all)).map((one) => one.measure.id)).toEqual(["m1"]);
  });
});
