// The frame of every screen: the rail by role, search, the centre's clock, language, who is signed in.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { isOpen, isOverdue } from "../screens/queue/order";
import { waitingQuery } from "../screens/queue/query";
import { Mark } from "../ui/Mark";
import { Search } from "./Search";
import { centreNow } from "./clock";
import { useKeys } from "./keys";
import { useLang } from "./lang";
import { useKeeping } from "./keeping";
import { useLive } from "./live";
import { Clock, Drill, Keys, Language, SessionLost, Sound, Stale, Who } from "./parts";
import { railFor } from "./rail";
import { redsOf } from "./reds";
import { useSession } from "./session";

function Rail() {
  const { t } = useLang();
  const { holds, me } = useSession();
  const { data } = useQuery(waitingQuery);
  const turn = useMemo(() => data?.items.filter((line) => isOpen(line, me?.id)) ?? [], [data, me?.id]);
  const mine = turn.length;
  useEffect(() => {
    // Seen from another tab as well.
    document.title = mine > 0 ? `(${mine}) ${t.brandLong}` : t.brandLong;
  }, [mine, t]);
  const overdue = turn.some((line) => data && isOverdue(line, Date.parse(data.now)));
  return (
    <nav className="rail" aria-label={t.rail}>
      <Link to="/queue" className="mark">
        <Mark />
        {t.brand}
      </Link>
      {railFor(holds).map((section) => (
        <div key={section.line}>
          <h2>{t.lines[section.line]}</h2>
          {section.entries.map((entry) => (
            <Link key={entry.name} to={entry.to} className="go" activeProps={{ "aria-current": "page" }}>
              {t.nav[entry.name]}
              {entry.name === "queue" && mine > 0 ? <span className={overdue ? "count red" : "count"}>{mine}</span> : null}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
}

/** What rings: lines that are this officer's turn. */
function useReds(): (() => Set<string>) | null {
  const { me } = useSession();
  const { data } = useQuery(waitingQuery);
  return useMemo(() => {
    if (!data) return null;
    const open = data.items.filter((line) => isOpen(line, me?.id));
    return () => redsOf(open, centreNow());
  }, [data, me?.id]);
}

export function Shell() {
  const { t } = useLang();
  const navigate = useNavigate();
  const silentSince = useLive();
  useKeeping();
  const [searching, setSearching] = useState(false);
  useKeys({
    "/": () => setSearching(true),
    "g q": () => void navigate({ to: "/queue" }),
    "g i": () => void navigate({ to: "/intake" }),
    "g c": () => void navigate({ to: "/cases" }),
    "g a": () => void navigate({ to: "/alarms" }),
    "g r": () => void navigate({ to: "/radar" }),
    "g l": () => void navigate({ to: "/lists" }),
    "g o": () => void navigate({ to: "/look-up" }),
    "g w": () => void navigate({ to: "/watch" }),
    "g u": () => void navigate({ to: "/rules" }),
    "g s": () => void navigate({ to: "/appeals" }),
    "g d": () => void navigate({ to: "/orders" }),
    "g m": () => void navigate({ to: "/measures" }),
    "g v": () => void navigate({ to: "/reviews" }),
    "g h": () => void navigate({ to: "/holds" }),
    "g e": () => void navigate({ to: "/carry" }),
    "g n": () => void navigate({ to: "/numbers" }),
    "g t": () => void navigate({ to: "/settings" }),
  });
  return (
    <div className="shell">
      <a href="#main" className="skip">
        {t.skip}
      </a>
      <Rail />
      <header className="top">
        <Button variant="default" size="compact-sm" onClick={() => setSearching(true)}>
          {t.searchShort}&nbsp;<kbd className="key">/</kbd>
        </Button>
        <span className="grow" />
        <Clock />
        <Sound reds={useReds()} />
        <Keys list={t.keyList} />
        <Language />
        <Who />
      </header>
      <div className="bands">
        <Drill />
        <Stale since={silentSince} />
      </div>
      <main className="main" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Search opened={searching} close={() => setSearching(false)} />
      <SessionLost />
    </div>
  );
}
