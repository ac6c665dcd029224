// A text tried on the words in force: which phrases fire, in which sense, and how the sum comes about. It goes to the
// centre and back, and is kept nowhere.
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, told } from "../../api/client";
import { useLang, useWords } from "../../app/lang";
import { Notice, Refused } from "../../ui/Notice";
import { en, zh } from "./lexiconWords";
import { pieces, turnsOf } from "./pieces";

type Tried = Schemas["TriedTextBody"];
type Turn = Schemas["TriedTurn"];
type Names = (code: string) => string;

const TEXT_MAX = 20_000;

function Said({ turn, findings, name }: { turn: Turn; findings: Tried["findings"]; name: Names }) {
  const w = useWords(zh, en);
  return (
    <p className="tried">
      <span className="tag">{w.sides[turn.side]}</span>{" "}
      {pieces(turn.text, findings).map((piece, at) => {
        const [first] = piece.found;
        // Pieces have their places.
        if (!first) return <span key={at}>{piece.text}</span>;
        const named = piece.found.map((one) => `${name(one.code)}${one.sense === "meant" ? "" : `（${w.senses[one.sense] ?? one.sense}）`}${one.by_ear ? `（${w.byEar}）` : ""}`).join(" · ");
        return (
          <mark key={at} className={piece.found.some((one) => one.sense !== "meant") ? "denied" : piece.found.every((one) => one.code.startsWith("lawful")) ? "lawful" : undefined} title={named}>
            {piece.text}
            <small>{named}</small>
          </mark>
        );
      })}
    </p>
  );
}

/** Everything that is added up, the largest first. */
function Sum({ of }: { of: Tried }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const parts: [name: string, weight: number][] = [
    ...[...of.weights].sort((a, b) => b.weight - a.weight).map((one): [string, number] => [lang === "zh" ? one.name_zh : one.name_en, one.weight]),
    [w.learned, of.learned],
    [w.script, of.script],
    [w.base, of.base],
  ];
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{w.adds}</th>
          <th scope="col" className="right">{w.points}</th>
        </tr>
      </thead>
      <tbody className="num">
        {parts.map(([name, weight], at) => (
          // A code and a part may have one name.
          <tr key={`${name}${at}`}>
            <th scope="row">{name}</th>
            <td className="right">{weight > 0 ? `+${weight}` : weight}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" className="strong">{w.sum}</th>
          <td className="right strong">{of.logit}</td>
        </tr>
      </tbody>
    </table>
  );
}

export function TryText({ name, type }: { name: Names; type: Names }) {
  const w = useWords(zh, en);
  const [channel, setChannel] = useState<Schemas["TryTextBody"]["channel"]>("call");
  const [text, setText] = useState("");
  const run = useMutation({
    mutationFn: async (body: Schemas["TryTextBody"]) => ({ body, of: await told(api.POST("/api/v1/lexicon/try", { body })) }),
  });
  const turns = channel === "sms" ? (text.trim() ? [{ side: "caller" as const, text: text.trim() }] : []) : turnsOf(text);
  const found = run.data;
  return (
    <section className="panel settings-band" aria-label={w.tryIt}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate({ channel, turns });
        }}
      >
        <Textarea label={w.tryIt} description={channel === "sms" ? w.tryOne : w.tryTurns} value={text} onChange={(event) => setText(event.currentTarget.value)} rows={4} maxLength={TEXT_MAX} autoComplete="off" spellCheck={false} />
        <div className="head" style={{ margin: "8px 0 0" }}>
          <NativeSelect size="xs" aria-label={w.channel} value={channel} onChange={(event) => setChannel(event.currentTarget.value as typeof channel)} data={w.channels.map(([value, label]) => ({ value, label }))} />
          <Button type="submit" size="compact-sm" disabled={turns.length === 0} loading={run.isPending}>
            {w.tryGo}
          </Button>
          {found ? (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                setText("");
                run.reset();
              }}
            >
              {w.clear}
            </Button>
          ) : null}
          <span className="dim small">{w.keptNowhere}</span>
        </div>
      </form>
      <Refused error={run.error} />
      <div aria-live="polite">
        {found ? (
          <>
            <Notice kind={found.of.level === "warn" ? "bad" : found.of.level === "watch" ? "warn" : "plain"}>
              <strong>{w.levels[found.of.level] ?? found.of.level}</strong> · {w.chance(Math.round(found.of.score * 1000) / 10)}
              {found.of.type ? ` · ${type(found.of.type)}` : ""}
              {found.of.phase ? ` · ${w.phases[found.of.phase - 1] ?? found.of.phase}` : ""}
              <div className="small">{w.textOnly}</div>
            </Notice>
            {found.body.turns.map((turn, at) => (
              // Turns have their places.
              <Said key={at} turn={turn} findings={found.of.findings.filter((one) => one.turn === at)} name={name} />
            ))}
            <Sum of={found.of} />
          </>
        ) : null}
      </div>
    </section>
  );
}
