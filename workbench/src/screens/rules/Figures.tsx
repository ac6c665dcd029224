// What a set comes to: beside the answers now, and over the past, each next to what is in force.
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, told } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useWords } from "../../app/lang";
import { DAY, moment } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { shadowQuery } from "./query";
import { en, zh } from "./words";

type Side = Schemas["RuleSideBody"];

export function Shadow({ id }: { id: string }) {
  const w = useWords(zh, en);
  const { data, error } = useQuery(shadowQuery(id));
  if (!data) return <Refused error={error} />;
  if (!data.running) return <p className="dim">{w.notRunning}</p>;
  return (
    <>
      <p className="dim small">
        {w.shadowLead} {data.counted_since ? w.counted(moment(data.counted_since)) : ""}
      </p>
      <div className="rules-figures" role="region" aria-label={w.shadow} tabIndex={0}>
        <table className="plain">
          <thead>
            <tr>
              {[w.kind, w.events, w.alerts, w.wouldAlert, w.stricter, w.milder, w.failed].map((name, at) => (
                <th key={name} className={at > 0 ? "right" : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="num">
            {data.kinds.map((kind) => (
              <tr key={kind.kind}>
                <th scope="row">{w.kinds[kind.kind] ?? kind.kind}</th>
                {[kind.events, kind.alerts, kind.would_alert, kind.stricter, kind.milder, kind.failed].map((n, at) => (
                  // Figures have their places.
                  <td key={at} className="right">
                    {n}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {data.moves.length > 0 ? (
        <p className="small">
          {w.moves}：{data.moves.map((one) => `${w.move(w.kinds[one.kind] ?? one.kind, w.actions[one.now] ?? one.now, w.actions[one.would_be] ?? one.would_be)} × ${one.events}`).join("；")}
        </p>
      ) : null}
      {data.failures.length > 0 ? (
        <Notice kind="warn">
          {w.failures}：{data.failures.map((one) => `${one.rule} × ${one.events}`).join("；")}
        </Notice>
      ) : null}
      {data.missed > 0 ? <p className="small">{w.missed(data.missed)}</p> : null}
    </>
  );
}

/** One row: both sides of one group. */
function Row({ name, now, then }: { name: string; now: Side; then: Side }) {
  const cells = (["alerts", "caught", "wrong"] as const).flatMap((what) => [now[what], then[what]]);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="right">{now.events}</td>
      {cells.map((n, at) => (
        <td key={at} className={at % 2 === 1 && n !== cells[at - 1] ? "right better" : "right"}>
          {n}
        </td>
      ))}
      <td className="right">{then.failed}</td>
    </tr>
  );
}

function Sides({ of }: { of: Schemas["RuleBacktestBody"] }) {
  const w = useWords(zh, en);
  if (of.now.events === 0) return <Notice>{w.noEvents}</Notice>;
  const heads = [w.alertsHead, w.caught, w.wrong];
  return (
    <>
      <div className="rules-figures" role="region" aria-label={w.backtest} tabIndex={0}>
        <table className="plain">
          <thead>
            <tr>
              <th rowSpan={2}>{w.group}</th>
              <th rowSpan={2} className="right">{w.events}</th>
              {heads.map((name) => (
                <th key={name} colSpan={2} className="right">{name}</th>
              ))}
              <th rowSpan={2} className="right">{w.failed}</th>
            </tr>
            <tr>
              {heads.flatMap((name) => [
                <th key={`${name}-now`} className="right">{w.now}</th>,
                <th key={`${name}-then`} className="right">{w.then}</th>,
              ])}
            </tr>
          </thead>
          <tbody className="num">
            <Row name={w.all} now={of.now} then={of.then} />
            {of.groups.map((group) => (
              <Row key={group.group} name={group.group} now={group.now} then={group.then} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="dim small">
        {w.labelled(of.labelled)}
        {of.unread > 0 ? ` · ${w.unread(of.unread)}` : ""}
      </p>
      {of.cut_at ? <Notice kind="warn">{w.cut(moment(of.cut_at))}</Notice> : null}
      <h3>{w.changed(of.changed, of.changes.length)}</h3>
      {of.changes.length > 0 ? (
        <div className="rules-figures" role="region" aria-label={w.moves} tabIndex={0}>
          <table className="plain">
            <thead>
              <tr>
                {[w.event, w.group, w.now, w.then, w.label, w.rules].map((name) => (
                  <th key={name}>{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {of.changes.map((one) => (
                <tr key={one.id}>
                  <td className="num">{one.id}</td>
                  <td>{one.group}</td>
                  <td>{w.actions[one.now] ?? one.now}</td>
                  <td>{w.actions[one.then] ?? one.then}</td>
                  <td>{w.labels[one.label] ?? one.label}</td>
                  <td>
                    <code>{one.rules.join(" ")}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </>
  );
}

export function Backtest({ id }: { id: string }) {
  const w = useWords(zh, en);
  const [days, setDays] = useState("7");
  const test = useMutation({
    mutationFn: (span: string) => {
      const from = new Date(centreNow() - Number(span) * DAY).toISOString();
      return told(api.POST("/api/v1/rules/{id}/backtest", { params: { path: { id } }, body: { from } }));
    },
  });
  return (
    <>
      <p className="dim small">{w.backtestLead}</p>
      <form
        className="two"
        onSubmit={(event) => {
          event.preventDefault();
          test.mutate(days);
        }}
      >
        <NativeSelect aria-label={w.days} value={days} onChange={(e) => setDays(e.currentTarget.value)} data={w.spans.map(([value, label]) => ({ value, label: `${w.days} ${label}` }))} />
        <Button type="submit" variant="default" loading={test.isPending}>
          {w.run}
        </Button>
      </form>
      <Refused error={test.error} />
      <div aria-live="polite">{test.data ? <Sides of={test.data} /> : null}</div>
    </>
  );
}
