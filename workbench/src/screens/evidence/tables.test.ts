import { describe, expect, it } from "vitest";
import { type Packet, lastEntry, tablesOf } from "./tables";
import { zh } from "./words";

const cny = (amount: string) => ({ amount, currency: "CNY" });
const key = "ab".repeat(32);
// Only what the tables look at.
const packet = {
  made_at: "2026-11-25T01:00:00Z",
  purpose: "移送审查起诉",
  journal_entries: 337,
  notes: ["CASES_CUT: more"],
  victims: [{ case: "cas_1", number: "CD1", scam_type: "T04", reported_at: "2026-11-23T01:00:00Z", loss: cny("8000.00"), filing: null, trace: { at: "2026-11-23T01:00:05Z", as_of: 3, absorbed: cny("0.00"), unseen: cny("1.00"), digest: "d1" } }, { case: "cas_2", number: "CD2", scam_type: "T01", reported_at: "2026-11-23T01:00:00Z", loss: cny("5.00"), filing: "〔2026〕7号", trace: null }],
  accounts: [{ account: key, number: "****0001", institution_code: "999", cases: { cas_1: cny("6000.00"), cas_2: cny("5.00") } }],
  movements: [{ id: "mov_1", from: "cd".repeat(32), to: key, amount: cny("6000.00"), debit_at: "2026-11-23T00:00:00Z", credit_at: null, debit_serial: "=1+1", credit_serial: null, order_number: null, exit: "gift_card", told_by: ["rcp_1", "rcp_2"] }],
  orders: [{ id: "ord_1", case: "cas_1", kind: "stop", agency: "agy_1", target: { mask: "****0001" }, limit: cny("6000.00"), state: { name: "done", dispatched_at: null }, drafted_at: "2026-11-23T01:00:00Z", reason: "r", basis: "b" }],
  receipts: [{ id: "rcp_1", order: "ord_1", agency: "agy_1", received_at: "2026-11-23T01:00:00Z", result: "done", weight: "deciding", balance: null, held: cny("6000.00"), late: true }],
} as unknown as Packet;

const tables = tablesOf(packet, { words: zh, number: "CD1", agency: (id) => `[${id}]`, institution: (code) => `bank ${code}`, scam: (type) => type, word: (_, name) => name ?? "" });

describe("a packet as tables", () => {
  it("has a row for each thing in it, and as many cells as heads", () => {
    expect(tables.map((one) => one.rows.length)).toEqual([2, 2, 1, 1, 1]);
    for (const { title, columns, rows } of tables) for (const row of rows) expect(row.length, title).toBe(columns.length);
    expect(new Set(tables.map((one) => one.title)).size, "sheets of one book").toBe(5);
  });

  it("says what for, which entries prove it, and what was left out", () => {
    expect(lastEntry(packet)).toBe(336);
    expect(tables[0].scope).toEqual(["用途: 移送审查起诉", "存证日志 0–336 号条目", "CASES_CUT: more"]);
  });

  it("names cases by their numbers and accounts by mask and key, also those that are nobody's place", () => {
    expect(tables[1]?.rows[1]).toEqual(["****0001 abababababab", "bank 999", "CD2", { minor: 500 }]);
    expect(tables[2]?.rows[0]?.slice(1, 4)).toEqual(["cdcdcdcdcdcd", "****0001 abababababab", { minor: 600_000 }]);
  });
});
