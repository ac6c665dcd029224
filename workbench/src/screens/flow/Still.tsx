// Where money still is: what can be stopped before what is held, largest first.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useAgency } from "../../app/agencies";
import { useLang } from "../../app/lang";
import type { Graph, Spot } from "../../flow/model";
import { exact } from "../../say/money";
import { StateTag } from "./StateTag";

/** So many at a time: the rest is a press away. */
const SHOWN = 200;

export function Still({ graph, there, pick, choose }: { graph: Graph; there: Spot[]; pick: number | null; choose(at: number): void }) {
  const { t } = useLang();
  const agency = useAgency();
  const [many, setMany] = useState(SHOWN);
  const at = there.findIndex((one) => one.at === pick);
  // What is selected is always among them.
  const shown = there.slice(0, Math.max(many, at + 1));
  const rest = there.length - shown.length;
  return (
    <>
      <h2>
        {t.flow.stoppable} <span className="dim small num">{there.length}</span>
      </h2>
      <ul>
        {shown.map((one) => (
          <li key={one.at}>
            <button type="button" aria-current={one.at === pick} onClick={() => choose(one.at)}>
              <span className="num strong">{one.account ? one.label : t.flow.folded(one.accounts)}</span>
              <span className="num right">{exact(one.there)}</span>
              <span className="dim small clip">
                {agency(one.institution)?.name} · {t.facts.level(graph.layers[one.layer]?.level ?? 0)}
              </span>
              <span className="small right">
                <StateTag spot={one} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {rest > 0 ? (
        <Button size="compact-xs" variant="default" onClick={() => setMany(shown.length + SHOWN)}>
          {t.flow.more(Math.min(SHOWN, rest))}
        </Button>
      ) : null}
    </>
  );
}
