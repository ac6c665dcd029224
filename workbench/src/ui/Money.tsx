import type { Amount, Schemas } from "../api/client";
import { useLang } from "../app/lang";
import { exact, minorOf } from "../say/money";

/** An amount to the fen. */
export function Money({ of, unit = false }: { of: Amount | null | undefined; unit?: boolean }) {
  const { t } = useLang();
  if (!of) return <span className="dim">—</span>;
  const currency = of.currency === "CNY" ? t.yuan : of.currency;
  return (
    <span className="num">
      {exact(minorOf(of))}
      {unit || of.currency !== "CNY" ? ` ${currency}` : ""}
    </span>
  );
}

export const BAR_PARTS = ["held", "standing", "cashed", "returned", "unknown"] as const;
export type BarPart = (typeof BAR_PARTS)[number];

export function partsOf(bar: Schemas["BarBody"]): Record<BarPart, number> {
  return {
    held: minorOf(bar.held),
    standing: minorOf(bar.standing),
    cashed: minorOf(bar.cashed_out),
    returned: minorOf(bar.returned),
    unknown: minorOf(bar.unknown),
  };
}

/** Whether the parts are the loss: what does not add up is said, not smoothed over. */
export function addsUp(bar: Schemas["BarBody"]): boolean {
  const parts = partsOf(bar);
  return BAR_PARTS.reduce((sum, part) => sum + parts[part], 0) === minorOf(bar.loss);
}

export function MoneyBar({ bar, slim = false }: { bar: Schemas["BarBody"]; slim?: boolean }) {
  const { t } = useLang();
  const parts = partsOf(bar);
  const shown = BAR_PARTS.filter((part) => parts[part] > 0);
  const told = shown.map((part) => `${t.bar[part]} ${exact(parts[part])}`).join(", ");
  return (
    <div className={slim ? "bar slim" : "bar"} role="img" aria-label={`${t.bar.title}: ${told || t.none}`}>
      {shown.map((part) => (
        <span key={part} className={part} style={{ flexGrow: parts[part], flexBasis: 0 }} />
      ))}
    </div>
  );
}
