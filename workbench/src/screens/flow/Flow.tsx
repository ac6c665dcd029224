// 资金流: where a case's money went, level by level. The list of what is still there is the work; the picture
// explains the list.
import { Button, Slider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { CaseDetail, Picture } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useKeys } from "../../app/keys";
import { useLang } from "../../app/lang";
import { type Spot, firstPick, firstStep, graphOf, pathOf, shownLines, stillThere } from "../../flow/model";
import { Paper, PaperTable, usePrinting } from "../../save/Paper";
import { SaveMenu, useFiles } from "../../save/SaveMenu";
import { exact, minorOf, short } from "../../say/money";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Loading, Refused } from "../../ui/Notice";
import { caseQuery, pictureQuery } from "../case/query";
import { Graph } from "./Graph";
import { Still } from "./Still";
import { StateTag } from "./StateTag";
import { Table } from "./Table";
import { useFlowPicture } from "./picture";
import { useFlowDrafts } from "./sheet";
import "@mantine/core/styles/Slider.css";
import "./flow.css";

/** Steps of the filter, in fen. */
const STEPS = [0, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000];

function Chosen({ spot, detail }: { spot: Spot; detail: CaseDetail }) {
  const { t } = useLang();
  const agency = useAgency();
  const place = detail.trace?.places.find((one) => one.account === spot.account);
  return (
    <div className="chosen" aria-live="polite">
      <div className="head">
        <strong className="num">{spot.account ? spot.label : t.flow.folded(spot.accounts)}</strong>
        <span>{agency(spot.institution)?.name ?? place?.institution_code}</span>
        <StateTag spot={spot} />
      </div>
      <dl className="facts">
        <dt>{t.flow.came}</dt>
        <dd className="num">{exact(spot.came)}</dd>
        <dt>{t.flow.there}</dt>
        <dd className="num strong">{exact(spot.there)}</dd>
        {spot.held > 0 ? (
          <>
            <dt>{t.flow.held}</dt>
            <dd className="num">
              {exact(spot.held)} {spot.until ? <Countdown at={spot.until} /> : null}
            </dd>
          </>
        ) : null}
        {place?.balance ? (
          <>
            <dt>{t.flow.balance}</dt>
            <dd className="num">{exact(minorOf(place.balance))}</dd>
          </>
        ) : null}
        {place ? (
          <>
            <dt>{t.flow.arrived}</dt>
            <dd className="num">{brief(place.arrived_at)}</dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}

function Shown({ detail, picture }: { detail: CaseDetail; picture: Picture }) {
  const { t, lang } = useLang();
  const navigate = useNavigate();
  const graph = useMemo(() => graphOf(picture, detail.trace), [picture, detail.trace]);
  const [picked, setPicked] = useState<number | null>(null);
  const steps = useMemo(() => STEPS.filter((one) => one <= graph.most), [graph]);
  const [chosenMin, setMin] = useState<number | null>(null);
  const min = chosenMin ?? firstStep(graph, steps);
  const [asText, setAsText] = useState(false);
  const pick = picked !== null && graph.spots[picked] ? picked : firstPick(graph);
  const lit = useMemo(() => (pick === null ? { spots: new Set<number>(), lines: new Set<number>() } : pathOf(graph, pick)), [graph, pick]);
  const shown = useMemo(() => shownLines(graph, STEPS[min] ?? 0, lit), [graph, min, lit]);
  const there = useMemo(() => stillThere(graph), [graph]);
  const hidden = graph.lines.length - shown.length;
  const spot = pick === null ? undefined : graph.spots[pick];
  const list = detail.lists.find((one) => one.state === "open");
  const id = detail.case.id;
  const index = there.findIndex((one) => one.at === pick);
  const walk = (by: number) => {
    const next = there[Math.max(0, Math.min(there.length - 1, index + by))];
    if (next) setPicked(next.at);
  };
  useKeys({ Escape: () => void navigate({ to: "/cases/$id", params: { id } }), j: () => walk(1), k: () => walk(-1) });
  const drafts = useFlowDrafts(graph, detail, picture);
  const files = useFiles();
  const drawn = useFlowPicture({ graph, pick, lit, shown, min: STEPS[min] ?? 0, detail, picture });
  const printing = usePrinting();
  const choices = [
    ...files(() => [drafts.there()], t.flow.saveThere),
    ...files(() => [drafts.accounts(), drafts.lines()], t.flow.saveAll),
    { label: t.save.png, run: drawn.save },
  ];
  return (
    <Paper wide title={`${t.flow.title} ${detail.case.number}`} asOf={picture.at}>
    {printing ? (
      <div className="flow-paper">
        <img src={drawn.address()} alt={t.flow.graph} />
        <PaperTable draft={drafts.there()} />
      </div>
    ) : null}
    <div className="flow no-print">
      <div className="flow-head">
        <h1>{t.flow.title}</h1>
        <Link to="/cases/$id" params={{ id }} className="num">{detail.case.number}</Link>
        <span className="dim small">{t.flow.asOf(moment(picture.at))}</span>
        <span className="grow" />
        {steps.length > 1 ? (
          <span className="filter">
            <span className="small dim" id="flow-min">{t.flow.amountMin}</span>
            <Slider
              w={120}
              size="sm"
              min={0}
              max={steps.length - 1}
              step={1}
              value={min}
              onChange={setMin}
              label={null}
              thumbLabel={t.flow.amountMin}
            />
            <span className="num small">{short(STEPS[min] ?? 0, lang)}</span>
          </span>
        ) : null}
        {hidden > 0 ? <span className="tag orange">{t.flow.notShown(hidden)}</span> : null}
        <SaveMenu choices={choices} />
        <Button size="compact-sm" variant="default" aria-expanded={asText} onClick={() => setAsText(!asText)}>
          {asText ? t.flow.hideTable : t.flow.table}
        </Button>
        {list ? (
          <Button size="compact-sm" color="danger" renderRoot={(props) => <Link to="/cases/$id/lists/$list" params={{ id, list: list.id }} {...props} />}>
            {t.flow.listWaits(list.items.length, short(list.items.reduce((sum, item) => sum + minorOf(item.amount), 0), lang))}
          </Button>
        ) : null}
      </div>
      <div className="flow-body">
        <div className="flow-picture">
          <Graph graph={graph} pick={pick} lit={lit} shown={shown} choose={setPicked} />
          {asText ? <Table graph={graph} detail={detail} /> : null}
        </div>
        <aside className="flow-side">
          {spot ? <Chosen spot={spot} detail={detail} /> : null}
          <Still graph={graph} there={there} pick={pick} choose={setPicked} />
          {there.length === 0 ? <p className="dim">{t.flow.gone}</p> : null}
          <p className="dim small">{t.flow.openStops}</p>
        </aside>
      </div>
    </div>
    </Paper>
  );
}

export function Flow() {
  const { t } = useLang();
  const { id } = useParams({ from: "/cases/$id/flow" });
  const detail = useQuery(caseQuery(id));
  const picture = useQuery(pictureQuery(id));
  const failed = detail.error ?? picture.error;
  if (failed) return <div className="page"><Refused error={failed} again={() => { void detail.refetch(); void picture.refetch(); }} /></div>;
  if (!detail.data || picture.isPending) return <div className="page"><Loading /></div>;
  if (!picture.data) {
    return (
      <div className="page">
        <div className="head">
          <h1>{t.flow.title}</h1>
          <Link to="/cases/$id" params={{ id }} className="num">{detail.data.case.number}</Link>
        </div>
        <p className="dim">{t.flow.nothing}</p>
      </div>
    );
  }
  return <Shown detail={detail.data} picture={picture.data} />;
}
