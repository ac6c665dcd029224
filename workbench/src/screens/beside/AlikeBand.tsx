// On a case: that there may be another of the same loss, or that it is merged with one.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useWords } from "../../app/lang";
import { Notice } from "../../ui/Notice";
import { alikeQuery, standing } from "./query";
import { en, zh } from "./words";

export function AlikeBand({ id }: { id: string }) {
  const w = useWords(zh, en);
  const { data } = useQuery(alikeQuery(id));
  if (!data || data.items.length === 0) return null;
  const said = data.items.map((item) => ({ item, merger: standing(data, id, item.case.id) }));
  const open = said.filter(({ merger }) => !merger).length;
  return (
    <Notice kind={open > 0 ? "warn" : "plain"}>
      {open > 0 ? <strong>{w.alike(open)}</strong> : null}
      <ul className="alike">
        {said.map(({ item, merger }) => (
          <li key={item.case.id}>
            {merger ? (
              <strong>{merger.case === id ? w.mergedInto(item.case.number) : w.holds(item.case.number)}</strong>
            ) : (
              <span>{item.same.length > 0 ? w.sameTransfers(item.same.length) : w.sameAccount}</span>
            )}{" "}
            <Link to="/cases/$id/beside/$other" params={{ id, other: item.case.id }} className="num">
              {w.look(item.case.number)}
            </Link>
          </li>
        ))}
      </ul>
      {data.cut_short ? <p className="small">{w.cutShort}</p> : null}
    </Notice>
  );
}
