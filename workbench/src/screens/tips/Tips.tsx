// 群众举报: what people told who lost nothing; on the right what they wrote, and what is made of it.
import { Button, NativeSelect, Radio, TextInput, Textarea } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment } from "../../say/time";
import { Waited } from "../../ui/Countdown";
import { Notice, Refused } from "../../ui/Notice";
import { Reveal } from "../../ui/Reveal";
import { Shelf } from "../../ui/Shelf";
import { StateSwitch } from "../../ui/StateSwitch";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { takesTwo, untilOf } from "../lists/rule";
import { en, zh } from "./words";

type Tip = Schemas["TipBody"];
type Closing = Schemas["CloseTipBody"];
type State = "open" | "closed";
type Level = "grey" | "black";

const REASON_MAX = 300;
const THING_MAX = 512;
/** As what something told of is listed, unless the officer says otherwise. */
const LISTED_AS: Record<string, string> = { number: "number", link: "host", app: "app", account: "account" };

function Outcome({ done }: { done: Schemas["TipClosedNowBody"] }) {
  const w = useWords(zh, en);
  return (
    <Notice kind="good">
      {w.done[done.listing?.state === "proposed" ? "proposed" : done.outcome]} {done.counts ? w.counted : ""}{" "}
      {done.outcome === "victim" ? <Link to="/intake">{w.toIntake}</Link> : done.listing ? <Link to="/lists">{w.toLists}</Link> : null}
    </Notice>
  );
}

function Acts({ of, thing }: { of: Tip; thing: string | undefined }) {
  const w = useWords(zh, en);
  const { holds } = useSession();
  const [outcome, setOutcome] = useState("");
  const [reason, setReason] = useState("");
  const [kind, setKind] = useState(LISTED_AS[of.kind] ?? "number");
  const [typed, setTyped] = useState<string | null>(null);
  const [level, setLevel] = useState<Level>("grey");
  const [days, setDays] = useState("30");
  const close = useAct((body: Closing, key) =>
    told(api.POST("/api/v1/tips/{id}/close", { params: { path: { id: of.id }, header: keyed(key) }, body })),
  );
  if (close.data) return <Outcome done={close.data} />;
  if (!holds("officer", "supervisor")) return <Notice>{w.mayNot}</Notice>;
  const what = typed ?? thing ?? "";
  const listing = outcome === "listed";
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        const entry = listing ? { listing: { kind, thing: what.trim(), level, until: untilOf(days, centreNow()) } } : {};
        close.mutate({ outcome, reason: reason.trim(), ...entry });
      }}
    >
      <Radio.Group label={w.outcome} value={outcome} onChange={setOutcome}>
        {Object.entries(w.outcomes).map(([value, label]) => (
          <Radio key={value} value={value} label={label} mt={4} />
        ))}
      </Radio.Group>
      {outcome ? <span className="dim small">{w.told[outcome]}</span> : null}
      {listing ? (
        <>
          <NativeSelect label={w.as} value={kind} onChange={(e) => setKind(e.currentTarget.value)} data={Object.entries(w.listKinds).map(([value, label]) => ({ value, label }))} />
          <TextInput label={w.thing} description={w.hint[kind]} value={what} onChange={(e) => setTyped(e.currentTarget.value)} maxLength={THING_MAX} required />
          <NativeSelect label={w.level} value={level} onChange={(e) => setLevel(e.currentTarget.value as Level)} data={Object.entries(w.levels).map(([value, label]) => ({ value, label }))} />
          <NativeSelect label={w.days} value={days} onChange={(e) => setDays(e.currentTarget.value)} data={w.terms.map(([value, label]) => ({ value, label }))} />
          <span className="dim small">{takesTwo(level, days) ? w.two : w.once}</span>
        </>
      ) : null}
      <Textarea label={w.reason} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} required />
      <Refused error={close.error} />
      <Button type="submit" loading={close.isPending} disabled={!outcome || reason.trim() === "" || (listing && what.trim() === "")}>
        {w.close}
      </Button>
    </form>
  );
}

function Closed({ of }: { of: NonNullable<Tip["closed"]> }) {
  const w = useWords(zh, en);
  const who = useWho();
  return (
    <dl className="facts">
      <dt>{w.closed}</dt>
      <dd>
        {who(of.by)} <span className="num dim">{moment(of.at)}</span>
        <div>
          <b>{w.outcomes[of.outcome]}</b> · {of.reason}
        </div>
        {of.complained ? <div className="dim small">{w.complained}</div> : null}
      </dd>
    </dl>
  );
}

function Detail({ of }: { of: Tip }) {
  const w = useWords(zh, en);
  const [open, setOpen] = useState<Record<string, string> | null>(null);
  const fields: Record<string, string> = {};
  if (of.thing) fields.thing = w.thing;
  if (of.story) fields.story = w.story;
  if (of.contact) fields.contact = w.contact;
  return (
    <>
      <h2>
        {w.tip} · {w.kinds[of.kind] ?? of.kind}
      </h2>
      <p className="dim num">
        {w.filed} {moment(of.filed_at)}
      </p>
      {of.others > 0 ? <Notice kind="warn">{w.others(of.others)}</Notice> : null}
      <Reveal subject={of.id} fields={fields} opened={setOpen}>
        <dl className="facts">
          {Object.entries(fields).map(([field, label]) => [
            <dt key={`${field}-t`}>{label}</dt>,
            <dd key={field} className="num">
              {of[field as "thing" | "story" | "contact"]}
            </dd>,
          ])}
        </dl>
      </Reveal>
      <p className="dim small">{of.contact ? w.contactNote : w.noContact}</p>
      {of.closed ? (
        <Closed of={of.closed} />
      ) : (
        <div className="acts">
          {open ? null : <Notice>{w.openFirst}</Notice>}
          <Acts of={of} thing={open?.thing} />
        </div>
      )}
    </>
  );
}

export function Tips() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [state, setState] = useState<State>("open");
  const pages = usePages<Tip>(["tips", state], (cursor) => told(api.GET("/api/v1/tips", { params: { query: { state, limit: PAGE, cursor } } })));
  return (
    <Shelf
      title={t.nav.tips}
      lead={w.lead}
      nothing={state === "open" ? w.nothing : w.nothingClosed}
      pages={pages}
      idOf={(one) => one.id}
      tools={<StateSwitch words={w.states} value={state} onChange={setState} />}
      columns={w.columns}
      widths="130px minmax(80px, .7fr) minmax(90px, .8fr) 60px minmax(110px, 1.2fr)"
      row={(one) => [
        one.closed ? (
          <span key="at" className="num">
            {brief(one.closed.at)}
          </span>
        ) : (
          <Waited key="since" since={one.filed_at} />
        ),
        w.kinds[one.kind] ?? one.kind,
        <span key="thing" className="num">
          {one.thing ?? one.story}
        </span>,
        <span key="others" className="num">
          {one.others > 0 ? one.others : ""}
        </span>,
        one.closed ? w.outcomes[one.closed.outcome] : "",
      ]}
      detail={(one) => <Detail key={one.id} of={one} />}
    />
  );
}
