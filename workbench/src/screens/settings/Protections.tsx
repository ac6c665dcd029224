// 保护名单: accounts that no plan stops and no freeze takes whole; each with its reason, its owner and its end.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { agenciesQuery, useWho } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useLang, useWord, useWords } from "../../app/lang";
import { DAY, moment } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { REASON_MAX, ReasonForm } from "../../ui/ReasonForm";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { en, zh } from "./words";

type Line = Schemas["ProtectionLine"];
type Body = Schemas["ProtectionBody"];

const CLASSES = ["company", "personal", "payment"] as const;

function Protect() {
  const w = useWords(zh, en);
  const word = useWord();
  const agencies = useQuery(agenciesQuery);
  const [at, setAt] = useState("");
  const [number, setNumber] = useState("");
  const [of, setOf] = useState<(typeof CLASSES)[number]>("company");
  const [kind, setKind] = useState<Body["kind"]>("utility");
  const [days, setDays] = useState("180");
  const [reason, setReason] = useState("");
  const protect = useAct(
    (body: Body, key) => told(api.POST("/api/v1/accounts/protections", { params: { header: keyed(key) }, body })),
    () => {
      setNumber("");
      setReason("");
    },
  );
  const keeping = (agencies.data ?? []).filter((one) => one.active && ["bank", "payment_firm"].includes(one.kind));
  const code = at || keeping[0]?.code || "";
  return (
    <form
      className="panel settings-band"
      aria-label={w.protect}
      onSubmit={(event) => {
        event.preventDefault();
        protect.mutate({ institution_code: code, number: number.replace(/\s/g, ""), class: of, kind, reason: reason.trim(), until: new Date(centreNow() + Number(days) * DAY).toISOString() });
      }}
    >
      <div className="grid2">
        <NativeSelect label={w.institution} value={code} onChange={(event) => setAt(event.currentTarget.value)} data={keeping.map((one) => ({ value: one.code, label: one.name }))} />
        <TextInput label={w.account} value={number} onChange={(event) => setNumber(event.currentTarget.value)} maxLength={40} autoComplete="off" required />
        <NativeSelect label={w.accountClass} value={of} onChange={(event) => setOf(event.currentTarget.value as typeof of)} data={CLASSES.map((value) => ({ value, label: word("classes", value) }))} />
        <NativeSelect label={w.protectionKind} value={kind} onChange={(event) => setKind(event.currentTarget.value as Body["kind"])} data={Object.entries(w.protectionKinds).map(([value, label]) => ({ value, label }))} />
        <NativeSelect label={w.lasts} value={days} onChange={(event) => setDays(event.currentTarget.value)} data={w.terms.map(([value, label]) => ({ value, label }))} />
        <TextInput label={w.reason} description={w.reasonHint} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={REASON_MAX} required />
      </div>
      <Refused error={protect.error} />
      {protect.data ? <Notice kind="good">{w.isProtected}</Notice> : null}
      <Button type="submit" disabled={!code || number.trim().length < 5 || reason.trim() === ""} loading={protect.isPending} w="fit-content">
        {w.protect}
      </Button>
    </form>
  );
}

function End({ line }: { line: Line }) {
  const w = useWords(zh, en);
  const end = useAct((reason: string, key) => told(api.POST("/api/v1/accounts/protections/end", { params: { header: keyed(key) }, body: { account: line.account, reason } })));
  if (end.data) return <Notice kind="good">{w.ended}</Notice>;
  return <ReasonForm label={w.endWhy} go={w.end} act={end} />;
}

export function Protections({ tabs }: { tabs: ReactNode }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const who = useWho();
  const agencies = useQuery(agenciesQuery);
  const [adding, setAdding] = useState(false);
  const pages = usePages<Line>(["protections"], (cursor) => told(api.GET("/api/v1/accounts/protections", { params: { query: { limit: PAGE, cursor } } })));
  const bank = (code: string) => agencies.data?.find((one) => one.code === code)?.name ?? code;
  const kind = (line: Line) => (line.kind ? (w.protectionKinds[line.kind as keyof typeof w.protectionKinds] ?? line.kind) : "");
  return (
    <Shelf
      title={w.title}
      lead={w.protectionsLead}
      nothing={w.noProtections}
      pages={pages}
      idOf={(line) => line.account}
      tools={tabs}
      band={
        <>
          <div className="head">
            <Button size="compact-sm" aria-expanded={adding} onClick={() => setAdding(!adding)}>
              {w.protect}
            </Button>
          </div>
          {adding ? <Protect /> : null}
        </>
      }
      columns={w.protectionColumns}
      widths="110px minmax(100px, 1fr) 92px minmax(140px, 2fr) minmax(70px, .8fr) 100px"
      row={(line) => [
        <strong key="number" className="num">{line.number}</strong>,
        bank(line.institution_code),
        kind(line),
        line.reason ?? "",
        who(line.by),
        line.holds ? <span key="until" className="num">{line.until ? moment(line.until).slice(0, 10) : "—"}</span> : <span key="over" className="tag">{w.over}</span>,
      ]}
      detail={(line) => (
        <>
          <h2 className="num">{line.number}</h2>
          <dl className="facts">
            <dt>{w.institution}</dt>
            <dd>{bank(line.institution_code)}</dd>
            <dt>{w.accountClass}</dt>
            <dd>{word("classes", line.class)}</dd>
            <dt>{w.protectionKind}</dt>
            <dd>{kind(line)}</dd>
            <dt>{w.reason}</dt>
            <dd>{line.reason}</dd>
            <dt>{w.by}</dt>
            <dd>
              {who(line.by)} <span className="dim num">{line.since ? moment(line.since) : ""}</span>
            </dd>
            <dt>{t.facts.until}</dt>
            <dd className="num">{line.until ? moment(line.until) : "—"}</dd>
          </dl>
          {line.holds ? (
            <div className="acts">
              <End line={line} />
            </div>
          ) : (
            <Notice>{w.over}</Notice>
          )}
        </>
      )}
    />
  );
}
