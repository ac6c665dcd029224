// Cases, newest first, each with where its loss is.
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useRef, useState } from "react";
import { useKeys } from "../../app/keys";
import { useLang, useWord } from "../../app/lang";
import { brief } from "../../say/time";
import { Money, MoneyBar } from "../../ui/Money";
import { Loading, Refused } from "../../ui/Notice";
import { casesQuery } from "./query";
import "./cases.css";

const ROW = 38;

export function Cases() {
  const { t } = useLang();
  const word = useWord();
  const navigate = useNavigate();
  const asked = useQuery(casesQuery);
  const [filter, setFilter] = useState("");
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const wanted = filter.trim().toLowerCase();
  const rows = (asked.data?.items ?? []).filter((line) => {
    const notes = line.case.notes.map((note) => word("names", note)).join(" ");
    return `${line.case.number} ${t.scam[line.case.scam_type]} ${notes}`.toLowerCase().includes(wanted);
  });
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => grid.current, estimateSize: () => ROW, overscan: 10 });
  const move = (by: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, at + by));
    setAt(to);
    virtual.scrollToIndex(to);
  };
  const open = (place: number) => {
    const line = rows[place];
    if (line) void navigate({ to: "/cases/$id", params: { id: line.case.id } });
  };
  useKeys({ j: () => move(1), k: () => move(-1), Enter: () => open(at) });
  const pressed = (event: KeyboardEvent) => {
    const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -rows.length, End: rows.length };
    const step = by[event.key];
    if (step !== undefined) move(step);
    else if (event.key === "Enter") open(at);
    else return;
    event.preventDefault();
  };
  const c = t.cases.columns;
  return (
    <div className="cases">
      <div className="head">
        <h1>{t.cases.title}</h1>
        <TextInput size="xs" aria-label={t.cases.filter} placeholder={t.cases.filter} value={filter} w={260} onChange={(e) => setFilter(e.currentTarget.value)} />
        <span className="grow" />
        <span className="dim small">{t.queue.hint.split(" · ").slice(0, 2).join(" · ")}</span>
      </div>
      <Refused error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending ? <Loading /> : null}
      <div
        className="panel case-grid"
        role="grid"
        aria-label={t.cases.lead}
        aria-rowcount={rows.length + 1}
        aria-activedescendant={rows[at] ? `case-${rows[at].case.id}` : undefined}
        tabIndex={0}
        ref={grid}
        onKeyDown={pressed}
      >
        <div className="case-row case-head" role="row" aria-rowindex={1}>
          <span role="columnheader">{c.number}</span>
          <span role="columnheader">{c.reported}</span>
          <span role="columnheader">{c.type}</span>
          <span role="columnheader" className="right">{c.loss}</span>
          <span role="columnheader" className="right">{c.held}</span>
          <span role="columnheader">{c.bar}</span>
          <span role="columnheader">{c.notes}</span>
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const line = rows[item.index];
            if (!line) return null;
            return (
              <div
                key={line.case.id}
                id={`case-${line.case.id}`}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === at}
                className={item.index === at ? "case-row chosen" : "case-row"}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => open(item.index)}
              >
                <span role="gridcell" className="num clip strong">{line.case.number}</span>
                <span role="gridcell" className="num">{brief(line.case.reported_at)}</span>
                <span role="gridcell" className="clip">{t.scam[line.case.scam_type]}</span>
                <span role="gridcell" className="right"><Money of={line.bar.loss} /></span>
                <span role="gridcell" className="right"><Money of={line.bar.held} /></span>
                <span role="gridcell"><MoneyBar bar={line.bar} slim /></span>
                <span role="gridcell" className="clip">
                  {line.merged_into ? <span className="tag orange">{t.work.merged(line.merged_into)}</span> : null}
                  {line.case.notes.map((note) => (
                    <span key={note} className="tag">{word("names", note)}</span>
                  ))}
                </span>
              </div>
            );
          })}
        </div>
        {asked.data && rows.length === 0 ? <p className="nothing">{wanted ? t.searchNothing : t.cases.nothing}</p> : null}
      </div>
      {asked.data?.next ? <p className="dim small">{t.cases.lead}: 200 · <a href="/desk">{t.cases.older} ↗</a></p> : null}
    </div>
  );
}
