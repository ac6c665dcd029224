import { describe, expect, it } from "vitest";
import { isLive, isOpen, measureSearch, orderSearch } from "./states";

describe("what an address asks for", () => {
  it("is taken where it is known, and left out where it is not", () => {
    const agency = `agy_${"0".repeat(32)}`;
    expect(orderSearch({ state: "seen", agency, late: true })).toEqual({ state: "seen", agency, late: true });
    expect(orderSearch({ state: "gone", agency: "agy_1", late: "yes", kind: "stop" })).toEqual({});
    expect(measureSearch({ state: "in_force", kind: "shut" })).toEqual({ state: "in_force", kind: "shut" });
    expect(measureSearch({ state: 3, kind: "", agency: null })).toEqual({});
  });

  it("knows what can still be taken back or lifted", () => {
    expect(["awaiting_papers", "seen", "done", "withdrawn"].map(isOpen)).toEqual([true, true, false, false]);
    expect(["pending", "in_force", "queued", "lapsed"].map(isLive)).toEqual([false, true, true, false]);
  });
});
