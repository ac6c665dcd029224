// 名单异议: what listed people say against an entry; on the right why they were listed, and the decision.
import { Button, Radio, Textarea } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Notice, Refused } from "../../ui/Notice";
import { Reveal } from "../../ui/Reveal";
import { Shelf } from "../../ui/Shelf";
import { StateSwitch } from "../../ui/StateSwitch";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { en, zh } from "./words";

type Objection = Schemas["ListObjectionBody"];
type State = "open" | "decided";

const REASON_MAX = 300;

function Acts({ of }: { of: Objection }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  const [outcome, setOutcome] = useState<"uphold" | "keep" | "">("");
  const [reason, setReason] = useState("");
  const decide = useAct((body: { uphold: boolean; reason: string }, key) =>
    told(api.POST("/api/v1/lists/entries/{id}/objection", { params: { path: { id: of.id }, header: keyed(key) }, body })),
  );
  if (decide.data) return <Notice kind="good">{w.decidedNow}</Notice>;
  if (of.over) return <Notice kind="warn">{w.over}</Notice>;
  if (of.own_hand) return <Notice kind="warn">{t.queue.ownHand}</Notice>;
  if (!holds("approver", "supervisor")) return <Notice>{w.mayNot}</Notice>;
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        if (outcome) decide.mutate({ uphold: outcome === "uphold", reason: reason.trim() });
      }}
    >
      <Radio.Group label={w.decide} value={outcome} onChange={(value) => setOutcome(value as "uphold" | "keep")}>
        <Radio value="uphold" label={w.uphold} mt={4} />
        <Radio value="keep" label={w.keep} mt={4} />
      </Radio.Group>
      <Textarea label={w.decideWhy} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} rows={3} required />
      <Refused error={decide.error} />
      <Button type="submit" loading={decide.isPending} disabled={!outcome || reason.trim() === ""}>
        {w.decide}
      </Button>
    </form>
  );
}

function Detail({ of }: { of: Objection }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const who = useWho();
  return (
    <>
      <h2>{w.objection}</h2>
      <p>
        {of.decided ? <span className="tag">{of.decided.upheld ? w.upheld : w.kept}</span> : <Countdown at={of.due.at} />}{" "}
        <span className="dim num">
          {w.filed} {moment(of.filed_at)}
        </span>
      </p>
      <Reveal subject={of.id} fields={{ statement: t.facts.statement, contact: t.facts.phone, thing: w.thing }}>
        <p>
          {t.facts.statement}: {of.statement}
        </p>
      </Reveal>
      <h3>{w.listed}</h3>
      <dl className="facts">
        <dt>{w.thing}</dt>
        <dd className="num">
          {of.thing} · {t.listKinds[of.kind] ?? of.kind}
        </dd>
        <dt>{w.level}</dt>
        <dd className="strong">
          {w.levels[of.level] ?? of.level} · {w.sources[of.source] ?? of.source}
        </dd>
        <dt>{t.facts.reason}</dt>
        <dd>{of.reason}</dd>
        <dt>{w.byWhom}</dt>
        <dd>
          {of.by.map(who).join(t.comma)} <span className="num dim">{moment(of.since)}</span>
        </dd>
        <dt>{w.until}</dt>
        <dd className="num">{of.until ? moment(of.until) : w.noEnd}</dd>
        {of.decided ? (
          <>
            <dt>{w.decided}</dt>
            <dd>
              {who(of.decided.by)} <span className="num dim">{moment(of.decided.at)}</span>
              <div>{of.decided.reason}</div>
            </dd>
          </>
        ) : null}
      </dl>
      {of.decided ? null : (
        <div className="acts">
          <Acts of={of} />
        </div>
      )}
    </>
  );
}

export function Objections({ kinds }: { kinds: ReactNode }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [state, setState] = useState<State>("open");
  const pages = usePages<Objection>(["appeals", "objections", state], (cursor) =>
    told(api.GET("/api/v1/lists/objections", { params: { query: { state, limit: PAGE, cursor } } })),
  );
  return (
    <Shelf
      title={t.nav.appeals}
      lead={w.objectionLead}
      nothing={state === "open" ? w.objectionNothing : w.objectionNothingDecided}
      pages={pages}
      idOf={(one) => one.id}
      tools={
        <>
          {kinds}
          <StateSwitch words={w.states} value={state} onChange={setState} />
        </>
      }
      columns={w.objectionColumns}
      widths="130px minmax(60px, .5fr) minmax(90px, .8fr) minmax(70px, .6fr) minmax(120px, 1.5fr)"
      row={(one) => [
        one.decided ? <span key="at" className="num">{brief(one.decided.at)}</span> : <Countdown key="due" at={one.due.at} />,
        t.listKinds[one.kind] ?? one.kind,
        <span key="thing" className="num">{one.thing}</span>,
        w.levels[one.level] ?? one.level,
        one.reason,
      ]}
      detail={(one) => <Detail of={one} />}
    />
  );
}
