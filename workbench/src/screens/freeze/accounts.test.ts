import { describe, expect, it } from "vitest";
import type { CaseDetail, Measure, Schemas } from "../../api/client";
import { bodyOf, claimedWhole, freezable, isSaid, signersOf } from "./accounts";

const money = (amount: string) => ({ amount, currency: "CNY" });
const measure = (id: string, mask: string, state: string, kind = "stop") =>
  ({ id, kind, agency: "agy_1", target: { kind: "account", mask, holder: "测**" }, state: { name: state }, claims: [{ case: "cas_1", claimed: money("5000.00") }] }) as unknown as Measure;
const place = (account: string, number: string, amount: string, exit: string | null = null) => ({ account, institution: "agy_1", number, amount: money(amount), exit });
const detail = (measures: Measure[], places: object[]) => ({ case: { id: "cas_1" }, measures, trace: { places } }) as unknown as CaseDetail;

describe("what a case may freeze", () => {
  it("is where a measure stands or stood, then where else the money is, each account once", () => {
    const all = freezable(detail([measure("mea_1", "****0001", "lapsed"), measure("mea_2", "****0001", "in_force"), measure("mea_3", "****0002", "lapsed")], [place("k1", "****0001", "10.00"), place("k3", "****0003", "20.00"), place("k4", "****0004", "30.00", "cash"), place("k5", "****0005", "0.00")]));
    expect(all.map((one) => one.id)).toEqual(["mea_2", "mea_3", "k3"]);
    expect(all[0]?.claimed).toEqual(money("5000.00"));
  });

  it("takes the newest of measures that are over, in whichever order they come", () => {
    const all = [measure("mea_2", "****0001", "lapsed"), measure("mea_1", "****0001", "converted", "delay")];
    for (const measures of [all, [...all].reverse()]) expect(freezable(detail(measures, [])).map((one) => one.id)).toEqual(["mea_2"]);
  });

  it("shows two accounts of one bank that end alike, rather than hide one", () => {
    const all = freezable(detail([measure("mea_1", "****0001", "in_force")], [place("k1", "****0001", "10.00"), place("k2", "****0001", "20.00")]));
    expect(all.map((one) => one.id)).toEqual(["mea_1", "k1", "k2"]);
  });

  it("keeps both of two stops that hold accounts which end alike", () => {
    expect(freezable(detail([measure("mea_1", "****0001", "in_force"), measure("mea_2", "****0001", "in_force")], [])).length).toBe(2);
  });

  it("says what is frozen already, until that is over", () => {
    const stop = measure("mea_1", "****0001", "in_force");
    expect(freezable(detail([stop, measure("mea_9", "****0001", "pending", "freeze")], []))[0]?.frozen).toBe("mea_9");
    expect(freezable(detail([stop, measure("mea_9", "****0001", "not_imposed", "freeze")], []))[0]?.frozen).toBeNull();
  });
});

describe("how much of it", () => {
  const [one] = freezable(detail([measure("mea_1", "****0001", "in_force")], []));
  if (!one) throw new Error("nothing to freeze");

  it("is what is claimed, less, or the whole with a reason", () => {
    expect(isSaid(one, claimedWhole)).toBe(true);
    expect(["4999.99", "5000", "5000.01", "0", "甲", ""].map((amount) => isSaid(one, { ...claimedWhole, much: "less", amount }))).toEqual([true, true, false, false, false, false]);
    expect(isSaid(one, { ...claimedWhole, much: "whole", why: " " })).toBe(false);
    expect(bodyOf(one, claimedWhole, " 涉案 ", "")).toEqual({ measure: "mea_1", reason: "涉案", owner: undefined });
    expect(bodyOf(one, { much: "less", amount: "8万", why: "x" }, "涉案", "off_1")).toEqual({ measure: "mea_1", reason: "涉案", owner: "off_1", limit: money("80000.00") });
    expect(bodyOf(one, { much: "whole", amount: "1", why: "合账" }, "涉案", "")).toEqual({ measure: "mea_1", reason: "涉案", owner: undefined, why_full: "合账" });
  });
});

describe("who signs now", () => {
  const officer = (id: string, able = true) => ({ id, active: true, police_number: "1", has_certificate: able }) as Schemas["OfficerBody"];
  const duty = (id: string, from: string, until: string, investigator = "b") => ({ id, from, until, operator: "a", investigator });
  const now = Date.parse("2026-11-27T09:00:00Z");

  it("are the two of the shift entered last, if both can", () => {
    const old = duty("dty_1", "2026-11-27T08:00:00Z", "2026-11-27T20:00:00Z", "c");
    const runs = duty("dty_2", "2026-11-27T08:00:00Z", "2026-11-27T20:00:00Z");
    const all = [officer("a"), officer("b"), officer("c", false)];
    expect(signersOf([old, runs], all, now)?.map((one) => one.id)).toEqual(["a", "b"]);
    expect(signersOf([old], all, now)).toBeNull();
    expect(signersOf([duty("dty_3", "2026-11-26T08:00:00Z", "2026-11-27T09:00:00Z")], all, now)).toBeNull();
  });
});
