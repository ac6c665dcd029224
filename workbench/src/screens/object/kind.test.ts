import { describe, expect, it } from "vitest";
import { guess } from "./kind";

describe("what was typed", () => {
  it.each([
    ["9999 9900 0000 4321", "account"],
    ["9999990000004321", "account"],
    ["19900000777", "number"],
    ["+86 199 0000 0777", "number"],
    ["96110", "number"],
    ["010-99999999", "number"],
    ["https://example.test/pay", "link"],
    ["pay.example.test", "link"],
    ["ab".repeat(32), "name_hash"],
    ["cd20261123AB12", "case"],
    [`cas_${"0".repeat(32)}`, "case"],
  ])("%s is probably of the kind %s", (text, kind) => {
    expect(guess(text)).toBe(kind);
  });
});
