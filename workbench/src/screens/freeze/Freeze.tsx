// 冻结: what a case may freeze, from the filing to the order that leaves. Drafted by an officer, approved by another;
// what is missing is said before anything is typed.
import { Button, FileButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type CaseDetail, type Order, api, keyed, told } from "../../api/client";
import { officersQuery, useAgency } from "../../app/agencies";
import { useNow } from "../../app/clock";
import { useOpen } from "../../app/keeping";
import { useKeys } from "../../app/keys";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { base64 } from "../../ui/base64";
import { isFreeze } from "../case/next";
import { caseQuery } from "../case/query";
import { isOpen } from "../orders/states";
import { ApprovalActs } from "../queue/Acts";
import { dutiesQuery } from "../settings/query";
import { Draft } from "./Draft";
import { Filing } from "./Filing";
import { type Freezable, type Lack, freezable, signersOf } from "./accounts";
import { en, zh } from "./words";
import "./freeze.css";

function Line({ there, children }: { there: boolean; children: ReactNode }) {
  return (
    <li className={there ? undefined : "lacks"}>
      <span aria-hidden="true">{there ? "✓" : "✗"}</span> {children}
    </li>
  );
}

/** What has to be there, and what is not. */
function Ready({ detail, accounts }: { detail: CaseDetail; accounts: Freezable[] }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  const duties = useQuery(dutiesQuery);
  const officers = useQuery(officersQuery);
  const now = useNow();
  const { filing } = detail.case;
  const both = duties.data && officers.data ? signersOf(duties.data.items, officers.data, now) : undefined;
  const free = accounts.filter((one) => one.frozen === null).length;
  const has: Record<Lack, boolean> = { filing: Boolean(filing), account: free > 0, officers: both !== null };
  const able = has.filing && has.account;
  return (
    <section className="panel freeze-ready" aria-label={w.ready}>
      <h2>
        {w.ready} {accounts.length > 0 && free === 0 ? <span className="tag">{w.allFrozen}</span> : <span className={able ? "tag ok" : "tag red"}>{able ? w.can : w.cannot}</span>}
      </h2>
      <ul className="body">
        <Line there={has.filing}>{filing ? w.has.filing(filing.number) : w.lacks.filing}</Line>
        <Line there={accounts.length > 0}>{accounts.length > 0 ? w.has.account(free) : w.lacks.account}</Line>
        {both === undefined ? null : (
          <Line there={has.officers}>
            {both ? w.has.officers(both.map((one) => one.name).join(t.comma)) : w.lacks.officers}{" "}
            {both || !holds("administrator") ? null : (
              <Link to="/settings" search={{ of: "officers" }}>
                {w.toRoster}
              </Link>
            )}
          </Line>
        )}
        <li>· {w.document}</li>
        <li>· {w.second}</li>
      </ul>
    </section>
  );
}

function Document({ id }: { id: string }) {
  const w = useWords(zh, en);
  const attach = useAct((content: string, key) => told(api.POST("/api/v1/cases/{id}/papers", { params: { path: { id }, header: keyed(key) }, body: { kind: "freeze_document" as never, content } })));
  return (
    <>
      <p className="dim small">{w.papersLead}</p>
      {attach.data ? (
        <Notice kind={attach.data.awaiting_papers.length > 0 ? "warn" : "good"}>
          {w.attached(attach.data.awaiting_approval.length)} {attach.data.awaiting_papers.length > 0 ? w.stillLacks(attach.data.awaiting_papers.length) : ""}
        </Notice>
      ) : null}
      <Refused error={attach.error} />
      <FileButton onChange={(file) => file && void base64(file).then((content) => attach.mutate(content))} accept="image/jpeg,application/pdf">
        {(props) => (
          <Button {...props} variant={attach.data ? "default" : "filled"} loading={attach.isPending} w="fit-content">
            {w.upload}
          </Button>
        )}
      </FileButton>
    </>
  );
}

/** One freeze on its way, and what it waits for. */
function Drafted({ order, detail }: { order: Order; detail: CaseDetail }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const { holds, me } = useSession();
  // What an act came to is not taken away when the order moves on by it.
  const [begun, setBegun] = useState(false);
  const { name, missing } = order.state;
  const own = [order.author.officer, ...order.signatories].includes(me?.id ?? "");
  const waits = begun || name === "awaiting_approval";
  const force = detail.measures.find((one) => one.id === order.measure)?.state.force;
  return (
    <li onFocus={() => setBegun(waits && !own && holds("approver"))}>
      <div className="way">
        <strong>{word("orders", order.kind)}</strong>
        <span>
          {agency(order.agency)?.name} <span className="num">{order.target.mask}</span>
        </span>
        {order.limit ? <Money of={order.limit} unit /> : <span>{w.whole_}</span>}
        <span className={name === "done" ? "tag ok" : isOpen(name) ? "tag orange" : "tag"}>{word("names", name)}</span>
        {isOpen(name) && order.state.due ? <Countdown at={order.state.due.at} /> : null}
        {name === "done" && force ? (
          <span className="small">
            {w.until} <Countdown at={force.until} />
          </span>
        ) : null}
        <Link to="/orders/$id" params={{ id: order.id }}>
          {w.toOrder}
        </Link>
      </div>
      {missing.length > 0 ? <Notice kind="warn">{w.missing(missing.map((one) => w.missingOf[one] ?? one).join(t.comma))}</Notice> : null}
      {waits && !own && holds("approver") ? (
        <div className="acts">
          <ApprovalActs id={order.id} />
        </div>
      ) : waits ? (
        <p className="dim small">{own && holds("approver") ? w.waitsOther : w.waitsApprover}</p>
      ) : null}
    </li>
  );
}

export function Freeze() {
  const w = useWords(zh, en);
  const { holds } = useSession();
  const navigate = useNavigate();
  const { id } = useParams({ from: "/cases/$id/freeze" });
  const { measure } = useSearch({ from: "/cases/$id/freeze" });
  const asked = useQuery(caseQuery(id));
  useOpen(id);
  useKeys({
    Escape: () => void navigate({ to: "/cases/$id", params: { id } }),
    a: () => document.querySelector<HTMLElement>(".step.now input:not([disabled]), .step.now button:not([disabled])")?.focus(),
  });
  if (!asked.data) return <div className="page">{asked.error ? <Refused error={asked.error} again={() => void asked.refetch()} /> : <Loading />}</div>;
  const detail = asked.data;
  const may = holds("officer");
  const filed = Boolean(detail.case.filing);
  const accounts = freezable(detail);
  const orders = detail.orders.filter((order) => isFreeze(order.kind)).reverse();
  const lacking = orders.some((order) => order.state.missing.includes("freeze_document"));
  return (
    <div className="page freeze">
      <div className="head">
        <h1>{w.title}</h1>
        <Link to="/cases/$id" params={{ id }} className="num">
          {detail.case.number}
        </Link>
        <span className="dim">{w.lead}</span>
        <span className="grow" />
        <Link to="/cases/$id" params={{ id }}>
          {w.back}
        </Link>
      </div>
      {may ? null : <Notice>{w.onlyOfficer}</Notice>}
      <Ready detail={detail} accounts={accounts} />
      <section className={filed ? "panel step" : "panel step now"}>
        <h2>
          <span className="step-no">1</span>
          {w.step.filing}
        </h2>
        <div className="body">
          <Filing key={String(filed)} detail={detail} may={may} />
        </div>
      </section>
      {filed && may && accounts.length > 0 ? (
        <section className={lacking ? "panel step" : "panel step now"}>
          <h2>
            <span className="step-no">2</span>
            {w.step.accounts}
          </h2>
          <div className="body">
            <Draft detail={detail} accounts={accounts} first={measure} />
          </div>
        </section>
      ) : null}
      {filed && may ? (
        <section className={lacking ? "panel step now" : "panel step"}>
          <h2>
            <span className="step-no">3</span>
            {w.step.papers}
          </h2>
          <div className="body freeze-papers">
            <Document id={id} />
          </div>
        </section>
      ) : null}
      <section className="panel step">
        <h2>{w.step.drafts}</h2>
        <div className="body">
          {orders.length === 0 ? (
            <p className="dim">{w.none}</p>
          ) : (
            <ul className="freeze-drafts">
              {orders.map((order) => (
                <Drafted key={order.id} order={order} detail={detail} />
              ))}
            </ul>
          )}
        </div>
      </section>
    </div>
  );
}
