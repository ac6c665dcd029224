// 案件: one victim's loss. Where it is, what comes next, what was asked and answered, and who saw what.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Suspense, lazy } from "react";
import type { CaseDetail } from "../../api/client";
import { useOpen } from "../../app/keeping";
import { useKeys } from "../../app/keys";
import { useLang, useWord } from "../../app/lang";
import { Paper } from "../../save/Paper";
import { exact } from "../../say/money";
import { moment, pace } from "../../say/time";
import { BAR_PARTS, Money, MoneyBar, addsUp, partsOf } from "../../ui/Money";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { AlikeBand } from "../beside/AlikeBand";
import { Evidence } from "../evidence/Evidence";
import { Facts } from "./Facts";
import { NextTask } from "./NextTask";
import { Orders } from "./Orders";
import { Seen, Timeline } from "./Timeline";
import { caseQuery, timelineQuery } from "./query";
import "./case.css";

/** What agencies hold of it already. */
const HoldBand = lazy(() => import("../holds/HoldBand").then(({ HoldBand: of }) => ({ default: of })));
/** What was bought with it. */
const VoidBand = lazy(() => import("../voids/VoidBand").then(({ VoidBand: of }) => ({ default: of })));

function Summary({ detail }: { detail: CaseDetail }) {
  const { t, lang } = useLang();
  const { bar, moments } = detail;
  const parts = partsOf(bar);
  const fast = (ms: number | null | undefined, none: string) => (ms === null || ms === undefined ? none : pace(ms, lang));
  return (
    <section className="panel summary" aria-label={t.bar.title}>
      <div className="body">
        <div className="loss">
          <span className="dim">{t.bar.loss}</span> <strong className="big"><Money of={bar.loss} unit /></strong>
          <span className="grow" />
          <span className="dim small">
            {t.case.moments(fast(moments.first_order_ms, t.case.noOrder), fast(moments.first_stop_ms, t.case.noStop))}
          </span>
        </div>
        <MoneyBar bar={bar} />
        <ul className="sums">
          {BAR_PARTS.map((part) => (
            <li key={part} title={t.bar.hint[part]}>
              <i style={{ background: `var(--bar-${part})` }} />
              {t.bar[part]} <span className={parts[part] > 0 ? "num strong" : "num dim"}>{exact(parts[part])}</span>
            </li>
          ))}
        </ul>
        {addsUp(bar) ? null : <Notice kind="bad">≠ {t.bar.loss}</Notice>}
      </div>
    </section>
  );
}

export function Case() {
  const { t } = useLang();
  const word = useWord();
  const navigate = useNavigate();
  const { id } = useParams({ from: "/cases/$id" });
  const asked = useQuery(caseQuery(id));
  const told = useQuery(timelineQuery(id));
  useOpen(id);
  useKeys({
    f: () => void navigate({ to: "/cases/$id/flow", params: { id } }),
    Escape: () => void navigate({ to: "/cases" }),
    a: () => document.querySelector<HTMLElement>(".next button, .next a, .next input")?.focus(),
  });
  if (asked.isPending) return <div className="page"><Loading /></div>;
  if (!asked.data) return <div className="page"><Refused error={asked.error} again={() => void asked.refetch()} /></div>;
  const detail = asked.data;
  const story = told.data ?? { entries: [], more: false, at: detail.at };
  return (
    <Paper title={`${t.facts.number} ${detail.case.number}`} asOf={detail.at}>
    <div className="page case">
      <div className="head">
        <h1 className="num">{detail.case.number}</h1>
        <span>{detail.case.scam_type === "未定" ? [t.facts.scamType, t.scam.未定].join(t.gap) : t.scam[detail.case.scam_type]}</span>
        <span className="dim">{t.facts.reported} {moment(detail.case.reported_at)}</span>
        {detail.case.notes.map((note) => (
          <span key={note} className="tag orange">{word("names", note)}</span>
        ))}
        <span className="grow" />
        <Evidence of={detail.case} />
        <Button className="no-print" variant="default" size="compact-sm" onClick={() => window.print()}>
          {t.save.print}
        </Button>
        <Button className="no-print" variant="default" size="compact-sm" renderRoot={(props) => <Link to="/cases/$id/freeze" params={{ id }} {...props} />}>
          {t.case.freezes}
        </Button>
        <Button className="no-print" variant="default" size="compact-sm" renderRoot={(props) => <Link to="/cases/$id/flow" params={{ id }} {...props} />}>
          {t.case.flow}&nbsp;<kbd className="key">f</kbd>
        </Button>
      </div>
      <AlikeBand id={id} />
      <Suspense fallback={null}>
        <HoldBand detail={detail} />
      </Suspense>
      <Suspense fallback={null}>
        <VoidBand detail={detail} />
      </Suspense>
      <div className="case-top">
        <Summary detail={detail} />
        <NextTask detail={detail} />
      </div>
      <div className="case-body">
        <div className="case-main">
          <Orders detail={detail} />
          <Timeline number={detail.case.number} told={story} />
        </div>
        <div className="case-side">
          <Facts detail={detail} />
          <Seen entries={story.entries} />
        </div>
      </div>
    </div>
    </Paper>
  );
}
