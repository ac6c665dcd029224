// One order: what is asked on which ground and by when, what was said so far, and the answer.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Order } from "../../api/client";
import { useKeys } from "../../app/keys";
import { useWord, useWords } from "../../app/lang";
import { moment } from "../../say/time";
import { Loading, Refused } from "../../ui/Notice";
import { Money } from "../../ui/Money";
import { Answer } from "./Answer";
import { Asked, Clock } from "./BoxRow";
import { History } from "./History";
import { OpenedFacts, useOpening } from "./OpenedFacts";
import { waits } from "./groups";
import { type BoxLine, boxQuery, orderQuery } from "./query";
import { en, zh } from "./words";

/** On which ground, how much, for how long. */
function Facts({ order, number }: { order: Order; number: string | null | undefined }) {
  const w = useWords(zh, en);
  const f = w.facts;
  return (
    <dl className="facts">
      {order.limit ? (
        <>
          <dt>{f.limit}</dt>
          <dd className="strong">
            {w.atMost} <Money of={order.limit} unit />
          </dd>
        </>
      ) : null}
      {order.from || order.until ? (
        <>
          <dt>{f.asked}</dt>
          <dd className="num">
            {order.from ? f.from(moment(order.from)) : ""} {order.until ? f.until(moment(order.until.at)) : ""}
          </dd>
        </>
      ) : null}
      <dt>{f.reason}</dt>
      <dd>{order.reason}</dd>
      <dt>{f.basis}</dt>
      <dd>{order.basis}</dd>
      {number ? (
        <>
          <dt>{f.case}</dt>
          <dd className="num">{number}</dd>
        </>
      ) : null}
    </dl>
  );
}

/** By when, whom to ring, and under which number. */
function More({ order }: { order: Order }) {
  const word = useWord();
  const w = useWords(zh, en);
  const { data } = useQuery(boxQuery);
  const f = w.facts;
  const centre = data?.centre;
  return (
    <dl className="facts">
      {order.state.due ? (
        <>
          <dt>{f.due}</dt>
          <dd className="num">{moment(order.state.due.at)}</dd>
        </>
      ) : null}
      {centre ? (
        <>
          <dt>{f.centre}</dt>
          <dd>
            {centre.name} <a className="num strong" href={`tel:${centre.phone}`}>{centre.phone}</a>
          </dd>
        </>
      ) : null}
      <dt>{f.number}</dt>
      <dd className="num small">{order.id}</dd>
      {order.notes.length > 0 ? (
        <>
          <dt>{f.notes}</dt>
          <dd>
            {order.notes.map((note) => (
              <span key={note} className="tag">
                {word("names", note)}
              </span>
            ))}
          </dd>
        </>
      ) : null}
    </dl>
  );
}

interface Props {
  id: string;
  /** What the box knows of it. */
  line: BoxLine | undefined;
  next(): void;
  /** Whether somebody goes in just now: asked once, when the order is there. */
  isEntering(): boolean;
}

export function One({ id, line, next, isEntering }: Props) {
  const w = useWords(zh, en);
  const asked = useQuery(orderQuery(id));
  const opening = useOpening(id);
  const [again, setAgain] = useState(0);
  const answer = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const isThere = asked.data !== undefined;
  useEffect(() => {
    if (isThere && isEntering()) heading.current?.focus();
  }, [isThere, isEntering]);
  const order = asked.data?.order;
  const waiting = order !== undefined && waits(order);
  useKeys({
    r: () => answer.current?.querySelector<HTMLElement>("input, button, select, textarea")?.focus(),
    o: () => {
      if (waiting && !opening.opened) opening.open();
    },
  });
  if (!asked.data || !order) return asked.error ? <Refused error={asked.error} again={() => void asked.refetch()} /> : <Loading />;
  const number = line?.case_number ?? opening.opened?.case_number;
  return (
    <article className="box-one">
      <h2 tabIndex={-1} ref={heading}>
        <Asked order={order} />
      </h2>
      <p className="box-what">
        {waiting && line ? <Clock line={line} /> : null} <span>{w.asks[order.kind]}</span> {order.urgent && waiting ? <span className="tag orange">{w.urgent}</span> : null}
      </p>
      {opening.opened ? <OpenedFacts opened={opening.opened} close={opening.close} /> : null}
      {waiting && !opening.opened ? (
        <div className="box-open">
          <Button variant="default" size="compact-md" loading={opening.isPending} onClick={opening.open}>
            {w.open}&nbsp;<kbd className="key">o</kbd>
          </Button>
          <a href={`/api/v1/inbox/orders/${id}/sheet`} target="_blank" rel="noreferrer">
            {w.sheet}
          </a>
          <p className="dim small">{w.openLead}</p>
        </div>
      ) : null}
      {waiting && opening.opened ? (
        <p>
          <a href={`/api/v1/inbox/orders/${id}/sheet`} target="_blank" rel="noreferrer">
            {w.sheet}
          </a>
        </p>
      ) : null}
      <Refused error={opening.error} />
      <Facts order={order} number={number} />
      <section className="acts box-answer" aria-label={w.answer.title} ref={answer}>
        {/* A new round begins with nothing typed. */}
        <Answer key={again} detail={asked.data} opened={opening.opened} next={next} another={() => setAgain(again + 1)} />
      </section>
      <More order={order} />
      <History detail={asked.data} />
      <p className="dim small">
        <a href={`/desk/orders/${id}`}>
          {w.plain} ↗
        </a>
      </p>
    </article>
  );
}
