// The one thing to do next in a case.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CaseDetail } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useNow } from "../../app/clock";
import { useLang, useWord } from "../../app/lang";
import { useSession } from "../../app/session";
import { Countdown } from "../../ui/Countdown";
import { Identify, Papers } from "../intake/Steps";
import { ApprovalActs } from "../queue/Acts";
import { type Next, isFreeze, nextTask } from "./next";

function Task({ detail, next }: { detail: CaseDetail; next: NonNullable<Next> }) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  const { holds } = useSession();
  const id = detail.case.id;
  switch (next.kind) {
    case "list":
      return (
        <>
          <div className="what">{t.case.list(next.count)}</div>
          <Button renderRoot={(props) => <Link to="/cases/$id/lists/$list" params={{ id, list: next.list }} {...props} />}>{t.act.openList}</Button>
        </>
      );
    case "approve":
      return (
        <>
          <div className="what">
            {t.case.approve}: {word("orders", next.order.kind)} <span className="num">{next.order.target.mask}</span>
          </div>
          <ApprovalActs id={next.order.id} />
        </>
      );
    case "identify":
      return (
        <>
          <div className="what">{t.case.identify}</div>
          <Identify id={id} />
        </>
      );
    case "paper":
      return (
        <>
          {next.orders.some((order) => !isFreeze(order.kind)) ? (
            <>
              <div className="what">{t.case.paper}</div>
              <Papers id={id} />
            </>
          ) : (
            <>
              <div className="what">{t.case.freezeLacks}</div>
              <Button renderRoot={(props) => <Link to="/cases/$id/freeze" params={{ id }} {...props} />}>{t.case.freezes}</Button>
            </>
          )}
        </>
      );
    case "void":
      return (
        <>
          <div className="what">{t.case.void(next.count)}</div>
          {holds("officer") ? (
            <Button w="fit-content" variant="default" onClick={() => document.querySelector<HTMLElement>(".voids button")?.focus()}>
              {t.case.voidGo}
            </Button>
          ) : null}
        </>
      );
    case "carry":
      return (
        <>
          <div className="what">{t.case.carry(next.orders.length)}</div>
          {next.orders.map((order) => (
            <Button key={order.id} variant="default" renderRoot={(props) => <Link to="/orders/$id" params={{ id: order.id }} {...props} />}>
              {word("orders", order.kind)} · {agency(order.agency)?.name}
            </Button>
          ))}
        </>
      );
    case "answer":
      return (
        <>
          <div className="what">{t.case.answer(next.orders.length)}</div>
          <ul style={{ margin: 0, paddingLeft: 18 }}>
            {next.orders.map((order) => (
              <li key={order.id}>
                {word("orders", order.kind)} · {agency(order.agency)?.name} <strong className="num">{agency(order.agency)?.public_phone}</strong>{" "}
                {order.state.due ? <Countdown at={order.state.due.at} /> : null}
              </li>
            ))}
          </ul>
        </>
      );
    case "extend":
      return (
        <>
          <div className="what">
            {t.case.extend} <Countdown at={next.until} />
          </div>
          <div className="two-acts">
            <Button renderRoot={(props) => <Link to="/cases/$id/freeze" params={{ id }} search={{ measure: next.measure }} {...props} />}>{t.act.freeze}</Button>
            <Button variant="default" renderRoot={(props) => <Link to="/measures/$id" params={{ id: next.measure }} {...props} />}>
              {t.act.openMeasure}
            </Button>
          </div>
        </>
      );
  }
}

export function NextTask({ detail }: { detail: CaseDetail }) {
  const { t } = useLang();
  const next = nextTask(detail, useNow());
  return (
    <section className={next ? "panel next" : "panel next none"}>
      <h2>
        {t.case.next} <span style={{ flex: 1 }} />
        {next ? <kbd className="key">a</kbd> : null}
      </h2>
      <div className="body">{next ? <Task detail={detail} next={next} /> : <span className="dim">{t.case.nothingNext}</span>}</div>
    </section>
  );
}
