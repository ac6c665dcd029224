import { describe, expect, it } from "vitest";
import { textOf } from "./decode";

const bytes = (...all: number[]) => new Uint8Array(all).buffer;

describe("the text of a file", () => {
  it("is read in either of the two ways in which spreadsheets write Chinese", () => {
    expect(textOf(new TextEncoder().encode("order,余额").buffer as ArrayBuffer)).toBe("order,余额");
    expect(textOf(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe("a");
    expect(textOf(bytes(0xd3, 0xe0, 0xb6, 0xee))).toBe("余额");
  });

  it("is none where the file is no text", () => {
    expect(textOf(bytes(0x50, 0x4b, 0x03, 0x04, 0x00, 0xff))).toBeNull();
    expect(textOf(bytes(0xff, 0xfe, 0x61, 0x00))).toBeNull();
  });
});
