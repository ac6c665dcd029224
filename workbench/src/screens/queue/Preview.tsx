// What a row of the queue is about, why it is there, and the one thing to do about it.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { type WaitingLine, api, told } from "../../api/client";
import { useAgency, useWho } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useLang, useWord } from "../../app/lang";
import { moment } from "../../say/time";
import { Countdown, Waited } from "../../ui/Countdown";
import { Level } from "../../ui/Level";
import { Money } from "../../ui/Money";
import { Loading, Notice } from "../../ui/Notice";
import { AppealActs, ApprovalActs, EndingActs, ReviewActs } from "./Acts";
import { isFreeze } from "../case/next";
import { useOpen } from "../../app/keeping";
import { useSession } from "../../app/session";
import { InHand } from "./InHand";
import { FOUR_EYES, isHeldBy, isOfThing, level } from "./order";

/** Read with the first hold. */
const HoldOf = lazy(() => import("../holds/HoldActs").then(({ HoldOf: of }) => ({ default: of })));

const OF_ORDER = new Set<WaitingLine["wait"]>(["papers", "approval", "answer", "elsewhere", "review"]);

function OrderFacts({ id }: { id: string }) {
  const { t } = useLang();
  const word = useWord();
  const who = useWho();
  const { data } = useQuery({
    queryKey: ["order", id],
    queryFn: () => told(api.GET("/api/v1/orders/{id}", { params: { path: { id } } })),
  });
  if (!data) return null;
  const { order } = data;
  return (
    <>
      <dt>{t.facts.state}</dt>
      <dd>
        {word("names", order.state.name)} <span className="dim num">{moment(order.state.at)}</span>
      </dd>
      <dt>{t.facts.limit}</dt>
      <dd>
        <Money of={order.limit} unit />
      </dd>
      <dt>{t.facts.reason}</dt>
      <dd>{order.reason}</dd>
      <dt>{t.facts.basis}</dt>
      <dd>{order.basis}</dd>
      <dt>{t.facts.author}</dt>
      <dd>{order.author.officer ? who(order.author.officer) : `${t.facts.platform} ${order.author.norm ?? ""}`}</dd>
      {order.state.missing.length > 0 ? (
        <>
          <dt>{t.wait.papers}</dt>
          <dd>{order.state.missing.map((name) => word("names", name)).join(t.comma)}</dd>
        </>
      ) : null}
    </>
  );
}

function Acts({ line }: { line: WaitingLine }) {
  const { t } = useLang();
  const agency = useAgency();
  switch (line.wait) {
    case "approval":
      return <ApprovalActs id={line.id} />;
    case "review":
      return <ReviewActs id={line.id} />;
    case "appeal":
      return <AppealActs id={line.id} />;
    case "ending":
      return <EndingActs line={line} />;
    case "objection":
      return <Button renderRoot={(props) => <Link to="/appeals" search={{ of: "objections" }} {...props} />}>{t.act.openObjection}</Button>;
    case "tip":
      return <Button renderRoot={(props) => <Link to="/tips" {...props} />}>{t.act.openTip}</Button>;
    case "stop_list":
      return line.case ? (
        <Button renderRoot={(props) => <Link to="/cases/$id/lists/$list" params={{ id: line.case ?? "", list: line.id }} {...props} />}>
          {t.act.openList}
        </Button>
      ) : null;
    case "papers":
      return line.case ? (
        <Button renderRoot={(props) => <Link to={isFreeze(line.kind) ? "/cases/$id/freeze" : "/cases/$id"} params={{ id: line.case ?? "" }} {...props} />}>
          {t.act.openCaseForPapers}
        </Button>
      ) : null;
    case "answer": {
      const phone = agency(line.agency)?.public_phone;
      return (
        <p>
          {t.act.call} <strong className="num">{phone}</strong> · {agency(line.agency)?.name}
        </p>
      );
    }
    case "hold":
      return (
        <Suspense fallback={<Loading />}>
          <HoldOf id={line.id} />
        </Suspense>
      );
    case "elsewhere":
      return <Button renderRoot={(props) => <Link to="/orders/$id" params={{ id: line.id }} {...props} />}>{t.act.openCarry}</Button>;
    case "bank_report":
      return <Button renderRoot={(props) => <Link to="/intake" search={{ report: line.id }} {...props} />}>{t.act.openIntake}</Button>;
    case "release":
      return <Button renderRoot={(props) => <Link to="/measures/$id" params={{ id: line.id }} {...props} />}>{t.act.openMeasure}</Button>;
  }
}

/** What is dealt with stays as it was: what somebody typed, or what his act came to, is not taken from him. */
export function Preview({ line, done }: { line: WaitingLine; done: boolean }) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  const { me } = useSession();
  const [anyway, setAnyway] = useState(false);
  useOpen(line.id);
  const barred = line.own_hand && FOUR_EYES.has(line.wait);
  const elsewhere = Boolean(line.hand) && !isHeldBy(line, me?.id);
  return (
    <div className="preview" aria-live="polite">
      <h2>{t.wait[line.wait]}</h2>
      <div className="clockline">
        <Level level={level(line, centreNow())} />
        {line.due_at ? <Countdown at={line.due_at} /> : <Waited since={line.since} />}
      </div>
      <p className="why">{t.waitWhy[line.wait]}</p>
      <dl className="facts">
        <dt>{t.facts.kind}</dt>
        <dd>{isOfThing(line) ? (t.listKinds[line.kind ?? ""] ?? line.kind) : word(OF_ORDER.has(line.wait) || line.wait === "stop_list" ? "orders" : "measures", line.kind)}</dd>
        {line.target ? (
          <>
            <dt>{t.facts.target}</dt>
            <dd className="num">{line.target}</dd>
          </>
        ) : null}
        {line.agency ? (
          <>
            <dt>{t.facts.agency}</dt>
            <dd>{agency(line.agency)?.name}</dd>
          </>
        ) : null}
        {line.amount ? (
          <>
            <dt>{t.queue.columns.amount}</dt>
            <dd>
              <Money of={line.amount} unit />
            </dd>
          </>
        ) : null}
        {OF_ORDER.has(line.wait) ? <OrderFacts id={line.id} /> : null}
        {line.case ? (
          <>
            <dt>{t.facts.number}</dt>
            <dd>
              <Link to="/cases/$id" params={{ id: line.case }} className="num">
                {line.case_number}
              </Link>
              {line.merged_into ? <div className="small">{t.work.merged(line.merged_into)}</div> : null}
            </dd>
          </>
        ) : null}
      </dl>
      {done ? null : <InHand line={line} />}
      <div className="acts">
        {done ? <Notice>{t.queue.doneNow}</Notice> : null}
        {barred ? (
          <Notice kind="warn">{t.queue.ownHand}</Notice>
        ) : elsewhere && !anyway && !done ? (
          <Button variant="subtle" onClick={() => setAnyway(true)}>
            {t.work.anyway}
          </Button>
        ) : (
          <Acts line={line} />
        )}
      </div>
    </div>
  );
}
