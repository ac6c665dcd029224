// 申诉: what people say against a measure, or against being listed; on the right why they were restricted, and what lifting would do.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type Schemas, api, told } from "../../api/client";
import { useAgency, useWho } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { exact, minorOf } from "../../say/money";
import { moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Notice, Refused } from "../../ui/Notice";
import { Reveal } from "../../ui/Reveal";
import { Shelf } from "../../ui/Shelf";
import { StateSwitch } from "../../ui/StateSwitch";
import { PAGE, usePages } from "../../ui/pages";
import { AppealActs } from "../queue/Acts";
import { waitingQuery } from "../queue/query";
import { Objections } from "./Objections";
import { en, zh } from "./words";

type Appeal = Schemas["AppealBody"];
type State = "open" | "decided";

const measureQuery = (id: string) => ({
  queryKey: ["order", "measure", id],
  queryFn: () => told(api.GET("/api/v1/measures/{id}", { params: { path: { id } } })),
});

/** The centre lists all states together; what is open is asked for by itself. */
async function read(state: State, cursor: string | undefined) {
  const query = state === "open" ? { state, limit: PAGE, cursor } : { limit: PAGE, cursor };
  const page = await told(api.GET("/api/v1/appeals", { params: { query } }));
  return state === "open" ? page : { ...page, items: page.items.filter((appeal) => appeal.state !== "open") };
}

/** What a row says of its measure. */
function Measured({ id, what }: { id: string; what: "kind" | "target" }) {
  const word = useWord();
  const { data } = useQuery(measureQuery(id));
  if (!data) return null;
  return what === "kind" ? word("measures", data.measure.kind) : <span className="num">{data.measure.target.mask}</span>;
}

function Measure({ id }: { id: string }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const { data, error } = useQuery(measureQuery(id));
  if (!data) return <Refused error={error} />;
  const { measure } = data;
  const { force, name } = measure.state;
  const holds = force && ["in_force", "renewed"].includes(name) ? force : null;
  return (
    <>
      <h3>{w.why}</h3>
      <dl className="facts">
        <dt>{w.measure}</dt>
        <dd>
          {word("measures", measure.kind)} <span className="num">{measure.target.mask}</span> {agency(measure.agency)?.name}{" "}
          <span className="tag">{word("names", name)}</span>
        </dd>
        <dt>{t.facts.reason}</dt>
        <dd>{measure.reason}</dd>
        <dt>{t.facts.basis}</dt>
        <dd>{measure.basis}</dd>
        {measure.claims.map((claim) => [
          <dt key={`${claim.case}-t`}>{w.claims}</dt>,
          <dd key={claim.case}>
            <Link to="/cases/$id" params={{ id: claim.case }}>{w.claimed}</Link> <Money of={claim.claimed} unit />
          </dd>,
        ])}
        {holds ? (
          <>
            <dt>{t.facts.until}</dt>
            <dd><Countdown at={holds.until} /></dd>
          </>
        ) : null}
      </dl>
      <h3>{w.effect}</h3>
      <p>{holds ? (holds.held ? w.effectFree(exact(minorOf(holds.held))) : word("measures", measure.kind)) : w.effectNone}</p>
    </>
  );
}

function Detail({ appeal }: { appeal: Appeal }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const who = useWho();
  const { data } = useQuery(waitingQuery);
  const barred = data?.items.some((line) => line.id === appeal.id && line.own_hand) ?? false;
  const isOpen = appeal.state === "open";
  return (
    <>
      <h2>{w.detail}</h2>
      <p>
        {isOpen ? <Countdown at={appeal.due.at} /> : <span className="tag">{word("names", appeal.state)}</span>}{" "}
        <span className="dim num">{w.filed} {moment(appeal.filed_at)}</span>
      </p>
      {appeal.escalated_at ? <Notice kind="warn">{w.escalated}</Notice> : null}
      <dl className="facts">
        <dt>{t.facts.ground}</dt>
        <dd>{word("names", appeal.ground)}</dd>
        {appeal.decided_at ? (
          <>
            <dt>{w.decided}</dt>
            <dd>
              {who(appeal.decided_by)} <span className="num dim">{moment(appeal.decided_at)}</span>
              <div>{appeal.reason}</div>
              {appeal.kept ? <div>{t.act.kept} <Money of={appeal.kept} /></div> : null}
            </dd>
          </>
        ) : null}
      </dl>
      {isOpen ? null : (
        <Reveal subject={appeal.id} fields={{ statement: t.facts.statement, contact: t.facts.phone }}>
          <p>{t.facts.statement}: {appeal.statement}</p>
        </Reveal>
      )}
      <Measure id={appeal.measure} />
      {isOpen ? <div className="acts">{barred ? <Notice kind="warn">{t.queue.ownHand}</Notice> : <AppealActs id={appeal.id} />}</div> : null}
    </>
  );
}

type Of = "measures" | "objections";

/** Against measures, or against being listed: two kinds of records with two clocks. */
export function Appeals() {
  const { of = "measures" } = useSearch({ from: "/appeals" });
  const w = useWords(zh, en);
  const navigate = useNavigate();
  const show = (kind: Of) => void navigate({ to: "/appeals", search: kind === "objections" ? { of: kind } : {} });
  const kinds = <StateSwitch words={w.kinds} value={of as Of} onChange={show} label={w.kind} />;
  return of === "objections" ? <Objections kinds={kinds} /> : <OfMeasures kinds={kinds} />;
}

function OfMeasures({ kinds }: { kinds: ReactNode }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const [state, setState] = useState<State>("open");
  const pages = usePages<Appeal>(["appeals", "list", state], (cursor) => read(state, cursor));
  return (
    <Shelf
      title={t.nav.appeals}
      lead={w.lead}
      nothing={state === "open" ? w.nothing : w.nothingDecided}
      pages={pages}
      idOf={(appeal) => appeal.id}
      tools={
        <>
          {kinds}
          <StateSwitch words={w.states} value={state} onChange={setState} />
        </>
      }
      columns={w.columns}
      widths="130px minmax(70px, .6fr) minmax(70px, .7fr) minmax(120px, 1.4fr) minmax(90px, 1fr)"
      row={(appeal) => [
        appeal.state === "open" ? <Countdown key="due" at={appeal.due.at} /> : <span key="due" className="num">{moment(appeal.filed_at).slice(5, 16)}</span>,
        <Measured key="kind" id={appeal.measure} what="kind" />,
        <Measured key="target" id={appeal.measure} what="target" />,
        word("names", appeal.ground),
        word("names", appeal.state),
      ]}
      detail={(appeal) => <Detail appeal={appeal} />}
    />
  );
}
