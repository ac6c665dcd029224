// 立案: its number, its organ and its moment; entered once, and corrected where it was entered wrongly.
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type CaseDetail, type Schemas, api, keyed, told } from "../../api/client";
import { agenciesQuery } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useWords } from "../../app/lang";
import { MINUTE, fromLocal, local, moment } from "../../say/time";
import { Folded } from "../../ui/Folded";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { en, zh } from "./words";

const NUMBER_MAX = 64;
const ORGAN_MAX = 150;
/** Clocks differ by so much at most. */
const SKEW = 5 * MINUTE;

function Form({ detail }: { detail: CaseDetail }) {
  const w = useWords(zh, en).filing;
  const agencies = useQuery(agenciesQuery);
  const before = detail.case.filing;
  const centre = agencies.data?.find((one) => one.kind === "centre")?.name ?? "";
  const [number, setNumber] = useState(before?.number ?? "");
  const [organ, setOrgan] = useState<string | null>(before?.organ ?? null);
  const [at, setAt] = useState(local(before ? Date.parse(before.decided_at) : centreNow()));
  const record = useAct((body: Schemas["FilingBody"], key) => told(api.POST("/api/v1/cases/{id}/filing", { params: { path: { id: detail.case.id }, header: keyed(key) }, body })));
  const decided = fromLocal(at);
  const future = decided !== null && Date.parse(decided) > centreNow() + SKEW;
  const by = organ ?? centre;
  const ready = number.trim() !== "" && by.trim() !== "" && decided !== null && !future;
  return (
    <form
      className="freeze-fields"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) record.mutate({ number: number.trim(), organ: by.trim(), decided_at: decided });
      }}
    >
      <TextInput label={w.number} value={number} onChange={(event) => setNumber(event.currentTarget.value)} maxLength={NUMBER_MAX} required autoComplete="off" />
      <TextInput label={w.organ} value={by} onChange={(event) => setOrgan(event.currentTarget.value)} maxLength={ORGAN_MAX} required />
      <TextInput label={w.at} type="datetime-local" value={at} onChange={(event) => setAt(event.currentTarget.value)} required error={future ? w.future : undefined} />
      <div className="whole">
        <Refused error={record.error} />
        {record.data ? <Notice kind="good">{record.data.corrected ? w.corrected : w.done}</Notice> : null}
        <Button type="submit" loading={record.isPending} disabled={!ready} variant={before ? "default" : "filled"}>
          {before ? w.again : w.go}
        </Button>
      </div>
    </form>
  );
}

export function Filing({ detail, may }: { detail: CaseDetail; may: boolean }) {
  const w = useWords(zh, en);
  const { filing } = detail.case;
  if (!filing) return may ? <Form detail={detail} /> : <p className="dim">{w.lacks.filing}</p>;
  return (
    <>
      <p>
        <strong>{filing.number}</strong> · {filing.organ} · <span className="num">{moment(filing.decided_at)}</span>
      </p>
      {may ? (
        <Folded label={w.filing.correct}>
          <Form detail={detail} />
        </Folded>
      ) : null}
    </>
  );
}
