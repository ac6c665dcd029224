// Rows of a statement as people copy them out of their core banking or a spreadsheet: cells apart by tabs or commas, a
// head by name or none. Pure. What cannot be read is named by its line.
import { decimal, units } from "../../say/money";
import { fromLocal } from "../../say/time";

export const COLUMNS = ["at", "side", "amount", "balance", "serial", "account", "holder", "bank", "remark", "exit"] as const;
export type Column = (typeof COLUMNS)[number];
/** One line as it was written. */
export type Cells = Record<Column, string>;

export const EXITS = ["cash", "pos", "gold", "crypto", "gift_card", "top_up"] as const;
export type Exit = (typeof EXITS)[number];

export interface ToldRow {
  at: string;
  side: "debit" | "credit";
  amount: string;
  balance?: string;
  serial: string;
  opponent?: { institution_code: string; number: string; holder?: string; class: "unknown" };
  remark?: string;
  /** How money left the institutions by it. */
  exit?: Exit;
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
  exit: ["去向", "出金方式", "exit"],
};
const DEBIT = ["付", "借", "支出", "出", "debit", "d"];
const CREDIT = ["收", "贷", "收入", "入", "存入", "credit", "c"];
const EXIT_WORDS: Record<Exit, string[]> = {
  cash: ["取现", "现金", "atm", "atm取款", "cash"],
  pos: ["消费", "pos"],
  gold: ["黄金", "gold"],
  crypto: ["虚拟币", "虚拟货币", "crypto"],
  gift_card: ["购物卡", "礼品卡", "gift card", "gift_card"],
  top_up: ["充值", "top-up", "top_up"],
};

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

/** Which way a line says it went; without a word the sign of the amount says it. */
export const sideOf = (cells: Cells): "debit" | "credit" | null => {
  const said = cells.side.toLowerCase();
  if (DEBIT.includes(said) || (said === "" && cells.amount.startsWith("-"))) return "debit";
  return CREDIT.includes(said) || said === "" ? "credit" : null;
};
const sumOf = (cells: Cells): number => units(cells.amount.replace(/^[-+]/, ""));
export const exitOf = (cells: Cells): Exit | undefined => EXITS.find((exit) => EXIT_WORDS[exit].includes(cells.exit.toLowerCase()));

/** What cannot be read of a line. Paper often prints no serial number. */
export function wrongIn(cells: Cells, paper = false): Column[] {
  const sum = sumOf(cells);
  const wrong: [Column, boolean][] = [
    ["at", momentOf(cells.at) === null],
    ["side", sideOf(cells) === null],
    ["amount", Number.isNaN(sum) || sum === 0],
    ["balance", cells.balance !== "" && Number.isNaN(units(cells.balance.replace(/^-/, "")))],
    ["serial", cells.serial === "" && !paper],
    // A spreadsheet that made a number of it has lost digits.
    ["account", /\d[.]?\d*[eE]\+/.test(cells.account)],
    ["exit", cells.exit !== "" && !exitOf(cells)],
  ];
  return wrong.filter(([, is]) => is).map(([column]) => column);
}

/** A line in which nothing is wrong. */
export function rowOf(cells: Cells): ToldRow {
  const balance = cells.balance === "" ? undefined : units(cells.balance.replace(/^-/, ""));
  return {
    at: momentOf(cells.at) ?? "",
    side: sideOf(cells) ?? "debit",
    amount: decimal(sumOf(cells)),
    balance: balance === undefined ? undefined : `${cells.balance.startsWith("-") ? "-" : ""}${decimal(balance)}`,
    serial: cells.serial,
    opponent: cells.account === "" ? undefined : { institution_code: cells.bank, number: cells.account, holder: cells.holder || undefined, class: "unknown" },
    remark: cells.remark || undefined,
    exit: exitOf(cells),
  };
}

/** The lines of a text, each with its number from 1, by the names of their head or in our order. */
export function linesOf(text: string): { line: number; cells: Cells }[] {
  const lines = text.split(/\r?\n/).map((line, at) => ({ at: at + 1, cells: line.trim() === "" ? [] : cells(line) }));
  const filled = lines.filter((line) => line.cells.length > 0);
  const head = filled[0] ? headOf(filled[0].cells) : null;
  const columns: (Column | null)[] = head ?? [...COLUMNS];
  const of = (line: string[]) => Object.fromEntries(COLUMNS.map((column) => [column, line[columns.indexOf(column)] ?? ""])) as Cells;
  return (head ? filled.slice(1) : filled).map((line) => ({ line: line.at, cells: of(line.cells) }));
}

export function sheetOf(text: string): Sheet {
  const sheet: Sheet = { rows: [], wrong: [] };
  for (const { line, cells } of linesOf(text)) {
    const [column] = wrongIn(cells);
    if (column) sheet.wrong.push({ line, column });
    else sheet.rows.push(rowOf(cells));
  }
  return sheet;
}
