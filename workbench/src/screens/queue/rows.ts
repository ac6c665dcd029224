// The rows of the queue: quiet while somebody looks at them, in the right order otherwise.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { centreNow } from "../../app/clock";
import { useSession } from "../../app/session";
import { useQuiet } from "../../ui/quiet";
import { type Filter, isHeldBy, isOpen, isOverdue, keyOf, sorted } from "./order";
import { waitingQuery } from "./query";

const KIND = { keyOf };

export function useRows(filter: Filter, held: boolean) {
  const { me } = useSession();
  const asked = useQuery(waitingQuery);
  const { lines, counts } = useMemo(() => {
    const now = centreNow();
    const all = sorted(asked.data?.items ?? [], now);
    const mine = all.filter((line) => isOpen(line, me?.id));
    const hand = all.filter((line) => isHeldBy(line, me?.id));
    const overdue = all.filter((line) => isOverdue(line, now));
    const of = { all, mine, hand, overdue };
    return { lines: of[filter], counts: { all: all.length, mine: mine.length, hand: hand.length, overdue: overdue.length } };
  }, [asked.data, filter, me?.id]);
  return { asked, ...useQuiet(lines, KIND, filter, held), counts };
}
