// The fund flow as tables for files and paper: where money still is, every account, every flow.
import type { CaseDetail, Picture } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang } from "../../app/lang";
import { type Graph, type Spot, stillThere } from "../../flow/model";
import type { Draft } from "../../save/about";
import type { Cell } from "../../save/sheet";
import { moment } from "../../say/time";

export interface FlowDrafts {
  there(): Draft;
  accounts(): Draft;
  lines(): Draft;
}

export function useFlowDrafts(graph: Graph, detail: CaseDetail, picture: Picture): FlowDrafts {
  const { t } = useLang();
  const agency = useAgency();
  const number = detail.case.number;
  const asOf = picture.at;
  const name = (spot: Spot | undefined) => (!spot ? "" : spot.account ? spot.label : t.flow.folded(spot.accounts));
  const folded = graph.spots.filter((spot) => !spot.account);
  const scope = folded.length > 0 ? [t.flow.leftOut.folded(folded.length, folded.reduce((sum, spot) => sum + spot.accounts, 0))] : [];
  const c = t.list.columns;
  const columns = [c.level, c.target, t.facts.agency, t.flow.accountsIn, t.facts.state, t.flow.came, t.flow.there, t.flow.held, t.facts.until];
  const row = (spot: Spot): Cell[] => [
    { count: graph.layers[spot.layer]?.level ?? 0 },
    name(spot),
    agency(spot.institution)?.name ?? null,
    { count: spot.accounts },
    t.flow.state[spot.state],
    { minor: spot.came },
    { minor: spot.there },
    { minor: spot.held },
    spot.until ? moment(spot.until) : null,
  ];
  const table = (title: string, spots: Spot[]): Draft => ({ title: `${title} ${number}`, asOf, scope, columns, rows: spots.map(row) });
  return {
    there: () => table(t.flow.thereTitle, stillThere(graph)),
    accounts: () => table(t.flow.tableTitle, graph.spots),
    lines: () => ({
      title: `${t.flow.linesTitle} ${number}`,
      asOf,
      scope,
      columns: [t.flow.from, t.flow.fromAgency, t.flow.to, t.flow.toAgency, t.flow.carried, t.flow.transfers, t.flow.course],
      rows: graph.lines.map((line) => {
        const [from, to] = [graph.spots[line.from], graph.spots[line.to]];
        return [
          name(from),
          agency(from?.institution)?.name ?? null,
          name(to),
          agency(to?.institution)?.name ?? null,
          { minor: line.carried },
          { count: line.transfers },
          t.flow.courses[line.course] ?? line.course,
        ];
      }),
    }),
  };
}
