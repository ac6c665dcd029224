// 话术词库: what the detector listens for, by tactic and type, in both languages; to be read, and tried out.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Schemas } from "../../api/client";
import { useLang, useWords } from "../../app/lang";
import { Shelf } from "../../ui/Shelf";
import { TryText } from "./TryText";
import { en, zh } from "./lexiconWords";
import { lexiconQuery } from "./query";

type Entry = Schemas["LexiconEntryBody"];

function Phrases({ label, of, lang }: { label: string; of: string[]; lang: string }) {
  if (of.length === 0) return null;
  return (
    <>
      <h3>
        {label} <span className="dim num">{of.length}</span>
      </h3>
      <ul className="lexicon-phrases" lang={lang}>
        {of.map((phrase) => (
          <li key={phrase}>{phrase}</li>
        ))}
      </ul>
    </>
  );
}

function Detail({ of, type }: { of: Entry; type(code: string): string }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  return (
    <>
      <h2>{lang === "zh" ? of.name_zh : of.name_en}</h2>
      <p>
        <span className="tag">{w.tactics[of.tactic] ?? of.tactic}</span> {of.added ? <span className="tag orange">{w.added}</span> : null}
      </p>
      <dl className="facts">
        <dt>{w.code}</dt>
        <dd className="num">{of.code}</dd>
        <dt>{w.type}</dt>
        <dd>{of.type ? type(of.type) : w.manyTypes}</dd>
        <dt>{w.side}</dt>
        <dd>{w.sidesOf[of.side] ?? of.side}</dd>
        {of.advice_zh || of.advice_en ? (
          <>
            <dt>{w.advice}</dt>
            <dd>{lang === "zh" ? of.advice_zh : of.advice_en}</dd>
          </>
        ) : null}
        <dt>{w.source}</dt>
        <dd>{of.source}</dd>
      </dl>
      <Phrases label={w.chinese} of={of.zh} lang="zh-CN" />
      <Phrases label={w.english} of={of.en} lang="en" />
      <p className="dim small">{w.howWritten}</p>
    </>
  );
}

export function Lexicon({ tabs }: { tabs: ReactNode }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const asked = useQuery(lexiconQuery);
  const [filter, setFilter] = useState("");
  const [tactic, setTactic] = useState("");
  const [of, setOf] = useState("");
  const [trying, setTrying] = useState(false);
  const entries = asked.data?.entries ?? [];
  const types = asked.data?.types ?? [];
  const type = (code: string) => {
    const found = types.find((one) => one.code === code);
    return found ? `${code} ${lang === "zh" ? found.name_zh : found.name_en}` : code;
  };
  const name = (code: string) => {
    const found = entries.find((one) => one.code === code);
    return found ? (lang === "zh" ? found.name_zh : found.name_en) : code;
  };
  const wanted = filter.trim().toLowerCase();
  const has = (one: Entry) =>
    (!tactic || one.tactic === tactic) && (!of || one.type === of) && `${one.code} ${one.name_zh} ${one.name_en} ${one.zh.join(" ")} ${one.en.join(" ")}`.toLowerCase().includes(wanted);
  const items = entries.filter(has);
  const pages = { items, pending: asked.isPending, loading: false, error: asked.error, again: () => void asked.refetch(), more: null };
  const tactics = [...new Set(entries.map((one) => one.tactic))];
  return (
    <Shelf
      title={w.title}
      lead={w.lead}
      nothing={w.nothing}
      pages={pages}
      idOf={(one) => one.code}
      tools={tabs}
      band={
        <>
          <div className="head">
            <TextInput size="xs" label={w.find} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} w={200} />
            <NativeSelect size="xs" label={w.tactic} value={tactic} onChange={(event) => setTactic(event.currentTarget.value)} data={[{ value: "", label: w.any }, ...tactics.map((value) => ({ value, label: w.tactics[value] ?? value }))]} />
            <NativeSelect size="xs" label={w.type} value={of} onChange={(event) => setOf(event.currentTarget.value)} data={[{ value: "", label: w.any }, ...types.map((one) => ({ value: one.code, label: type(one.code) }))]} />
            <Button size="compact-sm" aria-expanded={trying} onClick={() => setTrying(!trying)}>
              {w.tryIt}
            </Button>
          </div>
          {trying ? <TryText name={name} type={type} /> : null}
          <p className="dim small">
            {w.shown(items.length, entries.length)} {w.change} <Link to="/radar">{w.radar}</Link>
          </p>
        </>
      }
      columns={w.columns}
      widths="minmax(150px, 2fr) 92px minmax(90px, 1fr) minmax(120px, 1.4fr) 64px"
      row={(one) => [
        lang === "zh" ? one.name_zh : one.name_en,
        w.tactics[one.tactic] ?? one.tactic,
        one.type ? type(one.type) : "—",
        <span key="code" className="num">{one.code}</span>,
        <span key="count" className="num">{one.zh.length + one.en.length}</span>,
      ]}
      detail={(one) => <Detail of={one} type={type} />}
    />
  );
}
