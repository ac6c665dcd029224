// Before a void is drafted: of what, what will happen, and why.
import { Button, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { exact, minorOf } from "../../say/money";
import { Money } from "../../ui/Money";
import { Refused } from "../../ui/Notice";
import { REASON_MAX } from "../../ui/ReasonForm";
import { useAct } from "../../ui/act";
import { valueText } from "../settings/value";
import type { Voidable } from "./places";
import { en, zh } from "./words";

export type Drafted = Schemas["VoidDraftedBody"];

/** What a norm says now: how long, and by which source. */
function useNorm(key: "void.life" | "void.answer_due"): [span: string, source: string] | null {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const { data } = useQuery({ queryKey: ["norms", key], queryFn: () => told(api.GET("/api/v1/norms/{key}", { params: { path: { key } } })) });
  if (!data) return null;
  const { value, basis } = data.in_force;
  return [valueText(value, lang), basis.tag === "ours" ? w.ours : `${basis.source} ${basis.article ?? ""}`.trim()];
}

export function Draft({ id, of, done, close }: { id: string; of: Voidable; done(drafted: Drafted): void; close(): void }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const [reason, setReason] = useState(w.reasonDefault);
  const [life, due] = [useNorm("void.life"), useNorm("void.answer_due")];
  const draft = useAct((body: Schemas["VoidBody"], key) => told(api.POST("/api/v1/cases/{id}/voids", { params: { path: { id }, header: keyed(key) }, body })), done);
  const seller = agency(of.agency)?.name ?? of.code;
  return (
    <form
      className="void-draft"
      onSubmit={(event) => {
        event.preventDefault();
        draft.mutate({ account: of.account, reason: reason.trim() });
      }}
    >
      <p className="what">
        {word("names", of.exit)} {seller} <span className="num">{of.number}</span> <Money of={of.amount} unit />
      </p>
      <h3>{w.then}</h3>
      <ol>
        {w.steps(seller, exact(minorOf(of.amount))).map((step) => (
          <li key={step}>{step}</li>
        ))}
        {due ? <li>{w.due(...due)}</li> : null}
        {life ? <li>{w.life(...life)}</li> : null}
        <li>{w.appeal}</li>
      </ol>
      <Textarea label={w.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={REASON_MAX} rows={2} required data-autofocus />
      <Refused error={draft.error} />
      <div className="two">
        <Button type="submit" loading={draft.isPending} disabled={reason.trim() === ""}>
          {w.go}
        </Button>
        <Button variant="default" onClick={close}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
