// A table on its way out of the page: to a file or to paper. It is made of what the screen shows, so what is masked
// there stays masked; each says who took it out, when, as of when, and what was left out. Pure.
import type { Amount } from "../api/client";
import { decimal, minorOf } from "../say/money";

/** A text, an amount in minor units, a count, or nothing. */
export type Cell = string | { minor: number } | { count: number } | null;

export interface Sheet {
  /** What it is, such as 值班台; also in the file's name. */
  title: string;
  /** Lines above the table: names and what they say. */
  about: [string, string][];
  columns: string[];
  rows: Cell[][];
}

/** An amount in a table whose heads say yuan; another currency is named. */
export function money(of: Amount | null | undefined): Cell {
  if (!of) return null;
  return of.currency === "CNY" ? { minor: minorOf(of) } : `${of.amount} ${of.currency}`;
}

/** An amount as programs read it: no thousands apart. */
export const plain = (units: number): string => `${units < 0 ? "-" : ""}${decimal(Math.abs(units))}`;

/** A cell as text, for CSV and paper. */
export function textOf(cell: Cell | undefined, amount: (units: number) => string = plain): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "string") return cell;
  return "minor" in cell ? amount(cell.minor) : String(cell.count);
}

/**
 * Whether a spreadsheet may take a text for a formula: it begins with `=`, `+`, `-`, `@`, a tab or a line end, be it
 * after blanks or in full width. (OWASP, CSV Injection.)
 */
export const isRisky = (text: string): boolean => /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u.test(text);

/** The name of a file: what, of which case, when; nothing that a file system takes amiss. */
export function fileName(sheet: Pick<Sheet, "title">, at: string, ending: string): string {
  const stem = `${sheet.title}-${at}`.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return `${stem}.${ending}`;
}
