// What goes on paper: a head that every page repeats, and tables whole, which on the screen are scrolled.
import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { centreNow } from "../app/clock";
import { useLang } from "../app/lang";
import { useSession } from "../app/session";
import { exact } from "../say/money";
import { moment } from "../say/time";
import { type Draft, useSheet } from "./about";
import { type Sheet, textOf } from "./sheet";

/** Rows of a table on paper: some forty pages. */
export const PAPER_ROWS_MAX = 1_200;

/** Whether the page is being printed. Set before the browser looks, for what is only there on paper. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const medium = window.matchMedia("print");
    const begin = () => flushSync(() => setPrinting(true));
    const end = () => setPrinting(false);
    const changed = () => setPrinting(medium.matches);
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    medium.addEventListener("change", changed);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
      medium.removeEventListener("change", changed);
    };
  }, []);
  return printing;
}

function Rows({ sheet }: { sheet: Sheet }) {
  const { t } = useLang();
  const rows = sheet.rows.slice(0, PAPER_ROWS_MAX);
  const isAmount = (at: number) => rows.some((row) => row[at] !== null && typeof row[at] === "object");
  const right = sheet.columns.map((_, at) => isAmount(at));
  return (
    <>
      {rows.length < sheet.rows.length ? <p>{t.save.printCut(rows.length, sheet.rows.length)}</p> : null}
      <table className="plain">
        <thead>
          <tr>
            {sheet.columns.map((name, at) => (
              <th key={name} scope="col" className={right[at] ? "right" : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, place) => (
            // Rows on paper do not move.
            <tr key={place}>
              {sheet.columns.map((name, at) => (
                <td key={name} className={right[at] ? "right num" : undefined}>
                  {textOf(row[at], exact)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** A table as it is exported, on paper. */
export function PaperTable({ draft }: { draft: Draft }) {
  const make = useSheet();
  const sheet = make(draft);
  return (
    <section className="paper-table">
      <h2>{sheet.title}</h2>
      <Rows sheet={sheet} />
    </section>
  );
}

interface Head {
  title: string;
  asOf: number | string;
  scope?: string[];
  /** Across, for what has many columns. */
  wide?: boolean;
  children: ReactNode;
}

/** Repeats `title` and who printed it on every page; `asOf` is the moment the data are of. */
export function Paper({ title, asOf, scope, wide = false, children }: Head) {
  const { t } = useLang();
  const { me } = useSession();
  const printing = usePrinting();
  return (
    <div className={wide ? "paper wide" : "paper"}>
      {printing ? (
        <div className="paper-head">
          <div>
            <strong>{title}</strong>
            <span>
              {t.save.asOf} {moment(asOf)} · {t.save.printed(me ? `${me.name} (${me.login})` : "", moment(centreNow()))}
            </span>
          </div>
          <p>{[...(me?.drill ? [`${t.drillName}: ${t.drill}`] : []), ...(scope ?? []), t.save.amountUnit, t.save.mask].join(" · ")}</p>
        </div>
      ) : null}
      <div className="paper-body">{children}</div>
    </div>
  );
}
