// One row of the queue. It is drawn anew when what it says changes, not when its neighbours do: the list is long.
import { memo } from "react";
import type { WaitingLine } from "../../api/client";
import { useAgency, useWho } from "../../app/agencies";
import { useLang, useWord } from "../../app/lang";
import { useSession } from "../../app/session";
import { type Level as Name, brief } from "../../say/time";
import { Countdown, Waited } from "../../ui/Countdown";
import { Level } from "../../ui/Level";
import { Money } from "../../ui/Money";
import { isHeldBy, isOfMeasure, isOfThing } from "./order";

/** Of a case's number its random end tells it apart. */
const NUMBER_SHOWN = 10;

interface Props {
  id: string;
  marked: boolean;
  mark(id: string): void;
  line: WaitingLine;
  level: Name;
  done: boolean;
  chosen: boolean;
  place: number;
  top: number;
  pick(id: string): void;
  open(line: WaitingLine): void;
}

export const QueueRow = memo(function QueueRow({ id, marked, mark, line, level, done, chosen, place, top, pick, open }: Props) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  const who = useWho();
  const { me } = useSession();
  const kind = isOfThing(line) ? (t.listKinds[line.kind ?? ""] ?? line.kind) : word(isOfMeasure(line) ? "measures" : "orders", line.kind);
  return (
    <div
      id={`row-${id}`}
      role="row"
      aria-rowindex={place + 2}
      aria-selected={chosen}
      className={`grid-row${chosen ? " chosen" : ""}${done ? " done" : ""}`}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => pick(id)}
      onDoubleClick={() => open(line)}
    >
      <span role="gridcell">
        {/* A press of it marks, and chooses nothing. */}
        <input type="checkbox" checked={marked} disabled={done} onChange={() => mark(id)} onClick={(event) => event.stopPropagation()} aria-label={t.work.mark(`${t.wait[line.wait]} ${line.target ?? ""}`)} tabIndex={-1} />
      </span>
      <span role="gridcell">{done ? <span className="dim">{t.queue.done}</span> : <Level level={level} />}</span>
      <span role="gridcell">{line.due_at ? <Countdown at={line.due_at} /> : <Waited since={line.since} />}</span>
      <span role="gridcell" className="clip">
        {line.hand ? (
          <span className={isHeldBy(line, me?.id) ? "tag ok" : "tag"}>{isHeldBy(line, me?.id) ? t.work.tagMine : t.work.tag(who(line.hand.officer))}</span>
        ) : line.off ? (
          <span className="tag">{t.work.tagOff(brief(line.off.until))}</span>
        ) : null}{" "}
        <b>{t.wait[line.wait]}</b> {kind}
      </span>
      <span role="gridcell" className="clip num">
        {line.target}
      </span>
      <span role="gridcell" className="clip">
        {agency(line.agency)?.name}
      </span>
      <span role="gridcell" className="right">
        {line.amount ? <Money of={line.amount} /> : null}
      </span>
      <span role="gridcell" className="clip num dim" title={line.case_number ?? undefined}>
        {line.case_number ? `…${line.case_number.slice(-NUMBER_SHOWN)}` : ""}
      </span>
    </div>
  );
});
