// A packet of evidence as tables that people read; what is masked in it stays masked. Pure.
import type { Schemas } from "../../api/client";
import type { Draft } from "../../save/about";
import { type Cell, money } from "../../save/sheet";
import { moment } from "../../say/time";
import type { zh } from "./words";

export type Packet = Schemas["EvidenceBody"];

/** Signs of an account's key that tell it apart beside its mask. */
const KEY_SHOWN = 12;

/** What the tables are told in. */
export interface Telling {
  words: typeof zh;
  /** The case from which the packet was taken. */
  number: string;
  agency(id: string | null | undefined): string;
  institution(code: string): string;
  scam(type: string): string;
  word(table: "names" | "orders" | "results", name: string | null | undefined): string;
}

/** The last entry that proves what a packet says. */
export const lastEntry = (packet: Packet): number => Math.max(0, packet.journal_entries - 1);

export function tablesOf(packet: Packet, { words: w, number, agency, institution, scam, word }: Telling): [Draft, ...Draft[]] {
  const numbers = new Map(packet.victims.map((one) => [one.case, one.number]));
  const masks = new Map(packet.accounts.map((one) => [one.account, one.number]));
  const at = (text: string | null | undefined): Cell => (text ? moment(text) : null);
  const account = (key: string) => `${masks.get(key) ?? ""} ${key.slice(0, KEY_SHOWN)}`.trim();
  const ofCase = (id: string | null | undefined) => numbers.get(id ?? "") ?? id ?? null;
  const scope = [`${w.purpose}: ${packet.purpose}`, w.journal(lastEntry(packet)), ...packet.notes];
  const table = (kind: keyof typeof w.sheets, rows: Cell[][]): Draft => ({ title: `${w.title} ${w.sheets[kind]} ${number}`, asOf: packet.made_at, scope, columns: w.columns[kind], rows });
  return [
    table(
      "victims",
      packet.victims.map(({ trace, ...one }) => [one.number, scam(one.scam_type), at(one.reported_at), money(one.loss), one.filing ?? null, at(trace?.at), trace ? { count: trace.as_of } : null, money(trace?.absorbed), money(trace?.unseen), trace?.digest ?? null]),
    ),
    table(
      "accounts",
      packet.accounts.flatMap((one) => Object.entries(one.cases).map(([id, amount]): Cell[] => [account(one.account), institution(one.institution_code), ofCase(id), money(amount)])),
    ),
    table(
      "movements",
      packet.movements.map((one) => [one.id, account(one.from), account(one.to), money(one.amount), at(one.debit_at), at(one.credit_at), one.debit_serial ?? null, one.credit_serial ?? null, one.order_number ?? null, word("names", one.exit), one.told_by.join(" ")]),
    ),
    table(
      "orders",
      packet.orders.map((one) => [one.id, ofCase(one.case), word("orders", one.kind), agency(one.agency), one.target.mask, money(one.limit), word("names", one.state.name), at(one.drafted_at), at(one.state.dispatched_at), one.reason, one.basis]),
    ),
    table(
      "receipts",
      packet.receipts.map((one) => [one.id, one.order, agency(one.agency), at(one.received_at), word("results", one.result), word("names", one.weight), money(one.balance), money(one.held), one.late ? w.yes : null]),
    ),
  ];
}
