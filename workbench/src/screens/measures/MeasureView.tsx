// One measure: what is true at the agency because of an order, until when, for which cases, and how it ends.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense, lazy, useState } from "react";
import { type Measure, type Schemas, api, keyed, told } from "../../api/client";
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
import { measureQuery } from "../orders/query";
import { isLive } from "../orders/states";
import { en, zh } from "../orders/words";
import { HandOn } from "./HandOn";
import "../orders/orders.css";

/** Read where a bank began by itself. */
const HoldActs = lazy(() => import("../holds/HoldActs").then(({ HoldActs: of }) => ({ default: of })));

function Facts({ of }: { of: Schemas["MeasureDetailBody"] }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const agency = useAgency();
  const who = useWho();
  const { measure, excess } = of;
  const { force } = measure.state;
  const { owner } = measure;
  const at = agency(measure.agency);
  return (
    <dl className="facts">
      <dt>{t.facts.agency}</dt>
      <dd>
        {at?.name} <span className="num dim">{at?.public_phone}</span>
      </dd>
      <dt>{t.facts.target}</dt>
      <dd>
        <span className="num">{measure.target.mask}</span> {measure.target.holder}
        <Reveal subject={measure.id} fields={{ target: t.facts.target, target_holder: t.facts.name }}>
          {null}
        </Reveal>
      </dd>
      {force ? (
        <>
          <dt>{w.from}</dt>
          <dd className="num">{moment(force.from)}</dd>
          <dt>{t.facts.until}</dt>
          <dd>
            <span className="num">{moment(force.until)}</span> <span className="dim small">{measure.life}</span>
          </dd>
          {force.limit ? (
            <>
              <dt>{w.limit}</dt>
              <dd>
                <Money of={force.limit} unit />
              </dd>
            </>
          ) : null}
          {force.held ? (
            <>
              <dt>{t.facts.held}</dt>
              <dd>
                <Money of={force.held} unit />
              </dd>
            </>
          ) : null}
        </>
      ) : null}
      {excess ? (
        <>
          <dt>{w.excess}</dt>
          <dd className="strong">
            <Money of={excess} unit />
          </dd>
        </>
      ) : null}
      {measure.claims.length > 0 ? (
        <>
          <dt>{w.claims}</dt>
          <dd>
            {measure.claims.map((claim) => (
              <div key={claim.case}>
                <Link to="/cases/$id" params={{ id: claim.case }}>
                  {w.case}
                </Link>{" "}
                <Money of={claim.claimed} unit />
              </div>
            ))}
          </dd>
        </>
      ) : null}
      <dt>{t.facts.reason}</dt>
      <dd>{measure.reason}</dd>
      <dt>{t.facts.basis}</dt>
      <dd>{measure.basis}</dd>
      {owner ? (
        <>
          <dt>{w.owner}</dt>
          <dd>
            {w.stages[owner.stage] ?? owner.stage} · {owner.organ} {owner.officer ? who(owner.officer) : owner.name} <span className="num dim">{owner.phone}</span>
          </dd>
        </>
      ) : null}
      {measure.release_due ? (
        <>
          <dt>{w.releaseDue}</dt>
          <dd>
            <Countdown at={measure.release_due.at} />
          </dd>
        </>
      ) : null}
      <dt>{w.publicCode}</dt>
      <dd className="num">{measure.public_code}</dd>
    </dl>
  );
}

/** What was drafted, and where it is. */
function Drafted({ text, order, papersOf }: { text: string; order: string; papersOf?: string }) {
  const w = useWords(zh, en);
  return (
    <Notice kind="good">
      {text}{" "}
      <Link to="/orders/$id" params={{ id: order }}>
        {w.toOrder}
      </Link>{" "}
      {papersOf ? (
        <Link to="/cases/$id/freeze" params={{ id: papersOf }}>
          {w.toPapers}
        </Link>
      ) : null}
    </Notice>
  );
}

function Lift({ measure }: { measure: Measure }) {
  const w = useWords(zh, en);
  const word = useWord();
  const path = { id: measure.id };
  const lift = useAct((reason: string, key) =>
    measure.kind === "shut"
      ? told(api.POST("/api/v1/measures/{id}/restore", { params: { path, header: keyed(key) }, body: { reason } }))
      : told(api.POST("/api/v1/measures/{id}/lift", { params: { path, header: keyed(key) }, body: { reason } })),
  );
  if (lift.data) return <Drafted text={w.lifted(word("names", lift.data.state))} order={lift.data.order} />;
  return <ReasonForm label={w.liftWhy} go={w.lift[measure.kind] ?? w.lift.hold ?? ""} act={lift} />;
}

function Extend({ measure }: { measure: Measure }) {
  const w = useWords(zh, en);
  const path = { id: measure.id };
  const freeze = measure.kind === "freeze";
  const extend = useAct((reason: string, key) =>
    freeze
      ? told(api.POST("/api/v1/measures/{id}/extend-freeze", { params: { path, header: keyed(key) }, body: { reason } }))
      : told(api.POST("/api/v1/measures/{id}/extend", { params: { path, header: keyed(key) }, body: { reason } })),
  );
  if (extend.data) return <Drafted text={freeze ? w.renewed : w.extended} order={extend.data.order} papersOf={freeze ? measure.claims[0]?.case : undefined} />;
  return <ReasonForm label={w.extendWhy} go={freeze ? w.renew : w.extend} act={extend} />;
}

function Unrelated({ measure }: { measure: Measure }) {
  const w = useWords(zh, en);
  const find = useAct((reason: string, key) => told(api.POST("/api/v1/measures/{id}/unrelated", { params: { path: { id: measure.id }, header: keyed(key) }, body: { reason } })));
  if (find.data) return find.data.lift ? <Drafted text={w.unrelatedDone} order={find.data.lift} /> : <Notice kind="good">{w.unrelatedDone}</Notice>;
  return <ReasonForm label={w.unrelatedWhy} go={w.unrelated} act={find} />;
}

function Acts({ measure, of }: { measure: Measure; of: string | undefined }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  // What was begun is not taken from under the hand when the measure moves on by it.
  const [begun, setBegun] = useState(false);
  const live = begun || isLive(measure.state.name);
  const freeze = measure.kind === "freeze";
  const force = Boolean(measure.state.force);
  const officer = holds("officer");
  const forCase = measure.claims[0]?.case;
  // Of a hold that nobody has confirmed its own acts say what lifting means.
  const [unconfirmed] = useState(measure.kind === "hold" && !forCase);
  return (
    <div className="acts" onFocus={() => setBegun(live)}>
      {live && officer && measure.kind !== "delay" && !unconfirmed ? (
        <Folded label={w.lift[measure.kind] ?? ""}>
          <Lift measure={measure} />
        </Folded>
      ) : null}
      {live && officer && (measure.kind === "stop" || (freeze && force && !measure.release_due)) ? (
        <Folded label={freeze ? w.renew : w.extend}>
          <Extend measure={measure} />
        </Folded>
      ) : null}
      {live && freeze && holds("officer", "supervisor") ? (
        <Folded label={w.handOn}>
          <HandOn id={measure.id} />
        </Folded>
      ) : null}
      {live && freeze && officer && !measure.release_due ? (
        <Folded label={w.unrelated}>
          <Unrelated measure={measure} />
        </Folded>
      ) : null}
      {measure.kind === "hold" ? (
        <Suspense fallback={<Loading />}>
          <HoldActs hold={measure} of={of} />
        </Suspense>
      ) : null}
      {forCase && officer && measure.target.kind === "account" && ["stop", "delay", "hold"].includes(measure.kind) ? (
        <Button variant="default" renderRoot={(props) => <Link to="/cases/$id/freeze" params={{ id: forCase }} search={{ measure: measure.id }} {...props} />}>
          {t.act.freeze}
        </Button>
      ) : null}
      {force && isLive(measure.state.name) && measure.kind !== "delay" ? (
        <Button component="a" href={`/api/v1/measures/${measure.id}/slip`} target="_blank" rel="noopener" variant="default">
          {w.slip}
        </Button>
      ) : null}
    </div>
  );
}

/** `of` is the case from which somebody came. */
export function MeasureView({ id, page = false, of }: { id: string; page?: boolean; of?: string }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const { data, error } = useQuery(measureQuery(id));
  if (!data) return error ? <Refused error={error} /> : <Loading />;
  const { measure, orders, receipts, appeals } = data;
  const { name, force } = measure.state;
  return (
    <>
      <h2>
        {word("measures", measure.kind)} <span className="num">{measure.target.mask}</span>
      </h2>
      <p>
        <span className={isLive(name) ? "tag ok" : "tag"}>{word("names", name)}</span> {force && isLive(name) ? <Countdown at={force.until} /> : null}
      </p>
      <Facts of={data} />
      {page ? null : (
        <div className="links">
          <Button size="compact-sm" variant="default" renderRoot={(props) => <Link to="/measures/$id" params={{ id }} {...props} />}>
            {w.open}
          </Button>
        </div>
      )}
      <Acts measure={measure} of={of} />
      <h3>{w.orders}</h3>
      <ul>
        {orders.map((order) => (
          <li key={order.id}>
            <Link to="/orders/$id" params={{ id: order.id }}>
              {word("orders", order.kind)}
            </Link>{" "}
            <span className="tag">{word("names", order.state.name)}</span> <span className="num dim">{brief(order.drafted_at)}</span>
          </li>
        ))}
      </ul>
      {receipts.length > 0 ? (
        <>
          <h3>{w.receipts}</h3>
          <ul>
            {receipts.map((receipt) => (
              <li key={receipt.id}>
                <span className="num dim">{moment(receipt.received_at)}</span> {word("results", receipt.result)} {receipt.held ? <Money of={receipt.held} unit /> : null} {receipt.late ? <span className="tag red">{t.case.late}</span> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {appeals.length > 0 ? (
        <p>
          {w.appeals}{" "}
          {appeals.map((appeal) => (
            <Link key={appeal.id} to="/appeals" className="tag">
              {word("names", appeal.state)}
            </Link>
          ))}
        </p>
      ) : null}
    </>
  );
}
