// 任务箱: the orders that wait for this agency's answer, by the clock; beside them the one that is chosen. On a phone
// the one takes the place of the list.
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { centreNow, useNow } from "../../app/clock";
import { useKeys } from "../../app/keys";
import { useWords } from "../../app/lang";
import { Loading, Refused } from "../../ui/Notice";
import { type Row, useHeld, useQuiet } from "../../ui/quiet";
import { useLang } from "../../app/lang";
import { BoxRow } from "./BoxRow";
import { Clocks } from "./Clocks";
import { One } from "./One";
import { GROUPS, KIND, type Group, type Placed, keyOf, placed } from "./groups";
import { boxQuery } from "./query";
import { en, zh } from "./words";
import "./box.css";

/** Lines move to another group by the clock as well, so it is looked at as often. */
const LOOK_MS = 15_000;
/** From here on list and order stand beside each other. */
const WIDE = "(min-width: 761px)";

/** Rows as they stand, by group. */
function byGroup(rows: Row<Placed>[]): [Group, Row<Placed>[]][] {
  return GROUPS.map((group) => [group, rows.filter((row) => row.line.group === group)] as [Group, Row<Placed>[]]).filter(([, of]) => of.length > 0);
}

export function Box() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const navigate = useNavigate();
  const { order: wanted } = useSearch({ from: "/box" });
  const asked = useQuery(boxQuery);
  const { held, hands } = useHeld();
  const round = Math.floor(useNow() / LOOK_MS);
  const lines = useMemo(
    () => placed(asked.data?.waiting ?? [], asked.data?.today ?? [], centreNow()),
    // The clock alone moves lines from group to group.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [asked.data, round],
  );
  const { rows, arrived, settle } = useQuiet(lines, KIND, "box", held);
  const [today, setToday] = useState(false);
  const groups = useMemo(() => byGroup(rows), [rows]);
  const shown = useMemo(() => groups.flatMap(([group, of]) => (group === "today" && !today ? [] : of)), [groups, today]);
  const at = shown.findIndex((row) => keyOf(row.line.line) === wanted);
  const chosen = wanted ?? (shown[0] ? keyOf(shown[0].line.line) : undefined);
  const list = useRef<HTMLDivElement>(null);

  // How often somebody went into an order: whoever reads by ear goes on at its heading.
  const [entered, setEntered] = useState(0);
  const reached = useRef(0);
  const isEntering = useCallback(() => {
    const is = entered > reached.current;
    reached.current = entered;
    return is;
  }, [entered]);
  const choose = useCallback(
    (order: string) => {
      const wide = matchMedia(WIDE).matches;
      if (!wide) setEntered((times) => times + 1);
      void navigate({ to: "/box", search: { order }, replace: wide });
    },
    [navigate],
  );
  const back = () => {
    // Beside the list an order stays where it is, with what was typed.
    if (!matchMedia(WIDE).matches) void navigate({ to: "/box", search: {} });
    list.current?.focus({ preventScroll: true });
  };
  const move = (by: number) => {
    const row = shown[Math.max(0, Math.min(shown.length - 1, (at < 0 ? 0 : at) + by))];
    if (!row) return;
    choose(keyOf(row.line.line));
    // From here on Enter is the list's.
    list.current?.focus({ preventScroll: true });
    list.current?.querySelector(`[id="row-${keyOf(row.line.line)}"]`)?.scrollIntoView({ block: "nearest" });
  };
  /** What comes after the one that was answered. */
  const next = () => {
    const later = shown.find((row, place) => place > at && !row.done && !row.line.line.answered) ?? shown.find((row) => !row.done && !row.line.line.answered);
    if (later) choose(keyOf(later.line.line));
    else back();
  };
  const open = () => {
    if (!chosen) return;
    choose(chosen);
    setEntered((times) => times + 1);
  };
  useKeys({ j: () => move(1), k: () => move(-1), n: settle, Escape: back });
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -shown.length, End: shown.length }[event.key];
    if (step !== undefined) move(step);
    else if (event.key === "Enter") open();
    else return;
    event.preventDefault();
  };
  // What an address names when the page opens is seen in its group.
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current || !asked.data) return;
    opened.current = true;
    if (asked.data.today.some((line) => keyOf(line) === wanted)) setToday(true);
  }, [asked.data, wanted]);
  const known = lines.find((line) => keyOf(line.line) === chosen)?.line;
  const gone = rows.filter((row) => row.done || (row.line.line.answered && row.line.group !== "today")).length;

  return (
    <div className={wanted ? "box one" : "box"}>
      <section className="box-list" {...hands}>
        <div className="head">
          <h1>{w.title}</h1>
          {asked.data ? <Clocks clocks={asked.data.clocks} /> : null}
          <span className="grow" />
          <span className="dim small hint-keys">{w.hint}</span>
        </div>
        <Refused error={asked.error} again={() => void asked.refetch()} />
        {asked.isPending ? <Loading /> : null}
        {arrived > 0 || gone > 0 ? (
          <button type="button" className="arrived" onClick={settle}>
            {arrived > 0 ? `↑ ${t.queue.arrived(arrived)}` : t.queue.gone(gone)} <kbd className="key">n</kbd>
          </button>
        ) : null}
        {asked.data && rows.every((row) => row.line.group === "today") ? <p className="nothing">{w.nothing}</p> : null}
        {rows.length > 0 ? (
          <div className="panel box-rows" role="listbox" aria-label={w.lead} aria-activedescendant={shown.some((row) => keyOf(row.line.line) === chosen) ? `row-${chosen}` : undefined} tabIndex={0} ref={list} onKeyDown={pressed}>
            {groups.map(([group, of]) => (
              <div key={group} role="group" aria-label={`${w.groups[group]} ${of.length}`} className={`box-group ${group}`}>
                <div className="box-group-head" role="presentation">
                  <span aria-hidden="true">
                    {w.groups[group]} <span className="num">{of.length}</span>
                  </span>
                </div>
                {group === "today" && !today
                  ? null
                  : of.map((row) => <BoxRow key={keyOf(row.line.line)} line={row.line.line} done={row.done} chosen={keyOf(row.line.line) === chosen} choose={choose} />)}
              </div>
            ))}
          </div>
        ) : null}
        {groups.some(([group]) => group === "today") ? (
          <p className="box-more">
            <button type="button" className="link" aria-expanded={today} onClick={() => setToday(!today)}>
              {today ? w.hideToday : w.showToday(asked.data?.clocks.answered ?? 0)}
            </button>
          </p>
        ) : null}
        {asked.data?.cut_short ? <p className="dim small">{w.cutShort} <Link to="/box/files">{w.files.nav}</Link></p> : null}
      </section>
      <aside className="box-side" aria-label={t.queue.preview}>
        {wanted ? (
          <div className="box-back">
            <h1 className="hide">{w.title}</h1>
            <button type="button" className="link" onClick={back}>
              ← {w.back}
            </button>
          </div>
        ) : null}
        {chosen ? <One key={chosen} id={chosen} line={known} next={next} isEntering={isEntering} /> : asked.data ? <p className="dim">{w.choose}</p> : null}
      </aside>
    </div>
  );
}
