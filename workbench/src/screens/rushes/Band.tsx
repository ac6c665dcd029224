// In the queue: many victims paid one account.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useWords } from "../../app/lang";
import { Notice } from "../../ui/Notice";
import { rushesQuery } from "./query";
import { en, zh } from "./words";

export function RushBand() {
  const w = useWords(zh, en);
  const { data } = useQuery(rushesQuery);
  const most = data?.items[0];
  if (!most) return null;
  return (
    <Notice>
      {w.band(most.number, most.cases.length)}
      {data.items.length > 1 ? ` +${data.items.length - 1}` : ""} <Link to="/rushes">{w.open}</Link>
    </Notice>
  );
}
