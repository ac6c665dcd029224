// 值班台: what waits for a person, most pressing first; on the right what the row under the cursor is about.
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useAgency } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useKeys } from "../../app/keys";
import { useLang, useWord } from "../../app/lang";
import { useSession } from "../../app/session";
import { Countdown, Waited } from "../../ui/Countdown";
import { Level } from "../../ui/Level";
import { Money } from "../../ui/Money";
import { Loading, Refused } from "../../ui/Notice";
import { Preview } from "./Preview";
import { type Row, fresh, isOverdue, isTurn, keyOf, level, quiet, sorted } from "./order";
import { waitingQuery } from "./query";
import "./queue.css";

const ROW = 34;
/** Of a case's number its random end tells it apart. */
const NUMBER_SHOWN = 10;
export type Filter = "all" | "mine" | "overdue";

/** The rows to show: quiet while `held`, in the right order otherwise. */
function useRows(filter: Filter, held: boolean) {
  const { holds } = useSession();
  const asked = useQuery(waitingQuery);
  const [rows, setRows] = useState<Row[]>([]);
  const [arrived, setArrived] = useState(0);
  const lines = useMemo(() => {
    const now = centreNow();
    const all = sorted(asked.data?.items ?? [], now);
    if (filter === "mine") return all.filter((line) => isTurn(line, holds));
    return filter === "overdue" ? all.filter((line) => isOverdue(line, now)) : all;
  }, [asked.data, filter, holds]);
  const shown = useRef<{ filter: Filter; rows: Row[] }>({ filter, rows: [] });
  const settle = () => {
    shown.current = { filter, rows: fresh(lines) };
    setRows(shown.current.rows);
    setArrived(0);
  };
  useEffect(() => {
    if (!held || shown.current.filter !== filter || shown.current.rows.length === 0) return settle();
    const kept = quiet(shown.current.rows, lines);
    shown.current = { filter, rows: kept.rows };
    setRows(kept.rows);
    setArrived(kept.arrived);
  }, [lines, filter, held]);
  return { asked, rows, arrived, settle };
}

export function Queue() {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  const { holds } = useSession();
  const navigate = useNavigate();
  const search = useSearch({ from: "/queue" });
  const filter = search.show ?? "mine";
  const [held, setHeld] = useState(false);
  const { asked, rows, arrived, settle } = useRows(filter, held);
  const [picked, setPicked] = useState<string | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const action = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => grid.current, estimateSize: () => ROW, overscan: 12 });
  const at = rows.findIndex((row) => keyOf(row.line) === picked);
  const current = rows[at] ?? rows[0];
  const move = (by: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, (at < 0 ? 0 : at) + by));
    const row = rows[to];
    if (!row) return;
    setPicked(keyOf(row.line));
    virtual.scrollToIndex(to);
  };
  const open = (row: Row | undefined) => {
    if (row?.line.case) void navigate({ to: "/cases/$id", params: { id: row.line.case } });
  };
  const toAction = () => action.current?.querySelector<HTMLElement>("button:not([disabled]), a[href], textarea, input")?.focus();
  useKeys({ j: () => move(1), k: () => move(-1), a: toAction });
  const pressed = (event: KeyboardEvent) => {
    const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -rows.length, End: rows.length };
    const step = by[event.key];
    if (step !== undefined) move(step);
    else if (event.key === "Enter") open(current);
    else return;
    event.preventDefault();
  };
  const items = asked.data?.items ?? [];
  const now = centreNow();
  const counts: Record<Filter, number> = {
    mine: items.filter((line) => isTurn(line, holds)).length,
    overdue: items.filter((line) => isOverdue(line, now)).length,
    all: items.length,
  };
  const c = t.queue.columns;
  return (
    <div className="queue">
      <section className="queue-list">
        <div className="head">
          <h1>{t.queue.title}</h1>
          <SegmentedControl
            size="xs"
            aria-label={t.queue.lead}
            value={filter}
            onChange={(show) => void navigate({ to: "/queue", search: { show: show as Filter } })}
            data={(["mine", "overdue", "all"] as Filter[]).map((value) => ({ value, label: `${t.queue[value]} ${counts[value]}` }))}
          />
          <span className="grow" />
          <span className="dim small">{t.queue.hint}</span>
        </div>
        <Refused error={asked.error} again={() => void asked.refetch()} />
        {asked.isPending ? <Loading /> : null}
        {arrived > 0 ? (
          <button type="button" className="arrived" onClick={settle}>
            ↑ {t.queue.arrived(arrived)}
          </button>
        ) : null}
        <div
          className="panel grid"
          role="grid"
          aria-label={t.queue.lead}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={current ? `row-${keyOf(current.line)}` : undefined}
          tabIndex={0}
          ref={grid}
          onKeyDown={pressed}
          onPointerEnter={() => setHeld(true)}
          onPointerLeave={() => setHeld(false)}
        >
          <div className="grid-row grid-head" role="row" aria-rowindex={1}>
            {(["level", "clock", "what", "target", "agency", "amount", "case"] as const).map((name) => (
              <span key={name} role="columnheader" className={name === "amount" ? "right" : undefined}>
                {c[name]}
              </span>
            ))}
          </div>
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index];
              if (!row) return null;
              const { line, done } = row;
              const chosen = row === current;
              return (
                <div
                  key={keyOf(line)}
                  id={`row-${keyOf(line)}`}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={chosen}
                  className={`grid-row${chosen ? " chosen" : ""}${done ? " done" : ""}`}
                  style={{ transform: `translateY(${item.start}px)` }}
                  onClick={() => setPicked(keyOf(line))}
                  onDoubleClick={() => open(row)}
                >
                  <span role="gridcell">{done ? <span className="dim">{t.queue.done}</span> : <Level level={level(line, now)} />}</span>
                  <span role="gridcell">{line.due_at ? <Countdown at={line.due_at} /> : <Waited since={line.since} />}</span>
                  <span role="gridcell" className="clip">
                    <b>{t.wait[line.wait]}</b>{" "}
                    {word(line.wait === "ending" || line.wait === "hold" || line.wait === "release" ? "measures" : "orders", line.kind)}
                  </span>
                  <span role="gridcell" className="clip num">
                    {line.target}
                  </span>
                  <span role="gridcell" className="clip">
                    {agency(line.agency)?.name}
                  </span>
                  <span role="gridcell" className="right">
                    {line.amount ? <Money of={line.amount} /> : null}
                  </span>
                  <span role="gridcell" className="clip num dim" title={line.case_number ?? undefined}>
                    {line.case_number ? `…${line.case_number.slice(-NUMBER_SHOWN)}` : ""}
                  </span>
                </div>
              );
            })}
          </div>
          {asked.data && rows.length === 0 ? (
            <p className="nothing">{filter === "mine" ? t.queue.nothingMine : t.queue.nothing}</p>
          ) : null}
        </div>
        {asked.data?.cut_short ? <p className="dim small">{t.queue.cutShort}</p> : null}
      </section>
      <aside className="queue-side" aria-label={t.queue.preview} ref={action}>
        {current && !current.done ? <Preview key={keyOf(current.line)} line={current.line} /> : <p className="dim">{t.queue.pick}</p>}
      </aside>
    </div>
  );
}
