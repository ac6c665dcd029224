// The frame of a member's desk: whose it is, its pages, the centre's clock. It holds on a phone as well.
// Not here: what stands in the box (`screens/box`).
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, Outlet, useLocation, useMatches, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { boxQuery } from "../screens/box/query";
import { keyOf } from "../screens/box/groups";
import { en, zh } from "../screens/box/words";
import { levelOf } from "../say/time";
import { Mark } from "../ui/Mark";
import { Loading } from "../ui/Notice";
import { centreNow } from "./clock";
import { useKeys } from "./keys";
import { useLang, useWords } from "./lang";
import { useLive } from "./live";
import { Clock, Drill, Keys, Language, SessionLost, Sound, Stale, Who } from "./parts";
import "./member.css";

/** Pages that are a member's; every other address leads to the box. */
const OWN = /\/(box|box\/files|box\/own|account)\/?$/;

export function MemberFrame() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const navigate = useNavigate();
  const path = useLocation().pathname;
  // While the way leads on, what stood there before is still drawn: it may be a screen of the centre's.
  const drawn = useMatches({ select: (all) => all.at(-1)?.fullPath ?? "" });
  const silentSince = useLive();
  const { data } = useQuery(boxQuery);
  const waiting = data?.waiting.length ?? 0;
  // A carrier holds no money and watches no account.
  const keepsAccounts = data?.agencies.some((agency) => agency.kind === "bank" || agency.kind === "payment_firm") ?? false;
  useEffect(() => {
    // Seen from another tab as well.
    document.title = waiting > 0 ? `(${waiting}) ${t.brandLong}` : t.brandLong;
  }, [waiting, t]);
  const reds = useMemo(() => {
    if (!data) return null;
    const dues = data.waiting.map((line) => [keyOf(line), Date.parse(line.order.state.due?.at ?? "")] as const);
    return () => new Set(dues.filter(([, due]) => levelOf(due - centreNow()) === "red").map(([key]) => key));
  }, [data]);
  useKeys({ "g b": () => void navigate({ to: "/box" }), "g f": () => void navigate({ to: "/box/files" }), "g o": () => void navigate({ to: "/box/own" }) });
  if (!OWN.test(path)) return <Navigate to="/box" replace />;
  return (
    <div className="shell member">
      <a href="#main" className="skip">
        {t.skip}
      </a>
      <header className="top">
        <Link to="/box" className="mark" aria-label={t.brandLong}>
          <Mark />
        </Link>
        <strong className="whose clip">{data?.agencies.map((agency) => agency.name).join(t.comma)}</strong>
        <nav aria-label={t.rail}>
          <Link to="/box" className="go" activeOptions={{ exact: true, includeSearch: false }} activeProps={{ "aria-current": "page" }}>
            {w.title} {waiting > 0 ? <span className="count">{waiting}</span> : null}
          </Link>
          <Link to="/box/files" className="go" activeProps={{ "aria-current": "page" }}>
            {w.files.nav}
          </Link>
          {keepsAccounts ? (
            <Link to="/box/own" className="go" activeProps={{ "aria-current": "page" }}>
              {w.own}
            </Link>
          ) : null}
        </nav>
        <span className="grow" />
        <Clock />
        <Sound reds={reds} />
        <Keys list={w.keyList} />
        <Language />
        <Who />
      </header>
      <div className="bands">
        <Drill />
        <Stale since={silentSince} />
      </div>
      <main className="main" id="main" tabIndex={-1}>
        {OWN.test(drawn) ? <Outlet /> : <Loading />}
      </main>
      <SessionLost />
    </div>
  );
}
