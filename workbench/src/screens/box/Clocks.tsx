// How this agency keeps its clocks today: plain counts, and how many they are of.
import { useLang, useWords } from "../../app/lang";
import { span } from "../../say/time";
import type { Inbox } from "./query";
import { en, zh } from "./words";

export function Clocks({ clocks }: { clocks: Inbox["clocks"] }) {
  const { lang } = useLang();
  const w = useWords(zh, en).clocks;
  const { answered, median_ms: median, late, overdue } = clocks;
  return (
    <ul className="box-clocks" aria-label={w.title}>
      <li>{w.answered(answered)}</li>
      {median === null || median === undefined ? null : <li>{w.median(span(median, lang), answered)}</li>}
      {late > 0 ? <li>{w.late(late)}</li> : null}
      <li className={overdue > 0 ? "strong" : undefined}>{w.overdue(overdue)}</li>
    </ul>
  );
}
