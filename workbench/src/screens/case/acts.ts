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

export function factsOf(entry: Entry, word: ReturnType<typeof useWord>): string {
  const told = TOLD.map((name) => {
    const fact = entry.facts[name];
    if (fact === undefined || fact === null || fact === "") return "";
    if (typeof fact === "object") return exact(minorOf(fact));
    if (typeof fact === "boolean") return "";
    const text = String(fact);
    return word("orders", text) !== text ? word("orders", text) : word("names", text);
  });
  return told.filter((text) => text !== "").join(" · ");
}
