// One order: what was asked of whom, on which ground, what they answered, and what can be done about it now.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { type Order, type Receipt, type Schemas, api, keyed, told } from "../../api/client";
import { useAgency, useWho } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Folded } from "../../ui/Folded";
import { Money } from "../../ui/Money";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { ReasonForm } from "../../ui/ReasonForm";
import { Reveal } from "../../ui/Reveal";
import { useAct } from "../../ui/act";
import { isByHand } from "../carry/carried";
import { ApprovalActs, ReviewActs } from "../queue/Acts";
import { orderQuery } from "./query";
import { isOpen } from "./states";
import { en, zh } from "./words";
import "./orders.css";

/** Read where an order is carried by people, which few are. */
const CarryActs = lazy(() => import("../carry/CarryActs").then(({ CarryActs: of }) => ({ default: of })));
const Way = lazy(() => import("../carry/CarryActs").then(({ Way: of }) => ({ default: of })));
const ScanOf = lazy(() => import("../carry/PaperAnswer").then(({ ScanOf: of }) => ({ default: of })));

function Facts({ order }: { order: Order }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const agency = useAgency();
  const who = useWho();
  const { approval, due, dispatched_at: sent, missing, withdrawn_by: by, withdrawn_why: why } = order.state;
  const asked = agency(order.agency);
  return (
    <dl className="facts">
      <dt>{t.facts.agency}</dt>
      <dd>
        {asked?.name} <span className="num dim">{asked?.public_phone}</span>
      </dd>
      <dt>{t.facts.target}</dt>
      <dd>
        <span className="num">{order.target.mask}</span> {order.target.holder} <span className="dim small">{t.facts.level(order.level)}</span>
        <Reveal subject={order.id} fields={{ target: t.facts.target, target_holder: t.facts.name }}>
          {null}
        </Reveal>
      </dd>
      {order.limit ? (
        <>
          <dt>{t.facts.limit}</dt>
          <dd>
            <Money of={order.limit} unit />
          </dd>
        </>
      ) : null}
      <dt>{t.facts.reason}</dt>
      <dd>{order.reason}</dd>
      <dt>{t.facts.basis}</dt>
      <dd>{order.basis}</dd>
      <dt>{w.drafted}</dt>
      <dd>
        {order.author.officer ? who(order.author.officer) : `${t.facts.platform} ${order.author.norm ?? ""}`} <span className="num dim">{moment(order.drafted_at)}</span>
      </dd>
      {approval ? (
        <>
          <dt>{w.approval}</dt>
          <dd>{approval.officer ? who(approval.officer) : w.standing(approval.norm ?? "")}</dd>
        </>
      ) : null}
      {order.signatories.length > 0 ? (
        <>
          <dt>{w.signed}</dt>
          <dd>{order.signatories.map(who).join(t.comma)}</dd>
        </>
      ) : null}
      {missing.length > 0 ? (
        <>
          <dt>{w.missing}</dt>
          <dd>{missing.map((one) => w.missingOf[one] ?? one).join(t.comma)}</dd>
        </>
      ) : null}
      {sent ? (
        <>
          <dt>{t.facts.sent}</dt>
          <dd>
            <span className="num">{moment(sent)}</span> {order.wire ? (w.wires[order.wire] ?? order.wire) : ""}
          </dd>
        </>
      ) : null}
      {due ? (
        <>
          <dt>{t.facts.due}</dt>
          <dd>
            <span className="num">{moment(due.at)}</span> <span className="dim small">{due.norm}</span>
          </dd>
        </>
      ) : null}
      {order.carried || order.foreign_number ? (
        <>
          <dt>{w.wire}</dt>
          <dd>
            <Suspense fallback={null}>
              <Way order={order} />
            </Suspense>
          </dd>
        </>
      ) : null}
      {why ? (
        <>
          <dt>{w.withdrawn}</dt>
          <dd>
            {who(by?.officer)} {why}
          </dd>
        </>
      ) : null}
      <dt>{w.number}</dt>
      <dd className="num small">{order.id}</dd>
    </dl>
  );
}

function Receipts({ of }: { of: Receipt[] }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  return (
    <>
      <h3>{w.receipts}</h3>
      {of.length === 0 ? <p className="dim">{w.noReceipt}</p> : null}
      {of.map((receipt) => (
        <div key={receipt.id} className="receipt">
          <span className="num dim">{moment(receipt.received_at)}</span> <strong>{word("results", receipt.result)}</strong> <span className="num dim">{receipt.code}</span>{" "}
          {receipt.held ? (
            <>
              {t.facts.held} <Money of={receipt.held} unit />
            </>
          ) : null}{" "}
          {receipt.weight === "deciding" ? null : <span className="tag orange">{word("names", receipt.weight)}</span>} {receipt.late ? <span className="tag red">{t.case.late}</span> : null}{" "}
          {receipt.remark}
          {receipt.statement ? <div className="small">{w.told(receipt.statement.rows, receipt.statement.until ? brief(receipt.statement.until) : null, receipt.statement.complete)}</div> : null}
          {receipt.scan ? (
            <Suspense fallback={null}>
              <ScanOf receipt={receipt.id} />
            </Suspense>
          ) : null}
        </div>
      ))}
    </>
  );
}

function Withdraw({ id }: { id: string }) {
  const { t } = useLang();
  const withdraw = useAct((reason: string, key) => told(api.POST("/api/v1/orders/{id}/withdraw", { params: { path: { id }, header: keyed(key) }, body: { reason } })));
  if (withdraw.data) return <Notice kind="good">{t.act.withdrawn}</Notice>;
  return <ReasonForm label={t.act.withdrawWhy} go={t.act.withdraw} act={withdraw} />;
}

function Reviewed({ review, barred }: { review: Schemas["ReviewBody"]; barred: boolean }) {
  const w = useWords(zh, en);
  const who = useWho();
  if (!review.reviewed_at)
    return (
      <>
        <p>
          {w.reviewOpen} <Countdown at={review.due.at} />
        </p>
        {barred ? <Notice kind="warn">{w.ownHand}</Notice> : <ReviewActs id={review.order} />}
      </>
    );
  return (
    <p>
      <span className={review.in_order ? "tag ok" : "tag red"}>{review.in_order ? w.inOrder : w.notInOrder}</span> {who(review.reviewed_by)} <span className="num dim">{moment(review.reviewed_at)}</span> {review.remark}
    </p>
  );
}

/** Of the order alone, the list beside it has the link to its page. */
export function OrderView({ id, page = false }: { id: string; page?: boolean }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const { holds, me } = useSession();
  const { data, error } = useQuery(orderQuery(id));
  // An act's word stays when the order has moved on by it.
  const [waited, setWaited] = useState<boolean | null>(null);
  if (!data) return error ? <Refused error={error} /> : <Loading />;
  const { order, overdue, receipts, review } = data;
  const { name } = order.state;
  const waits = waited ?? name === "awaiting_approval";
  const mayWithdraw = holds("officer", "approver") && isOpen(name) && order.kind !== "confirm_debit";
  const own = [order.author.officer, ...order.signatories].includes(me?.id);
  return (
    <>
      <h2>
        {word("orders", order.kind)} <span className="num">{order.target.mask}</span>
      </h2>
      <p>
        <span className={name === "done" ? "tag ok" : "tag"}>{word("names", name)}</span> {isOpen(name) && order.state.due ? <Countdown at={order.state.due.at} /> : null} {overdue ? <span className="tag red">{t.case.overdue}</span> : null}{" "}
        {order.notes.map((note) => (
          <span key={note} className="tag">
            {word("names", note)}
          </span>
        ))}
      </p>
      <Facts order={order} />
      <div className="links">
        {page ? null : (
          <Button size="compact-sm" variant="default" renderRoot={(props) => <Link to="/orders/$id" params={{ id }} {...props} />}>
            {w.open}
          </Button>
        )}
        {order.case ? (
          <Button size="compact-sm" variant="default" renderRoot={(props) => <Link to="/cases/$id" params={{ id: order.case ?? "" }} {...props} />}>
            {w.openCase}
          </Button>
        ) : null}
        {order.measure ? (
          <Button size="compact-sm" variant="default" renderRoot={(props) => <Link to="/measures/$id" params={{ id: order.measure ?? "" }} {...props} />}>
            {w.openMeasure}
          </Button>
        ) : null}
      </div>
      <div className="acts" onFocus={() => setWaited(waits)}>
        {waits ? (
          own ? (
            <>
              <Notice kind="warn">{t.queue.ownHand}</Notice>
              {mayWithdraw ? <Withdraw id={id} /> : null}
            </>
          ) : (
            <ApprovalActs id={id} />
          )
        ) : mayWithdraw ? (
          <Folded label={t.act.withdraw}>
            <Withdraw id={id} />
          </Folded>
        ) : null}
      </div>
      {isByHand(order) && order.state.dispatched_at ? (
        <Suspense fallback={<Loading />}>
          <CarryActs order={order} />
        </Suspense>
      ) : null}
      <Receipts of={receipts} />
      {review ? (
        <>
          <h3>{w.review}</h3>
          <Reviewed review={review} barred={own || order.state.approval?.officer === me?.id} />
        </>
      ) : null}
    </>
  );
}
