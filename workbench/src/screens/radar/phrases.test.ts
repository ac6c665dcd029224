import { describe, expect, it } from "vitest";
import { phrasesOf } from "./phrases";

describe("the phrases of a new script", () => {
  it("are those of its lists, once each", () => {
    const lines = '[[entry]]\ncode = "new.1.hook"\nname_zh = "“甲”"\nzh = ["碳积分补贴", "碳积…补贴"]\nen = ["say \\"yes\\""]\n[[entry]]\nzh = ["碳积分补贴"]\nen = []\n';
    expect(phrasesOf(lines)).toEqual(["碳积分补贴", "碳积…补贴", 'say "yes"']);
    expect(phrasesOf("")).toEqual([]);
  });
});
