// Which cases a hold may belong to, and which holds a case. Pure; by agency and the last digits, so it only suggests:
// the centre compares the whole number when somebody confirms.
import type { CaseDetail, Measure, Schemas } from "../../api/client";

type Line = Schemas["CaseLineBody"];

export const isWaiting = (hold: Measure): boolean => hold.kind === "hold" && hold.state.name === "in_force" && hold.claims.length === 0;

const isAt = (hold: Measure, agency: string | null | undefined, mask: string): boolean => hold.agency === agency && hold.target.mask === mask;

/** Cases of which a transfer went to an account like that of the hold. */
export function likely(hold: Measure, cases: Line[]): Line[] {
  return cases.filter((line) => line.case.transfers.some((transfer) => transfer.to && isAt(hold, transfer.to.institution, transfer.to.number)));
}

/** Unconfirmed holds on accounts like those where the money of a case is, or went. */
export function holdsOf(detail: Pick<CaseDetail, "case" | "trace">, holds: Measure[]): Measure[] {
  const sent = detail.case.transfers.flatMap((transfer) => (transfer.to ? [{ agency: transfer.to.institution, mask: transfer.to.number }] : []));
  const traced = (detail.trace?.places ?? []).map((place) => ({ agency: place.institution ?? null, mask: place.number }));
  return holds.filter((hold) => isWaiting(hold) && [...sent, ...traced].some((at) => isAt(hold, at.agency, at.mask)));
}

/** The agency's own report of a hold bears the number of what put it in force. */
export const reportOf = (hold: Measure): string | null => (hold.state.force ? hold.state.force.receipt.replace(/^rcp_/, "brp_") : null);
