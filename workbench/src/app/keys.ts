// Keys of the whole page: single letters while nobody types, `g` and a second letter to go somewhere.
import { useEffect, useRef } from "react";

/** Within so long after `g` the second letter counts. */
const SECOND_MS = 1_200;

export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/** Whether a key belongs to what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const kind = target instanceof HTMLInputElement ? target.type : "";
  if (["checkbox", "radio", "range", "button", "file"].includes(kind)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** The name of a key in a map: `g q` after a `g`. */
export function nameOf(key: string, first: string | null): string {
  return first ? `${first} ${key}` : key;
}

export function useKeys(map: KeyMap) {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    let first: { key: string; at: number } | null = null;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector('[role="dialog"]')) return;
      const before = first && event.timeStamp - first.at < SECOND_MS ? first.key : null;
      first = null;
      const run = current.current[nameOf(event.key, before)];
      if (run) {
        event.preventDefault();
        run(event);
      } else if (event.key === "g") {
        // Whoever listens: the letter after it is nobody's own.
        first = { key: "g", at: event.timeStamp };
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
