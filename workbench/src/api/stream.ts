// What happens, as it happens: the centre's stream of entries, read with `fetch` so that its heartbeats are
// seen and a line that broke goes on after the last entry.
import { UNATTENDED, isAway } from "./attended";
import type { Entry, Schemas } from "./client";

/** Beyond so long without a sign of life what is shown is called stale. */
export const SILENCE_MS = 12_000;
const AGAIN_MS = 2_000;

export interface StreamParts {
  events: { id?: string; data: string }[];
  rest: string;
}

/** Cuts complete events out of what has come; what is not complete yet is the rest. */
export function cut(text: string): StreamParts {
  const blocks = text.split("\n\n");
  const rest = blocks.pop() ?? "";
  const events = [];
  for (const block of blocks) {
    const lines = block.split("\n");
    const value = (name: string) =>
      lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());
    const data = value("data");
    if (data.length > 0) events.push({ id: value("id")[0], data: data.join("\n") });
  }
  return { events, rest };
}

/** An entry as the centre's own people see it, or as a member does: of its own orders and holds only. */
export type Told = Entry | Schemas["MemberEntry"];

export const subjectsOf = (told: Told): string[] => ("subjects" in told ? told.subjects : [...told.orders, ...told.holds]);

export interface Listener {
  entry(entry: Told): void;
  /** A sign of life, an entry or a heartbeat. */
  alive(): void;
  /** The session has ended. */
  ended(): void;
}

/** Listens until the signal aborts; comes back by itself when a line breaks. */
export async function listen(listener: Listener, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = last === undefined ? {} : { "Last-Event-ID": last };
      if (isAway()) headers[UNATTENDED] = "1";
      const response = await fetch("/api/v1/stream", { headers, signal, credentials: "same-origin" });
      if (response.status === 401) return listener.ended();
      if (response.ok && response.body) {
        const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
        let text = "";
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          listener.alive();
          const parts = cut(text + value);
          text = parts.rest;
          for (const event of parts.events) {
            last = event.id ?? last;
            listener.entry(JSON.parse(event.data) as Told);
          }
        }
      }
    } catch {
      // A broken line says nothing; silence does.
    }
    if (!signal.aborted) await new Promise((go) => setTimeout(go, AGAIN_MS));
  }
}
