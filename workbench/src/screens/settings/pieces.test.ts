import { describe, expect, it } from "vitest";
import { pieces, turnsOf } from "./pieces";

const cut = (text: string, ...findings: [number, number][]) => pieces(text, findings.map(([from, to]) => ({ from, to }))).map((one) => [one.text, one.found.length]);

describe("a text with what was found in it", () => {
  it("is whole again when its pieces are joined, and each piece bears what lies over it", () => {
    expect(cut("转到安全账户", [2, 6])).toEqual([["转到", 0], ["安全账户", 1]]);
    expect(cut("abcdef", [1, 4], [2, 5])).toEqual([["a", 0], ["b", 1], ["cd", 2], ["e", 1], ["f", 0]]);
    expect(cut("abc")).toEqual([["abc", 0]]);
    expect(cut("")).toEqual([]);
  });

  it("counts characters as the centre does, also beyond the first plane", () => {
    expect(cut("😀加微信", [1, 4])).toEqual([["😀", 0], ["加微信", 1]]);
  });

  it("does not break at a place that is none", () => {
    expect(cut("abc", [2, 9], [7, 9], [1, 1])).toEqual([["ab", 0], ["c", 1]]);
  });

  it("is a conversation where lines say whose they are", () => {
    expect(turnsOf("A: 我是公安局的\n\n乙：什么事\n说完")).toEqual([
      { side: "caller", text: "我是公安局的" },
      { side: "other", text: "什么事" },
      { side: "caller", text: "说完" },
    ]);
    expect(turnsOf("A:")).toEqual([{ side: "caller", text: "A:" }]);
  });
});
