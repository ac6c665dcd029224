import { describe, expect, it } from "vitest";
import { isFileName, lineCount, lineSpan } from "./lines";

describe("lines", () => {
  it("are found by their number", () => {
    const text = "one\n\nthree\n";
    expect(lineCount(text)).toBe(4);
    const at = (line: number) => text.slice(...lineSpan(text, line));
    expect([1, 2, 3, 4, 9, 0].map(at)).toEqual(["one", "", "three", "", "", "one"]);
    expect(lineSpan(text, 3)).toEqual([5, 10]);
  });

  it("stand in files with plain names", () => {
    expect(isFileName("own_rules-2.toml")).toBe(true);
    for (const name of ["Own.toml", "own", "../own.toml", ".toml", `${"a".repeat(60)}.toml`]) expect(isFileName(name)).toBe(false);
  });
});
