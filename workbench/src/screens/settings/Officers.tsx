// 人员: who works here, from which seats, and who signs; enrolled, given a new password, freed of lost factors, retired.
import { Button, FileButton, PasswordInput, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { Folded } from "../../ui/Folded";
import { Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { base64 } from "../../ui/base64";
import { useProvider } from "../account/Identities";
import { en as accountEn, zh as accountZh } from "../account/words";
import { Enrol } from "./Enrol";
import { Linking } from "./Linking";
import { Once } from "./Once";
import { Roster } from "./Roster";
import { en, zh } from "./officeWords";
import { everybodyQuery } from "./query";
import { freshPassword } from "./secret";
import "./settings.css";

export type Officer = Schemas["OfficerBody"];

export const PASSWORD_MIN = 12;

function Password({ officer }: { officer: Officer }) {
  const w = useWords(zh, en);
  const [password, setPassword] = useState("");
  const [given, setGiven] = useState("");
  const set = useAct(
    (body: { password: string }, key) => told(api.POST("/api/v1/officers/{id}/password", { params: { path: { id: officer.id }, header: keyed(key) }, body })),
    () => setPassword(""),
  );
  if (set.data) return given ? <Once label={w.passwordSet} secret={given} /> : <Notice kind="good">{w.passwordSet}</Notice>;
  const fresh = () => {
    const made = freshPassword();
    setPassword(made);
    setGiven(made);
  };
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        if (password !== given) setGiven("");
        set.mutate({ password });
      }}
    >
      <p className="dim small">{w.passwordLead}</p>
      <PasswordInput label={w.password} description={w.passwordHint} value={password} onChange={(event) => setPassword(event.currentTarget.value)} maxLength={200} autoComplete="new-password" visibilityToggleButtonProps={{ "aria-label": w.showPassword }} />
      <Refused error={set.error} />
      <div className="two">
        <Button type="submit" variant="default" disabled={password.length < PASSWORD_MIN} loading={set.isPending}>
          {w.passwordGo}
        </Button>
        <Button variant="default" onClick={fresh}>
          {w.fresh}
        </Button>
      </div>
    </form>
  );
}

function Certificate({ officer }: { officer: Officer }) {
  const w = useWords(zh, en);
  const set = useAct((content: string, key) =>
    told(api.POST("/api/v1/officers/{id}/certificate", { params: { path: { id: officer.id }, header: keyed(key) }, body: { content } })),
  );
  if (!officer.police_number) return <p className="dim small">{w.noPolice}</p>;
  return (
    <>
      <p className="dim small">{w.certificateLead}</p>
      <Refused error={set.error} />
      {set.data ? <Notice kind="good">{w.certificateSet}</Notice> : null}
      <FileButton onChange={(file) => file && void base64(file).then((content) => set.mutate(content))} accept="image/jpeg,application/pdf">
        {(props) => (
          <Button variant="default" loading={set.isPending} {...props}>
            {officer.has_certificate ? w.certificateAgain : w.certificateGo}
          </Button>
        )}
      </FileButton>
    </>
  );
}

function Factors({ officer }: { officer: Officer }) {
  const w = useWords(zh, en);
  const reset = useAct((_: null, key) => told(api.POST("/api/v1/officers/{id}/second-factor/reset", { params: { path: { id: officer.id }, header: keyed(key) } })));
  if (reset.data) return <Notice kind="good">{w.resetDone(officer.name)}</Notice>;
  return (
    <>
      <p className="dim small">{w.resetLead}</p>
      <Refused error={reset.error} />
      <Button variant="default" onClick={() => reset.mutate(null)} loading={reset.isPending}>
        {w.resetGo}
      </Button>
    </>
  );
}

/** Asked twice: there is no way back but a new login. */
function Retire({ officer, done }: { officer: Officer; done(told: Schemas["OfficerRetiredBody"]): void }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [sure, setSure] = useState(false);
  const retire = useAct((_: null, key) => told(api.POST("/api/v1/officers/{id}/retire", { params: { path: { id: officer.id }, header: keyed(key) } })), done);
  return (
    <>
      <p className="dim small">{w.retireLead}</p>
      <Refused error={retire.error} />
      {sure ? (
        <div className="two">
          <Button color="danger" onClick={() => retire.mutate(null)} loading={retire.isPending}>
            {w.retireSure(officer.name)}
          </Button>
          <Button variant="default" onClick={() => setSure(false)}>
            {t.cancel}
          </Button>
        </div>
      ) : (
        <Button variant="default" onClick={() => setSure(true)}>
          {w.retire}
        </Button>
      )}
    </>
  );
}

/** What came of it, and what is still to be done by others. */
function Retired({ name, of }: { name: string; of: Schemas["OfficerRetiredBody"] }) {
  const w = useWords(zh, en);
  return (
    <>
      <Notice kind="good">{w.retired(name, of.freed)}</Notice>
      {of.shifts > 0 ? <Notice kind="warn">{w.retiredShifts(of.shifts)}</Notice> : null}
      {of.freezes > 0 ? <Notice kind="warn">{w.retiredFreezes(of.freezes)}</Notice> : null}
    </>
  );
}

function Detail({ officer }: { officer: Officer }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [gone, setGone] = useState<Schemas["OfficerRetiredBody"] | null>(null);
  const serves = officer.active && !gone;
  const agency = useAgency();
  const { me } = useSession();
  const provider = useProvider();
  const a = useWords(accountZh, accountEn);
  return (
    <>
      <h2>{officer.name}</h2>
      <p>
        <span className={serves ? "tag ok" : "tag"}>{serves ? w.active : w.left}</span>
      </p>
      {gone ? <Retired name={officer.name} of={gone} /> : null}
      <dl className="facts">
        <dt>{w.login}</dt>
        <dd className="num">{officer.login}</dd>
        <dt>{w.seats}</dt>
        <dd>
          {officer.seats.map((seat) => (
            <div key={`${seat.agency}${seat.role}`}>
              {agency(seat.agency)?.name} · {t.roles[seat.role] ?? seat.role}
            </div>
          ))}
        </dd>
        <dt>{w.policeNumber}</dt>
        <dd className="num">{officer.police_number ?? w.none}</dd>
        <dt>{t.facts.phone}</dt>
        <dd className="num">{officer.phone}</dd>
        <dt>{w.certificate}</dt>
        <dd>{officer.has_certificate ? w.kept : w.none}</dd>
      </dl>
      {serves ? (
        <div className="acts">
          <Folded label={w.certificate}>
            <Certificate officer={officer} />
          </Folded>
          <Folded label={w.newPassword}>
            <Password officer={officer} />
          </Folded>
          {me?.id === officer.id ? (
            <p className="dim small">{w.ownself}</p>
          ) : (
            <>
              {provider ? (
                <Folded label={a.outside}>
                  <Linking id={officer.id} name={officer.name} />
                </Folded>
              ) : null}
              <Folded label={w.reset}>
                <Factors officer={officer} />
              </Folded>
              <Folded label={w.retireTitle}>
                <Retire officer={officer} done={setGone} />
              </Folded>
            </>
          )}
        </div>
      ) : (
        <Notice>{w.leftLead}</Notice>
      )}
    </>
  );
}

type Doing = "none" | "enrol" | "roster";

export function Officers({ tabs }: { tabs: ReactNode }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [doing, setDoing] = useState<Doing>("none");
  const [show, setShow] = useState("active");
  const asked = useQuery(everybodyQuery);
  const items = (asked.data ?? []).filter((officer) => show === "all" || officer.active === (show === "active"));
  const pages = { items, pending: asked.isPending, loading: false, error: asked.error, again: () => void asked.refetch(), more: null };
  const flip = (what: Doing) => () => setDoing(doing === what ? "none" : what);
  return (
    <Shelf
      title={w.officers}
      lead={w.officersLead}
      nothing={w.nobody}
      pages={pages}
      idOf={(officer) => officer.id}
      tools={tabs}
      band={
        <>
          <div className="head">
            <SegmentedControl size="xs" aria-label={w.service} value={show} onChange={setShow} data={w.shows.map(([value, label]) => ({ value, label }))} />
            <Button size="compact-sm" aria-expanded={doing === "enrol"} onClick={flip("enrol")}>
              {w.enrol}
            </Button>
            <Button size="compact-sm" variant="default" aria-expanded={doing === "roster"} onClick={flip("roster")}>
              {w.roster}
            </Button>
          </div>
          {doing === "enrol" ? <Enrol /> : null}
          {doing === "roster" ? <Roster officers={asked.data ?? []} /> : null}
        </>
      }
      columns={w.officerColumns}
      widths="minmax(80px, 1fr) minmax(90px, 1fr) minmax(130px, 2fr) 92px 76px 60px"
      row={(officer) => [
        <strong key="name">{officer.name}</strong>,
        <span key="login" className="num">{officer.login}</span>,
        [...new Set(officer.seats.map((seat) => t.roles[seat.role] ?? seat.role))].join(" · "),
        <span key="number" className="num">{officer.police_number ?? "—"}</span>,
        officer.has_certificate ? w.kept : "—",
        officer.active ? w.active : w.left,
      ]}
      detail={(officer) => <Detail officer={officer} />}
    />
  );
}
