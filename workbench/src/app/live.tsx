// One stream of events for the page. An entry makes stale what it is about; silence makes the page say so.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { SILENCE_MS, listen, subjectsOf } from "../api/stream";
import { MOVING } from "../ui/act";
import { centreNow } from "./clock";
import { useSession } from "./session";

/** Acts come in bursts; they are looked at together. */
const SETTLE_MS = 250;

/** Records that a screen shows; signing in and the like change none. */
const OURS = /^(cas|ord|mea|rcp|apl|lst|brp|lsg|scr|alm|rls|mrg|lkp|hov|tip)_/;

/** Since when nothing was heard, by the centre's clock; null while the line is alive. */
export function useLive(): number | null {
  const client = useQueryClient();
  const { lose, lost } = useSession();
  const [silentSince, setSilentSince] = useState<number | null>(null);
  useEffect(() => {
    if (lost) return;
    const stop = new AbortController();
    let heard = centreNow();
    let broken = false;
    let settle: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      settle = undefined;
      // An answer names its order, not the case: what is open is looked at again, whichever it is about.
      for (const about of MOVING) void client.invalidateQueries({ queryKey: [about] });
    };
    const watch = setInterval(() => {
      if (centreNow() - heard <= SILENCE_MS || broken) return;
      broken = true;
      setSilentSince(heard);
    }, 1000);
    void listen(
      {
        alive() {
          heard = centreNow();
          if (!broken) return;
          // Whatever happened meanwhile comes through the stream; what was asked meanwhile may have failed.
          broken = false;
          setSilentSince(null);
          void client.invalidateQueries();
        },
        entry(entry) {
          if (!subjectsOf(entry).some((id) => OURS.test(id))) return;
          settle ??= setTimeout(flush, SETTLE_MS);
        },
        ended: lose,
      },
      stop.signal,
    );
    return () => {
      stop.abort();
      clearInterval(watch);
      clearTimeout(settle);
    };
  }, [client, lose, lost]);
  return silentSince;
}
