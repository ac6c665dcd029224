import { describe, expect, it } from "vitest";
import { decimal, exact, minor, short, typed, units } from "./money";

describe("amounts", () => {
  it("are read to the fen and nothing else is", () => {
    expect(minor("80000.00")).toBe(8_000_000);
    expect(minor("0.5")).toBe(50);
    expect(minor("-3.07")).toBe(-307);
    for (const text of ["", "1e5", "1.234", "80,000", "８"]) expect(minor(text)).toBeNaN();
  });

  it("are shown with thousands apart", () => {
    expect(exact(8_000_000)).toBe("80,000.00");
    expect(exact(-123)).toBe("-1.23");
    expect(exact(99)).toBe("0.99");
  });

  it("are shortened without being made larger", () => {
    expect(short(17_565_300, "zh")).toBe("17.56万");
    expect(short(8_000_000, "zh")).toBe("8万");
    expect(short(999_999_999_99, "zh")).toBe("9.99亿");
    expect(short(999_900, "zh")).toBe("9999");
    expect(short(17_565_399, "en")).toBe("175,653");
  });

  it("are understood as people type them", () => {
    expect(typed("8万")).toBe("80000.00");
    expect(typed("1.25 万")).toBe("12500.00");
    expect(typed(" 80,000 元")).toBe("80000.00");
    expect(typed("８００００．５")).toBe("80000.50");
    for (const text of ["", "0", "-5", "八万", "1.234", "万"]) expect(typed(text)).toBeNull();
  });

  it("survive their decimal text", () => {
    for (const units of [1, 99, 100, 8_000_050]) expect(minor(decimal(units))).toBe(units);
  });

  it("reads a balance, which may be nothing", () => {
    expect([units("0"), units("８，０００．5"), units("¥ 12.30")]).toEqual([0, 800_050, 1_230]);
    for (const text of ["", "-1", "1.234", "abc", ".5"]) expect(units(text), text).toBeNaN();
  });
});
