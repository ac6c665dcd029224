// The states that lists can be asked for, as the address and the API name them.
export const ORDER_STATES = ["drafted", "awaiting_papers", "awaiting_approval", "approved", "dispatched", "seen", "done", "part", "refused", "failed", "withdrawn"] as const;
export const MEASURE_STATES = ["pending", "queued", "in_force", "renewed", "not_imposed", "lapsed", "released", "converted", "returned"] as const;
export const MEASURE_KINDS = ["delay", "stop", "freeze", "hold", "void", "shut"] as const;

export type OrderState = (typeof ORDER_STATES)[number];
export type MeasureState = (typeof MEASURE_STATES)[number];
export type MeasureKind = (typeof MEASURE_KINDS)[number];

export interface OrderSearch {
  state?: OrderState;
  agency?: string;
  late?: true;
}

export interface MeasureSearch {
  state?: MeasureState;
  kind?: MeasureKind;
  agency?: string;
}

const AGENCY = /^agy_[0-9a-f]{32}$/;

function one<T extends string>(of: readonly T[], text: unknown): T | undefined {
  return of.find((name) => name === text);
}

const agencyOf = (text: unknown) => (typeof text === "string" && AGENCY.test(text) ? text : undefined);

/** What an address says; what is none of it is left out. */
export function orderSearch(search: Record<string, unknown>): OrderSearch {
  const [state, agency] = [one(ORDER_STATES, search.state), agencyOf(search.agency)];
  return { ...(state ? { state } : {}), ...(agency ? { agency } : {}), ...(search.late === true ? { late: true as const } : {}) };
}

export function measureSearch(search: Record<string, unknown>): MeasureSearch {
  const [state, kind, agency] = [one(MEASURE_STATES, search.state), one(MEASURE_KINDS, search.kind), agencyOf(search.agency)];
  return { ...(state ? { state } : {}), ...(kind ? { kind } : {}), ...(agency ? { agency } : {}) };
}

/** Nothing has come of it yet: it can be taken back. */
export const isOpen = (state: string) => !["done", "part", "refused", "failed", "withdrawn"].includes(state);

/** It holds, or will when its turn comes. */
export const isLive = (state: string) => ["queued", "in_force", "renewed"].includes(state);

/** It has ended, or never began. */
export const isOver = (state: string) => ["not_imposed", "lapsed", "released", "converted", "returned"].includes(state);
