// What was typed of a report, what is still missing before the stop can go, and what is sent. Pure.
import type { Schemas } from "../../api/client";
import { numberHint, plainNumber } from "../../say/checks";
import { typed } from "../../say/money";
import { HOUR, fromLocal } from "../../say/time";

export type Channel = Schemas["ChannelWord"];

export interface TransferDraft {
  fromBank: string;
  fromAccount: string;
  fromHolder: string;
  amount: string;
  /** As the field has it: `2026-11-23T09:30`, Shanghai's time. */
  at: string;
  toUnknown: boolean;
  toBank: string;
  toAccount: string;
  toHolder: string;
  channel: Channel;
}

export interface Draft {
  transfers: TransferDraft[];
  scamType: string;
  narrative: string;
  contact: string;
}

export const noTransfer = (): TransferDraft => ({
  fromBank: "",
  fromAccount: "",
  fromHolder: "",
  amount: "",
  at: "",
  toUnknown: false,
  toBank: "",
  toAccount: "",
  toHolder: "",
  channel: "mobile_bank",
});

export const noDraft = (): Draft => ({ transfers: [noTransfer()], scamType: "未定", narrative: "", contact: "" });

/** A further transfer comes from where the first one did. */
export const another = (first: TransferDraft): TransferDraft => ({
  ...noTransfer(),
  fromBank: first.fromBank,
  fromAccount: first.fromAccount,
  fromHolder: first.fromHolder,
  channel: first.channel,
});

export type Missing = "fromBank" | "fromAccount" | "amount" | "at" | "toBank" | "toAccount";

const usable = (text: string) => ["good", "luhn", "account"].includes(numberHint(text));

/** What has to be there before anything can be sent; the check digit is a hint only. */
export function missing(transfer: TransferDraft, now: number): Missing[] {
  const at = fromLocal(transfer.at);
  const all: [Missing, boolean][] = [
    ["fromBank", transfer.fromBank !== ""],
    ["fromAccount", usable(transfer.fromAccount)],
    ["amount", typed(transfer.amount) !== null],
    ["at", at !== null && Date.parse(at) <= now + 60_000],
    ["toBank", transfer.toUnknown || transfer.toBank !== ""],
    ["toAccount", transfer.toUnknown || usable(transfer.toAccount)],
  ];
  return all.filter(([, there]) => !there).map(([name]) => name);
}

const some = (text: string) => (text.trim() === "" ? undefined : text.trim());

/** The report as the centre takes it; call it when nothing is missing. */
export function reportOf(draft: Draft): Schemas["ReportBody"] {
  return {
    transfers: draft.transfers.map((transfer) => ({
      from: {
        institution_code: transfer.fromBank,
        number: plainNumber(transfer.fromAccount),
        holder: some(transfer.fromHolder),
        class: "personal",
      },
      to: transfer.toUnknown
        ? undefined
        : {
            institution_code: transfer.toBank,
            number: plainNumber(transfer.toAccount),
            holder: some(transfer.toHolder),
            class: "personal",
          },
      amount: { amount: typed(transfer.amount) ?? "", currency: "CNY" },
      at: fromLocal(transfer.at) ?? "",
      channel: transfer.channel,
    })),
    scam_type: draft.scamType,
    narrative: some(draft.narrative),
    contact: some(draft.contact),
  };
}

/** A draft names people: what lay longer than a watch is not brought back. */
export const DRAFT_LIFE = 12 * HOUR;

/** What a tab keeps of a draft. */
export const kept = (draft: Draft, now: number): string => JSON.stringify({ ...draft, at: now });

/** A draft out of what a tab kept; anything else, or what is too old, is no draft. */
export function draftFrom(text: string | null, now: number): Draft | null {
  if (!text) return null;
  try {
    const { at, ...draft } = JSON.parse(text) as Partial<Draft> & { at?: unknown };
    if (typeof at !== "number" || now - at > DRAFT_LIFE || at > now + HOUR) return null;
    if (!Array.isArray(draft.transfers) || draft.transfers.length === 0) return null;
    return { ...noDraft(), ...draft, transfers: draft.transfers.map((one) => ({ ...noTransfer(), ...one })) };
  } catch {
    return null;
  }
}

export const isEmpty = (draft: Draft): boolean =>
  draft.transfers.length === 1 &&
  draft.narrative === "" &&
  draft.contact === "" &&
  Object.entries(draft.transfers[0] ?? {}).every(([name, value]) => value === (noTransfer() as unknown as Record<string, unknown>)[name]);
