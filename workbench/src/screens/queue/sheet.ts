// The queue as a table for files and paper: the rows as they are shown, in their order.
import { useAgency } from "../../app/agencies";
import { useLang, useWord } from "../../app/lang";
import type { Draft } from "../../save/about";
import { money } from "../../save/sheet";
import { moment } from "../../say/time";
import { type Filter, type Row, isOfMeasure, isOfThing, level } from "./order";

export function useQueueDraft() {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  return (rows: Row[], filter: Filter, asOf: string, arrived: number): Draft => {
    const c = t.queue.columns;
    const now = Date.parse(asOf);
    return {
      title: t.queue.title,
      asOf,
      scope: [t.queue[filter], ...(arrived > 0 ? [t.queue.arrivedShort(arrived)] : [])],
      columns: [c.level, t.facts.due, t.queue.since, c.what, t.facts.kind, c.target, c.agency, c.amount, t.facts.number],
      rows: rows.map(({ line, done }) => [
        done ? t.queue.done : t.level[level(line, now)],
        line.due_at ? moment(line.due_at) : null,
        moment(line.since),
        t.wait[line.wait],
        isOfThing(line) ? (t.listKinds[line.kind ?? ""] ?? line.kind ?? null) : word(isOfMeasure(line) ? "measures" : "orders", line.kind),
        line.target ?? null,
        agency(line.agency)?.name ?? null,
        money(line.amount),
        line.case_number ?? null,
      ]),
    };
  };
}
