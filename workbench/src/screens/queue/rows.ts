// The rows of the queue: quiet while somebody looks at them, in the right order otherwise.
import { useQuery } from "@tanstack/react-query";
import { type FocusEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { centreNow } from "../../app/clock";
import { useSession } from "../../app/session";
import { type Filter, type Row, fresh, isHeldBy, isOpen, isOverdue, quiet, sorted } from "./order";
import { waitingQuery } from "./query";

/** Whether the pointer or the focus is inside: then nothing moves. */
export function useHeld() {
  const [over, setOver] = useState(false);
  const [inside, setInside] = useState(false);
  const hands = {
    onPointerEnter: () => setOver(true),
    onPointerLeave: () => setOver(false),
    onFocus: () => setInside(true),
    onBlur: (event: FocusEvent) => {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setInside(false);
    },
  };
  return { held: over || inside, hands };
}

export function useRows(filter: Filter, held: boolean) {
  const { me } = useSession();
  const asked = useQuery(waitingQuery);
  const [rows, setRows] = useState<Row[]>([]);
  const [arrived, setArrived] = useState(0);
  const { lines, counts } = useMemo(() => {
    const now = centreNow();
    const all = sorted(asked.data?.items ?? [], now);
    const mine = all.filter((line) => isOpen(line, me?.id));
    const hand = all.filter((line) => isHeldBy(line, me?.id));
    const overdue = all.filter((line) => isOverdue(line, now));
    const of = { all, mine, hand, overdue };
    return { lines: of[filter], counts: { all: all.length, mine: mine.length, hand: hand.length, overdue: overdue.length } };
  }, [asked.data, filter, me?.id]);
  const shown = useRef<{ filter: Filter; rows: Row[] }>({ filter, rows: [] });
  const settle = useCallback(() => {
    shown.current = { filter, rows: fresh(lines) };
    setRows(shown.current.rows);
    setArrived(0);
  }, [filter, lines]);
  useEffect(() => {
    if (!held || shown.current.filter !== filter || shown.current.rows.length === 0) return settle();
    const kept = quiet(shown.current.rows, lines);
    shown.current = { filter, rows: kept.rows };
    setRows(kept.rows);
    setArrived(kept.arrived);
  }, [lines, filter, held, settle]);
  return { asked, rows, arrived, settle, counts };
}
