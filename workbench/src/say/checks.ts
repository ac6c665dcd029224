// Checks while somebody types what a caller reads out: hints only, the centre decides. A hint never blocks:
// a victim's slip of the tongue is cleared up with the bank, not at the telephone.

/** Without blanks, dashes and full-width digits, as numbers are read out. */
export function plainNumber(text: string): string {
  return text.replace(/[\s-]/g, "").replace(/[０-９]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
}

export function luhn(number: string): boolean {
  let sum = 0;
  for (let i = 0; i < number.length; i += 1) {
    const digit = number.charCodeAt(number.length - 1 - i) - 48;
    const twice = i % 2 === 1 ? digit * 2 : digit;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

export type NumberHint = "empty" | "good" | "short" | "long" | "strange" | "luhn" | "account";

/** What is to be said of a bank card or account number. */
export function numberHint(text: string): NumberHint {
  const number = plainNumber(text);
  if (number === "") return "empty";
  if (!/^[0-9A-Za-z@._-]+$/.test(number)) return "strange";
  if (number.length < 5) return "short";
  if (number.length > 30) return "long";
  const card = /^\d{16,19}$/.test(number) && /^[2-69]/.test(number);
  if (!card) return "account";
  return luhn(number) ? "good" : "luhn";
}

/** Blocks of four, as on the card. */
export const grouped = (number: string): string => plainNumber(number).replace(/(.{4})(?=.)/g, "$1 ");

export type IdHint = "empty" | "good" | "length" | "check";

/** A resident's identity number and its check character (GB 11643). */
export function idHint(text: string): IdHint {
  const number = plainNumber(text).toUpperCase();
  if (number === "") return "empty";
  if (!/^\d{17}[\dX]$/.test(number)) return "length";
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, i) => all + weight * Number(number[i]), 0);
  return "10X98765432"[sum % 11] === number[17] ? "good" : "check";
}

export type PhoneHint = "empty" | "good" | "length";

export function phoneHint(text: string): PhoneHint {
  const number = plainNumber(text);
  if (number === "") return "empty";
  return /^\+?\d{3,20}$/.test(number) && !/^1\d{0,9}$/.test(number) && !/^1\d{11,}$/.test(number) ? "good" : "length";
}
