// Lines as they stood when the watch was handed over, and whether they wait still.
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { useLang, useWord, useWords } from "../../app/lang";
import { moment } from "../../say/time";
import { isOfMeasure } from "../queue/order";
import { en, zh } from "./words";

type Line = Schemas["HandedLineBody"];

export function Lines({ of }: { of: Line[] }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const wait = (line: Line) => t.wait[line.wait as keyof typeof t.wait] ?? line.wait;
  const kind = (line: Line) => (line.wait === "objection" ? (t.listKinds[line.kind ?? ""] ?? line.kind) : word(isOfMeasure(line) ? "measures" : "orders", line.kind));
  if (of.length === 0) return null;
  return (
    <table className="plain watch-lines">
      <thead>
        <tr>
          {w.line.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {of.map((line) => (
          <tr key={`${line.wait}:${line.id}`} className={line.waits ? undefined : "gone"}>
            <td>
              {wait(line)} {line.in_hand ? <span className="tag ok">{w.inHand}</span> : null}
              <div className="dim small">{kind(line)}</div>
            </td>
            <td className="num">
              {line.case && line.case_number ? (
                <Link to="/cases/$id" params={{ id: line.case }}>
                  {line.case_number.slice(-6)}
                </Link>
              ) : null}
            </td>
            <td className="num">{line.due_at ? moment(line.due_at).slice(5, 16) : ""}</td>
            <td>{line.remark}</td>
            <td>{line.waits ? w.still : <span className="dim">{w.done}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
