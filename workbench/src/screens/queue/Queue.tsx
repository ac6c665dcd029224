// 值班台: what waits for a person, most pressing first; on the right what the row under the cursor is about.
import { Button, SegmentedControl } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, Suspense, lazy, useCallback, useMemo, useRef, useState } from "react";
import type { WaitingLine } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useKeys } from "../../app/keys";
import { useLang } from "../../app/lang";
import { useSession } from "../../app/session";
import { Paper, PaperTable, usePrinting } from "../../save/Paper";
import { SaveMenu, useFiles } from "../../save/SaveMenu";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useHeld } from "../../ui/quiet";
import { Preview } from "./Preview";
import { QueueRow } from "./QueueRow";
import { allOrNone, markedOf, toggled } from "./marks";
import { FILTERS, type Filter, keyOf, level } from "./order";
import { useRows } from "./rows";
import { useQueueDraft } from "./sheet";
import { AT_ONCE_MAX, useTakeNext } from "./work";
import "./queue.css";

const ROW = 34;
/** The first thing that can be done about a row; not who has it in hand. */
const ACTS = [".acts button:not([disabled])", ".acts a[href]", ".acts textarea", ".acts input"].join(", ");
/** A watch that was handed over. */
const Band = lazy(() => import("../watch/Band").then(({ Band: of }) => ({ default: of })));
const RushBand = lazy(() => import("../rushes/Band").then(({ RushBand: of }) => ({ default: of })));
/** Read when the first row is marked. */
const Bulk = lazy(() => import("./Bulk").then(({ Bulk: of }) => ({ default: of })));

export function Queue() {
  const { t } = useLang();
  const navigate = useNavigate();
  const search = useSearch({ from: "/queue" });
  const filter = search.show ?? "mine";
  const { holds } = useSession();
  const takesCalls = holds("intake", "officer");
  // Who runs the office works on nothing here.
  const works = holds("intake", "officer", "approver", "supervisor");
  const { held, hands } = useHeld();
  const { asked, rows, arrived, settle, counts } = useRows(filter, held);
  const [picked, setPicked] = useState<string | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const action = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => grid.current, estimateSize: () => ROW, overscan: 12 });
  const places = useMemo(() => new Map(rows.map((row, place) => [keyOf(row.line), place])), [rows]);
  const at = picked === null ? -1 : (places.get(picked) ?? -1);
  const current = rows[at] ?? rows[0];
  const move = (by: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, (at < 0 ? 0 : at) + by));
    const row = rows[to];
    if (!row) return;
    setPicked(keyOf(row.line));
    virtual.scrollToIndex(to);
  };
  const open = useCallback(
    (line: WaitingLine | undefined) => {
      if (line?.case) void navigate({ to: "/cases/$id", params: { id: line.case } });
    },
    [navigate],
  );
  const [marks, setMarks] = useState<ReadonlySet<string>>(new Set());
  const [everMarked, setEverMarked] = useState(false);
  const marked = useMemo(() => markedOf(rows, marks), [rows, marks]);
  const mark = useCallback((key: string) => {
    setEverMarked(true);
    setMarks((before) => toggled(before, key));
  }, []);
  const markAll = () => {
    setEverMarked(true);
    setMarks(allOrNone(rows, marks, AT_ONCE_MAX));
  };
  const clear = useCallback(() => setMarks(new Set()), []);
  const next = useTakeNext((taken) => {
    if (!taken) return;
    const key = `${taken.wait}:${taken.id}`;
    setPicked(key);
    const place = places.get(key);
    if (place !== undefined) virtual.scrollToIndex(place);
  });
  const takeNext = () => {
    if (works && !next.isPending) next.mutate({ overdue: filter === "overdue" });
  };
  const markCurrent = () => {
    if (works && current && !current.done) mark(keyOf(current.line));
  };
  const toAction = () => action.current?.querySelector<HTMLElement>(ACTS)?.focus();
  useKeys({ j: () => move(1), k: () => move(-1), a: toAction, n: settle, c: takeNext, x: markCurrent });
  const pressed = (event: KeyboardEvent) => {
    const by: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -rows.length, End: rows.length };
    const step = by[event.key];
    if (step !== undefined) move(step);
    else if (event.key === "Enter") open(current?.line);
    else return;
    event.preventDefault();
  };
  const gone = useMemo(() => rows.filter((row) => row.done).length, [rows]);
  const now = centreNow();
  const draft = useQueueDraft();
  const table = () => draft(marked.length > 0 ? rows.filter((row) => marks.has(keyOf(row.line))) : rows, filter, asked.data?.now ?? new Date(now).toISOString(), arrived);
  const files = useFiles();
  const printing = usePrinting();
  const c = t.queue.columns;
  return (
    <Paper wide title={t.queue.title} asOf={asked.data?.now ?? now} scope={[t.queue[filter]]}>
    {printing ? <PaperTable draft={table()} /> : null}
    <div className="queue no-print" {...hands}>
      <section className="queue-list">
        <div className="head">
          <h1>{t.queue.title}</h1>
          <SegmentedControl
            size="xs"
            aria-label={t.queue.lead}
            value={filter}
            onChange={(show) => void navigate({ to: "/queue", search: { show: show as Filter } })}
            data={FILTERS.map((value) => ({ value, label: `${t.queue[value]} ${counts[value]}` }))}
          />
          <span className="grow" />
          <span className="dim small hint-keys">{t.queue.hint}</span>
          {works ? (
            <Button size="compact-sm" loading={next.isPending} onClick={takeNext} title={t.work.nextLead}>
              {t.work.next}&nbsp;<kbd className="key">c</kbd>
            </Button>
          ) : null}
          {takesCalls ? (
            <Button size="compact-sm" variant="default" renderRoot={(props) => <Link to="/intake" {...props} />}>
              {t.queue.call}
            </Button>
          ) : null}
          <SaveMenu choices={files(() => [table()])} />
        </div>
        <Suspense fallback={null}>
          {works ? <Band /> : null}
          <RushBand />
        </Suspense>
        <Refused error={asked.error} again={() => void asked.refetch()} />
        {asked.isPending ? <Loading /> : null}
        <Refused error={next.error} />
        {next.data && !next.data.taken ? <Notice>{t.work.nothingFree}</Notice> : null}
        {everMarked ? (
          <Suspense fallback={null}>
            <Bulk lines={marked} clear={clear} />
          </Suspense>
        ) : null}
        {arrived > 0 || gone > 0 ? (
          <button type="button" className="arrived" onClick={settle}>
            {arrived > 0 ? `↑ ${t.queue.arrived(arrived)}` : t.queue.gone(gone)} <kbd className="key">n</kbd>
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
        >
          <div className="grid-row grid-head" role="row" aria-rowindex={1}>
            <span role="columnheader">
              <input type="checkbox" checked={marked.length > 0} onChange={markAll} disabled={!works} aria-label={t.work.markAll} />
            </span>
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
              const id = keyOf(row.line);
              return (
                <QueueRow
                  key={id}
                  id={id}
                  line={row.line}
                  marked={marks.has(id)}
                  mark={mark}
                  level={level(row.line, now)}
                  done={row.done}
                  chosen={row === current}
                  place={item.index}
                  top={item.start}
                  pick={setPicked}
                  open={open}
                />
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
        {current ? <Preview key={keyOf(current.line)} line={current.line} done={current.done} /> : asked.data ? <p className="dim">{t.queue.nothingToDo}</p> : null}
      </aside>
    </div>
    </Paper>
  );
}
