import { describe, expect, it } from "vitest";
import { codeOf, draftFrom, isEmpty, kept, nextRow, noPaper, noRow, pasted, statementOf, tells, wrongPeriod, wrongRows } from "./rows";

const banks = [{ code: "999100000001", name: "样例银行" }];
const typed = { ...noRow(), at: "2026-11-23 09:30", side: "付", amount: "1,200", account: "9999997777770001", holder: "测试丁", bank: "样例银行" };

describe("movements on paper", () => {
  it("need no serial, and name an institution by its code or its name", () => {
    expect(wrongRows([typed, { ...typed, bank: "" }, noRow(), nextRow(typed)], banks)).toEqual([]);
    expect([codeOf("999100000001", banks), codeOf(" 样例银行 ", banks), codeOf("别的银行", banks)]).toEqual(["999100000001", "999100000001", null]);
    const { rows, from, until } = statementOf({ from: "2026-11-23T00:00", until: "2026-11-23T10:00", complete: true, rows: [typed, noRow(), nextRow(typed)] }, "CNY", banks);
    expect([from, until]).toEqual(["2026-11-23T00:00:00+08:00", "2026-11-23T10:00:00+08:00"]);
    expect(rows).toEqual([{ at: "2026-11-23T09:30:00+08:00", side: "debit", amount: "1200.00", other: { institution_code: "999100000001", number: "9999997777770001", holder: "测试丁", class: "unknown" } }]);
  });

  it("that cannot be read are all named, by line and column", () => {
    const bad = [{ ...typed, at: "gestern", amount: "x" }, typed, { ...typed, bank: "别的银行", account: "6222****1234" }, { ...typed, account: "" }, { ...typed, exit: "飞了" }, { ...typed, side: "" }];
    expect(wrongRows(bad, banks)).toEqual([
      { row: 1, columns: ["at", "amount"] },
      { row: 3, columns: ["bank", "account"] },
      { row: 4, columns: ["account"] },
      { row: 5, columns: ["exit"] },
      { row: 6, columns: ["side"] },
    ]);
  });

  it("are pasted from a spreadsheet from a line on, and nothing that was typed is lost", () => {
    const text = "交易时间\t借贷\t金额\t去向\n2026-11-23 09:31\t借\t500\t取现\n2026-11-23 09:32\t贷\t7\t";
    const rows = pasted([typed, noRow()], 1, text) ?? [];
    expect(rows.map((row) => [row.at, row.amount, row.exit])).toEqual([["2026-11-23 09:30", "1,200", ""], ["2026-11-23 09:31", "500", "cash"], ["2026-11-23 09:32", "7", ""]]);
    expect(pasted([noRow(), typed], 0, text)?.at(-1)).toEqual(typed);
    expect(rows.map((row) => row.side)).toEqual(["付", "debit", "credit"]);
    expect(pasted([noRow()], 0, "2026-11-23 09:31\t\t-5\n2026-11-23 09:31\t\t5")?.map((row) => [row.side, row.amount])).toEqual([["debit", "5"], ["", "5"]]);
    expect(pasted([noRow()], 0, "80,000.00"), "one cell is typing").toBeNull();
    expect(statementOf({ ...noPaper(null), rows }, "CNY", banks).rows[1]?.exit).toBe("cash");
  });

  it("end when they were printed", () => {
    const now = Date.parse("2026-11-23T10:00:00+08:00");
    const paper = { ...noPaper({ from: "2026-11-23T01:00:30Z" }), rows: [typed] };
    expect(paper.from).toBe("2026-11-23T09:00");
    expect(["", "2026-11-23T09:59", "2026-11-23T10:06", "2026-11-23T08:00"].map((until) => wrongPeriod({ ...paper, until }, now).until)).toEqual(["needed", undefined, "future", "before"]);
    expect(wrongPeriod({ ...paper, complete: false }, now)).toEqual({});
    expect([tells(paper), tells({ ...paper, rows: [nextRow(typed)] }), tells({ ...paper, rows: [noRow()], until: "2026-11-23T09:59" })]).toEqual([true, false, true]);
  });

  it("are there after a reload, and not after a watch", () => {
    const draft = { choice: "done" as const, typed: { balance: "7" }, paper: { ...noPaper(null), rows: [typed] } };
    expect(draftFrom(kept(draft, 1_000), 2_000)).toEqual(draft);
    expect([draftFrom(kept(draft, 1_000), 13 * 3_600_000), draftFrom("{", 0), draftFrom(null, 0), draftFrom('{"at":1}', 2)]).toEqual([null, null, null, null]);
    expect([isEmpty(draft), isEmpty({ choice: null, typed: {}, paper: noPaper(null) })]).toEqual([false, true]);
  });
});
