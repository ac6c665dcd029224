import { describe, expect, it } from "vitest";
import type { CaseDetail, Measure, Schemas } from "../../api/client";
import { holdsOf, isWaiting, likely, reportOf } from "./match";

const hold = (agency: string, mask: string, claims: object[] = [], state = "in_force") =>
  ({ id: `mea_${agency}${mask}`, kind: "hold", agency, target: { mask }, claims, state: { name: state, force: { receipt: `rcp_${"a".repeat(32)}` } } }) as unknown as Measure;
const paid = (institution: string, number: string) => ({ to: { institution, number } });
const line = (id: string, transfers: object[]) => ({ case: { id, transfers } }) as unknown as Schemas["CaseLineBody"];

describe("a hold and the cases it may belong to", () => {
  it("are told by agency and last digits, both", () => {
    const cases = [line("cas_1", [{ to: null }, paid("agy_1", "****0001")]), line("cas_2", [paid("agy_2", "****0001")]), line("cas_3", [paid("agy_1", "****0002")])];
    expect(likely(hold("agy_1", "****0001"), cases).map((one) => one.case.id)).toEqual(["cas_1"]);
  });

  it("of a case are those on what it paid or where it was traced, and nobody confirmed", () => {
    const detail = { case: { transfers: [paid("agy_1", "****0001")] }, trace: { places: [{ institution: "agy_2", number: "****0002" }] } } as unknown as CaseDetail;
    const all = [hold("agy_1", "****0001"), hold("agy_2", "****0002"), hold("agy_2", "****0001"), hold("agy_1", "****0001", [{}]), hold("agy_1", "****0001", [], "lapsed")];
    expect(holdsOf(detail, all)).toEqual(all.slice(0, 2));
    expect(all.map(isWaiting)).toEqual([true, true, true, false, false]);
  });

  it("name the report of the agency", () => {
    expect(reportOf(hold("agy_1", "1"))).toBe(`brp_${"a".repeat(32)}`);
  });
});
