// One row of the queue. It is drawn anew when what it says changes, not when its neighbours do: the list is long.
import { memo } from "react";
import type { WaitingLine } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWord } from "../../app/lang";
import type { Level as Name } from "../../say/time";
import { Countdown, Waited } from "../../ui/Countdown";
import { Level } from "../../ui/Level";
import { Money } from "../../ui/Money";
import { isOfMeasure } from "./order";

/** Of a case's number its random end tells it apart. */
const NUMBER_SHOWN = 10;

interface Props {
  id: string;
  line: WaitingLine;
  level: Name;
  done: boolean;
  chosen: boolean;
  place: number;
  top: number;
  pick(id: string): void;
  open(line: WaitingLine): void;
}

export const QueueRow = memo(function QueueRow({ id, line, level, done, chosen, place, top, pick, open }: Props) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
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
      <span role="gridcell">{done ? <span className="dim">{t.queue.done}</span> : <Level level={level} />}</span>
      <span role="gridcell">{line.due_at ? <Countdown at={line.due_at} /> : <Waited since={line.since} />}</span>
      <span role="gridcell" className="clip">
        <b>{t.wait[line.wait]}</b> {word(isOfMeasure(line) ? "measures" : "orders", line.kind)}
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
