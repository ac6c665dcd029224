// One timeline of all acts, as the journal has them; and which of them opened something sealed.
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Entry } from "../../api/client";
import { useLang, useWord } from "../../app/lang";
import { SaveMenu, useFiles } from "../../save/SaveMenu";
import { moment } from "../../say/time";
import type { zh } from "../../locales/zh";
import { factsOf, useActor } from "./acts";
import { SEEING } from "./next";
import { useTimelineDraft } from "./sheet";

/** Acts by which nothing changed for anybody outside. */
const QUIET = new Set(["hand_over", "reveal", "extend_trace", "learn_statement", "read", "look_up_object", "take_next", "take_up", "put_back"]);
interface Told {
  entries: Entry[];
  more: boolean;
  /** When the journal was asked. */
  at: number;
}

export function Timeline({ number, told: { entries, more, at } }: { number: string; told: Told }) {
  const { t } = useLang();
  const word = useWord();
  const actor = useActor();
  const [all, setAll] = useState("key");
  const shown = entries.filter((entry) => all === "all" || !QUIET.has(entry.verb)).reverse();
  const draft = useTimelineDraft();
  const files = useFiles();
  const scope = [all === "all" ? t.case.allActs : t.case.keyActs, ...(more ? [t.case.moreActs] : [])];
  return (
    <section className="panel timeline">
      <h2>
        {t.case.timeline} <span className="dim small num">{shown.length}</span>
        <span style={{ flex: 1 }} />
        <SegmentedControl
          size="xs"
          aria-label={t.case.timeline}
          value={all}
          onChange={setAll}
          data={[
            { value: "key", label: t.case.keyActs },
            { value: "all", label: t.case.allActs },
          ]}
        />
        <SaveMenu choices={files(() => [draft(number, shown, scope, at)])} />
      </h2>
      <ol tabIndex={0} aria-label={t.case.timeline}>
        {shown.map((entry) => {
          const refused = entry.result !== "ok";
          const kind = refused ? "refused" : entry.actor.kind === "officer" ? "person" : entry.actor.kind;
          return (
            <li key={entry.seq} className={kind}>
              <time className="num dim" dateTime={entry.learned_at}>
                {moment(entry.learned_at).slice(5)}
              </time>
              <span className="dot" aria-hidden="true" />
              <span>
                <span className="strong">{word("names", entry.verb)}</span> <span className="dim">{actor(entry)}</span>{" "}
                {refused ? (
                  <span className="tag red">
                    {t.case.refusedAct} · {word("names", entry.result)}
                  </span>
                ) : (
                  factsOf(entry, word)
                )}
              </span>
            </li>
          );
        })}
      </ol>
      {more ? <p className="dim small body">{t.case.moreActs}</p> : null}
    </section>
  );
}

/** A sealed field as people call it: `transfer.1.from_holder` is the payer's name. */
export function fieldName(name: string, t: typeof zh): string {
  const last = name.split(".").pop() ?? "";
  const said: Record<string, string> = {
    name: t.facts.name,
    id_number: t.facts.idNumber,
    phone: t.facts.phone,
    narrative: t.facts.narrative,
    contact: t.facts.contact,
    statement: t.facts.statement,
    from: [t.facts.from, t.flow.account].join(t.gap),
    to: [t.facts.to, t.flow.account].join(t.gap),
    from_holder: [t.facts.from, t.facts.name].join(t.gap),
    to_holder: [t.facts.to, t.facts.name].join(t.gap),
    target: t.facts.target,
    target_holder: [t.facts.target, t.facts.name].join(t.gap),
  };
  return said[last] ?? name;
}

export function Seen({ entries }: { entries: Entry[] }) {
  const { t } = useLang();
  const actor = useActor();
  const fields = (entry: Entry) =>
    String(entry.facts.fields ?? "")
      .split(/[\s,]+/)
      .map((name) => fieldName(name, t))
      .filter((name, at, all) => name !== "" && all.indexOf(name) === at)
      .join(t.comma);
  const seen = entries.filter((entry) => SEEING.has(entry.verb)).reverse();
  return (
    <section className="panel seen">
      <h2>
        {t.case.seen} <span className="dim small num">{seen.length}</span>
      </h2>
      {seen.length === 0 ? (
        <p className="body dim">{t.case.seenNothing}</p>
      ) : (
        <ul>
          {seen.map((entry) => (
            <li key={entry.seq}>
              <strong>{actor(entry)}</strong> <span className="num dim small">{moment(entry.learned_at).slice(5)}</span>
              <div className="small">
                {String(entry.facts.purpose ?? "")} <span className="dim">{fields(entry)}</span>
                {entry.result === "ok" ? null : <span className="tag red">{t.case.refusedAct}</span>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
