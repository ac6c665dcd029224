// What a case may freeze, how much of it, and what is still missing before it can be drafted. Pure. The centre decides.
import type { Amount, CaseDetail, Measure, Schemas } from "../../api/client";
import { minorOf, typed } from "../../say/money";
import { isLive, isOver } from "../orders/states";

type Detail = Pick<CaseDetail, "case" | "measures" | "trace">;

/** One account that can be chosen. */
export interface Freezable {
  id: string;
  /** By which the centre knows it. */
  names: { measure: string } | { account: string };
  agency: string | null;
  target: string;
  holder: string | null;
  /** What stands on it, or none where the money is only known to be there. */
  measure: Measure | null;
  claimed: Amount | null;
  /** A freeze of this case that stands, waits or is drafted. */
  frozen: string | null;
}

const HELD_BY = ["stop", "delay", "hold"];

const sameAccount = (one: { agency: string | null; target: string }, other: { agency: string | null; target: string }) => one.agency === other.agency && one.target === other.target;

const placeOf = (measure: Measure) => ({ agency: measure.agency, target: measure.target.mask });

/**
 * Measures on accounts, those that hold first, then where else the money is. Masks tell accounts apart as far as they
 * can: where two accounts of a bank end alike, both are shown.
 */
export function freezable(detail: Detail): Freezable[] {
  const freezes = detail.measures.filter((one) => one.kind === "freeze" && !isOver(one.state.name));
  const frozen = (at: { agency: string | null; target: string }) => freezes.find((one) => sameAccount(placeOf(one), at))?.id ?? null;
  const measures = detail.measures.filter((one) => HELD_BY.includes(one.kind) && one.target.kind === "account");
  // Of measures that followed each other on one account the newest counts; ids are in the order of time.
  const newest = measures.filter((one) => isLive(one.state.name) || !measures.some((other) => (other.id > one.id || isLive(other.state.name)) && other.id !== one.id && sameAccount(placeOf(other), placeOf(one))));
  const places = (detail.trace?.places ?? []).filter((place) => !place.exit && place.institution && minorOf(place.amount) > 0);
  const at = (place: (typeof places)[number]) => ({ agency: place.institution ?? null, target: place.number });
  const others = places.filter((place) => !(newest.some((one) => sameAccount(placeOf(one), at(place))) && places.filter((other) => sameAccount(at(other), at(place))).length === 1));
  const ofMeasure = (one: Measure): Freezable => ({
    id: one.id,
    names: { measure: one.id },
    ...placeOf(one),
    holder: one.target.holder ?? null,
    measure: one,
    claimed: one.claims.find((claim) => claim.case === detail.case.id)?.claimed ?? null,
    frozen: frozen(placeOf(one)),
  });
  const live = newest.filter((one) => isLive(one.state.name));
  return [
    ...live.map(ofMeasure),
    ...newest.filter((one) => !live.includes(one)).map(ofMeasure),
    ...others.map((place) => ({ id: place.account, names: { account: place.account }, ...at(place), holder: null, measure: null, claimed: place.amount, frozen: frozen(at(place)) })),
  ];
}

export type Much = "claimed" | "less" | "whole";

/** What was chosen of one account. */
export interface Chosen {
  much: Much;
  amount: string;
  why: string;
}

export const claimedWhole: Chosen = { much: "claimed", amount: "", why: "" };

/** Whether it says how much. */
export function isSaid(of: Freezable, chosen: Chosen): boolean {
  if (chosen.much === "claimed") return true;
  if (chosen.much === "whole") return chosen.why.trim() !== "";
  const amount = typed(chosen.amount);
  return amount !== null && (of.claimed === null || minorOf({ amount, currency: of.claimed.currency }) <= minorOf(of.claimed));
}

export function bodyOf(of: Freezable, chosen: Chosen, reason: string, owner: string): Schemas["FreezeBody"] {
  const amount = chosen.much === "less" ? typed(chosen.amount) : null;
  return {
    ...of.names,
    ...(amount ? { limit: { amount, currency: of.claimed?.currency ?? "CNY" } } : {}),
    ...(chosen.much === "whole" ? { why_full: chosen.why.trim() } : {}),
    reason: reason.trim(),
    owner: owner || undefined,
  };
}

export type Lack = "filing" | "officers" | "account";

type Duty = Schemas["DutyBody"];
type Officer = Schemas["OfficerBody"];

/** The two who sign now, if both can; of overlapping shifts the one entered last. */
export function signersOf(duties: Duty[], officers: Officer[], now: number): Officer[] | null {
  const runs = duties.filter((duty) => Date.parse(duty.from) <= now && Date.parse(duty.until) > now).sort((a, b) => (a.id < b.id ? 1 : -1))[0];
  const both = runs ? [runs.operator, runs.investigator].map((id) => officers.find((one) => one.id === id)) : [];
  const able = both.filter((one): one is Officer => Boolean(one?.active && one.police_number && one.has_certificate));
  return able.length === 2 ? able : null;
}
