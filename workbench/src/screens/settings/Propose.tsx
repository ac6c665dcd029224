// Another value for a norm: with its source, from when, why, and beside what holds now.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useLang, useWords } from "../../app/lang";
import { DAY, fromLocal, local } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { Differs } from "./Norms";
import { kindOf, same, valueOf, valueText } from "./value";
import { en, zh } from "./words";

type Norm = Schemas["NormBody"];

const TEXT_MAX = 300;

export function Propose({ norm }: { norm: Norm }) {
  const { t, lang } = useLang();
  const w = useWords(zh, en);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [source, setSource] = useState("");
  const [article, setArticle] = useState("");
  const [tag, setTag] = useState("ours");
  const [from, setFrom] = useState("");
  const [why, setWhy] = useState("");
  const propose = useAct((body: Schemas["ProposalInput"], key) =>
    told(api.POST("/api/v1/norms/{key}/proposals", { params: { path: { key: norm.key }, header: keyed(key) }, body })),
  );
  if (propose.data) return <Notice kind="good">{w.proposed}</Notice>;
  const begin = () => {
    setText(valueText(norm.value, lang));
    // To the next midnight there is time for the second person.
    setFrom(`${local(centreNow() + DAY).slice(0, 10)}T00:00`);
    setOpen(true);
  };
  if (!open)
    return (
      <Button variant="default" onClick={begin}>
        {w.propose}
      </Button>
    );
  const kind = kindOf(norm.value);
  const value = valueOf(text, kind);
  const at = fromLocal(from);
  const draft = value && at && source.trim() && why.trim() ? { title_zh: norm.title_zh, title_en: norm.title_en, value, basis: { source: source.trim(), article: article.trim(), tag }, effective_from: at, reason: why.trim() } : null;
  const then: Norm | null = draft ? { ...norm, value: draft.value, basis: draft.basis, effective_from: draft.effective_from, version: norm.version + 1 } : null;
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        if (draft) propose.mutate(draft);
      }}
    >
      <TextInput label={w.newValue} description={w.valueHints[kind]} value={text} onChange={(event) => setText(event.currentTarget.value)} error={text !== "" && !value ? w.valueBad : undefined} maxLength={80} required />
      <TextInput label={w.newSource} description={w.sourceHint} value={source} onChange={(event) => setSource(event.currentTarget.value)} maxLength={TEXT_MAX} required />
      <div className="two">
        <TextInput label={w.article} value={article} onChange={(event) => setArticle(event.currentTarget.value)} maxLength={TEXT_MAX} />
        <NativeSelect label={w.sure} value={tag} onChange={(event) => setTag(event.currentTarget.value)} data={Object.entries(w.tags).map(([name, label]) => ({ value: name, label }))} />
      </div>
      <TextInput type="datetime-local" label={w.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} required />
      <Textarea label={w.whyChange} description={w.whyChangeHint} value={why} onChange={(event) => setWhy(event.currentTarget.value)} maxLength={TEXT_MAX} autosize minRows={2} required />
      {then ? <Differs now={norm} then={then} /> : null}
      {value && same(value, norm.value) ? <p className="dim small">{w.sameValue}</p> : null}
      <p className="dim small">{w.proposeLead}</p>
      <Refused error={propose.error} />
      <div className="two">
        <Button type="submit" disabled={!draft} loading={propose.isPending}>
          {w.proposeGo}
        </Button>
        <Button variant="default" onClick={() => setOpen(false)}>
          {t.cancel}
        </Button>
      </div>
    </form>
  );
}
