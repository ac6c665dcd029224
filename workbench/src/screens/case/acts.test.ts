import { describe, expect, it } from "vitest";
import type { Entry } from "../../api/client";
import { factsOf } from "./acts";

const word = (_table: string, name: string | null | undefined) => ({ stop: "紧急止付", void_value: "止兑", done: "已执行" })[name ?? ""] ?? name ?? "";
const entry = (facts: object) => ({ facts }) as Entry;
const id = (end: string) => `ord_${end.padStart(32, "0")}`;

describe("what an act tells beside its verb", () => {
  it("is of which kind its orders are, and of one alone how much at most", () => {
    const one = { [`${id("a")}.kind`]: "void_value", [`${id("a")}.limit`]: { amount: "6000.00", currency: "CNY" }, [`${id("a")}.agency`]: "agy" };
    expect(factsOf(entry(one), word)).toBe("止兑 · ≤ 6,000.00");
    const two = { [`${id("b")}.kind`]: "void_value" };
    expect(factsOf(entry({ ...one, ...two, result: "done" }), word)).toBe("已执行 · 止兑 ×2");
  });

  it("says nothing twice", () => {
    expect(factsOf(entry({ kind: "stop", [`${id("a")}.kind`]: "stop" }), word)).toBe("紧急止付");
  });
});
