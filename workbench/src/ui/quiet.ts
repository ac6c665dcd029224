// A list that stays quiet: while somebody's hand is in it no row moves, what is done stays, what is new waits.
// Not here: in which order rows stand when nobody's hand is there.
import { type FocusEvent, useCallback, useEffect, useRef, useState } from "react";

export interface Row<T> {
  line: T;
  /** It is dealt with, and stays until the order is taken anew. */
  done: boolean;
}

export interface Quiet<T> {
  rows: Row<T>[];
  /** New ones that are not shown yet. */
  arrived: number;
}

export interface Kind<T> {
  keyOf(line: T): string;
  /** What is known of a line now, in the place that it had. */
  stay?(before: T, now: T): T;
}

/** Rows as they stood, with what is known of them now. */
export function quiet<T>(before: Row<T>[], lines: T[], { keyOf, stay = (_, now) => now }: Kind<T>): Quiet<T> {
  const known = new Map(lines.map((line) => [keyOf(line), line]));
  const rows = before.map((row) => {
    const line = known.get(keyOf(row.line));
    known.delete(keyOf(row.line));
    return line ? { line: stay(row.line, line), done: false } : { ...row, done: true };
  });
  return { rows, arrived: known.size };
}

export const fresh = <T>(lines: T[]): Row<T>[] => lines.map((line) => ({ line, done: false }));

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

/** The lines as rows: quiet while held, in the order of the lines otherwise. Another `scope` is another list. */
export function useQuiet<T>(lines: T[], kind: Kind<T>, scope: string, held: boolean) {
  const [rows, setRows] = useState<Row<T>[]>([]);
  const [arrived, setArrived] = useState(0);
  const shown = useRef<{ scope: string; rows: Row<T>[] }>({ scope, rows: [] });
  const settle = useCallback(() => {
    shown.current = { scope, rows: fresh(lines) };
    setRows(shown.current.rows);
    setArrived(0);
  }, [scope, lines]);
  useEffect(() => {
    if (!held || shown.current.scope !== scope || shown.current.rows.length === 0) return settle();
    const kept = quiet(shown.current.rows, lines, kind);
    shown.current = { scope, rows: kept.rows };
    setRows(kept.rows);
    setArrived(kept.arrived);
  }, [lines, kind, scope, held, settle]);
  return { rows, arrived, settle };
}
