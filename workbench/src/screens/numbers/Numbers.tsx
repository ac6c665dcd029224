// 号码关停: a cut-off drafted with its ground and its limit, and the numbers that are shut.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Measure, type Schemas, api, keyed, told } from "../../api/client";
import { agenciesQuery, useAgency } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { Countdown } from "../../ui/Countdown";
import { Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { casesQuery } from "../cases/query";
import { MeasureView } from "../measures/MeasureView";
import { isLive } from "../orders/states";
import { en, zh } from "../orders/words";
import { valueText } from "../settings/value";

const NUMBER = /^[+]?[0-9-]{3,20}$/;
const REASON_MAX = 300;
const EVIDENCE_MAX = 64;

/** How long it will last, by the norm in force. */
function Limits() {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const { data } = useQuery({ queryKey: ["norms", "number.shut_life"], queryFn: () => told(api.GET("/api/v1/norms/{key}", { params: { path: { key: "number.shut_life" } } })) });
  if (!data) return null;
  const norm = data.in_force;
  return <p className="dim small">{w.limits(valueText(norm.value, lang), `${norm.basis.source} ${norm.basis.article ?? ""}`.trim())}</p>;
}

function Draft() {
  const w = useWords(zh, en);
  const word = useWord();
  const agencies = useQuery(agenciesQuery);
  const cases = useQuery(casesQuery);
  const [number, setNumber] = useState("");
  const [at, setAt] = useState("");
  const [reason, setReason] = useState("");
  const [evidence, setEvidence] = useState("");
  const [of, setOf] = useState("");
  const shut = useAct(
    (body: Schemas["ShutBody"], key) => told(api.POST("/api/v1/numbers", { params: { header: keyed(key) }, body })),
    () => {
      for (const clear of [setNumber, setReason, setEvidence, setOf]) clear("");
    },
  );
  const carriers = (agencies.data ?? []).filter((one) => one.active && one.kind === "carrier");
  const carrier = at || carriers[0]?.code || "";
  const plain = number.replace(/\s/g, "");
  const ready = NUMBER.test(plain) && carrier && reason.trim() && evidence.trim();
  return (
    <form
      className="panel number-draft"
      aria-label={w.draft}
      onSubmit={(event) => {
        event.preventDefault();
        shut.mutate({ number: plain, carrier, reason: reason.trim(), evidence: evidence.trim(), case: of || undefined });
      }}
    >
      <div className="grid2">
        <TextInput label={w.number_} description={w.numberHint} value={number} onChange={(event) => setNumber(event.currentTarget.value)} maxLength={24} inputMode="tel" autoComplete="off" required error={number !== "" && !NUMBER.test(plain) ? w.numberBad : undefined} />
        <NativeSelect label={w.carrier} value={carrier} onChange={(event) => setAt(event.currentTarget.value)} data={carriers.map((one) => ({ value: one.code, label: one.name }))} />
        <TextInput label={w.reason} description={w.reasonHint} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={REASON_MAX} required />
        <TextInput label={w.evidence} description={w.evidenceHint} value={evidence} onChange={(event) => setEvidence(event.currentTarget.value)} maxLength={EVIDENCE_MAX} required />
        <NativeSelect label={w.ofCase} value={of} onChange={(event) => setOf(event.currentTarget.value)} data={[{ value: "", label: "—" }, ...(cases.data?.items ?? []).map((line) => ({ value: line.case.id, label: line.case.number }))]} />
      </div>
      <Limits />
      <Refused error={shut.error} />
      {shut.data ? (
        <Notice kind="good">
          {w.drafted_(word("names", shut.data.state))}{" "}
          <Link to="/orders/$id" params={{ id: shut.data.order }}>
            {w.toOrder}
          </Link>
        </Notice>
      ) : null}
      <Button type="submit" disabled={!ready} loading={shut.isPending} w="fit-content">
        {w.draft}
      </Button>
    </form>
  );
}

export function Numbers() {
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const { holds } = useSession();
  const pages = usePages<Measure>(["measures", "list", "shut"], (cursor) => told(api.GET("/api/v1/measures", { params: { query: { kind: "shut", limit: PAGE, cursor } } })));
  return (
    <Shelf
      title={w.numbers}
      lead={w.numbersLead}
      nothing={w.noneShut}
      pages={pages}
      idOf={(one) => one.id}
      band={holds("officer") ? <Draft /> : null}
      columns={[w.number_, w.carrier, w.reason, w.state, w.measureColumns[5] ?? ""]}
      widths="110px minmax(90px, 1fr) minmax(120px, 2fr) 92px minmax(110px, 1fr)"
      row={(one) => [
        <strong key="number" className="num">{one.target.mask}</strong>,
        agency(one.agency)?.name ?? "",
        one.reason,
        <span key="state" className={isLive(one.state.name) ? "tag ok" : "tag"}>{word("names", one.state.name)}</span>,
        one.state.force && isLive(one.state.name) ? <Countdown key="until" at={one.state.force.until} /> : "—",
      ]}
      detail={(one) => <MeasureView id={one.id} />}
    />
  );
}
