// 交接班: watches handed over, newest first; on the right what was handed over, and the taking.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment } from "../../say/time";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { Lines } from "./Lines";
import { type Handover, handoverQuery } from "./query";
import { en, zh } from "./words";
import "./watch.css";

function Take({ of }: { of: Handover }) {
  const w = useWords(zh, en);
  const take = useAct((_: null, key) => told(api.POST("/api/v1/handovers/{id}/take", { params: { path: { id: of.id }, header: keyed(key) } })));
  const done = take.data?.items ?? [];
  const full = done.filter((one) => one.outcome === "hands_full").length;
  if (take.data)
    return (
      <>
        <Notice kind="good">{w.taken(done.length - full)}</Notice>
        {full > 0 ? <Notice kind="warn">{w.full(full)}</Notice> : null}
        <Button renderRoot={(props) => <Link to="/queue" search={{ show: "hand" }} {...props} />}>{w.toQueue}</Button>
      </>
    );
  return (
    <>
      <p className="dim small">{w.takeLead}</p>
      <Refused error={take.error} />
      <Button loading={take.isPending} onClick={() => take.mutate(null)}>
        {w.take}
      </Button>
    </>
  );
}

function Detail({ of }: { of: Handover }) {
  const { me } = useSession();
  // Once it is taken, what became of it stays to be read.
  const [wasOpen] = useState(of.state === "open");
  const w = useWords(zh, en);
  const who = useWho();
  const asked = useQuery(handoverQuery(of.id));
  const shown = asked.data;
  return (
    <>
      <h2>
        {who(of.from)} → {who(of.to)}
      </h2>
      <p className="dim num">{moment(of.at)}</p>
      <h3>{w.note}</h3>
      <blockquote className="watch-note">{of.note}</blockquote>
      {of.taken_at ? (
        <p>
          {w.takenAt} <span className="num">{moment(of.taken_at)}</span>
        </p>
      ) : null}
      <div className="acts">{of.to === me?.id && wasOpen ? <Take of={of} /> : of.state === "open" ? <p className="dim">{w.notYours(who(of.to))}</p> : null}</div>
      <Refused error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending ? <Loading /> : null}
      {shown ? (
        <>
          <p className="small">{w.waits(shown.lines.filter((line) => line.waits).length, of.count)}</p>
          <Lines of={shown.lines} />
          {shown.more > 0 ? <p className="dim small">{w.more(shown.more)}</p> : null}
        </>
      ) : null}
    </>
  );
}

export function Watch() {
  const w = useWords(zh, en);
  const { t } = useLang();
  const who = useWho();
  const { holds } = useSession();
  const pages = usePages<Handover>(["handovers", "all"], (cursor) => told(api.GET("/api/v1/handovers", { params: { query: { limit: PAGE, cursor } } })));
  const works = holds("intake", "officer", "approver", "supervisor");
  return (
    <Shelf
      title={t.nav.watch}
      lead={w.lead}
      nothing={w.nothing}
      pages={pages}
      idOf={(one) => one.id}
      columns={w.columns}
      widths="120px minmax(90px, 1fr) minmax(90px, 1fr) 70px 90px"
      tools={works ? <Button size="compact-sm" renderRoot={(props) => <Link to="/watch/new" {...props} />}>{w.give}…</Button> : null}
      row={(one) => [
        <span key="at" className="num">{brief(one.at)}</span>,
        who(one.from),
        who(one.to),
        <span key="n" className="num">{w.count(one.count)}</span>,
        <span key="state" className={one.state === "open" ? "tag orange" : "tag"}>{w.states[one.state] ?? one.state}</span>,
      ]}
      detail={(one) => <Detail of={one} />}
    />
  );
}
