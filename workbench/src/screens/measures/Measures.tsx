// 措施: every measure, filtered by what stands in the address.
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Measure, api, told } from "../../api/client";
import { agenciesQuery, useAgency } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useWord, useWords } from "../../app/lang";
import { Paper, PaperTable, usePrinting } from "../../save/Paper";
import { SaveMenu, useFiles } from "../../save/SaveMenu";
import type { Draft } from "../../save/about";
import { money } from "../../save/sheet";
import { moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Shelf } from "../../ui/Shelf";
import { PAGE, usePages } from "../../ui/pages";
import { MEASURE_KINDS, MEASURE_STATES, type MeasureSearch, isLive } from "../orders/states";
import { en, zh } from "../orders/words";
import { MeasureView } from "./MeasureView";

export function Measures() {
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const navigate = useNavigate();
  const search = useSearch({ from: "/measures" });
  const agencies = useQuery(agenciesQuery);
  const go = (change: MeasureSearch) => void navigate({ to: "/measures", search: change });
  const pages = usePages<Measure>(["measures", "list", search], (cursor) => told(api.GET("/api/v1/measures", { params: { query: { ...search, limit: PAGE, cursor } } })));
  const scope = [search.kind ? word("measures", search.kind) : w.any, search.state ? word("names", search.state) : w.any, search.agency ? (agency(search.agency)?.name ?? "") : w.anyAgency, ...(pages.more ? [w.shown(pages.items.length, true)] : [])];
  const table = (): Draft => ({
    title: w.measures,
    asOf: centreNow(),
    scope,
    columns: [...w.measureColumns, w.from, w.publicCode, w.number],
    rows: pages.items.map((one) => [
      word("measures", one.kind),
      one.target.mask,
      agency(one.agency)?.name ?? null,
      money(one.state.force?.held),
      word("names", one.state.name),
      one.state.force ? moment(one.state.force.until) : null,
      one.state.force ? moment(one.state.force.from) : null,
      one.public_code,
      one.id,
    ]),
  });
  const files = useFiles();
  const printing = usePrinting();
  return (
    <Paper wide title={w.measures} asOf={centreNow()} scope={scope}>
      {printing ? <PaperTable draft={table()} /> : null}
      <div className="no-print full">
      <Shelf
        title={w.measures}
        lead={w.measuresLead}
        nothing={w.noMeasures}
        pages={pages}
        idOf={(one) => one.id}
        open={(one) => void navigate({ to: "/measures/$id", params: { id: one.id } })}
        tools={
          <>
            <NativeSelect size="xs" aria-label={w.kind} value={search.kind ?? ""} onChange={(event) => go({ ...search, kind: MEASURE_KINDS.find((one) => one === event.currentTarget.value) })} data={[{ value: "", label: w.any }, ...MEASURE_KINDS.map((value) => ({ value, label: word("measures", value) }))]} />
            <NativeSelect size="xs" aria-label={w.state} value={search.state ?? ""} onChange={(event) => go({ ...search, state: MEASURE_STATES.find((one) => one === event.currentTarget.value) })} data={[{ value: "", label: w.any }, ...MEASURE_STATES.map((value) => ({ value, label: word("names", value) }))]} />
            <NativeSelect size="xs" aria-label={w.agency} value={search.agency ?? ""} onChange={(event) => go({ ...search, agency: event.currentTarget.value || undefined })} data={[{ value: "", label: w.anyAgency }, ...(agencies.data ?? []).filter((one) => one.kind !== "centre").map((one) => ({ value: one.id, label: one.name }))]} />
            <span className="dim small num" role="status">{pages.pending ? "" : w.shown(pages.items.length, Boolean(pages.more))}</span>
            <span className="grow" />
            <SaveMenu choices={files(() => [table()])} />
          </>
        }
        columns={w.measureColumns}
        widths="minmax(76px, .8fr) minmax(90px, 1fr) minmax(84px, 1fr) 104px 92px minmax(110px, 1fr)"
        row={(one) => [
          <strong key="kind">{word("measures", one.kind)}</strong>,
          <span key="target" className="num">{one.target.mask}</span>,
          agency(one.agency)?.name ?? "",
          one.state.force?.held ? <Money key="held" of={one.state.force.held} /> : "—",
          <span key="state" className={isLive(one.state.name) ? "tag ok" : "tag"}>{word("names", one.state.name)}</span>,
          one.state.force ? isLive(one.state.name) ? <Countdown key="until" at={one.state.force.until} /> : <span key="until" className="num dim">{moment(one.state.force.until).slice(5, 16)}</span> : "—",
        ]}
        detail={(one) => <MeasureView id={one.id} />}
      />
      </div>
    </Paper>
  );
}
