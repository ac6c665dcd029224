// What was bought with a case's money and may not be used up yet, and what stands on it already. Pure. The centre decides.
import type { Amount, CaseDetail, Measure, Order } from "../../api/client";
import { minorOf } from "../../say/money";
import { isOver } from "../orders/states";

type Detail = Pick<CaseDetail, "measures" | "orders" | "trace">;
type Place = NonNullable<CaseDetail["trace"]>["places"][number];

/** A void, and the order that asks for it. */
export interface Standing {
  measure: Measure;
  order: Order | null;
}

/** One account in which value was bought. */
export interface Voidable {
  account: string;
  exit: string;
  /** None where the seller is no agency of ours: nobody can be asked. */
  agency: string | null;
  code: string;
  number: string;
  amount: Amount;
  /** What stands on it, or is on its way. */
  standing: Standing | null;
  /** The case has asked for it before: the seller may have said that all is used up. */
  asked: boolean;
}

/** Cash is gone, and goods are somebody's. */
const CAN_BE_VOIDED = ["gift_card", "top_up", "crypto"];

const orderOf = (measure: Measure, orders: Order[]) => orders.find((one) => one.measure === measure.id && one.kind === "void_value") ?? null;

const isOn = (measure: Measure, place: Place) => measure.agency === place.institution && measure.target.mask === place.number;

/**
 * The largest first. A mask tells accounts apart as far as it can: where two of an agency end alike, no void is shown as
 * standing on either, and the centre refuses a second one on the same.
 */
export function voidable({ trace, measures, orders }: Detail): Voidable[] {
  const places = (trace?.places ?? []).filter((place) => CAN_BE_VOIDED.includes(place.exit ?? "") && minorOf(place.amount) > 0);
  const alone = (place: Place) => places.filter((other) => other.institution === place.institution && other.number === place.number).length === 1;
  return places
    .map((place): Voidable => {
      const voids = measures.filter((one) => one.kind === "void" && isOn(one, place));
      const measure = alone(place) ? voids.find((one) => !isOver(one.state.name)) : undefined;
      return {
        account: place.account,
        exit: place.exit ?? "",
        agency: place.institution ?? null,
        code: place.institution_code,
        number: place.number,
        amount: place.amount,
        standing: measure ? { measure, order: orderOf(measure, orders) } : null,
        asked: voids.length > 0,
      };
    })
    .sort((one, other) => minorOf(other.amount) - minorOf(one.amount));
}

/** Voids of the case beside those that stand on a place: over, or on accounts that cannot be told apart. */
export function otherVoids(detail: Detail, places: Voidable[]): Standing[] {
  const shown = new Set(places.map((place) => place.standing?.measure.id));
  return detail.measures.filter((one) => one.kind === "void" && !shown.has(one.id)).map((measure) => ({ measure, order: orderOf(measure, detail.orders) }));
}

/** It waits for somebody to ask for the first time. */
export const isNew = (of: Voidable): boolean => of.agency !== null && !of.asked;
