// How an entry of the journal is told: by whom, and with which facts beside the verb.
import type { Entry } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang, type useWord } from "../../app/lang";
import { exact, minorOf } from "../../say/money";

/** Facts that tell something beside the verb. */
const TOLD = ["kind", "amount", "held", "limit", "state", "result", "reason", "number", "foreign_number", "carried_to"] as const;

export function useActor() {
  const { t } = useLang();
  const who = useWho();
  return (entry: Entry): string => {
    if (entry.actor.kind === "system") return t.case.system;
    if (entry.actor.kind === "citizen") return t.case.citizen;
    const agency = entry.actor.kind === "officer" && entry.agency ? who(entry.agency) : "";
    const name = who(entry.actor.id);
    return agency && agency !== name ? `${name}（${agency}）` : name;
  };
}

/** Facts of orders bear the order's id before their name. */
const OF_ORDER = /^(ord_[0-9a-f]{32})\.kind$/;

/** Which orders an act is about: each kind once with how many, and of one alone its limit. */
function ordersOf(entry: Entry, word: ReturnType<typeof useWord>): string[] {
  const ids = Object.keys(entry.facts).flatMap((name) => OF_ORDER.exec(name)?.[1] ?? []);
  const kinds = new Map<string, number>();
  for (const id of ids) {
    const kind = String(entry.facts[`${id}.kind`]);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const limit = ids.length === 1 ? entry.facts[`${ids[0]}.limit`] : null;
  const told = [...kinds].map(([kind, count]) => (count === 1 ? word("orders", kind) : `${word("orders", kind)} ×${count}`));
  return limit && typeof limit === "object" ? [...told, `≤ ${exact(minorOf(limit))}`] : told;
}

export function factsOf(entry: Entry, word: ReturnType<typeof useWord>): string {
  const told = TOLD.map((name) => {
    const fact = entry.facts[name];
    if (fact === undefined || fact === null || fact === "") return "";
    if (typeof fact === "object") return exact(minorOf(fact));
    if (typeof fact === "boolean") return "";
    const text = String(fact);
    return word("orders", text) !== text ? word("orders", text) : word("names", text);
  });
  const all = [...told, ...ordersOf(entry, word)].filter((text) => text !== "");
  return [...new Set(all)].join(" · ");
}
