// Records beside each other: on the left one to choose, on the right what it is and the one thing to do about it.
// Not here: what a record is; screens say how a row and its detail look.
import { Button } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useKeys } from "../app/keys";
import { useLang } from "../app/lang";
import type { Pages } from "./pages";
import { Loading, Refused } from "./Notice";
import "./shelf.css";

interface Props<T> {
  title: string;
  lead: string;
  /** What is said where there is nothing. */
  nothing: string;
  pages: Pages<T>;
  idOf(item: T): string;
  /** Names of the columns, and their widths as CSS has them. */
  columns: string[];
  widths: string;
  row(item: T): ReactNode[];
  detail(item: T): ReactNode;
  /** To the page of one: Enter, or a second click. */
  open?(item: T): void;
  /** Beside the title. */
  tools?: ReactNode;
  /** Above the list, whatever is in it. */
  band?: ReactNode;
}

export function Shelf<T>({ title, lead, nothing, pages, idOf, columns, widths, row, detail, open, tools, band }: Props<T>) {
  const { t } = useLang();
  const [picked, setPicked] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLElement>(null);
  const { items } = pages;
  const at = items.findIndex((item) => idOf(item) === picked);
  // Who has chosen one keeps it, though it has gone from the list meanwhile.
  const kept = useRef<T | null>(null);
  useEffect(() => {
    if (at >= 0) kept.current = items[at] ?? null;
  }, [at, items]);
  const gone = at < 0 && picked !== null && kept.current !== null && idOf(kept.current) === picked ? kept.current : undefined;
  const current = items[at] ?? gone ?? items[0];
  const move = (by: number) => {
    const next = items[Math.max(0, Math.min(items.length - 1, (at < 0 ? 0 : at) + by))];
    if (!next) return;
    setPicked(idOf(next));
    list.current?.querySelector(`[id="row-${idOf(next)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    a: () => side.current?.querySelector<HTMLElement>(".acts button:not([disabled]), .acts a[href], .acts textarea, .acts input")?.focus(),
  });
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && open && current) {
      event.preventDefault();
      return open(current);
    }
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -items.length, End: items.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(step);
  };
  return (
    <div className={current ? "shelf" : "shelf alone"}>
      <section className="shelf-list">
        <div className="head">
          <h1>{title}</h1>
          {tools}
        </div>
        <p className="dim small">{lead}</p>
        {band}
        <Refused error={pages.error} again={pages.again} />
        {pages.pending ? <Loading /> : null}
        {items.length > 0 ? (
          <div
            className="panel shelf-grid"
            role="grid"
            aria-label={title}
            aria-activedescendant={current && !gone ? `row-${idOf(current)}` : undefined}
            tabIndex={0}
            ref={list}
            onKeyDown={pressed}
          >
            <div role="row" className="shelf-row shelf-head" style={{ gridTemplateColumns: widths }}>
              {columns.map((name) => (
                <span key={name} role="columnheader">
                  {name}
                </span>
              ))}
            </div>
            {items.map((item) => (
              <div
                key={idOf(item)}
                id={`row-${idOf(item)}`}
                role="row"
                aria-selected={item === current}
                className={item === current ? "shelf-row chosen" : "shelf-row"}
                style={{ gridTemplateColumns: widths }}
                onClick={() => setPicked(idOf(item))}
                onDoubleClick={open ? () => open(item) : undefined}
              >
                {row(item).map((cell, place) => (
                  // Cells have their places.
                  <span key={columns[place]} role="gridcell" className="clip">
                    {cell}
                  </span>
                ))}
              </div>
            ))}
          </div>
        ) : pages.pending || pages.error ? null : (
          <p className="nothing">{nothing}</p>
        )}
        {pages.more ? (
          <Button size="compact-sm" variant="default" mt={8} loading={pages.loading} onClick={pages.more}>
            {t.more}
          </Button>
        ) : null}
      </section>
      {current ? (
        <aside
          className="shelf-side"
          aria-label={t.queue.preview}
          // What is longer than the screen is read by keys, also where nothing in it can be pressed.
          tabIndex={0}
          ref={side}
          // Whose hand is on it keeps it, whatever comes into the list.
          onFocus={() => setPicked(idOf(current))}
        >
          <div key={idOf(current)}>{detail(current)}</div>
        </aside>
      ) : null}
    </div>
  );
}
