// 新话术雷达: scripts that several people told of and no type explains; two officers adopt one, or one dismisses it.
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment, span } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { StateSwitch } from "../../ui/StateSwitch";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { phrasesOf } from "./phrases";
import { en, zh } from "./words";

type Script = Schemas["ScriptBody"];
type State = "open" | "live" | "dismissed";

const REASON_MAX = 300;

/** Drafts and what one has adopted wait for the same thing, and are asked for one after the other. */
async function read(state: State, cursor: string | undefined) {
  const page = (of: "draft" | "seconded" | "live" | "dismissed", after?: string) =>
    told(api.GET("/api/v1/radar", { params: { query: { state: of, limit: PAGE, cursor: after } } }));
  if (state !== "open") return page(state, cursor);
  const [drafts, half] = await Promise.all([page("draft", cursor), cursor ? { items: [] } : page("seconded")]);
  return { items: [...half.items, ...drafts.items], next: drafts.next };
}

function Acts({ script }: { script: Script }) {
  const w = useWords(zh, en);
  const { me, holds } = useSession();
  const [why, setWhy] = useState("");
  const path = { id: script.id };
  const adopt = useAct((_: null, key) => told(api.POST("/api/v1/radar/{id}/adopt", { params: { path, header: keyed(key) } })));
  const warned = useAct((_: null, key) => told(api.POST("/api/v1/radar/{id}/warned", { params: { path, header: keyed(key) } })));
  const dismiss = useAct((reason: string, key) =>
    told(api.POST("/api/v1/radar/{id}/dismiss", { params: { path, header: keyed(key) }, body: { reason } })),
  );
  if (dismiss.data) return <Notice kind="good">{w.dismissed}</Notice>;
  if (!holds("officer", "approver", "supervisor")) return <Notice>{w.mayNot}</Notice>;
  if (script.state === "dismissed") return null;
  const own = me ? script.decided_by.includes(me.id) : false;
  const isLive = script.state === "live";
  return (
    <>
      {adopt.data ? <Notice kind="good">{adopt.data.state === "live" ? w.nowLive : w.adopted}</Notice> : null}
      {warned.data ? <Notice kind="good">{w.warnedNoted}</Notice> : null}
      <Refused error={adopt.error ?? dismiss.error ?? warned.error} />
      {isLive || adopt.data ? null : own ? (
        <Notice kind="warn">{w.ownHand}</Notice>
      ) : (
        <Button onClick={() => adopt.mutate(null)} loading={adopt.isPending}>
          {script.state === "seconded" ? w.second : w.adopt}
        </Button>
      )}
      {isLive && !script.pace.warned_at && !warned.data ? (
        <Button variant="default" onClick={() => warned.mutate(null)} loading={warned.isPending}>
          {w.noteWarned}
        </Button>
      ) : null}
      <form
        className="acts"
        onSubmit={(event) => {
          event.preventDefault();
          dismiss.mutate(why.trim());
        }}
      >
        <Textarea label={w.why} value={why} onChange={(e) => setWhy(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} />
        <Button type="submit" variant="default" disabled={why.trim() === ""} loading={dismiss.isPending}>
          {isLive ? w.stop : w.dismiss}
        </Button>
      </form>
    </>
  );
}

function Detail({ script }: { script: Script }) {
  const { t, lang } = useLang();
  const w = useWords(zh, en);
  const who = useWho();
  const { pace } = script;
  const times: [string, string | null | undefined][] = [
    [w.firstSeen, pace.first_seen],
    [w.drafted, pace.drafted_at],
    [w.live, pace.live_at],
    [w.warned, pace.warned_at],
  ];
  return (
    <>
      <h2>{lang === "zh" ? script.name_zh : script.name_en}</h2>
      <p>
        <span className="tag">{w.state[script.state]}</span> {w.reporters(script.reporters)}{t.comma}{w.members(script.members.length)}
      </p>
      <h3>{w.phrases}</h3>
      <ul className="phrases">
        {phrasesOf(script.lines).map((phrase) => (
          <li key={phrase} className="tag">{phrase}</li>
        ))}
      </ul>
      <h3>{w.warning}</h3>
      <blockquote>{lang === "zh" ? script.warning_zh : script.warning_en}</blockquote>
      <h3>{w.times}</h3>
      <dl className="facts">
        {times.map(([name, at]) => (at ? [<dt key={`${name}-t`}>{name}</dt>, <dd key={name} className="num">{moment(at)}</dd>] : null))}
        {script.decided_by.length > 0 ? [<dt key="hands-t">{w.hands}</dt>, <dd key="hands">{script.decided_by.map(who).join(t.comma)}</dd>] : null}
        {script.reason ? [<dt key="why-t">{t.reason}</dt>, <dd key="why">{script.reason}</dd>] : null}
      </dl>
      {pace.first_case_to_warning_ms ? <p className="dim small">{w.toWarning(span(pace.first_case_to_warning_ms, lang))}</p> : null}
      <div className="acts">
        <Acts script={script} />
      </div>
    </>
  );
}

export function Radar() {
  const { t, lang } = useLang();
  const w = useWords(zh, en);
  const [state, setState] = useState<State>("open");
  const pages = usePages<Script>(["radar", state], (cursor) => read(state, cursor));
  return (
    <Shelf
      title={t.nav.radar}
      lead={w.lead}
      nothing={state === "open" ? w.nothing : w.nothingLive}
      pages={pages}
      idOf={(script) => script.id}
      tools={<StateSwitch words={w.states} value={state} onChange={setState} />}
      columns={w.columns}
      widths="minmax(180px, 2fr) 70px 50px 104px minmax(120px, 1fr)"
      row={(script) => [
        lang === "zh" ? script.name_zh : script.name_en,
        w.reporters(script.reporters),
        w.sure[script.sure],
        script.pace.first_seen ? brief(script.pace.first_seen) : "",
        w.state[script.state],
      ]}
      detail={(script) => <Detail script={script} />}
    />
  );
}
