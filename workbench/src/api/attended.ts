// Whether somebody is there. A page asks by itself all the time; the centre ends the session of a browser that
// nobody touches, so what the page asks unattended says so.
export const UNATTENDED = "cordon-unattended";
const AWAY_MS = 60_000;

let touched = Date.now();
const touch = () => {
  touched = Date.now();
};
if (typeof window !== "undefined")
  for (const sign of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) window.addEventListener(sign, touch, { passive: true, capture: true });

export const isAway = (now = Date.now()): boolean => now - touched > AWAY_MS;
