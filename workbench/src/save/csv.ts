// Tables as CSV (RFC 4180) in UTF-8 with a byte order mark, without which Excel takes Chinese for something else.
import { type Cell, type Sheet, isRisky, textOf } from "./sheet";

const MARK = "\ufeff";

/** A cell as it stands in the file. An apostrophe keeps a text from being run; our own numbers are none. */
export function cellOf(cell: Cell | undefined): string {
  const text = typeof cell === "string" && isRisky(cell) ? `'${cell}` : textOf(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(sheet: Sheet): string {
  const lines: Cell[][] = [[sheet.title], ...sheet.about, [], sheet.columns, ...sheet.rows];
  return MARK + lines.map((line) => `${line.map(cellOf).join(",")}\r\n`).join("");
}
