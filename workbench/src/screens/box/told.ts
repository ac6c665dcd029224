// Rows of a statement as people copy them out of their core banking or a spreadsheet: cells apart by tabs or commas, a
// head by name or none. Pure. What cannot be read is named by its line.
import { decimal, units } from "../../say/money";
import { fromLocal } from "../../say/time";

export const COLUMNS = ["at", "side", "amount", "balance", "serial", "account", "holder", "bank", "remark"] as const;
export type Column = (typeof COLUMNS)[number];

export interface ToldRow {
  at: string;
  side: "debit" | "credit";
  amount: string;
  balance?: string;
  serial: string;
  opponent?: { institution_code: string; number: string; holder?: string; class: "unknown" };
  remark?: string;
}

export interface Sheet {
  rows: ToldRow[];
  /** Lines, from 1, and the column that cannot be read. */
  wrong: { line: number; column: Column }[];
}

/** As many as one receipt takes. */
export const ROWS_MAX = 1_000;

const HEADS: Record<Column, string[]> = {
  at: ["时间", "交易时间", "at", "time"],
  side: ["收付", "借贷", "方向", "side"],
  amount: ["金额", "交易金额", "amount"],
  balance: ["余额", "交易后余额", "balance"],
  serial: ["流水号", "订单号", "serial"],
  account: ["对方账号", "对手账号", "account"],
  holder: ["对方户名", "对手户名", "holder"],
  bank: ["对方机构代码", "对方机构", "bank"],
  remark: ["摘要", "备注", "remark"],
};
const DEBIT = ["付", "借", "支出", "出", "debit", "d"];
const CREDIT = ["收", "贷", "收入", "入", "存入", "credit", "c"];

/** Cells of a line: apart by tabs where there is one, else by commas, with quotes as spreadsheets write them. */
function cells(line: string): string[] {
  if (line.includes("\t")) return line.split("\t").map((cell) => cell.trim());
  const found: string[] = [];
  for (const [, quoted, bare = ""] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) found.push((quoted?.replaceAll('""', '"') ?? bare).trim());
  return found;
}

/** The columns that a head names; none where the line is no head. */
function headOf(line: string[]): (Column | null)[] | null {
  const named = line.map((cell) => COLUMNS.find((column) => HEADS[column].includes(cell.toLowerCase())) ?? null);
  return named.filter(Boolean).length >= 2 ? named : null;
}

/** `2026-11-23 09:30:05`, with slashes, or without seconds; the clock is Shanghai's. */
export function momentOf(text: string): string | null {
  const found = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text.trim());
  if (!found) return null;
  const [, year = "", month = "", day = "", hour = "", minute = "", second = "00"] = found;
  const two = (part: string) => part.padStart(2, "0");
  const at = fromLocal(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`);
  return at && !Number.isNaN(Date.parse(at)) ? at : null;
}

function rowOf(cell: (column: Column) => string): ToldRow | Column {
  const at = momentOf(cell("at"));
  if (!at) return "at";
  const said = cell("side").toLowerCase();
  const signed = cell("amount").trim();
  const side = DEBIT.includes(said) || (said === "" && signed.startsWith("-")) ? "debit" : CREDIT.includes(said) || said === "" ? "credit" : null;
  if (!side) return "side";
  const sum = units(signed.replace(/^[-+]/, ""));
  if (Number.isNaN(sum) || sum === 0) return "amount";
  const balance = cell("balance") === "" ? undefined : units(cell("balance").replace(/^-/, ""));
  if (balance !== undefined && Number.isNaN(balance)) return "balance";
  if (cell("serial") === "") return "serial";
  const number = cell("account");
  // A spreadsheet that made a number of it has lost digits.
  if (/\d[.]?\d*[eE]\+/.test(number)) return "account";
  return {
    at,
    side,
    amount: decimal(sum),
    balance: balance === undefined ? undefined : `${cell("balance").startsWith("-") ? "-" : ""}${decimal(balance)}`,
    serial: cell("serial"),
    opponent: number === "" ? undefined : { institution_code: cell("bank"), number, holder: cell("holder") || undefined, class: "unknown" },
    remark: cell("remark") || undefined,
  };
}

export function sheetOf(text: string): Sheet {
  const lines = text.split(/\r?\n/).map((line, at) => ({ at: at + 1, cells: line.trim() === "" ? [] : cells(line) }));
  const filled = lines.filter((line) => line.cells.length > 0);
  const head = filled[0] ? headOf(filled[0].cells) : null;
  const columns: (Column | null)[] = head ?? [...COLUMNS];
  const sheet: Sheet = { rows: [], wrong: [] };
  for (const line of head ? filled.slice(1) : filled) {
    const cell = (column: Column) => line.cells[columns.indexOf(column)] ?? "";
    const row = rowOf(cell);
    if (typeof row === "string") sheet.wrong.push({ line: line.at, column: row });
    else sheet.rows.push(row);
  }
  return sheet;
}
