// The values of norms: as people read them, and as they type them.
import type { Schemas } from "../../api/client";
import { exact, minorOf, typed } from "../../say/money";

export type Value = Schemas["NormValueBody"];
export type ValueKind = "duration" | "durations" | "count" | "amount";

const UNITS: [unit: string, zh: string, typed: RegExp][] = [
  ["s", "秒", /^(s|秒)$/],
  ["min", "分钟", /^(min|分|分钟)$/],
  ["h", "小时", /^(h|时|小时|个小时)$/],
  ["d", "天", /^(d|天|日)$/],
  ["working days", "个工作日", /^(working days?|工作日|个工作日)$/],
];

export function kindOf(value: Value): ValueKind {
  if ("duration" in value) return "duration";
  if ("durations" in value) return "durations";
  return "count" in value ? "count" : "amount";
}

/** `48 h` in the language of the page. */
export function spanText(text: string, lang: "zh" | "en"): string {
  const found = /^(\d+) (.+)$/.exec(text);
  if (!found || lang === "en") return text;
  const unit = UNITS.find(([, , pattern]) => pattern.test(found[2] ?? ""));
  return unit ? `${found[1]} ${unit[1]}` : text;
}

export function valueText(value: Value, lang: "zh" | "en"): string {
  if ("duration" in value) return spanText(value.duration, lang);
  if ("durations" in value) return value.durations.map((one) => spanText(one, lang)).join(lang === "zh" ? "、" : ", ");
  if ("count" in value) return String(value.count);
  return lang === "zh" && value.amount.currency === "CNY" ? `${exact(minorOf(value.amount))} 元` : `${exact(minorOf(value.amount))} ${value.amount.currency}`;
}

/** What people type for a span: `48 h`, `48小时`, `3 个工作日`. Null where it is none. */
export function spanOf(text: string): string | null {
  const found = /^(\d{1,9})\s*(\D+)$/.exec(text.trim());
  const unit = UNITS.find(([, , pattern]) => pattern.test((found?.[2] ?? "").trim()));
  return found && unit ? `${Number(found[1])} ${unit[0]}` : null;
}

/** A value of the kind that a norm has; null where the text is none. */
export function valueOf(text: string, kind: ValueKind): Value | null {
  if (kind === "duration") {
    const duration = spanOf(text);
    return duration ? { duration } : null;
  }
  if (kind === "durations") {
    const all = text.split(/[,，、]/).map(spanOf);
    return all.every((one) => one !== null) ? { durations: all } : null;
  }
  if (kind === "count") return /^\d{1,9}$/.test(text.trim()) ? { count: Number(text.trim()) } : null;
  const amount = typed(text.replace(/CNY$/i, ""));
  return amount ? { amount: { amount, currency: "CNY" } } : null;
}

export const same = (one: Value, other: Value): boolean => JSON.stringify(one) === JSON.stringify(other);
