// 交班: who comes, what he has to know, a word on single lines; then the desk is told as it stands.
import { Button, NativeSelect, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type WaitingLine, api, keyed, told } from "../../api/client";
import { useColleagues } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { Countdown } from "../../ui/Countdown";
import { Level } from "../../ui/Level";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { isHeldBy, isOfMeasure, keyOf, level, sorted } from "../queue/order";
import { waitingQuery } from "../queue/query";
import { openQuery } from "./query";
import { en, zh } from "./words";
import "./watch.css";

const NOTE_MAX = 1000;
const REMARK_MAX = 300;
/** Lines on which a word can be said here; all are handed over. */
const SHOWN_MAX = 60;

type Remarks = ReadonlyMap<string, string>;

function Row({ line, said, say }: { line: WaitingLine; said: string; say(text: string): void }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const { me } = useSession();
  const kind = line.wait === "objection" ? "" : word(isOfMeasure(line) ? "measures" : "orders", line.kind);
  return (
    <tr>
      <td>
        <Level level={level(line, centreNow())} />
      </td>
      <td>
        {line.case ? (
          <Link to="/cases/$id" params={{ id: line.case }}>
            <b>{t.wait[line.wait]}</b> {kind}
          </Link>
        ) : (
          <>
            <b>{t.wait[line.wait]}</b> {kind}
          </>
        )}{" "}
        {isHeldBy(line, me?.id) ? <span className="tag ok">{w.inHand}</span> : null}
        <div className="dim small num">{line.target}</div>
      </td>
      <td>{line.due_at ? <Countdown at={line.due_at} /> : null}</td>
      <td>
        <TextInput size="xs" aria-label={w.remark(`${t.wait[line.wait]} ${line.target ?? ""}`)} value={said} maxLength={REMARK_MAX} onChange={(e) => say(e.currentTarget.value)} />
      </td>
    </tr>
  );
}

/** The officer's own lines first, then the most pressing. */
function useToHand() {
  const { me } = useSession();
  const asked = useQuery(waitingQuery);
  const items = asked.data?.items;
  const lines = useMemo(() => {
    const all = sorted(items ?? [], centreNow());
    return [...all.filter((line) => isHeldBy(line, me?.id)), ...all.filter((line) => !isHeldBy(line, me?.id))];
  }, [items, me?.id]);
  const red = lines.filter((line) => level(line, centreNow()) === "red").length;
  const mine = lines.filter((line) => isHeldBy(line, me?.id)).length;
  return { asked, lines, red, mine };
}

function Handed({ lines, gone }: { lines: number; gone: number }) {
  const w = useWords(zh, en);
  return (
    <>
      <Notice kind="good">{w.handed(lines)}</Notice>
      {gone > 0 ? <Notice kind="warn">{w.gone(gone)}</Notice> : null}
      <Button mt={12} variant="default" renderRoot={(props) => <Link to="/watch" {...props} />}>
        {w.title}
      </Button>
    </>
  );
}

export function Give() {
  const w = useWords(zh, en);
  const { me } = useSession();
  const colleagues = useColleagues();
  const { asked, lines, red, mine } = useToHand();
  const open = useQuery(openQuery);
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [remarks, setRemarks] = useState<Remarks>(new Map());
  const give = useAct((body: { to: string; note: string; remarks: { row: { wait: WaitingLine["wait"]; id: string }; text: string }[] }, key) =>
    told(api.POST("/api/v1/handovers", { params: { header: keyed(key) }, body })),
  );
  const say = (key: string, text: string) => setRemarks((before) => new Map(before).set(key, text));
  const comers = colleagues.filter((officer) => officer.id !== me?.id);
  const name = comers.find((officer) => officer.id === to)?.name ?? "";
  const submit = () => {
    const told = lines.filter((line) => (remarks.get(keyOf(line)) ?? "").trim() !== "");
    give.mutate({ to, note: note.trim(), remarks: told.map((line) => ({ row: { wait: line.wait, id: line.id }, text: (remarks.get(keyOf(line)) ?? "").trim() })) });
  };
  return (
    <div className="page watch">
      <div className="head">
        <h1>{w.formTitle}</h1>
      </div>
      <p className="dim">{w.formLead}</p>
      {open.data?.some((one) => one.from === me?.id) && !give.data ? <Notice kind="warn">{w.again}</Notice> : null}
      {give.data ? (
        <Handed lines={give.data.lines} gone={give.data.gone.length} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <div className="watch-head">
            <NativeSelect label={w.to} value={to} onChange={(e) => setTo(e.currentTarget.value)} data={[{ value: "", label: "—" }, ...comers.map((officer) => ({ value: officer.id, label: officer.name }))]} required data-autofocus />
            <Textarea label={w.noteLabel} value={note} onChange={(e) => setNote(e.currentTarget.value)} maxLength={NOTE_MAX} autosize minRows={2} required />
          </div>
          <Refused error={give.error} />
          <Button type="submit" disabled={to === "" || note.trim() === ""} loading={give.isPending}>
            {w.submit(name)}
          </Button>
          <Refused error={asked.error} again={() => void asked.refetch()} />
          {asked.isPending ? <Loading /> : <p className="small">{w.now(lines.length, red, mine)}</p>}
          {lines.length > 0 ? (
            <div className="panel">
              <table className="plain watch-lines">
                <tbody>
                  {lines.slice(0, SHOWN_MAX).map((line) => (
                    <Row key={keyOf(line)} line={line} said={remarks.get(keyOf(line)) ?? ""} say={(text) => say(keyOf(line), text)} />
                  ))}
                </tbody>
              </table>
              {lines.length > SHOWN_MAX ? <p className="dim small watch-more">{w.more(lines.length - SHOWN_MAX)}</p> : null}
            </div>
          ) : null}
        </form>
      )}
    </div>
  );
}
