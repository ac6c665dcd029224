import { describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE } from "../../say/time";
import { LATER, laterAt } from "./later";

describe("later", () => {
  it("is a moment after now and within a day", () => {
    for (const clock of ["00:00:00", "07:59:59", "08:00:00", "15:30:00", "23:59:59"]) {
      const now = Date.parse(`2026-11-23T${clock}+08:00`);
      for (const choice of LATER) {
        const left = laterAt(choice, now) - now;
        expect(left, `${choice} at ${clock}`).toBeGreaterThan(0);
        expect(left, `${choice} at ${clock}`).toBeLessThanOrEqual(DAY);
      }
    }
  });

  it("means the next eight o'clock of Shanghai", () => {
    const at = (text: string) => Date.parse(text);
    expect(laterAt("morning", at("2026-11-23T07:00:00+08:00"))).toBe(at("2026-11-23T08:00:00+08:00"));
    expect(laterAt("morning", at("2026-11-23T22:00:00+08:00"))).toBe(at("2026-11-24T08:00:00+08:00"));
    expect(laterAt("quarter", 0)).toBe(15 * MINUTE);
    expect(laterAt("four", 0)).toBe(4 * HOUR);
  });
});
