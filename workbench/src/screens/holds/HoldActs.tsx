// A bank's own hold that nobody has confirmed: whose money it may be, what happens if nobody does anything, and the two
// things that can be done.
import { Button, NativeSelect, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Measure, type Schemas, api, keyed, told } from "../../api/client";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { moment } from "../../say/time";
import { Folded } from "../../ui/Folded";
import { Money } from "../../ui/Money";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { ReasonForm } from "../../ui/ReasonForm";
import { Reveal } from "../../ui/Reveal";
import { useAct } from "../../ui/act";
import { casesQuery } from "../cases/query";
import { measureQuery } from "../orders/query";
import { valueText } from "../settings/value";
import { isWaiting, likely, reportOf } from "./match";
import { en, zh } from "./words";
import "./holds.css";

/** What time does by itself. */
function Consequence({ until }: { until: string }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const { data } = useQuery({ queryKey: ["norms", "hold.confirm_due"], queryFn: () => told(api.GET("/api/v1/norms/{key}", { params: { path: { key: "hold.confirm_due" } } })) });
  const norm = data?.in_force;
  const at = moment(until);
  return (
    <Notice kind="warn">
      <strong>{w.what}</strong>
      <div className="small">{norm ? w.consequence(at, valueText(norm.value, lang), `${norm.basis.source} ${norm.basis.article ?? ""}`.trim()) : w.consequenceBare(at)}</div>
    </Notice>
  );
}

type Line = Schemas["CaseLineBody"];

function Confirm({ hold, of }: { hold: Measure; of: string | undefined }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const cases = useQuery(casesQuery);
  const [picked, setPicked] = useState("");
  const confirm = useAct((body: { case: string }, key) => told(api.POST("/api/v1/holds/{id}/confirm", { params: { path: { id: hold.id }, header: keyed(key) }, body })));
  if (confirm.data) {
    return (
      <Notice kind="good">
        {w.done(word("names", confirm.data.state))}{" "}
        <Link to="/orders/$id" params={{ id: confirm.data.order }}>
          {w.toOrder}
        </Link>
      </Notice>
    );
  }
  if (!cases.data) return cases.error ? <Refused error={cases.error} /> : <Loading />;
  const all = cases.data.items;
  const fits = likely(hold, all);
  const known = (id: string): Line | undefined => all.find((line) => line.case.id === id);
  const id = picked || of || (fits.length === 1 ? (fits[0]?.case.id ?? "") : "");
  const chosen = known(id);
  const others = all.filter((line) => !fits.includes(line));
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate({ case: id });
      }}
    >
      <p className="small dim">{fits.length > 0 ? w.likely : w.noLikely}</p>
      {fits.length > 0 ? (
        <Radio.Group label={w.which} value={id} onChange={setPicked}>
          {fits.map((line) => (
            <Radio
              key={line.case.id}
              value={line.case.id}
              mt={4}
              label={
                <>
                  <span className="num">{line.case.number}</span> {t.scam[line.case.scam_type] ?? line.case.scam_type} <Money of={line.bar.loss} unit />
                </>
              }
            />
          ))}
        </Radio.Group>
      ) : (
        <Button variant="default" w="fit-content" renderRoot={(props) => <Link to="/intake" {...props} />}>
          {w.toIntake}
        </Button>
      )}
      <NativeSelect label={w.other} value={others.some((line) => line.case.id === id) ? id : ""} onChange={(event) => setPicked(event.currentTarget.value)} data={[{ value: "", label: w.choose }, ...others.map((line) => ({ value: line.case.id, label: line.case.number }))]} />
      {chosen && !chosen.case.reporter ? (
        <Notice kind="warn">
          {w.noReporter}{" "}
          <Link to="/cases/$id" params={{ id }}>
            {w.toCase}
          </Link>
        </Notice>
      ) : null}
      <p className="small dim">{w.then}</p>
      <Refused error={confirm.error} />
      <Button type="submit" loading={confirm.isPending} disabled={id === "" || (chosen !== undefined && !chosen.case.reporter)}>
        {w.go}
      </Button>
    </form>
  );
}

function LetGo({ hold }: { hold: Measure }) {
  const w = useWords(zh, en);
  const word = useWord();
  const lift = useAct((reason: string, key) => told(api.POST("/api/v1/measures/{id}/lift", { params: { path: { id: hold.id }, header: keyed(key) }, body: { reason } })));
  if (lift.data) {
    return (
      <Notice kind="good">
        {w.letGone(word("names", lift.data.state))}{" "}
        <Link to="/orders/$id" params={{ id: lift.data.order }}>
          {w.toOrder}
        </Link>
      </Notice>
    );
  }
  return (
    <>
      <p className="small dim">{w.letGoLead}</p>
      <ReasonForm label={w.letGoWhy} go={w.letGoGo} act={lift} />
    </>
  );
}

/** `of` is the case from which somebody came. */
export function HoldActs({ hold, of }: { hold: Measure; of?: string }) {
  const w = useWords(zh, en);
  const { holds } = useSession();
  // What was begun is not taken from under the hand when the hold moves on by it.
  const [begun, setBegun] = useState(false);
  const waits = begun || isWaiting(hold);
  const report = reportOf(hold);
  if (!waits) return hold.claims.length > 0 ? <p className="dim">{w.bound}</p> : null;
  return (
    <div className="hold-acts" onFocus={() => setBegun(waits)}>
      {hold.state.force ? <Consequence until={hold.state.force.until} /> : null}
      {report ? (
        <div>
          <span className="dim small">{w.report}</span>{" "}
          <Reveal subject={report} fields={{ message: w.report }}>
            {null}
          </Reveal>
        </div>
      ) : null}
      {holds("officer") ? (
        <>
          <h3>{w.confirm}</h3>
          <Confirm hold={hold} of={of} />
          <Folded label={w.letGo}>
            <LetGo hold={hold} />
          </Folded>
        </>
      ) : null}
    </div>
  );
}

/** In the queue, where only its id is known. */
export function HoldOf({ id }: { id: string }) {
  const { data, error } = useQuery(measureQuery(id));
  if (!data) return error ? <Refused error={error} /> : <Loading />;
  return <HoldActs hold={data.measure} />;
}
