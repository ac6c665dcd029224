// 动态查询: every account that is watched now, until when, and what its bank has told.
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useAgency } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useLang, useWords } from "../../app/lang";
import { Paper, PaperTable, usePrinting } from "../../save/Paper";
import { SaveMenu, useFiles } from "../../save/SaveMenu";
import type { Draft } from "../../save/about";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Notice } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { OrderView } from "../orders/OrderView";
import { type Watch, standing, watchesQuery } from "./query";
import { en, zh } from "./words";

const TAGS = { ending: "tag orange", waiting: "tag", running: "tag ok" };

/** Of a case's number its random end tells it apart. */
const NUMBER_SHOWN = 10;

function Detail({ of }: { of: Watch }) {
  const w = useWords(zh, en);
  return (
    <>
      <dl className="facts">
        <dt>{w.from}</dt>
        <dd className="num">{moment(of.from)}</dd>
        <dt>{w.until}</dt>
        <dd className="num">
          {moment(of.until)} <Countdown at={of.until} />
        </dd>
        <dt>{w.toldTitle}</dt>
        <dd>{w.told(of.told.times, of.told.rows)}</dd>
        {of.told.last_at ? (
          <>
            <dt>{w.last}</dt>
            <dd className="num">{moment(of.told.last_at)}</dd>
          </>
        ) : null}
      </dl>
      <OrderView id={of.order.id} />
    </>
  );
}

export function Watches() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const agency = useAgency();
  const navigate = useNavigate();
  const [at, setAt] = useState("");
  const asked = useQuery(watchesQuery);
  const all = asked.data?.items ?? [];
  const items = all.filter((one) => at === "" || one.order.agency === at);
  const banks = [...new Set(all.map((one) => one.order.agency))].map((id) => ({ value: id, label: agency(id)?.name ?? id }));
  const asOf = asked.data?.now ?? centreNow();
  const scope = [at === "" ? w.anyAgency : (agency(at)?.name ?? at), ...(asked.data?.cut_short ? [w.cut] : [])];
  const table = (): Draft => ({
    title: w.title,
    asOf,
    scope,
    columns: [w.account, w.agency, w.case, w.from, w.until, w.toldTimes, w.toldRows, w.last, w.state, t.facts.sent, w.number],
    rows: items.map((one) => [
      one.order.target.mask,
      agency(one.order.agency)?.name ?? null,
      one.case_number ?? null,
      moment(one.from),
      moment(one.until),
      { count: one.told.times },
      { count: one.told.rows },
      one.told.last_at ? moment(one.told.last_at) : null,
      w[standing(one)],
      one.order.state.dispatched_at ? moment(one.order.state.dispatched_at) : null,
      one.order.id,
    ]),
  });
  const files = useFiles();
  const printing = usePrinting();
  return (
    <Paper wide title={w.title} asOf={asOf} scope={scope}>
      {printing ? <PaperTable draft={table()} /> : null}
      <div className="no-print full">
        <Shelf
          title={w.title}
          lead={w.lead}
          nothing={w.nothing}
          band={asked.data?.cut_short ? <Notice kind="warn">{w.cut}</Notice> : null}
          tools={
            <>
              <NativeSelect size="xs" aria-label={w.agency} value={at} onChange={(event) => setAt(event.currentTarget.value)} data={[{ value: "", label: w.anyAgency }, ...banks]} />
              <span className="dim small num" role="status">
                {asked.data ? w.shown(items.length) : ""}
              </span>
              <Link to="/orders" className="small">
                {w.all}
              </Link>
              <span className="grow" />
              <SaveMenu choices={files(() => [table()])} />
            </>
          }
          pages={{ items, pending: asked.isPending, loading: false, error: asked.error, again: () => void asked.refetch(), more: null }}
          idOf={(one) => one.order.id}
          open={(one) => void navigate({ to: "/orders/$id", params: { id: one.order.id } })}
          columns={w.columns}
          widths="minmax(84px, .8fr) minmax(96px, 1.2fr) 104px 112px minmax(120px, 1fr) 92px"
          row={(one) => [
            <span key="target" className="num strong">{one.order.target.mask}</span>,
            agency(one.order.agency)?.name ?? "",
            one.order.case && one.case_number ? (
              <Link key="case" to="/cases/$id" params={{ id: one.order.case }} className="num">
                …{one.case_number.slice(-NUMBER_SHOWN)}
              </Link>
            ) : (
              ""
            ),
            <Countdown key="until" at={one.until} />,
            <span key="told" className={one.told.times === 0 ? "dim" : "num"} title={one.told.last_at ? brief(one.told.last_at) : undefined}>
              {w.told(one.told.times, one.told.rows)}
            </span>,
            <span key="standing" className={TAGS[standing(one)]}>{w[standing(one)]}</span>,
          ]}
          detail={(one) => <Detail of={one} />}
        />
      </div>
    </Paper>
  );
}
