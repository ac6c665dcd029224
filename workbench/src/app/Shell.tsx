// The frame of every screen: the rail by role, search, the centre's clock, language, who is signed in.
import { Button, Modal, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { isOpen, isOverdue } from "../screens/queue/order";
import { waitingQuery } from "../screens/queue/query";
import { clock } from "../say/time";
import { useMenu } from "../save/SaveMenu";
import { Mark } from "../ui/Mark";
import { Search } from "./Search";
import { SignInForm } from "./SignIn";
import { useNow } from "./clock";
import { useKeys } from "./keys";
import { useLang } from "./lang";
import { useKeeping } from "./keeping";
import { useLive } from "./live";
import { railFor } from "./rail";
import { useSession } from "./session";
import { useSound } from "./sound";

function Clock() {
  const { t } = useLang();
  return (
    <time className="clock" title={t.now} aria-label={t.now}>
      {clock(useNow())}
    </time>
  );
}

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
          {section.entries.map((entry) =>
            "to" in entry ? (
              <Link key={entry.name} to={entry.to} className="go" activeProps={{ "aria-current": "page" }}>
                {t.nav[entry.name]}
                {entry.name === "queue" && mine > 0 ? (
                  <span className={overdue ? "count red" : "count"}>{mine}</span>
                ) : null}
              </Link>
            ) : (
              <a key={entry.name} href={entry.href} className="go">
                {t.nav[entry.name]}
                <span className="out" title={t.plainPage}>
                  ↗<span className="hide">{t.plainPage}</span>
                </span>
              </a>
            ),
          )}
        </div>
      ))}
    </nav>
  );
}

/** Who is signed in, in which roles, and what is his to choose. */
function Who() {
  const { t } = useLang();
  const { me, signOut } = useSession();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const menu = useMenu();
  return (
    <details className="who" ref={menu}>
      <summary>{me?.name}</summary>
      <div>
        <p className="dim small">{me?.seats.map((seat) => t.roles[seat.role] ?? seat.role).join(" · ")}</p>
        <button type="button" onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}>
          {t.theme}
        </button>
        <Link to="/account" onClick={() => menu.current?.removeAttribute("open")}>
          {t.account}
        </Link>
        <a href="/desk">{t.noScripts}</a>
        <button type="button" onClick={() => void signOut()}>
          {t.signOut}
        </button>
      </div>
    </details>
  );
}

function Sound() {
  const { t } = useLang();
  const { on, toggle } = useSound();
  return (
    <Button variant="subtle" size="compact-sm" aria-pressed={on} title={t.soundLead} onClick={toggle}>
      {on ? t.soundOn : t.soundOff}
    </Button>
  );
}

function KeyList({ opened, close }: { opened: boolean; close(): void }) {
  const { t } = useLang();
  return (
    <Modal opened={opened} onClose={close} title={t.keysTitle} closeButtonProps={{ "aria-label": t.close }}>
      <table className="plain">
        <tbody>
          {t.keyList.map(([key, what]) => (
            <tr key={key}>
              <th scope="row">
                <kbd className="key">{key}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}

export function Shell() {
  const { t, lang, setLang } = useLang();
  const { lost } = useSession();
  const navigate = useNavigate();
  const silentSince = useLive();
  useKeeping();
  const [searching, setSearching] = useState(false);
  const [keys, setKeys] = useState(false);
  useKeys({
    "/": () => setSearching(true),
    "?": () => setKeys(true),
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
        <Sound />
        <Button variant="subtle" size="compact-sm" onClick={() => setKeys(true)}>
          {t.keys}&nbsp;<kbd className="key">?</kbd>
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => setLang(lang === "zh" ? "en" : "zh")} aria-label={t.languageLabel}>
          {t.language}
        </Button>
        <Who />
      </header>
      {silentSince !== null && !lost ? (
        <div className="stale" role="alert">
          {t.stale(clock(silentSince))}
        </div>
      ) : (
        <div />
      )}
      <main className="main" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Search opened={searching} close={() => setSearching(false)} />
      <KeyList opened={keys} close={() => setKeys(false)} />
      <Modal
        opened={lost}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={t.signIn}
      >
        <p>{t.sessionEnded}</p>
        <SignInForm again />
      </Modal>
    </div>
  );
}
