import { useLang } from "../app/lang";
import type { Level as Name } from "../say/time";

const SHAPES: Record<Name, string> = {
  red: "M4.7 1h6.6L15 4.7v6.6L11.3 15H4.7L1 11.3V4.7z",
  orange: "M8 1.5 15.2 14H.8z",
  yellow: "M8 1.2a6.8 6.8 0 1 1 0 13.6A6.8 6.8 0 0 1 8 1.2z",
  blue: "M2 2h12v12H2z",
};

/** How pressing something is: by shape, colour and word. */
export function Level({ level }: { level: Name }) {
  const { t } = useLang();
  return (
    <span className={`level ${level}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={SHAPES[level]} fill="currentColor" />
      </svg>
      {t.level[level]}
    </span>
  );
}
