import { describe, expect, it } from "vitest";
import { type Asked, fieldsOf, filled, heldOf, neededOf, receiptOf, wrongOf } from "./answer";
import type { Opened, Reason } from "./query";

const now = Date.parse("2026-11-23T01:30:00Z");
const asked = (kind: string, more: Partial<Asked> = {}): Asked => ({ id: "ord_1", kind, limit: "80000.00", currency: "CNY", until: "2026-11-25T01:00:00Z", opened: null, ...more });
const reasons: Reason[] = [
  { code: "0000", result: "done", zh: "", en: "", kinds: [] },
  { code: "0301", result: "refused", zh: "", en: "", kinds: [] },
];
const account = { institution_code: "999100000001", institution_name: "合成银行", number: "9999998888880001", holder: "测试丙", class: "personal" };
const opened = { account, query: { of: "statement", from: "2026-11-20T00:00:00Z", until: "2026-11-23T00:00:00Z" } } as unknown as Opened;

describe("an answer", () => {
  it("of a stop is filled in as far as the order says it", () => {
    const one = asked("stop");
    expect(filled(one, "done", now)).toMatchObject({ code: "0000", from: "2026-11-23T09:30", until: "2026-11-25T09:00", held: "" });
    expect(heldOf("120,000", one.limit)).toBe("80000.00");
    expect(heldOf("1200.5", one.limit)).toBe("1200.50");
    expect(heldOf("0", one.limit)).toBe("0.00");
    expect(heldOf("500", null)).toBe("500.00");
    expect(heldOf("x", null)).toBe("");
  });

  it("says only what belongs to its kind", () => {
    const typed = { ...filled(asked("stop"), "done", now), balance: "1,200", held: "1200", payeeAccount: "1" };
    expect(receiptOf(asked("stop"), "done", typed, reasons)).toEqual({
      form: "cordon-receipt/1",
      order: "ord_1",
      result: "done",
      code: "0000",
      balance: { amount: "1200.00", currency: "CNY" },
      held: { amount: "1200.00", currency: "CNY" },
      from: "2026-11-23T09:30:00+08:00",
      until: "2026-11-25T09:00:00+08:00",
    });
    const cannot = { ...typed, code: "0301", remark: " 户名不符 " };
    expect(receiptOf(asked("stop"), "cannot", cannot, reasons)).toEqual({ form: "cordon-receipt/1", order: "ord_1", result: "refused", code: "0301", remark: "户名不符" });
    expect(Object.keys(receiptOf(asked("shut_number"), "done", filled(asked("shut_number"), "done", now), reasons)).filter((name) => name === "balance")).toEqual(["balance"]);
    expect(receiptOf(asked("shut_number"), "done", filled(asked("shut_number"), "done", now), reasons).balance).toBeUndefined();
  });

  it("is checked while it is typed", () => {
    const of = (kind: string, typed: object, more: Partial<Asked> = {}) => wrongOf(asked(kind, more), "done", { ...filled(asked(kind, more), "done", now), ...typed }, now);
    expect(of("stop", {})).toEqual({ balance: "needed" });
    expect(of("stop", { balance: "0", held: "0" })).toEqual({});
    expect(of("stop", { balance: "12x" })).toEqual({ balance: "amount" });
    expect(of("stop", { balance: "100", held: "101" })).toEqual({ held: "over_balance" });
    expect(of("stop", { balance: "90000", held: "90000" })).toEqual({ held: "over_limit" });
    expect(of("stop", { balance: "1", from: "2026-11-23T09:36" })).toEqual({ from: "future" });
    expect(of("stop", { balance: "1", from: "2026-11-23T09:34" })).toEqual({});
    expect(of("stop", { balance: "1", until: "2026-11-23T09:00" })).toEqual({ until: "before" });
    expect(of("stop", { balance: "1", until: "soon" })).toEqual({ until: "moment" });
    expect(of("confirm_debit", {})).toEqual({ found: "needed" });
    expect(of("confirm_debit", { found: "yes", payeeAccount: "9.99E+15", payeeBank: "1" })).toEqual({ payeeAccount: "account" });
    expect(of("confirm_debit", { found: "yes", payeeAccount: "9999" })).toEqual({ payeeBank: "needed" });
    expect(wrongOf(asked("stop"), "cannot", filled(asked("stop"), "cannot", now), now)).toEqual({ code: "needed" });
  });

  it("to a question carries what moved, in the words of the form", () => {
    const told = "2026-11-22 10:00:00\t付\t50\t0\tS-1\t9999997777770001\t测试丁\t999100000003\t转账";
    const one = asked("query_account", { limit: null, opened });
    const typed = { ...filled(one, "done", now), balance: "0", told };
    expect(wrongOf(one, "done", typed, now)).toEqual({});
    expect(receiptOf(one, "done", typed, reasons).statement).toMatchObject({
      account,
      balance: { amount: "0.00", currency: "CNY" },
      complete: true,
      rows: [{ side: "debit", amount: { amount: "50.00" }, at: "2026-11-22T10:00:00+08:00", serial: "S-1", opponent: { number: "9999997777770001" } }],
    });
    expect(wrongOf({ ...one, opened: null }, "done", typed, now)).toEqual({ told: "unopened" });
    expect(wrongOf(one, "done", { ...typed, told: "gestern\t付\t50" }, now)).toEqual({ told: "told" });
    const serial = receiptOf(asked("query_serial", { opened }), "done", typed, reasons);
    expect(serial.payments).toMatchObject([{ order_number: "S-1", payee: { number: "9999997777770001" } }]);
    expect(serial.statement).toBeUndefined();
  });

  it("has what it needs among its fields, whatever is asked", () => {
    const kinds = ["risk_notice", "confirm_debit", "stop", "extend_stop", "lift_stop", "query_account", "query_serial", "watch", "end_watch", "freeze", "extend_freeze", "lift_freeze", "reduce_hold", "raise_hold", "void_value", "restore_value", "shut_number", "restore_number"];
    for (const kind of kinds)
      for (const choice of ["done", "part", "cannot"] as const) for (const name of neededOf(kind, choice)) expect(fieldsOf(kind, choice), `${kind} ${choice}`).toContain(name);
  });
});
