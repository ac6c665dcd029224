// Looks something up, says how it stands, and lists it.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { type ListLevel, takesTwo, untilOf } from "./rule";
import { en, zh } from "./words";

const REASON_MAX = 300;
const THING_MAX = 512;
const LEVELS: ListLevel[] = ["black", "grey", "white"];

interface Asked {
  kind: string;
  thing: string;
}

function Standing({ of }: { of: Schemas["LookedBody"] }) {
  const w = useWords(zh, en);
  const stands = of.by;
  return (
    <dl className="facts">
      <dt>{w.stands}</dt>
      <dd>
        <strong>{w.levels[of.level] ?? of.level}</strong>
        {stands ? ` · ${w.sources[stands.source] ?? stands.source} · ${w.span(brief(stands.since), stands.until ? brief(stands.until) : null)}` : ""}
      </dd>
      {of.against ? (
        <>
          <dt>{w.against}</dt>
          <dd>
            {w.levels[of.against.level]} · {w.sources[of.against.source] ?? of.against.source}
          </dd>
        </>
      ) : null}
      {stands ? (
        <>
          <dt>{w.redress}</dt>
          <dd>{stands.redress}</dd>
        </>
      ) : null}
    </dl>
  );
}

function Enter({ asked }: { asked: Asked }) {
  const w = useWords(zh, en);
  const [level, setLevel] = useState<ListLevel>("black");
  const [days, setDays] = useState("30");
  const [reason, setReason] = useState("");
  const [back, setBack] = useState("");
  const enter = useAct((body: Schemas["NewEntryBody"], key) =>
    told(api.POST("/api/v1/lists/{kind}/entries", { params: { path: { kind: asked.kind }, header: keyed(key) }, body })),
  );
  const takeBack = useAct((body: { id: string; reason: string }, key) =>
    told(api.DELETE("/api/v1/lists/entries/{id}", { params: { path: { id: body.id }, header: keyed(key) }, body: { reason: body.reason } })),
  );
  if (takeBack.data) return <Notice kind="good">{w.takenBack}</Notice>;
  if (enter.data) {
    const { listing, public_code: code, state } = enter.data;
    return (
      <>
        <Notice kind="good">
          <strong>{state === "proposed" ? w.proposed : w.listed}</strong>
          <div>
            {w.code} <strong className="num">{code}</strong>
          </div>
        </Notice>
        <form
          className="acts"
          onSubmit={(event) => {
            event.preventDefault();
            takeBack.mutate({ id: listing, reason: back.trim() });
          }}
        >
          <TextInput label={w.takeBackWhy} value={back} onChange={(e) => setBack(e.currentTarget.value)} maxLength={REASON_MAX} />
          <Refused error={takeBack.error} />
          <Button type="submit" size="compact-sm" variant="default" disabled={back.trim() === ""} loading={takeBack.isPending}>
            {w.takeBack}
          </Button>
        </form>
      </>
    );
  }
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        enter.mutate({ level, thing: asked.thing, reason: reason.trim(), until: untilOf(days, centreNow()) });
      }}
    >
      <div className="two">
        <NativeSelect label={w.level} value={level} onChange={(e) => setLevel(e.currentTarget.value as ListLevel)} data={LEVELS.map((value) => ({ value, label: w.levels[value] ?? value }))} />
        <NativeSelect label={w.days} value={days} onChange={(e) => setDays(e.currentTarget.value)} data={w.terms.map(([value, label]) => ({ value, label }))} />
      </div>
      <Textarea label={w.reason} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} required />
      <span className="dim small">{takesTwo(level, days) ? w.two : w.once}</span>
      <Refused error={enter.error} />
      <Button type="submit" disabled={reason.trim() === ""} loading={enter.isPending}>
        {w.submit}
      </Button>
    </form>
  );
}

export function Look() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  const [kind, setKind] = useState("number");
  const [thing, setThing] = useState("");
  const [listing, setListing] = useState(false);
  const look = useMutation({
    mutationFn: async (asked: Asked) => ({
      asked,
      told: await told(api.POST("/api/v1/lists/{kind}/look", { params: { path: { kind: asked.kind } }, body: { thing: asked.thing } })),
    }),
  });
  const found = look.data;
  const mayList = holds("officer", "supervisor");
  return (
    <section className="panel look" aria-label={w.look}>
      <form
        className="line"
        onSubmit={(event) => {
          event.preventDefault();
          setListing(false);
          look.mutate({ kind, thing: thing.trim() });
        }}
      >
        <NativeSelect label={w.kind} value={kind} onChange={(e) => setKind(e.currentTarget.value)} data={Object.entries(w.kinds).map(([value, label]) => ({ value, label }))} />
        <TextInput label={w.look} description={<span className="dim">{w.hint[kind]}</span>} inputWrapperOrder={["label", "input", "description"]} value={thing} onChange={(e) => setThing(e.currentTarget.value)} maxLength={THING_MAX} autoComplete="off" />
        <Button type="submit" disabled={thing.trim() === ""} loading={look.isPending}>
          {w.find}
        </Button>
      </form>
      <Refused error={look.error} />
      {found ? (
        <div aria-live="polite">
          <p className="small">
            {w.kinds[found.asked.kind]} <strong className="num">{found.asked.thing}</strong>
          </p>
          <Standing of={found.told} />
          {found.told.level === "none" ? null : (
            <p className="dim small">{found.told.may_block ? w.mayBlock : found.told.level === "white" ? w.shields : w.mayNotBlock}</p>
          )}
          {!mayList ? null : listing ? (
            <Enter key={`${found.asked.kind}:${found.asked.thing}`} asked={found.asked} />
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => setListing(true)}>
              {w.enter}
            </Button>
          )}
        </div>
      ) : (
        <p className="dim small">{w.lookLead}</p>
      )}
      {!found && look.isPending ? <span className="dim">{t.loading}</span> : null}
    </section>
  );
}
