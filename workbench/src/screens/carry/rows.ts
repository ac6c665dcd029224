// Movements that came back on paper: lines of a table as they are typed or pasted, what is wrong in each, the statement
// that is sent, and the draft that a tab keeps. Pure; the centre decides what it takes.
import type { Schemas } from "../../api/client";
import { HOUR, MINUTE, fromLocal, local } from "../../say/time";
import type { Choice, Fields } from "../box/answer";
import { COLUMNS, type Cells, type Column, exitOf, linesOf, rowOf, sideOf, wrongIn } from "../box/told";

export type Statement = Schemas["ToldStatementBody"];

/** As many as one answer takes. */
export const ROWS_MAX = 1_000;
/** A draft names people: after a watch it is none any more. */
const DRAFT_LIFE = 12 * HOUR;

/** Kinds of order that a statement answers. */
export const asksStatement = (kind: string): boolean => kind === "query_account" || kind === "watch";

export interface Paper {
  /** From and until when the paper tells, as the fields have it. */
  from: string;
  until: string;
  complete: boolean;
  rows: Cells[];
}

/** Institutions that are asked here. */
export interface Bank {
  code: string;
  name: string;
}

export const noRow = (): Cells => Object.fromEntries(COLUMNS.map((column) => [column, ""])) as Cells;
export const isBlank = (row: Cells): boolean => COLUMNS.every((column) => row[column].trim() === "");

/** One line is there to be typed into. */
export const noPaper = (asked: { from: string } | null | undefined): Paper => ({ from: asked ? local(Date.parse(asked.from)) : "", until: "", complete: true, rows: [noRow()] });

/** The next line is of the day of the one before it. */
export const nextRow = (before: Cells | undefined): Cells => ({ ...noRow(), at: /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2} /.exec(before?.at ?? "")?.[0] ?? "" });

const DAY_ALONE = /^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$/;

/** A day alone, with which the next line began, is still nothing. */
const isBegun = (row: Cells): boolean => !isBlank(DAY_ALONE.test(row.at.trim()) ? { ...row, at: "" } : row);

/** A line in the words that the fields have: which way it went, and how it left, are choices. */
function plain(cells: Cells): Cells {
  const signed = /^[-+]/.test(cells.amount);
  const side = cells.side !== "" || signed ? (sideOf(cells) ?? cells.side) : "";
  return { ...cells, side, amount: cells.amount.replace(/^[-+]/, ""), exit: exitOf(cells) ?? cells.exit };
}

/** Lines of a table that somebody pastes from a line on; null where it is one cell, which is ordinary typing. */
export function pasted(rows: Cells[], at: number, text: string): Cells[] | null {
  if (!/[\t\n]/.test(text.trim())) return null;
  const lines = linesOf(text).map(({ cells }) => plain(cells));
  if (lines.length === 0) return null;
  const kept = rows.slice(at).filter(isBegun);
  return [...rows.slice(0, at), ...lines, ...kept];
}

const CODE = /^\d{6,12}$/;
const NUMBER = /^[0-9A-Za-z@._-]{5,30}$/;

/** A code as it stands, or that of an institution by its name; null where it is neither. */
export function codeOf(text: string, banks: Bank[]): string | null {
  const plain = text.trim();
  return CODE.test(plain) ? plain : (banks.find((bank) => bank.name === plain)?.code ?? null);
}

const trimmed = (row: Cells): Cells => Object.fromEntries(COLUMNS.map((column) => [column, row[column].trim()])) as Cells;

export interface WrongRow {
  row: number;
  columns: Column[];
}

/** Which cells cannot be read, by the number of their line; empty lines are none. */
export function wrongRows(rows: Cells[], banks: Bank[]): WrongRow[] {
  return rows.flatMap((typed, at) => {
    if (!isBegun(typed)) return [];
    const row = trimmed(typed);
    const columns = wrongIn(row, true);
    // Nobody is taken to have been paid because a choice was passed over.
    if (row.side === "") columns.push("side");
    if (row.bank !== "" && codeOf(row.bank, banks) === null) columns.push("bank");
    if (row.account !== "" && !NUMBER.test(row.account) && !columns.includes("account")) columns.push("account");
    // A name or a bank without a number says nobody in particular, and would be lost in silence.
    if (row.account === "" && (row.bank !== "" || row.holder !== "")) columns.push("account");
    return columns.length > 0 ? [{ row: at + 1, columns }] : [];
  });
}

export type WrongPeriod = "needed" | "moment" | "future" | "before";

/** What is wrong with the period; a paper that leaves nothing out says until when. */
export function wrongPeriod(paper: Paper, now: number): { from?: WrongPeriod; until?: WrongPeriod } {
  const at = (text: string) => (text === "" ? null : Date.parse(fromLocal(text) ?? ""));
  const [from, until] = [at(paper.from), at(paper.until)];
  const late = now + 5 * MINUTE;
  const wrong: { from?: WrongPeriod; until?: WrongPeriod } = {};
  if (Number.isNaN(from)) wrong.from = "moment";
  else if (from !== null && from > late) wrong.from = "future";
  if (until === null) {
    if (paper.complete) wrong.until = "needed";
  } else if (Number.isNaN(until)) wrong.until = "moment";
  else if (until > late) wrong.until = "future";
  else if (from !== null && until < from) wrong.until = "before";
  return wrong;
}

/** How many lines somebody has begun. */
export const countOf = (paper: Paper): number => paper.rows.filter(isBegun).length;

/** Whether anything is told: lines, or that there is nothing until then. */
export const tells = (paper: Paper): boolean => countOf(paper) > 0 || paper.until !== "";

/** The statement as the centre takes it; call it where nothing is wrong. */
export function statementOf(paper: Paper, currency: string, banks: Bank[]): Statement {
  const rows = paper.rows.filter(isBegun).map((typed) => {
    const row = trimmed(typed);
    const { opponent, serial, ...told } = rowOf(row);
    const other = opponent ? { number: opponent.number, holder: opponent.holder, institution_code: row.bank === "" ? undefined : (codeOf(row.bank, banks) ?? undefined), class: opponent.class } : undefined;
    return { ...told, serial: serial || undefined, other };
  });
  return { from: fromLocal(paper.from) ?? undefined, until: fromLocal(paper.until) ?? undefined, complete: paper.complete, currency, rows };
}

/** What somebody typed of an answer and has not sent. */
export interface Draft {
  choice: Choice | null;
  typed: Partial<Fields>;
  paper: Paper;
}

export const isEmpty = ({ choice, paper }: Draft): boolean => choice === null && !tells(paper);

export const kept = (draft: Draft, now: number): string => JSON.stringify({ ...draft, at: now });

/** A draft out of what a tab kept; anything else, or what is too old, is no draft. */
export function draftFrom(text: string | null, now: number): Draft | null {
  if (!text) return null;
  try {
    const { at, choice, typed, paper } = JSON.parse(text) as Partial<Draft> & { at?: unknown };
    if (typeof at !== "number" || now - at > DRAFT_LIFE || at > now + HOUR || !paper || !Array.isArray(paper.rows)) return null;
    return { choice: choice ?? null, typed: typed ?? {}, paper: { ...noPaper(null), ...paper, rows: paper.rows.map((row) => ({ ...noRow(), ...row })) } };
  } catch {
    return null;
  }
}
