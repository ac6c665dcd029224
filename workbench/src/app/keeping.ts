// Whoever works on a line keeps it: while it, or its case, is open before somebody who is there, its lease is
// prolonged. Nothing is said of it anywhere but to the centre.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, told } from "../api/client";
import { isHeldBy } from "../screens/queue/order";
import { waitingQuery } from "../screens/queue/query";
import { useSession } from "./session";

const EVERY_MS = 60_000;
/** Who has touched nothing for so long is not there. */
const IDLE_MS = 10 * 60_000;

/** Records that are open on the page, each as often as something shows it. */
const open = new Map<string, number>();

/** Says that a record, or a case, is open as long as what calls it is. */
export function useOpen(id: string | null | undefined) {
  useEffect(() => {
    if (!id) return;
    open.set(id, (open.get(id) ?? 0) + 1);
    return () => {
      const left = (open.get(id) ?? 1) - 1;
      if (left > 0) open.set(id, left);
      else open.delete(id);
    };
  }, [id]);
}

export function useKeeping() {
  const { me } = useSession();
  const client = useQueryClient();
  const { data } = useQuery(waitingQuery);
  const lines = useRef(data?.items ?? []);
  lines.current = data?.items ?? [];
  useEffect(() => {
    let touched = performance.now();
    const touch = () => {
      touched = performance.now();
    };
    const events = ["pointerdown", "keydown", "wheel"] as const;
    for (const event of events) window.addEventListener(event, touch, { passive: true });
    const keep = async () => {
      if (document.visibilityState !== "visible" || performance.now() - touched > IDLE_MS) return;
      const mine = lines.current.filter((line) => isHeldBy(line, me?.id) && (open.has(line.id) || (line.case && open.has(line.case))));
      if (mine.length === 0) return;
      try {
        await told(api.POST("/api/v1/waiting/renew", { body: { rows: mine.map(({ wait, id }) => ({ wait, id })) } }));
        await client.invalidateQueries({ queryKey: waitingQuery.queryKey });
      } catch {
        // A line that broke says so elsewhere; the lease outlives some rounds.
      }
    };
    const ticker = setInterval(() => void keep(), EVERY_MS);
    return () => {
      clearInterval(ticker);
      for (const event of events) window.removeEventListener(event, touch);
    };
  }, [client, me?.id]);
}
