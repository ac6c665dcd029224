import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, brief, fromLocal, levelOf, local, moment, pace, span } from "./time";

const at = Date.parse("2026-11-23T01:30:05Z");

describe("time", () => {
  it("is told by Shanghai's clock wherever the browser stands", () => {
    expect(moment(at)).toBe("2026-11-23 09:30:05");
    expect(brief(at)).toBe("11-23 09:30");
    expect(moment("2026-11-22T16:00:00Z")).toBe("2026-11-23 00:00:00");
  });

  it("comes back from the field in which it was typed", () => {
    expect(Date.parse(fromLocal(local(at)) ?? "")).toBe(at - 5000);
    for (const text of ["", "2026-11-23", "9:30", "2026-11-23 09:30"]) expect(fromLocal(text)).toBeNull();
  });

  it("is told in its two largest units", () => {
    expect(span(65_000, "zh")).toBe("1:05");
    expect(span(HOUR + 20 * MINUTE, "zh")).toBe("1时 20分");
    expect(span(-(2 * DAY + 3 * HOUR), "en")).toBe("2 d 3 h");
    expect(pace(47, "en")).toBe("47 ms");
    expect(pace(3_290, "zh")).toBe("3.2 秒");
  });

  it("presses the more the less of it is left", () => {
    expect(levelOf(-1)).toBe("red");
    expect(levelOf(15 * MINUTE)).toBe("red");
    expect(levelOf(15 * MINUTE + 1)).toBe("orange");
    expect(levelOf(HOUR + 1)).toBe("yellow");
    expect(levelOf(DAY + 1)).toBe("blue");
  });
});
