import { describe, expect, it } from "vitest";
import { spanOf, spanText, valueOf, valueText } from "./value";

describe("the value of a norm", () => {
  it("is typed in either language, and is nothing else than its norm asks for", () => {
    expect(spanOf("48小时")).toBe("48 h");
    expect(spanOf(" 3 个工作日 ")).toBe("3 working days");
    expect(spanOf("1 working day")).toBe("1 working days");
    expect(spanOf("30 min")).toBe("30 min");
    for (const none of ["48", "h", "48 weeks", "-1 h", "1.5 h", ""]) expect(spanOf(none), none).toBeNull();
    expect(valueOf("24 h，1 h", "durations")).toEqual({ durations: ["24 h", "1 h"] });
    expect(valueOf("24 h, soon", "durations")).toBeNull();
    expect(valueOf("2", "count")).toEqual({ count: 2 });
    expect(valueOf("2 h", "count")).toBeNull();
    expect(valueOf("50万", "amount")).toEqual({ amount: { amount: "500000.00", currency: "CNY" } });
  });

  it("reads as people say it", () => {
    expect(spanText("48 h", "zh")).toBe("48 小时");
    expect(spanText("3 working days", "zh")).toBe("3 个工作日");
    expect(spanText("48 h", "en")).toBe("48 h");
    expect(valueText({ amount: { amount: "500000.00", currency: "CNY" } }, "zh")).toBe("500,000.00 元");
    expect(valueText({ durations: ["24 h", "1 h"] }, "zh")).toBe("24 小时、1 小时");
  });

  it("comes back from what is shown of it", () => {
    for (const value of [{ duration: "48 h" }, { durations: ["24 h", "3 working days"] }, { count: 7 }] as const)
      for (const lang of ["zh", "en"] as const) expect(valueOf(valueText(value as never, lang), Object.keys(value)[0] as never)).toEqual(value);
  });
});
