// The centre's clock: one ticker for the whole page, moved by what the centre says of its time.
import { useSyncExternalStore } from "react";

let offset = 0;
let now = Date.now();
const listeners = new Set<() => void>();
let ticker: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = Date.now() + offset;
  for (const listener of listeners) listener();
}

/** The centre says what time it is. */
export function setCentreTime(text: string) {
  const said = Date.parse(text);
  if (Number.isNaN(said)) return;
  offset = said - Date.now();
  tick();
}

export const centreNow = (): number => Date.now() + offset;

function subscribe(listener: () => void) {
  listeners.add(listener);
  ticker ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(ticker);
      ticker = undefined;
    }
  };
}

/** The time at the centre, second by second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
