// 封堵: who is listed and as what; entries that wait for a second person, and how a number, an account or a site stands.
import { Button } from "@mantine/core";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { PAGE, usePages } from "../../ui/pages";
import { Look } from "./Look";
import { en, zh } from "./words";

type Entry = Schemas["EntryLine"];

function Acts({ entry }: { entry: Entry }) {
  const w = useWords(zh, en);
  const { me, holds } = useSession();
  const decide = useAct((adopt: boolean, key) =>
    told(api.POST("/api/v1/lists/entries/{id}/decide", { params: { path: { id: entry.id }, header: keyed(key) }, body: { adopt } })),
  );
  if (decide.data) return <Notice kind="good">{decide.data.state === "refused" ? w.refused : w.adopted}</Notice>;
  if (!holds("approver", "supervisor")) return <Notice>{w.mayNot}</Notice>;
  if (me && entry.by.includes(me.id)) return <Notice kind="warn">{w.ownHand}</Notice>;
  return (
    <>
      <Refused error={decide.error} />
      <Button onClick={() => decide.mutate(true)} loading={decide.isPending}>
        {w.adopt}
      </Button>
      <Button variant="default" onClick={() => decide.mutate(false)} loading={decide.isPending}>
        {w.refuse}
      </Button>
    </>
  );
}

export function Lists() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const who = useWho();
  const pages = usePages<Entry>(["listings"], (cursor) => told(api.GET("/api/v1/lists/entries", { params: { query: { limit: PAGE, cursor } } })));
  const ends = (entry: Entry) => (entry.until ? brief(entry.until) : w.forever);
  return (
    <Shelf
      title={w.title}
      lead={w.lead}
      nothing={w.nothing}
      pages={pages}
      idOf={(entry) => entry.id}
      columns={w.columns}
      widths="minmax(90px, 1fr) 90px 70px 96px minmax(80px, 1fr) minmax(80px, 1fr)"
      row={(entry) => [
        <span key="thing" className="num strong">{entry.thing}</span>,
        w.kinds[entry.kind] ?? entry.kind,
        w.levels[entry.level] ?? entry.level,
        <span key="ends" className="num">{ends(entry)}</span>,
        w.sources[entry.source] ?? entry.source,
        entry.by.map(who).join(t.comma),
      ]}
      band={<Look />}
      detail={(entry) => (
        <>
          <h2>{w.detail}</h2>
          <dl className="facts">
            <dt>{w.thing}</dt>
            <dd className="num">
              {entry.thing} · {w.kinds[entry.kind] ?? entry.kind}
            </dd>
            <dt>{w.level}</dt>
            <dd className="strong">{w.levels[entry.level] ?? entry.level}</dd>
            <dt>{w.why}</dt>
            <dd>{entry.reason}</dd>
            <dt>{w.by}</dt>
            <dd>
              {entry.by.map(who).join(t.comma)} <span className="num dim">{moment(entry.since)}</span>
            </dd>
            <dt>{t.facts.until}</dt>
            <dd className="num">{ends(entry)}</dd>
          </dl>
          <div className="acts">
            <Acts entry={entry} />
          </div>
        </>
      )}
    />
  );
}
