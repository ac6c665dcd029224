// On the page of a case: agencies hold its money already, and wait for a word.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CaseDetail } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useWords } from "../../app/lang";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Notice } from "../../ui/Notice";
import { holdsOf } from "./match";
import { holdsQuery } from "./query";
import { en, zh } from "./words";

export function HoldBand({ detail }: { detail: CaseDetail }) {
  const w = useWords(zh, en);
  const agency = useAgency();
  const { data } = useQuery(holdsQuery);
  const holds = holdsOf(detail, data?.items ?? []);
  if (holds.length === 0) return null;
  return (
    <Notice kind="warn">
      {w.band(holds.length)}
      <ul className="alike">
        {holds.map((hold) => (
          <li key={hold.id}>
            {agency(hold.agency)?.name} <span className="num">{hold.target.mask}</span> <Money of={hold.state.force?.held} unit /> <Countdown at={hold.state.force?.until ?? ""} />{" "}
            <Link to="/measures/$id" params={{ id: hold.id }} search={{ of: detail.case.id }}>
              {w.bandOpen}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
