// What every frame has: the centre's clock, the tone, the list of keys, the language, who is signed in, and what is
// said when the line is silent or the session has ended. Not here: what is in a frame (`Shell`, `MemberFrame`).
import { Button, Modal, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMenu } from "../save/SaveMenu";
import { clock } from "../say/time";
import { SignInForm } from "./SignIn";
import { useNow } from "./clock";
import { useKeys } from "./keys";
import { useLang } from "./lang";
import { useSession } from "./session";
import { useSound } from "./sound";

export function Clock() {
  const { t } = useLang();
  return (
    <time className="clock" title={t.now} aria-label={t.now}>
      {clock(useNow())}
    </time>
  );
}

/** `reds` are the keys of the rows that are red now. */
export function Sound({ reds }: { reds: (() => Set<string>) | null }) {
  const { t } = useLang();
  const { on, toggle } = useSound(reds);
  return (
    <Button className="sound" variant="subtle" size="compact-sm" aria-pressed={on} title={t.soundLead} onClick={toggle}>
      {on ? t.soundOn : t.soundOff}
    </Button>
  );
}

/** `?` shows the keys that count here. */
export function Keys({ list }: { list: [string, string][] }) {
  const { t } = useLang();
  const [opened, setOpened] = useState(false);
  useKeys({ "?": () => setOpened(true) });
  return (
    <>
      <Button className="keys" variant="subtle" size="compact-sm" onClick={() => setOpened(true)}>
        {t.keys}&nbsp;<kbd className="key">?</kbd>
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t.keysTitle} closeButtonProps={{ "aria-label": t.close }}>
        <table className="plain">
          <tbody>
            {list.map(([key, what]) => (
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
    </>
  );
}

export function Language() {
  const { t, lang, setLang } = useLang();
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => setLang(lang === "zh" ? "en" : "zh")} aria-label={t.languageLabel}>
      {t.language}
    </Button>
  );
}

/** Who is signed in, in which roles, and what is his to choose. */
export function Who() {
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

/** Officers practise: on every page, and on paper. */
export function Drill() {
  const { t } = useLang();
  const { me } = useSession();
  if (!me?.drill) return null;
  return (
    <section className="drill" aria-label={t.drillName}>
      <strong>{t.drillName}</strong> · {t.drill}
    </section>
  );
}

/** What is shown is old: since when nothing was heard. */
export function Stale({ since }: { since: number | null }) {
  const { t } = useLang();
  const { lost } = useSession();
  if (since === null || lost) return null;
  return (
    <div className="stale" role="alert">
      {t.stale(clock(since))}
    </div>
  );
}

/** The session ended: signed in again over the page, so that nothing typed is lost. */
export function SessionLost() {
  const { t } = useLang();
  const { lost } = useSession();
  return (
    <Modal opened={lost} onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t.signIn}>
      <p>{t.sessionEnded}</p>
      <SignInForm again />
    </Modal>
  );
}
