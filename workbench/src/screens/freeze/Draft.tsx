// Which accounts, how much of each, for which reason, and who answers for it: one order each, drafted one by one.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type CaseDetail, Problem, type Schemas, api, keyed, told } from "../../api/client";
import { officersQuery, useAgency } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { exact, minorOf } from "../../say/money";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Refused } from "../../ui/Notice";
import { REASON_MAX } from "../../ui/ReasonForm";
import { useAct } from "../../ui/act";
import { isLive } from "../orders/states";
import { valueText } from "../settings/value";
import { type Chosen, type Freezable, type Much, bodyOf, claimedWhole, isSaid } from "./accounts";
import { en, zh } from "./words";

const AMOUNT_MAX = 18;

/** What became of one of them. */
type Outcome = { id: string; done: Schemas["FreezeDraftedBody"] } | { id: string; error: unknown };

/** How long it will last, by the norm in force. */
function Life() {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const { data } = useQuery({ queryKey: ["norms", "freeze.life"], queryFn: () => told(api.GET("/api/v1/norms/{key}", { params: { path: { key: "freeze.life" } } })) });
  if (!data) return null;
  const { value, basis } = data.in_force;
  return (
    <p className="dim small">
      {w.life(valueText(value, lang), `${basis.source} ${basis.article ?? ""}`.trim())} {w.limits}
    </p>
  );
}

/** How much of an account. */
function HowMuch({ of, chosen, change }: { of: Freezable; chosen: Chosen; change(to: Chosen): void }) {
  const w = useWords(zh, en);
  const most = of.claimed ? ` ${exact(minorOf(of.claimed))}` : "";
  const label = (what: string) => `${of.target} ${what}`;
  return (
    <div className="freeze-much">
      <NativeSelect
        size="xs"
        aria-label={label(w.columns.much)}
        value={chosen.much}
        onChange={(event) => change({ ...chosen, much: event.currentTarget.value as Much })}
        data={[
          { value: "claimed", label: w.claimed },
          { value: "less", label: w.less },
          { value: "whole", label: w.whole },
        ]}
      />
      {chosen.much === "less" ? (
        <TextInput size="xs" aria-label={label(w.lessAmount)} placeholder={w.lessAmount} value={chosen.amount} onChange={(event) => change({ ...chosen, amount: event.currentTarget.value })} inputMode="decimal" maxLength={AMOUNT_MAX} error={chosen.amount !== "" && !isSaid(of, chosen) ? w.lessBad(most) : undefined} />
      ) : null}
      {chosen.much === "whole" ? <TextInput size="xs" aria-label={label(w.wholeWhy)} placeholder={w.wholeWhy} value={chosen.why} onChange={(event) => change({ ...chosen, why: event.currentTarget.value })} maxLength={REASON_MAX} /> : null}
    </div>
  );
}

interface RowProps {
  of: Freezable;
  chosen: Chosen | undefined;
  outcome: Outcome | undefined;
  choose(to: Chosen | undefined): void;
}

function Row({ of, chosen, outcome, choose }: RowProps) {
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const { measure } = of;
  const force = measure?.state.force;
  const name = `${agency(of.agency)?.name ?? ""} ${of.target}`;
  return (
    <tr>
      <td>
        <input type="checkbox" checked={chosen !== undefined} disabled={of.frozen !== null} onChange={() => choose(chosen ? undefined : claimedWhole)} aria-label={`${w.columns.take} ${name}`} />
      </td>
      <td>{agency(of.agency)?.name}</td>
      <td>
        <span className="num">{of.target}</span> {of.holder}
      </td>
      <td>
        {measure ? (
          <>
            {word("measures", measure.kind)} {word("names", measure.state.name)} {force && isLive(measure.state.name) ? <Countdown at={force.until} /> : null}
          </>
        ) : (
          w.standing
        )}
      </td>
      <td className="right">
        <Money of={of.claimed} />
      </td>
      <td>
        {of.frozen ? (
          <Link to="/measures/$id" params={{ id: of.frozen }}>
            {w.frozenAlready}
          </Link>
        ) : chosen ? (
          <HowMuch of={of} chosen={chosen} change={choose} />
        ) : null}
        {outcome && "error" in outcome ? <Refused error={outcome.error} /> : null}
        {outcome && "done" in outcome ? (
          <div className="small">
            {w.outcome(word("names", outcome.done.state))}{" "}
            <Link to="/orders/$id" params={{ id: outcome.done.order }}>
              {w.toOrder}
            </Link>
          </div>
        ) : null}
      </td>
    </tr>
  );
}

/** Sends them one by one; what is refused keeps none of the others back. A line that breaks is sent again whole: what was done is done once. */
async function draftAll(id: string, asked: { id: string; body: Schemas["FreezeBody"] }[], key: string): Promise<Outcome[]> {
  const all: Outcome[] = [];
  for (const [at, one] of asked.entries()) {
    try {
      const done = await told(api.POST("/api/v1/cases/{id}/freezes", { params: { path: { id }, header: keyed(`${key}-${at}`) }, body: one.body }));
      all.push({ id: one.id, done });
    } catch (error) {
      if (error instanceof Problem && error.uncertain) throw error;
      all.push({ id: one.id, error });
    }
  }
  return all;
}

export function Draft({ detail, accounts, first }: { detail: CaseDetail; accounts: Freezable[]; first: string | undefined }) {
  const w = useWords(zh, en);
  const { me } = useSession();
  const officers = useQuery(officersQuery);
  const free = accounts.filter((one) => one.frozen === null);
  const only = free.length === 1 ? free[0]?.id : undefined;
  const begun = free.find((one) => one.id === first)?.id ?? only;
  const [chosen, setChosen] = useState<ReadonlyMap<string, Chosen>>(new Map(begun ? [[begun, claimedWhole]] : []));
  const [reason, setReason] = useState(w.reasonDefault);
  const [owner, setOwner] = useState("");
  const draft = useAct(
    (asked: { id: string; body: Schemas["FreezeBody"] }[], key) => draftAll(detail.case.id, asked, key),
    (done) => {
      const refused = new Set(done.filter((one) => "error" in one).map((one) => one.id));
      setChosen((before) => new Map([...before].filter(([id]) => refused.has(id))));
    },
  );
  const choose = (id: string, to: Chosen | undefined) => {
    const next = new Map(chosen);
    if (to) next.set(id, to);
    else next.delete(id);
    setChosen(next);
  };
  const taken = free.filter((one) => chosen.has(one.id));
  const said = taken.every((one) => isSaid(one, chosen.get(one.id) ?? claimedWhole));
  const able = officers.data?.filter((one) => one.active && one.police_number && one.seats.some((seat) => seat.role === "officer")) ?? [];
  const ownable = able.some((one) => one.id === me?.id);
  const by = owner || (ownable ? (me?.id ?? "") : (able[0]?.id ?? ""));
  return (
    <form
      className="freeze-draft"
      aria-label={w.step.accounts}
      onSubmit={(event) => {
        event.preventDefault();
        draft.mutate(taken.map((one) => ({ id: one.id, body: bodyOf(one, chosen.get(one.id) ?? claimedWhole, reason, by) })));
      }}
    >
      <div className="scroll" role="region" aria-label={w.step.accounts} tabIndex={0}>
        <table className="plain">
          <thead>
            <tr>
              {(["take", "agency", "target", "now", "claimed", "much"] as const).map((name) => (
                <th key={name} scope="col" className={name === "claimed" ? "right" : undefined}>
                  {w.columns[name]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {accounts.map((one) => (
              <Row key={one.id} of={one} chosen={chosen.get(one.id)} outcome={draft.data?.find((done) => done.id === one.id)} choose={(to) => choose(one.id, to)} />
            ))}
          </tbody>
        </table>
      </div>
      {free.length === 0 ? null : (
        <>
          <div className="freeze-fields">
            <Textarea className="wide" label={w.reason} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={REASON_MAX} rows={2} required />
            <NativeSelect label={w.owner} value={by} onChange={(event) => setOwner(event.currentTarget.value)} data={able.map((one) => ({ value: one.id, label: `${one.name} ${one.police_number}` }))} />
          </div>
          <Life />
          <Refused error={draft.error} />
          <Button type="submit" w="fit-content" loading={draft.isPending} disabled={taken.length === 0 || !said || reason.trim() === "" || by === ""}>
            {w.go(taken.length)}
          </Button>
        </>
      )}
    </form>
  );
}
