// 研判规则: sets that officers wrote, what each would change, and the second officer's decision.
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { Backtest, Shadow } from "./Figures";
import { inForceQuery, ruleSetQuery } from "./query";
import { en, zh } from "./words";
import "./rules.css";

type Line = Schemas["RuleSetLine"];

const REASON_MAX = 300;
/** States in which somebody may still do something. */
const OPEN = new Set(["proposed", "shadow", "in_force"]);

/** Out of force, refused or withdrawn: each with a reason. */
function Out({ set }: { set: Line }) {
  const w = useWords(zh, en);
  const { me, holds } = useSession();
  const [why, setWhy] = useState("");
  const path = { id: set.id };
  const refuse = useAct((reason: string, key) =>
    told(api.POST("/api/v1/rules/{id}/decide", { params: { path, header: keyed(key) }, body: { adopt: false, reason } })),
  );
  const retire = useAct((body: { reason: string; back_to: "before" | "shipped" }, key) =>
    told(api.POST("/api/v1/rules/{id}/retire", { params: { path, header: keyed(key) }, body })),
  );
  if (refuse.data) return <Notice kind="good">{w.refused}</Notice>;
  if (retire.data) return <Notice kind="good">{w.gone}</Notice>;
  const own = me?.id === set.proposed_by;
  const ready = why.trim() !== "";
  const runs = set.state === "in_force";
  return (
    <div className="acts">
      <Textarea label={w.refuseWhy} value={why} onChange={(e) => setWhy(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} />
      <Refused error={refuse.error ?? retire.error} />
      <div className="two">
        {runs ? (
          <>
            <Button variant="default" disabled={!ready || !set.before} loading={retire.isPending} onClick={() => retire.mutate({ reason: why.trim(), back_to: "before" })}>
              {w.goBack}
            </Button>
            <Button variant="default" disabled={!ready} loading={retire.isPending} onClick={() => retire.mutate({ reason: why.trim(), back_to: "shipped" })}>
              {w.goShipped}
            </Button>
          </>
        ) : (
          <>
            {own || !holds("approver", "supervisor") ? null : (
              <Button variant="default" disabled={!ready} loading={refuse.isPending} onClick={() => refuse.mutate(why.trim())}>
                {w.refuse}
              </Button>
            )}
            <Button variant="default" disabled={!ready} loading={retire.isPending} onClick={() => retire.mutate({ reason: why.trim(), back_to: "before" })}>
              {w.withdraw}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}

function Acts({ set }: { set: Line }) {
  const w = useWords(zh, en);
  const { me, holds } = useSession();
  const path = { id: set.id };
  const shadow = useAct((_: null, key) => told(api.POST("/api/v1/rules/{id}/shadow", { params: { path, header: keyed(key) } })));
  const adopt = useAct((_: null, key) => told(api.POST("/api/v1/rules/{id}/decide", { params: { path, header: keyed(key) }, body: { adopt: true } })));
  if (!OPEN.has(set.state) || !holds("officer", "approver", "supervisor")) return null;
  const own = me?.id === set.proposed_by;
  return (
    <>
      {shadow.data ? <Notice kind="good">{w.started}</Notice> : null}
      {adopt.data ? <Notice kind="good">{w.adopted}</Notice> : null}
      <Refused error={shadow.error ?? adopt.error} />
      {set.state === "proposed" && !shadow.data ? (
        <>
          <Button onClick={() => shadow.mutate(null)} loading={shadow.isPending}>
            {w.startShadow}
          </Button>
          <p className="dim small">{w.mustShadow}</p>
        </>
      ) : null}
      {set.state === "shadow" && !adopt.data ? (
        own ? (
          <Notice kind="warn">{w.ownHand}</Notice>
        ) : holds("approver", "supervisor") ? (
          <Button onClick={() => adopt.mutate(null)} loading={adopt.isPending}>
            {w.adopt}
          </Button>
        ) : (
          <Notice>{w.mayNot}</Notice>
        )
      ) : null}
      <Out set={set} />
    </>
  );
}

function Text({ id }: { id: string }) {
  const w = useWords(zh, en);
  const { data, error } = useQuery(ruleSetQuery(id));
  const [name, setName] = useState("");
  if (!data) return <Refused error={error} />;
  const file = data.files.find((one) => one.name === name) ?? data.files[0];
  return (
    <>
      <NativeSelect aria-label={w.file} value={file?.name ?? ""} onChange={(e) => setName(e.currentTarget.value)} data={data.files.map((one) => one.name)} />
      <div className="rules-text" role="region" aria-label={`${w.text} ${file?.name ?? ""}`} tabIndex={0}>
        {file?.text}
      </div>
    </>
  );
}

function Detail({ set }: { set: Line }) {
  const w = useWords(zh, en);
  const who = useWho();
  return (
    <>
      <h2>{w.set(set.number)}</h2>
      <p>
        <span className={set.state === "in_force" ? "tag ok" : "tag"}>{w.states[set.state] ?? set.state}</span>{" "}
        <span className="dim num">
          {w.since} {moment(set.since)}
        </span>
      </p>
      <dl className="facts">
        <dt>{w.why}</dt>
        <dd>{set.reason}</dd>
        <dt>{w.by}</dt>
        <dd>
          {who(set.proposed_by)} <span className="dim num">{moment(set.proposed_at)}</span>
        </dd>
        {set.decided_by ? [<dt key="d">{w.decidedBy}</dt>, <dd key="dd">{who(set.decided_by)}</dd>] : null}
        {set.ended_because ? [<dt key="e">{w.ended}</dt>, <dd key="ee">{set.ended_because}</dd>] : null}
        <dt>{w.digest}</dt>
        <dd className="num" title={set.digest}>{set.digest.slice(0, 16)}…</dd>
      </dl>
      {set.state === "shadow" ? (
        <>
          <h3>{w.shadow}</h3>
          <Shadow id={set.id} />
        </>
      ) : null}
      <h3>{w.backtest}</h3>
      <Backtest id={set.id} />
      <div className="acts">
        <Acts set={set} />
      </div>
      <h3>{w.text}</h3>
      <Text id={set.id} />
    </>
  );
}

function InForce() {
  const w = useWords(zh, en);
  const { data } = useQuery({ ...inForceQuery, staleTime: 15_000 });
  if (!data) return null;
  return (
    <div className="panel rules-band">
      <span>
        {w.inForce} <strong>{data.set ? w.set(data.set.number) : w.shipped}</strong>
      </span>
      <span className="dim small num">
        {w.digest} {data.digest.slice(0, 16)}… · {w.files(data.files.length)}
      </span>
      {data.trouble ? (
        <Notice kind="bad">
          {w.trouble} {data.trouble}
        </Notice>
      ) : null}
    </div>
  );
}

export function Rules() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const who = useWho();
  const { holds } = useSession();
  const pages = usePages<Line>(["rules", "list"], (cursor) => told(api.GET("/api/v1/rules", { params: { query: { limit: PAGE, cursor } } })));
  return (
    <div className="rules">
      <Shelf
        title={t.nav.rules}
        lead={w.lead}
        nothing={w.nothing}
        pages={pages}
        idOf={(set) => set.id}
        tools={
          holds("officer", "approver", "supervisor") ? (
            <Button size="compact-sm" renderRoot={(props) => <Link to="/rules/new" {...props} />}>
              {w.write}
            </Button>
          ) : undefined
        }
        band={<InForce />}
        columns={w.columns}
        widths="60px 90px 92px minmax(70px, .6fr) minmax(120px, 1.6fr)"
        row={(set) => [
          <span key="n" className="num">{set.number}</span>,
          w.states[set.state] ?? set.state,
          <span key="at" className="num">{brief(set.proposed_at)}</span>,
          who(set.proposed_by),
          set.reason,
        ]}
        detail={(set) => <Detail set={set} />}
      />
    </div>
  );
}
