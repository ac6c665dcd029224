import { describe, expect, it } from "vitest";
import { takesTwo, untilOf } from "./rule";

describe("an entry of a list", () => {
  it("takes two where it shields, or excludes for long", () => {
    expect(["7", "30", "180", "1825", ""].map((days) => takesTwo("black", days))).toEqual([false, false, true, true, true]);
    expect(takesTwo("grey", "")).toBe(false);
    expect(takesTwo("white", "7")).toBe(true);
  });

  it("ends within its term, never beyond it", () => {
    const now = Date.parse("2026-11-23T01:00:00Z");
    expect(untilOf("30", now)).toBe("2026-12-23T00:59:00.000Z");
    expect(untilOf("", now)).toBeUndefined();
  });
});
