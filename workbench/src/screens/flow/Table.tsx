// The same as text: every account, from where its money came and where it went.
import type { CaseDetail } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang } from "../../app/lang";
import type { Graph } from "../../flow/model";
import { exact } from "../../say/money";

const OTHERS_MAX = 5;
/** Rows on the screen; a file has all. */
const ROWS_MAX = 500;

export function Table({ graph }: { graph: Graph; detail: CaseDetail }) {
  const { t } = useLang();
  const agency = useAgency();
  const name = (at: number) => graph.spots[at]?.label ?? "";
  const others = (places: number[], other: "from" | "to") => {
    const told = places.slice(0, OTHERS_MAX).map((place) => {
      const line = graph.lines[place];
      return line ? `${name(line[other])} ${exact(line.carried)}` : "";
    });
    return `${told.join("; ")}${places.length > OTHERS_MAX ? ` +${places.length - OTHERS_MAX}` : ""}`;
  };
  return (
    <section className="panel scroll flow-table" tabIndex={0} aria-label={t.flow.tableTitle}>
      <table className="plain">
        <caption className="hide">{t.flow.tableTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{t.list.columns.level}</th>
            <th scope="col">{t.list.columns.target}</th>
            <th scope="col">{t.facts.agency}</th>
            <th scope="col">{t.facts.state}</th>
            <th scope="col" className="right">{t.flow.came}</th>
            <th scope="col" className="right">{t.flow.there}</th>
            <th scope="col">{t.flow.from}</th>
            <th scope="col">{t.flow.to}</th>
          </tr>
        </thead>
        <tbody>
          {graph.spots.slice(0, ROWS_MAX).map((spot) => (
            <tr key={spot.at}>
              <td>{graph.layers[spot.layer]?.level}</td>
              <td className="num">{spot.label}</td>
              <td>{agency(spot.institution)?.name}</td>
              <td>{t.flow.state[spot.state]}</td>
              <td className="right num">{exact(spot.came)}</td>
              <td className="right num">{exact(spot.there)}</td>
              <td className="num">{spot.layer === 0 && graph.into[spot.at]?.length === 0 ? t.flow.victim : others(graph.into[spot.at] ?? [], "from")}</td>
              <td className="num">{others(graph.outOf[spot.at] ?? [], "to")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {graph.spots.length > ROWS_MAX ? <p className="dim small body">{t.flow.cutTable(ROWS_MAX, graph.spots.length)}</p> : null}
    </section>
  );
}
