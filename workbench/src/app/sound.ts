// A tone when something that is this officer's turn becomes red: off until he switches it on, remembered here.
import { useEffect, useRef, useState } from "react";
import { isNew } from "./reds";
import { tone } from "./tone";

const KEPT = "cordon.sound";
/** A row turns red by its clock as well, so it is looked at as often. */
const LOOK_MS = 5_000;

let audio: AudioContext | undefined;

/** A browser lets nothing sound before somebody has touched the page. */
function wake() {
  audio ??= new AudioContext();
  void audio.resume();
}

/** `reds` are the keys of the rows that are red now; none while nothing is known. */
export function useSound(reds: (() => Set<string>) | null) {
  const [on, setOn] = useState(() => localStorage.getItem(KEPT) === "on");
  const before = useRef<Set<string> | null>(null);
  useEffect(() => {
    if (!on) return;
    const events = ["pointerdown", "keydown"] as const;
    for (const event of events) window.addEventListener(event, wake, { once: true });
    return () => {
      for (const event of events) window.removeEventListener(event, wake);
    };
  }, [on]);
  useEffect(() => {
    if (!reds || !on) {
      before.current = null;
      return;
    }
    const look = () => {
      const now = reds();
      const rings = isNew(before.current, now);
      before.current = now;
      if (rings && audio?.state === "running") tone(audio);
    };
    look();
    const ticker = setInterval(look, LOOK_MS);
    return () => clearInterval(ticker);
  }, [reds, on]);
  const toggle = () => {
    localStorage.setItem(KEPT, on ? "off" : "on");
    setOn(!on);
    if (on) return;
    wake();
    // How it sounds is heard at once.
    if (audio) tone(audio);
  };
  return { on, toggle };
}
