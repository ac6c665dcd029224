// The timeline of a case as a table for files.
import { useLang, useWord } from "../../app/lang";
import type { Draft } from "../../save/about";
import type { Entry } from "../../api/client";
import { moment } from "../../say/time";
import { factsOf, useActor } from "./acts";

export function useTimelineDraft() {
  const { t } = useLang();
  const word = useWord();
  const actor = useActor();
  return (number: string, shown: Entry[], scope: string[], asOf: number): Draft => ({
    title: `${t.case.timeline} ${number}`,
    asOf,
    scope,
    columns: [t.case.seq, t.facts.learned, t.facts.occurred, t.case.act, t.case.actor, t.case.told, t.case.outcome],
    rows: shown.map((entry) => [
      { count: entry.seq },
      moment(entry.learned_at),
      entry.occurred_at ? moment(entry.occurred_at) : null,
      word("names", entry.verb),
      actor(entry),
      factsOf(entry, word),
      entry.result === "ok" ? t.case.ok : `${t.case.refusedAct}: ${word("names", entry.result)}`,
    ]),
  });
}
