// What an answer to an order asks for, what is filled in beforehand, what is wrong with what was typed, and the receipt
// that is sent. Pure. The centre decides what it takes.
import { decimal, minor, units } from "../../say/money";
import { MINUTE, fromLocal, local } from "../../say/time";
import type { Opened, Reason } from "./query";
import { type Sheet, sheetOf } from "./told";

export type Choice = "done" | "part" | "cannot";

/** The fields of an answer, as they stand on the screen. */
export interface Fields {
  code: string;
  balance: string;
  held: string;
  from: string;
  until: string;
  found: "" | "yes" | "no";
  debitAt: string;
  payeeBank: string;
  payeeAccount: string;
  payeeHolder: string;
  /** What moved, or what was found, as lines of a table. */
  told: string;
  complete: boolean;
  remark: string;
}
export type Name = keyof Fields;

/** What the answer is about. */
export interface Asked {
  id: string;
  kind: string;
  limit: string | null;
  currency: string;
  /** Until when the restriction is asked for. */
  until: string | null;
  /** What stands in clear, where it was opened. */
  opened: Opened | null;
}

const HOLDS = ["stop", "freeze", "void_value"];
const RAISES = ["extend_stop", "extend_freeze", "reduce_hold", "raise_hold"];
const FREES = ["lift_stop", "lift_freeze", "restore_value", "restore_number"];
export const asksTold = (kind: string): boolean => ["query_account", "watch", "query_serial"].includes(kind);

/** The fields that an answer of this kind has, the needed ones first. */
export function fieldsOf(kind: string, choice: Choice): Name[] {
  if (choice === "cannot") return ["code", "remark"];
  if (kind === "confirm_debit") return ["found", "debitAt", "payeeBank", "payeeAccount", "payeeHolder", "remark"];
  if (kind === "stop") return ["balance", "held", "from", "until", "remark"];
  if (HOLDS.includes(kind)) return ["held", "balance", "from", "until", "remark"];
  if (kind === "risk_notice") return ["held", "balance", "from", "until", "remark"];
  if (RAISES.includes(kind)) return kind.startsWith("extend") ? ["until", "held", "remark"] : ["held", "from", "remark"];
  if (FREES.includes(kind) || kind === "shut_number") return ["from", "remark"];
  if (kind === "query_serial") return ["told", "remark"];
  if (asksTold(kind)) return ["balance", "told", "complete", "remark"];
  return ["remark"];
}

/** Without these the answer is none. */
export function neededOf(kind: string, choice: Choice): Name[] {
  if (choice === "cannot") return ["code"];
  if (kind === "stop") return ["balance"];
  if (kind === "freeze") return ["held"];
  return kind === "confirm_debit" ? ["found"] : [];
}

/** What the order says already. */
export function filled(asked: Asked, choice: Choice, now: number): Fields {
  const has = fieldsOf(asked.kind, choice);
  const raised = ["reduce_hold", "raise_hold", "void_value", "freeze"].includes(asked.kind);
  return {
    code: choice === "done" ? "0000" : choice === "part" ? "1200" : "",
    balance: "",
    held: raised && choice === "done" ? (asked.limit ?? "") : "",
    from: has.includes("from") && asked.kind !== "risk_notice" ? local(now) : "",
    until: has.includes("until") && asked.until && asked.kind !== "risk_notice" ? local(Date.parse(asked.until)) : "",
    found: "",
    debitAt: asked.opened?.transfer ? local(Date.parse(asked.opened.transfer.at)) : "",
    payeeBank: asked.opened?.transfer?.to?.institution_code ?? "",
    payeeAccount: asked.opened?.transfer?.to?.number ?? "",
    payeeHolder: asked.opened?.transfer?.to?.holder ?? "",
    told: "",
    complete: true,
    remark: "",
  };
}

/** What a stop of this limit holds of such a balance. */
export function heldOf(balance: string, limit: string | null): string {
  const there = units(balance);
  if (Number.isNaN(there)) return "";
  return decimal(limit === null ? there : Math.min(there, minor(limit)));
}

export type Wrong = "needed" | "amount" | "over_balance" | "over_limit" | "moment" | "future" | "before" | "account" | "told" | "unopened";

/** Clocks of a bank and the centre are not the same to the second. */
const SKEW = 5 * MINUTE;

function wrongAmounts(typed: Fields, has: Name[], asked: Asked): [Name, Wrong][] {
  const wrong: [Name, Wrong][] = [];
  for (const name of ["balance", "held"] as const) {
    if (has.includes(name) && typed[name].trim() !== "" && Number.isNaN(units(typed[name]))) wrong.push([name, "amount"]);
  }
  const [balance, held] = [units(typed.balance), units(typed.held)];
  if (!has.includes("held") || Number.isNaN(held)) return wrong;
  if (has.includes("balance") && held > balance) wrong.push(["held", "over_balance"]);
  else if (asked.limit !== null && held > minor(asked.limit)) wrong.push(["held", "over_limit"]);
  return wrong;
}

function wrongMoments(typed: Fields, has: Name[], now: number): [Name, Wrong][] {
  const wrong: [Name, Wrong][] = [];
  const at = (name: "from" | "until" | "debitAt") => (has.includes(name) && typed[name] !== "" ? Date.parse(fromLocal(typed[name]) ?? "") : null);
  for (const name of ["from", "until", "debitAt"] as const) if (Number.isNaN(at(name) ?? 0)) wrong.push([name, "moment"]);
  const [from, until, debit] = [at("from"), at("until"), at("debitAt")];
  if (from !== null && from > now + SKEW) wrong.push(["from", "future"]);
  if (debit !== null && debit > now + SKEW) wrong.push(["debitAt", "future"]);
  if (from !== null && until !== null && until < from) wrong.push(["until", "before"]);
  return wrong;
}

/** Of these the centre takes an answer all the same, and notes it: they are said and do not block. */
export const WARNS: ReadonlySet<Wrong> = new Set(["over_balance", "over_limit"]);

/** What is wrong, by field; the first of each counts. */
export function wrongOf(asked: Asked, choice: Choice, typed: Fields, now: number): Partial<Record<Name, Wrong>> {
  const has = fieldsOf(asked.kind, choice);
  const wrong: [Name, Wrong][] = [];
  for (const name of neededOf(asked.kind, choice)) if (String(typed[name]).trim() === "") wrong.push([name, "needed"]);
  wrong.push(...wrongAmounts(typed, has, asked), ...wrongMoments(typed, has, now));
  if (has.includes("payeeAccount") && typed.found === "yes" && typed.payeeAccount.trim() !== "" && typed.payeeBank.trim() === "") wrong.push(["payeeBank", "needed"]);
  if (has.includes("payeeAccount") && /\d[.]?\d*[eE]\+/.test(typed.payeeAccount)) wrong.push(["payeeAccount", "account"]);
  if (has.includes("told") && typed.told.trim() !== "") {
    if (!asked.opened) wrong.push(["told", "unopened"]);
    if (sheetOf(typed.told).wrong.length > 0) wrong.push(["told", "told"]);
  }
  const found: Partial<Record<Name, Wrong>> = {};
  for (const [name, what] of wrong) found[name] ??= what;
  return found;
}

const amount = (text: string, currency: string) => {
  const of = units(text);
  return Number.isNaN(of) ? undefined : { amount: decimal(of), currency };
};
const moment = (text: string): string | undefined => fromLocal(text) ?? undefined;
const some = (text: string): string | undefined => (text.trim() === "" ? undefined : text.trim());

function debitOf(typed: Fields) {
  if (typed.found === "") return undefined;
  const number = some(typed.payeeAccount);
  const payee = number && typed.found === "yes" ? { institution_code: typed.payeeBank.trim(), number, holder: some(typed.payeeHolder), class: "unknown" } : undefined;
  return { found: typed.found === "yes", at: typed.found === "yes" ? moment(typed.debitAt) : undefined, payee };
}

function statementOf(asked: Asked, typed: Fields, sheet: Sheet) {
  const account = asked.opened?.account;
  if (!account || (sheet.rows.length === 0 && typed.balance.trim() === "")) return undefined;
  return {
    account: { ...account, holder: account.holder ?? undefined },
    balance: amount(typed.balance, asked.currency),
    from: asked.opened?.query?.from ?? undefined,
    until: asked.opened?.query?.until ?? undefined,
    complete: typed.complete,
    rows: sheet.rows.map((row) => ({
      side: row.side,
      amount: { amount: row.amount, currency: asked.currency },
      balance: row.balance === undefined ? undefined : { amount: row.balance, currency: asked.currency },
      at: row.at,
      serial: row.serial,
      opponent: row.opponent,
      exit: row.exit,
      remark: row.remark,
    })),
  };
}

function paymentsOf(asked: Asked, sheet: Sheet) {
  return sheet.rows.map((row) => ({
    order_number: row.serial,
    amount: { amount: row.amount, currency: asked.currency },
    at: row.at,
    // Money that came in was paid by the other side, money that left was paid to it.
    exit: row.exit,
    ...(row.opponent ? (row.side === "credit" ? { payer: row.opponent } : { payee: row.opponent }) : {}),
  }));
}

/** The receipt `cordon-receipt/1`; only what belongs to the kind is in it. */
export function receiptOf(asked: Asked, choice: Choice, typed: Fields, reasons: Reason[]) {
  const has = fieldsOf(asked.kind, choice);
  const reason = reasons.find((one) => one.code === typed.code);
  const sheet = has.includes("told") ? sheetOf(typed.told) : { rows: [], wrong: [] };
  const serial = asked.kind === "query_serial";
  return {
    form: "cordon-receipt/1",
    order: asked.id,
    result: reason?.result ?? "done",
    code: typed.code,
    balance: has.includes("balance") ? amount(typed.balance, asked.currency) : undefined,
    held: has.includes("held") ? amount(typed.held, asked.currency) : undefined,
    from: has.includes("from") ? moment(typed.from) : undefined,
    until: has.includes("until") ? moment(typed.until) : undefined,
    debit: has.includes("found") ? debitOf(typed) : undefined,
    statement: has.includes("told") && !serial ? statementOf(asked, typed, sheet) : undefined,
    payments: has.includes("told") && serial && sheet.rows.length > 0 ? paymentsOf(asked, sheet) : undefined,
    remark: some(typed.remark),
  };
}
