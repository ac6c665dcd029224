// In the queue: a watch was handed over to whoever is signed in, and he has not taken it yet.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useWho } from "../../app/agencies";
import { useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { clock } from "../../say/time";
import { Notice } from "../../ui/Notice";
import { openQuery } from "./query";
import { en, zh } from "./words";

export function Band() {
  const w = useWords(zh, en);
  const who = useWho();
  const { me } = useSession();
  const { data } = useQuery(openQuery);
  const mine = data?.filter((one) => one.to === me?.id) ?? [];
  return mine.map((one) => (
    <Notice key={one.id} kind="warn">
      {w.band(who(one.from), clock(Date.parse(one.at)).slice(0, 5), one.count)} <Link to="/watch">{w.open}</Link>
    </Notice>
  ));
}
