// 两案并排: a second report beside the first, what they have in common, and the officer's word that they are one.
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useAgency, useWho } from "../../app/agencies";
import { useKeys } from "../../app/keys";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { moment } from "../../say/time";
import { Money } from "../../ui/Money";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { caseQuery } from "../case/query";
import { type Alike, type Merger, alikeQuery, standing } from "./query";
import { en, zh } from "./words";
import "./beside.css";

type CaseBody = Schemas["CaseBody"];

const REASON_MAX = 300;

function Transfers({ of, same }: { of: CaseBody; same: Set<string> }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const agency = useAgency();
  return (
    <ul className="beside-transfers">
      {of.transfers.map((transfer) => (
        <li key={transfer.id} className={same.has(transfer.id) ? "same" : undefined}>
          <div>
            <Money of={transfer.amount} unit /> <span className="num dim">{moment(transfer.at)}</span>{" "}
            {same.has(transfer.id) ? <span className="tag orange">{w.same}</span> : null}
          </div>
          <div className="small">
            <span className="num">{transfer.from.number}</span> {agency(transfer.from.institution)?.name} →{" "}
            {transfer.to ? (
              <>
                <span className="num">{transfer.to.number}</span> {agency(transfer.to.institution)?.name}
              </>
            ) : (
              w.payeeUnknown
            )}{" "}
            · {t.facts.standings[transfer.standing as keyof typeof t.facts.standings] ?? transfer.standing}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Column({ of, loss, order, same }: { of: CaseBody; loss: Schemas["Amount"]; order: string; same: Set<string> }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const who = useWho();
  return (
    <section className="panel" aria-label={of.number}>
      <h2>
        <span className="num">{of.number}</span> <span className="tag">{order}</span>
      </h2>
      <div className="body">
        <dl className="facts">
          <dt>{w.reported}</dt>
          <dd className="num">{moment(of.reported_at)}</dd>
          <dt>{w.by}</dt>
          <dd>{who(of.opened_by)}</dd>
          <dt>{w.reporter}</dt>
          <dd>{of.reporter ? `${of.reporter.name} ${of.reporter.phone}` : w.noReporter}</dd>
          <dt>{t.facts.scamType}</dt>
          <dd>{t.scam[of.scam_type]}</dd>
          <dt>{w.loss}</dt>
          <dd className="strong"><Money of={loss} unit /></dd>
        </dl>
        <h3>{w.transfers}</h3>
        <Transfers of={of} same={same} />
        <Link to="/cases/$id" params={{ id: of.id }}>{w.openCase}</Link>
      </div>
    </section>
  );
}

function Part({ merger }: { merger: Merger }) {
  const w = useWords(zh, en);
  const [why, setWhy] = useState("");
  const part = useAct((reason: string, key) =>
    told(api.POST("/api/v1/cases/{id}/part", { params: { path: { id: merger.case }, header: keyed(key) }, body: { reason } })),
  );
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        part.mutate(why.trim());
      }}
    >
      <Textarea label={w.partWhy} value={why} onChange={(e) => setWhy(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} />
      <Refused error={part.error} />
      <Button type="submit" variant="default" mt={8} disabled={why.trim() === ""} loading={part.isPending}>
        {w.part}
      </Button>
    </form>
  );
}

function Merge({ second, first }: { second: CaseBody; first: CaseBody }) {
  const w = useWords(zh, en);
  const [why, setWhy] = useState("");
  const merge = useAct((body: { into: string; reason: string }, key) =>
    told(api.POST("/api/v1/cases/{id}/merge", { params: { path: { id: second.id }, header: keyed(key) }, body })),
  );
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        merge.mutate({ into: first.id, reason: why.trim() });
      }}
    >
      <Textarea label={w.why} value={why} onChange={(e) => setWhy(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} />
      <Refused error={merge.error} />
      <Button type="submit" mt={8} disabled={why.trim() === ""} loading={merge.isPending}>
        {w.merge(second.number, first.number)}
      </Button>
    </form>
  );
}

function History({ of }: { of: Merger[] }) {
  const w = useWords(zh, en);
  const who = useWho();
  return (
    <>
      <h3>{w.history}</h3>
      <ul className="beside-history">
        {of.map((merger) => (
          <li key={merger.id}>
            {w.mergedBy(who(merger.by), moment(merger.at))}：{merger.reason}
            {merger.parted ? (
              <div>
                {w.partedBy(who(merger.parted.by), moment(merger.parted.at))}：{merger.parted.reason}
              </div>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function Pair({ alike, left, leftLoss, item }: { alike: Alike; left: CaseBody; leftLoss: Schemas["Amount"]; item: Alike["items"][number] }) {
  const w = useWords(zh, en);
  const { holds } = useSession();
  const right = item.case;
  const leftFirst = Date.parse(left.reported_at) <= Date.parse(right.reported_at);
  const [first, second] = leftFirst ? [left, right] : [right, left];
  const merger = standing(alike, left.id, right.id);
  const between = alike.mergers.filter((one) => [one.case, one.into].includes(right.id));
  const may = holds("intake", "officer", "supervisor");
  return (
    <>
      <div className="beside">
        <Column of={left} loss={leftLoss} order={leftFirst ? w.first : w.second} same={new Set(item.same.map((pair) => pair.ours))} />
        <Column of={right} loss={item.bar.loss} order={leftFirst ? w.second : w.first} same={new Set(item.same.map((pair) => pair.theirs))} />
      </div>
      <section className="panel beside-act">
        <div className="body">
          {item.together ? (
            <p>
              {w.together} <strong><Money of={item.together} unit /></strong> · {item.same.length > 0 ? w.sameTransfers(item.same.length) : w.sameAccount}
            </p>
          ) : null}
          <div aria-live="polite">{merger ? <Notice kind="good">{w.merged}</Notice> : between.length > 0 ? <Notice>{w.parted}</Notice> : null}</div>
          {!may ? null : merger ? <Part key={merger.id} merger={merger} /> : item.same_payer ? <Merge second={second} first={first} /> : <Notice kind="warn">{w.notAlike}</Notice>}
          {between.length > 0 ? <History of={between} /> : null}
        </div>
      </section>
    </>
  );
}

export function Beside() {
  const w = useWords(zh, en);
  const navigate = useNavigate();
  const { id, other } = useParams({ from: "/cases/$id/beside/$other" });
  const ours = useQuery(caseQuery(id));
  const alike = useQuery(alikeQuery(id));
  useKeys({
    Escape: () => void navigate({ to: "/cases/$id", params: { id } }),
    a: () => document.querySelector<HTMLElement>(".beside-act textarea")?.focus(),
  });
  const item = alike.data?.items.find((one) => one.case.id === other);
  return (
    <div className="page">
      <div className="head">
        <h1>{w.title}</h1>
      </div>
      <p className="dim small">{w.lead}</p>
      <Refused error={ours.error ?? alike.error} />
      {ours.data && alike.data ? (
        item ? <Pair alike={alike.data} left={ours.data.case} leftLoss={ours.data.bar.loss} item={item} /> : <Notice kind="warn">{w.notAlike}</Notice>
      ) : (
        <Loading />
      )}
    </div>
  );
}
