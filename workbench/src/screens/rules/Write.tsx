// 写新规则: the files in force, changed; checked as often as somebody likes, and proposed with a reason.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useLang, useWords } from "../../app/lang";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { Editor } from "./Editor";
import { isFileName } from "./lines";
import { factsQuery, inForceQuery } from "./query";
import { en, zh } from "./words";
import "./rules.css";

type Files = Schemas["RuleFileBody"][];

const REASON_MAX = 300;

function Facts() {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const { data } = useQuery(factsQuery);
  const [wanted, setWanted] = useState("");
  const text = wanted.trim().toLowerCase();
  const shown = (data?.items ?? []).filter((fact) => `${fact.name} ${fact.zh} ${fact.en}`.toLowerCase().includes(text));
  return (
    <section aria-label={w.facts}>
      <TextInput label={w.facts} placeholder={w.factFilter} value={wanted} onChange={(e) => setWanted(e.currentTarget.value)} />
      <ul className="rules-facts">
        {shown.map((fact) => (
          <li key={fact.name}>
            <code>{fact.name}</code> <span className="dim">{w.kindsOfFact[fact.kind] ?? fact.kind}</span>
            <div>
              {fact[lang]}
              {fact.words.length > 0 ? <span className="dim"> {fact.words.join(" | ")}</span> : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Checked({ of, go }: { of: Schemas["RulesCheckedBody"]; go(file: string, line: number): void }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  return (
    <div aria-live="polite">
      {of.faults.length > 0 ? (
        <Notice kind="bad">
          <strong>{w.faults(of.faults.length)}</strong>
          <ul className="faults">
            {of.faults.map((fault) => (
              <li key={`${fault.file}:${fault.line}:${fault.what}`}>
                <button type="button" onClick={() => go(fault.file, fault.line)}>
                  {w.fault(fault.file, fault.line)}
                </button>
                {fault.rule ? <code> {fault.rule}</code> : null}
                <div>{fault.what}</div>
                <div className="small">{fault.next}</div>
              </li>
            ))}
          </ul>
        </Notice>
      ) : (
        <Notice kind="good">{w.checked(of.rules)}</Notice>
      )}
      {of.doubts.length > 0 ? (
        <Notice kind="warn">
          {w.doubts(of.doubts.length)}
          <ul className="faults">
            {of.doubts.map((doubt) => (
              <li key={`${doubt.rule}:${doubt.other}:${doubt.en}`}>
                <code>{doubt.rule}</code> {doubt.other ? <code>{doubt.other}</code> : null} {doubt[lang]}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </div>
  );
}

function Writing({ before }: { before: Files }) {
  const w = useWords(zh, en);
  const [files, setFiles] = useState<Files>(before);
  const [name, setName] = useState(before[0]?.name ?? "");
  const [newName, setNewName] = useState("");
  const [reason, setReason] = useState("");
  const [goTo, setGoTo] = useState<{ line: number } | null>(null);
  const file = files.find((one) => one.name === name) ?? files[0];
  const check = useMutation({ mutationFn: (body: { files: Files }) => told(api.POST("/api/v1/rules/check", { body })) });
  const propose = useAct((body: { files: Files; reason: string }, key) => told(api.POST("/api/v1/rules", { params: { header: keyed(key) }, body })));
  const { reset } = check;
  // What was said of a text is not said of another.
  useEffect(reset, [files, reset]);
  const marked = useMemo(() => new Set(check.data?.faults.filter((fault) => fault.file === file?.name).map((fault) => fault.line)), [check.data, file?.name]);
  const change = (text: string) => setFiles(files.map((one) => (one.name === file?.name ? { ...one, text } : one)));
  const same = files.length === before.length && files.every((one) => before.some((old) => old.name === one.name && old.text === one.text));
  const go = (of: string, line: number) => {
    setName(of);
    setGoTo({ line });
  };
  const mayAdd = isFileName(newName) && !files.some((one) => one.name === newName);
  if (propose.data) {
    return (
      <Notice kind="good">
        <strong>{w.proposed(propose.data.number)}</strong> <Link to="/rules">{w.toSets}</Link>
      </Notice>
    );
  }
  return (
    <>
      <div className="left">
        <form
          className="files"
          onSubmit={(event) => {
            event.preventDefault();
            if (!mayAdd) return;
            setFiles([...files, { name: newName, text: "" }]);
            go(newName, 1);
            setNewName("");
          }}
        >
          <NativeSelect label={w.file} value={file?.name ?? ""} onChange={(e) => setName(e.currentTarget.value)} data={files.map((one) => one.name)} />
          <Button variant="default" disabled={files.length < 2} onClick={() => setFiles(files.filter((one) => one.name !== file?.name))}>
            {w.remove}
          </Button>
          <TextInput label={w.newFileName} placeholder="own.toml" title={w.fileName} value={newName} onChange={(e) => setNewName(e.currentTarget.value.trim())} error={newName !== "" && !mayAdd ? w.fileName : undefined} />
          <Button type="submit" variant="default" disabled={!mayAdd}>
            {w.add}
          </Button>
        </form>
        {file ? <Editor label={`${w.text} ${file.name}`} text={file.text} change={change} marked={marked} goTo={goTo} /> : null}
      </div>
      <div className="right">
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate({ files })}>
          {w.check}
        </Button>
        <Refused error={check.error} />
        {check.data ? <Checked of={check.data} go={go} /> : null}
        <form
          className="acts"
          onSubmit={(event) => {
            event.preventDefault();
            propose.mutate({ files, reason: reason.trim() });
          }}
        >
          <Textarea label={w.proposeWhy} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} required />
          {same ? <p className="dim small">{w.unchanged}</p> : null}
          <Refused error={propose.error} />
          <Button type="submit" mt={8} disabled={same || reason.trim() === "" || check.data?.faults.length !== 0} loading={propose.isPending}>
            {w.propose}
          </Button>
        </form>
        <Facts />
      </div>
    </>
  );
}

export function Write() {
  const w = useWords(zh, en);
  const asked = useQuery(inForceQuery);
  return (
    <div className="rules-write">
      <header>
        <div className="head">
          <h1>{w.writeTitle}</h1>
          <Link to="/rules">{w.toSets}</Link>
        </div>
        <p className="dim small">{w.writeLead}</p>
        <Refused error={asked.error} again={() => void asked.refetch()} />
        {asked.isPending ? <Loading /> : null}
      </header>
      {asked.data ? <Writing before={asked.data.files} /> : null}
    </div>
  );
}
