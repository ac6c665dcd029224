import { describe, expect, it } from "vitest";
import { grouped, idHint, luhn, numberHint, phoneHint, plainNumber } from "./checks";

describe("what a caller reads out", () => {
  it("is a card only with the right last digit", () => {
    // The well-known test number of the Luhn check, nobody's card.
    expect(luhn("4111111111111111")).toBe(true);
    expect(luhn("4111111111111112")).toBe(false);
    expect(numberHint("4111 1111 1111 1111")).toBe("good");
    expect(numberHint("4111 1111 1111 1121")).toBe("luhn");
  });

  it("may be an account without a check digit", () => {
    expect(numberHint("0200001209000000001")).toBe("account");
    expect(numberHint("pay_user.01")).toBe("account");
  });

  it("is too short, too long or strange", () => {
    expect(numberHint("")).toBe("empty");
    expect(numberHint("12")).toBe("short");
    expect(numberHint("1".repeat(31))).toBe("long");
    expect(numberHint("6222。0000")).toBe("strange");
  });

  it("loses blanks, dashes and full width", () => {
    expect(plainNumber("９９99-0000 1")).toBe("999900001");
    expect(grouped("999900001")).toBe("9999 0000 1");
  });

  it("is an identity number with its check character", () => {
    // A region that does not exist.
    const body = "99000019000101001";
    const good = "0123456789X".split("").filter((c) => idHint(body + c) === "good");
    expect(good).toHaveLength(1);
    expect(idHint(body)).toBe("length");
    expect(idHint("")).toBe("empty");
  });

  it("is a telephone number of the right length", () => {
    expect(phoneHint("199 0000 0001")).toBe("good");
    expect(phoneHint("1990000000")).toBe("length");
    expect(phoneHint("0871-00000000")).toBe("good");
    expect(phoneHint("96110")).toBe("good");
  });
});
