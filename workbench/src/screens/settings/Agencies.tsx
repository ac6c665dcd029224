// 机构: who takes orders and by which wire, with the keys of their machines; a key is shown once.
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type Agency, api, keyed, told } from "../../api/client";
import { agenciesQuery } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { moment } from "../../say/time";
import { Folded } from "../../ui/Folded";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { Once } from "./Once";
import { Register } from "./Register";
import { en, zh } from "./officeWords";
import { keysQuery } from "./query";

const FILE_KEY = /^[0-9a-f]{64}$/;

function Key({ digest, issuedAt }: { digest: string; issuedAt: string }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [sure, setSure] = useState(false);
  const revoke = useAct((_: null) => told(api.DELETE("/api/v1/agencies/keys/{digest}", { params: { path: { digest } } })));
  return (
    <li>
      <code title={digest}>{digest.slice(0, 12)}…</code> <span className="dim num">{moment(issuedAt)}</span>
      {sure ? (
        <>
          <span className="small">{w.revokeLead}</span>
          <Button size="compact-xs" color="danger" onClick={() => revoke.mutate(null)} loading={revoke.isPending}>
            {w.revokeSure}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => setSure(false)}>
            {t.cancel}
          </Button>
        </>
      ) : (
        <Button size="compact-xs" variant="default" onClick={() => setSure(true)}>
          {w.revoke}
        </Button>
      )}
      <Refused error={revoke.error} />
    </li>
  );
}

function Keys({ agency }: { agency: Agency }) {
  const w = useWords(zh, en);
  const { data, error, isPending } = useQuery(keysQuery(agency.id));
  const issue = useAct((_: null, key) => told(api.POST("/api/v1/agencies/{id}/keys", { params: { path: { id: agency.id }, header: keyed(key) } })));
  const runs = data?.items.filter((key) => !key.revoked_at) ?? [];
  return (
    <>
      <h3>{w.keys}</h3>
      <p className="dim small">{w.keysLead}</p>
      {isPending ? <Loading /> : <Refused error={error} />}
      {data && runs.length === 0 ? <Notice kind="warn">{w.noKeys}</Notice> : null}
      <ul className="keys-list">
        {runs.map((key) => (
          <Key key={key.digest} digest={key.digest} issuedAt={key.issued_at} />
        ))}
        {data?.items
          .filter((key) => key.revoked_at)
          .map((key) => (
            <li key={key.digest} className="dim">
              <code>{key.digest.slice(0, 12)}…</code> {w.revoked} <span className="num">{moment(key.revoked_at ?? "")}</span>
            </li>
          ))}
      </ul>
      {issue.data?.key ? <Once label={w.issued} secret={issue.data.key} /> : null}
      <div className="acts">
        <Refused error={issue.error} />
        <Button onClick={() => issue.mutate(null)} loading={issue.isPending} disabled={!agency.active}>
          {w.issue}
        </Button>
        <Folded label={w.fileKey}>
          <FileKey agency={agency} has={data?.has_file_key ?? false} />
        </Folded>
      </div>
    </>
  );
}

function FileKey({ agency, has }: { agency: Agency; has: boolean }) {
  const w = useWords(zh, en);
  const [text, setText] = useState("");
  const key = text.trim().toLowerCase();
  const set = useAct(
    (body: { key: string }, act) => told(api.POST("/api/v1/agencies/{id}/file-key", { params: { path: { id: agency.id }, header: keyed(act) }, body })),
    () => setText(""),
  );
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate({ key });
      }}
    >
      <p className="dim small">{w.fileKeyLead}</p>
      <TextInput label={w.fileKey} description={has ? w.hasFileKey : undefined} value={text} onChange={(event) => setText(event.currentTarget.value)} maxLength={64} autoComplete="off" spellCheck={false} error={text !== "" && !FILE_KEY.test(key) ? w.fileKeyBad : undefined} />
      <Refused error={set.error} />
      {set.data ? <Notice kind="good">{w.fileKeySet}</Notice> : null}
      <div className="two">
        <Button type="submit" variant="default" disabled={!FILE_KEY.test(key)} loading={set.isPending}>
          {w.fileKeyGo}
        </Button>
        <Button variant="default" renderRoot={(props) => <Link to="/carry" search={{ of: "files" }} {...props} />}>
          {w.files}
        </Button>
      </div>
    </form>
  );
}

function Detail({ agency }: { agency: Agency }) {
  const w = useWords(zh, en);
  return (
    <>
      <h2>{agency.name}</h2>
      <dl className="facts">
        <dt>{w.code}</dt>
        <dd className="num">{agency.code}</dd>
        <dt>{w.kind}</dt>
        <dd>{w.kinds[agency.kind] ?? agency.kind}</dd>
        {agency.wires.length > 0 ? (
          <>
            <dt>{w.agencyColumns[3]}</dt>
            <dd>{agency.wires.map((wire) => w.wires[wire] ?? wire).join(" · ")}</dd>
          </>
        ) : null}
        <dt>{w.publicPhone}</dt>
        <dd className="num">{agency.public_phone}</dd>
      </dl>
      {agency.kind === "centre" ? null : <Keys agency={agency} />}
    </>
  );
}

export function Agencies({ tabs }: { tabs: ReactNode }) {
  const w = useWords(zh, en);
  const [registering, setRegistering] = useState(false);
  const asked = useQuery(agenciesQuery);
  const pages = { items: asked.data ?? [], pending: asked.isPending, loading: false, error: asked.error, again: () => void asked.refetch(), more: null };
  return (
    <Shelf
      title={w.agencies}
      lead={w.agenciesLead}
      nothing={w.noAgency}
      pages={pages}
      idOf={(agency) => agency.id}
      tools={tabs}
      band={
        <>
          <div className="head">
            <Button size="compact-sm" aria-expanded={registering} onClick={() => setRegistering(!registering)}>
              {w.register}
            </Button>
          </div>
          {registering ? <Register /> : null}
        </>
      }
      columns={w.agencyColumns}
      widths="minmax(130px, 1.6fr) 118px 76px minmax(130px, 1.4fr) 64px minmax(90px, 1fr)"
      row={(agency) => [
        <strong key="name">{agency.name}</strong>,
        <span key="code" className="num">{agency.code}</span>,
        w.kinds[agency.kind] ?? agency.kind,
        agency.wires.map((wire) => w.wires[wire] ?? wire).join(" · ") || "—",
        agency.limited_stop ? w.canLimit : "—",
        <span key="phone" className="num">{agency.public_phone}</span>,
      ]}
      detail={(agency) => <Detail agency={agency} />}
    />
  );
}
