// 值班台: what waits for a person, most pressing first; on the right what the row under the cursor is about.
import { Button, SegmentedControl } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import type { WaitingLine } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useKeys } from "../../app/keys";
import { useLang } from "../../app/lang";
import { useSession } from "../../app/session";
import { Paper, PaperTable, usePrinting } from "../../save/Paper";
import { SaveMenu, useFiles } from "../../save/SaveMenu";
import { Loading, Refused } from "../../ui/Notice";
import { Preview } from "./Preview";
import { QueueRow } from "./QueueRow";
import { type Filter, keyOf, level } from "./order";
import { useHeld, useRows } from "./rows";
import { useQueueDraft } from "./sheet";
import "./queue.css";

const ROW = 34;

export function Queue() {
  const { t } = useLang();
  const navigate = useNavigate();
  const search = useSearch({ from: "/queue" });
  const filter = search.show ?? "mine";
  const takesCalls = useSession().holds("intake", "officer");
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
  const toAction = () => action.current?.querySelector<HTMLElement>("button:not([disabled]), a[href], textarea, input")?.focus();
  useKeys({ j: () => move(1), k: () => move(-1), a: toAction, n: settle });
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
  const table = () => draft(rows, filter, asked.data?.now ?? new Date(now).toISOString(), arrived);
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
            data={(["mine", "overdue", "all"] as Filter[]).map((value) => ({ value, label: `${t.queue[value]} ${counts[value]}` }))}
          />
          <span className="grow" />
          <span className="dim small hint-keys">{t.queue.hint}</span>
          {takesCalls ? (
            <Button size="compact-sm" renderRoot={(props) => <Link to="/intake" {...props} />}>
              {t.queue.call}
            </Button>
          ) : null}
          <SaveMenu choices={files(() => [table()])} />
        </div>
        <Refused error={asked.error} again={() => void asked.refetch()} />
        {asked.isPending ? <Loading /> : null}
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
