// One order in the box: how pressing, what is asked, about what, at most how much, for which case.
import { memo } from "react";
import { useNow } from "../../app/clock";
import { useLang, useWord, useWords } from "../../app/lang";
import { brief, levelOf } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Level } from "../../ui/Level";
import { Money } from "../../ui/Money";
import { dueOf } from "./groups";
import type { BoxLine } from "./query";
import { en, zh } from "./words";

/** Of a case's number its random end tells it apart. */
const NUMBER_SHOWN = 10;

/** Its level, and what is left of its time. */
export function Clock({ line }: { line: BoxLine }) {
  const level = levelOf(dueOf(line) - useNow());
  return (
    <>
      <Level level={level} /> {line.order.state.due ? <Countdown at={line.order.state.due.at} /> : null}
    </>
  );
}

/** What most orders are about: their kind says it already. */
const USUAL = ["account", "number"];

/** 紧急止付 ****0001 */
export function Asked({ order }: { order: BoxLine["order"] }) {
  const word = useWord();
  const w = useWords(zh, en);
  return (
    <>
      <b>{word("orders", order.kind)}</b> {USUAL.includes(order.target.kind) ? null : <span className="dim">{w.targets[order.target.kind] ?? order.target.kind} </span>}
      <span className="num strong">{order.target.mask}</span>
    </>
  );
}

interface Props {
  line: BoxLine;
  done: boolean;
  chosen: boolean;
  choose(order: string): void;
}

export const BoxRow = memo(function BoxRow({ line, done, chosen, choose }: Props) {
  const { t } = useLang();
  const word = useWord();
  const w = useWords(zh, en);
  const { order, answered } = line;
  return (
    <div
      id={`row-${order.id}`}
      role="option"
      aria-selected={chosen}
      className={`box-row${chosen ? " chosen" : ""}${done || answered ? " answered" : ""}`}
      onClick={() => choose(order.id)}
    >
      <span className="box-clock">
        {answered ? (
          <>
            <span className={answered.result === "done" ? "tag ok" : "tag"}>{word("results", answered.result)}</span> <span className="num dim">{brief(answered.at).slice(6)}</span>{" "}
            {answered.late ? <span className="tag red">{t.case.late}</span> : null}
          </>
        ) : done ? (
          <span className="dim">{t.queue.done}</span>
        ) : (
          <Clock line={line} />
        )}
      </span>
      <span className="box-asked">
        <Asked order={order} /> {!answered && order.state.name === "dispatched" ? <span className="tag">{w.unseen}</span> : null}
      </span>
      <span className="box-cap">
        {order.limit ? (
          <>
            <span className="dim small">{w.atMost}</span> <Money of={order.limit} />
          </>
        ) : null}
      </span>
      <span className="box-case num dim" title={line.case_number ?? undefined}>
        {line.case_number ? `…${line.case_number.slice(-NUMBER_SHOWN)}` : ""}
      </span>
    </div>
  );
});
