// One stream of events for the page. An entry makes stale what it is about; silence makes the page say so.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { SILENCE_MS, listen } from "../api/stream";
import { centreNow } from "./clock";
import { useSession } from "./session";

/** Acts come in bursts; they are looked at together. */
const SETTLE_MS = 250;

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
    let subjects = new Set<string>();
    let settle: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      settle = undefined;
      const cases = [...subjects].filter((id) => id.startsWith("cas_"));
      subjects = new Set();
      void client.invalidateQueries({ queryKey: ["waiting"] });
      void client.invalidateQueries({ queryKey: ["cases"] });
      for (const id of cases) void client.invalidateQueries({ queryKey: ["case", id] });
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
          for (const subject of entry.subjects) subjects.add(subject);
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
