// Moments and spans by the centre's clock. The platform's people all live by one clock: Shanghai's.

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export type Level = "red" | "orange" | "yellow" | "blue";

const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function fields(at: number): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]));
}

/** `2026-11-23 09:30:05` */
export function moment(at: number | string): string {
  const f = fields(typeof at === "string" ? Date.parse(at) : at);
  return `${f.year}-${f.month}-${f.day} ${f.hour}:${f.minute}:${f.second}`;
}

/** `11-23 09:30` */
export const brief = (at: number | string): string => moment(at).slice(5, 16);

export const clock = (at: number): string => moment(at).slice(11);

/** For an `input type=datetime-local`. */
export const local = (at: number): string => moment(at).slice(0, 16).replace(" ", "T");

/** From an `input type=datetime-local`, which knows no zone. */
export function fromLocal(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return null;
  return `${text.length === 16 ? `${text}:00` : text}+08:00`;
}

/** The two largest units: `1 时 20 分`, `4:05` below an hour. */
export function span(ms: number, lang: "zh" | "en"): string {
  const all = Math.max(0, Math.floor(Math.abs(ms) / 1000));
  const [d, h, m, s] = [Math.floor(all / 86400), Math.floor((all % 86400) / 3600), Math.floor((all % 3600) / 60), all % 60];
  const word = lang === "zh" ? { d: "天", h: "时", m: "分" } : { d: " d", h: " h", m: " min" };
  if (d > 0) return `${d}${word.d} ${h}${word.h}`;
  if (h > 0) return `${h}${word.h} ${m}${word.m}`;
  return `${m}:${String(s).padStart(2, "0")}`;
}

/** Seconds and below, for how fast something was: `47 ms`, `3.2 s`. */
export function pace(ms: number, lang: "zh" | "en"): string {
  if (ms < 1000) return lang === "zh" ? `${ms} 毫秒` : `${ms} ms`;
  if (ms < MINUTE) return lang === "zh" ? `${Math.floor(ms / 100) / 10} 秒` : `${Math.floor(ms / 100) / 10} s`;
  return span(ms, lang);
}

/** How pressing a deadline is. */
export function levelOf(left: number): Level {
  if (left <= 15 * MINUTE) return "red";
  if (left <= HOUR) return "orange";
  return left <= DAY ? "yellow" : "blue";
}
