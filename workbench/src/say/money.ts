// Amounts are whole minor units while they are reckoned with, and decimal texts outside.
import type { Amount } from "../api/client";

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,2}))?$/;

/** Minor units of a decimal text; NaN where it is no amount. */
export function minor(text: string): number {
  const found = DECIMAL.exec(text);
  if (!found) return Number.NaN;
  const units = Number(found[2]) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
  return found[1] ? -units : units;
}

export const minorOf = (amount: Amount | null | undefined): number => (amount ? minor(amount.amount) : 0);

/** To the fen, with thousands apart: `80,000.00`. */
export function exact(units: number): string {
  const sign = units < 0 ? "-" : "";
  const yuan = Math.floor(Math.abs(units) / 100);
  const fen = String(Math.abs(units) % 100).padStart(2, "0");
  return `${sign}${String(yuan).replace(/\B(?=(\d{3})+$)/g, ",")}.${fen}`;
}

/** For headings and pictures: 万 and 亿 in Chinese, thousands in English. Cut off, never rounded up. */
export function short(units: number, lang: "zh" | "en"): string {
  const yuan = Math.floor(Math.abs(units) / 100);
  const cut = (by: number) => {
    const [whole, part] = [Math.floor(yuan / by), Math.floor((yuan % by) / (by / 100))];
    return part === 0 ? `${whole}` : `${whole}.${String(part).padStart(2, "0").replace(/0$/, "")}`;
  };
  const sign = units < 0 ? "-" : "";
  if (lang === "en") return `${sign}${yuan.toLocaleString("en-US")}`;
  if (yuan >= 100_000_000) return `${sign}${cut(100_000_000)}亿`;
  if (yuan >= 10_000) return `${sign}${cut(10_000)}万`;
  return `${sign}${yuan}`;
}

/** Without blanks, thousands apart, full-width digits and signs of the currency. */
const bare = (text: string): string =>
  text
    .trim()
    .replace(/[０-９．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[,，\s元¥￥]/g, "");

/** Minor units of a balance that somebody types: it may be nothing, and is not negative. NaN where it is no amount. */
export function units(text: string): number {
  const plain = bare(text);
  return /^\d/.test(plain) ? minor(plain) : Number.NaN;
}

/** What people type: as above, and 万. Null where it is no amount. */
export function typed(text: string): string | null {
  const plain = bare(text);
  const tenThousand = /^(\d{1,9}(?:\.\d{1,6})?)万$/.exec(plain);
  if (tenThousand) {
    const [whole = "", part = ""] = (tenThousand[1] ?? "").split(".");
    const fen = Number(whole) * 1_000_000 + Number(part.padEnd(6, "0"));
    return decimal(fen);
  }
  return DECIMAL.test(plain) && minor(plain) > 0 ? decimal(minor(plain)) : null;
}

export function decimal(units: number): string {
  return `${Math.floor(units / 100)}.${String(units % 100).padStart(2, "0")}`;
}
