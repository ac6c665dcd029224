import { describe, expect, it } from "vitest";
import { momentOf, sheetOf } from "./told";

describe("rows of a statement", () => {
  it("are read by the names of their head, in any order", () => {
    const text = '流水号,交易时间,借贷,金额,对方账号,对方户名\r\nS-1,2026/11/22 9:05,贷,"1,200.00",9999997777770001,"测试,丁"\r\n';
    expect(sheetOf(text)).toEqual({
      wrong: [],
      rows: [{ at: "2026-11-22T09:05:00+08:00", side: "credit", amount: "1200.00", balance: undefined, serial: "S-1", remark: undefined, opponent: { institution_code: "", number: "9999997777770001", holder: "测试,丁", class: "unknown" } }],
    });
  });

  it("without a head are read in our order, and an overdrawn balance is one", () => {
    const { rows, wrong } = sheetOf("2026-11-22 10:00:00\t付\t50\t-20.5\tS-2\n\n2026-11-22 10:01:00\t\t-7\t\tS-3");
    expect(wrong).toEqual([]);
    expect(rows.map((row) => [row.side, row.amount, row.balance])).toEqual([
      ["debit", "50.00", "-20.50"],
      ["debit", "7.00", undefined],
    ]);
  });

  it("that cannot be read are named by line and column", () => {
    const lines = ["gestern\t付\t5\t\tS", "2026-11-22 10:00\t?\t5\t\tS", "2026-11-22 10:00\t付\t0\t\tS", "2026-11-22 10:00\t付\t5\tx\tS", "2026-11-22 10:00\t付\t5", "2026-11-22 10:00\t付\t5\t\tS\t9.99E+15"];
    expect(sheetOf(lines.join("\n"))).toEqual({
      rows: [],
      wrong: (["at", "side", "amount", "balance", "serial", "account"] as const).map((column, at) => ({ line: at + 1, column })),
    });
  });

  it("have moments of Shanghai, and none that a calendar lacks", () => {
    expect(momentOf("2026.1.2 03:04:05")).toBe("2026-01-02T03:04:05+08:00");
    for (const text of ["", "2026-11-22", "22.11.2026 10:00", "2026-13-22 10:00", "2026-11-22 25:00"]) expect(momentOf(text), text).toBeNull();
  });
});
