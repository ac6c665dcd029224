// What becomes of each line of a file, or became.
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { useLang, useWord, useWords } from "../../app/lang";
import { moment } from "../../say/time";
import { Notice } from "../../ui/Notice";
import { en, zh } from "./words";

type Row = Schemas["BroughtRowBody"];

/** How many lines the centre would take or keep. */
export const ready = (rows: Row[]): number => rows.filter((row) => ["ready", "again", "withdrawn"].includes(row.outcome)).length;

const GOOD = ["taken", "ready"];

function Outcome({ row }: { row: Row }) {
  const { lang } = useLang();
  const word = useWord();
  const w = useWords(zh, en).files;
  const { refused } = row;
  if (refused) {
    return (
      <>
        <span className="tag red">{w.outcomes.refused}</span> {lang === "zh" ? refused.title_zh : refused.title} <span className="dim">{refused.detail}</span>
        <div className="small dim">{refused.next[lang]}</div>
      </>
    );
  }
  const said = row.outcome === "ready" && row.late ? w.readyLate : row.outcome === "again" && row.answered_at ? w.againAt(moment(row.answered_at)) : (w.outcomes[row.outcome] ?? row.outcome);
  const strange = row.weight && row.weight !== "deciding" && row.weight !== "further";
  return (
    <>
      <span className={strange || row.outcome === "again" || row.outcome === "withdrawn" ? "tag orange" : GOOD.includes(row.outcome) ? "tag ok" : "tag"}>{said}</span> {strange ? word("names", row.weight) : ""}
    </>
  );
}

/** A line of the file, its order, and what became of it. */
function Lines({ children }: { children: ReactNode }) {
  const w = useWords(zh, en).files;
  return (
    <div className="scroll" role="region" aria-label={w.outcome} tabIndex={0}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{w.line}</th>
            <th scope="col">{w.order}</th>
            <th scope="col">{w.outcome}</th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function BroughtRows({ rows, sent }: { rows: Row[]; sent: boolean }) {
  const { t } = useLang();
  const w = useWords(zh, en).files;
  const outcomes = [...new Set(rows.map((row) => row.outcome))];
  const parts = outcomes.map((outcome) => `${w.outcomes[outcome] ?? outcome} ${rows.filter((row) => row.outcome === outcome).length}`);
  return (
    <>
      <Notice kind={sent ? "good" : "plain"}>
        {sent ? `${w.sent}${t.comma}` : ""}
        {w.counts(parts)}
      </Notice>
      <Lines>
            {rows.map((row) => (
              <tr key={row.line}>
                <td className="num">{row.line}</td>
                <td className="num small box-id">{row.order}</td>
                <td>
                  <Outcome row={row} />
                  {row.same_as ? (
                    <div className="small">
                      <span className="tag orange">{w.sameAs(row.same_as)}</span>
                    </div>
                  ) : null}
                </td>
              </tr>
            ))}
      </Lines>
    </>
  );
}

export function BroughtBundle({ taken }: { taken: Schemas["TakenBundleBody"] }) {
  const word = useWord();
  const w = useWords(zh, en).files;
  return (
    <>
      <Notice kind={taken.again || taken.missing > 0 ? "warn" : "good"}>
        {w.bundle(taken.sequence)} · {taken.items.length} {taken.again ? w.came : ""} {taken.missing > 0 ? w.missing(taken.missing) : ""}
      </Notice>
      <Lines>
            {taken.items.map((item, at) => (
              // Lines have their places.
              <tr key={`${at} ${item.order}`}>
                <td className="num">{at + 1}</td>
                <td className="num small box-id">{item.order}</td>
                <td>
                  {item.refused ? (
                    <>
                      <span className="tag red">{w.outcomes.refused}</span> {word("names", item.refused)}
                    </>
                  ) : (
                    <>
                      <span className={item.weight === "deciding" ? "tag ok" : "tag orange"}>{w.outcomes.taken}</span> {item.weight === "deciding" ? "" : word("names", item.weight)}
                    </>
                  )}
                </td>
              </tr>
            ))}
      </Lines>
    </>
  );
}
