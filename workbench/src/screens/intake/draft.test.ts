import { describe, expect, it } from "vitest";
import { HOUR } from "../../say/time";
import { DRAFT_LIFE, another, draftFrom, isEmpty, kept, missing, noDraft, noTransfer, reportOf } from "./draft";

const now = Date.parse("2026-11-23T01:30:00Z");
const full = {
  ...noTransfer(),
  fromBank: "999100000002",
  fromAccount: "9999 9900 0002 0001",
  amount: "8万",
  at: "2026-11-23T09:10",
  toBank: "999100000001",
  toAccount: "999999000001-0001",
};

describe("a report while it is typed", () => {
  it("says what is missing before the stop can go", () => {
    expect(missing(noTransfer(), now)).toEqual(["fromBank", "fromAccount", "amount", "at", "toBank", "toAccount"]);
    expect(missing(full, now)).toEqual([]);
    expect(missing({ ...full, toBank: "", toAccount: "", toUnknown: true }, now)).toEqual([]);
    expect(missing({ ...full, amount: "八万", toAccount: "12" }, now)).toEqual(["amount", "toAccount"]);
  });

  it("cannot be about tomorrow", () => {
    expect(missing({ ...full, at: "2026-11-23T09:32" }, now)).toEqual(["at"]);
    expect(missing({ ...full, at: "2026-11-23T09:30" }, now)).toEqual([]);
  });

  it("is sent in the centre's words", () => {
    const body = reportOf({ ...noDraft(), transfers: [full], narrative: "  " });
    expect(body.transfers[0]).toMatchObject({
      from: { number: "9999990000020001" },
      to: { number: "9999990000010001" },
      amount: { amount: "80000.00", currency: "CNY" },
      at: "2026-11-23T09:10:00+08:00",
    });
    expect(body.narrative).toBeUndefined();
    expect(reportOf({ ...noDraft(), transfers: [{ ...full, toUnknown: true }] }).transfers[0]?.to).toBeUndefined();
  });

  it("survives a tab that was left, and nothing else passes for one", () => {
    const draft = { ...noDraft(), transfers: [full, another(full)] };
    expect(draftFrom(kept(draft, now), now)).toEqual(draft);
    expect(draft.transfers[1]).toMatchObject({ fromAccount: full.fromAccount, amount: "" });
    for (const text of [null, "", "{", "{}", '{"transfers":[]}', JSON.stringify(draft)]) expect(draftFrom(text, now)).toBeNull();
    // It names people: after a watch nobody finds it.
    expect(draftFrom(kept(draft, now), now + DRAFT_LIFE)).toEqual(draft);
    expect(draftFrom(kept(draft, now), now + DRAFT_LIFE + 1)).toBeNull();
    expect(draftFrom(kept(draft, now + 2 * HOUR), now)).toBeNull();
    expect(isEmpty(noDraft())).toBe(true);
    expect(isEmpty(draft)).toBe(false);
  });
});
