// Many orders at once, as a file: the table that a spreadsheet fills in, or signed files for a gateway without a network.
// What becomes of each line is told before it is sent, and after.
import { Button, FileButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Problem, api, keyed, told } from "../../api/client";
import { useWords } from "../../app/lang";
import { hand } from "../../save/save";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { BroughtBundle, BroughtRows, ready } from "./Brought";
import { textOf } from "./decode";
import { type Inbox, boxQuery } from "./query";
import { en, zh } from "./words";
import "./box.css";

type Agency = Inbox["agencies"][number];

/** The name that the centre gave the file. */
const nameOf = (response: Response): string => /filename="([\w.-]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "orders.json";

/** How many orders a file has. */
const ordersIn = (text: string): number => (JSON.parse(text) as { bundle: { items: { kind: string }[] } }).bundle.items.filter((item) => item.kind === "order").length;

function Signed({ agency, named }: { agency: Agency; named: boolean }) {
  const w = useWords(zh, en).files;
  const take = useAct(async (_: null) => {
    const asked = await api.GET("/api/v1/agencies/{id}/bundle", { params: { path: { id: agency.id } }, parseAs: "text" });
    const text = (await told(Promise.resolve(asked as never))) as string;
    const name = nameOf(asked.response);
    hand(name, new Blob([text], { type: "application/json" }));
    return { name, count: ordersIn(text) };
  });
  if (!agency.files) return <p className="dim">{named ? `${agency.name}: ` : ""}{w.noWire}</p>;
  return (
    <div className="box-take">
      <Button variant="default" loading={take.isPending} onClick={() => take.mutate(null)}>
        {w.takeSigned}
        {named ? ` · ${agency.name}` : ""}
      </Button>
      {take.data ? <Notice kind="good">{w.taken(take.data.name, take.data.count)}</Notice> : null}
      <Refused error={take.error} />
      {agency.file_key ? null : <p className="dim small">{w.noKey}</p>}
    </div>
  );
}

/** A file that somebody chose. */
interface Chosen {
  name: string;
  text: string;
  /** Receipts of a gateway, or a table. */
  signedBy: string | null;
}

/** Whose receipts a signed file holds, by its sender's code; null where it is none. */
function senderOf(text: string): string | null {
  try {
    const from = (JSON.parse(text) as { bundle?: { from?: unknown } }).bundle?.from;
    return typeof from === "string" ? from : "";
  } catch {
    return null;
  }
}

function useBringing(agencies: Agency[]) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const look = useAct((csv: string, key) => told(api.POST("/api/v1/inbox/answers", { params: { header: keyed(key) }, body: { csv, check: true } })));
  const send = useAct((csv: string, key) => told(api.POST("/api/v1/inbox/answers", { params: { header: keyed(key) }, body: { csv, check: false } })));
  const bundle = useAct((file: { agency: string; text: string }, key) =>
    told(api.POST("/api/v1/agencies/{id}/bundle", { params: { path: { id: file.agency }, header: keyed(key) }, body: file.text as never, bodySerializer: (body) => body as never, headers: { "Content-Type": "application/json" } })),
  );
  const choose = async (file: File | null) => {
    if (!file) return;
    for (const act of [look, send, bundle]) act.reset();
    const text = textOf(await file.arrayBuffer());
    setUnreadable(text === null);
    setChosen(null);
    if (text === null) return;
    const signedBy = text.trimStart().startsWith("{") ? senderOf(text) : null;
    setChosen({ name: file.name, text, signedBy });
    const agency = agencies.find((one) => one.code === signedBy) ?? agencies[0];
    if (signedBy === null) look.mutate(text);
    else if (agency) bundle.mutate({ agency: agency.id, text });
  };
  return { chosen, unreadable, look, send, bundle, choose };
}

function Bring({ agencies }: { agencies: Agency[] }) {
  const w = useWords(zh, en).files;
  const { chosen, unreadable, look, send, bundle, choose } = useBringing(agencies);
  const rows = send.data?.rows ?? look.data?.rows;
  const good = look.data ? ready(look.data.rows) : 0;
  return (
    <section className="panel">
      <h2>{w.back}</h2>
      <div className="body box-bring">
        <p className="dim small">{w.chooseLead}</p>
        <FileButton accept=".csv,.json,.txt,text/csv,application/json" onChange={(file) => void choose(file)}>
          {(props) => (
            <Button {...props} variant={chosen ? "default" : "filled"}>
              {chosen ? w.other : w.choose}
            </Button>
          )}
        </FileButton>
        {unreadable ? <Refused error={new Problem({ title: en.files.unreadable, title_zh: zh.files.unreadable, status: 422, code: "unreadable" })} /> : null}
        {chosen ? (
          <p className="strong">
            {chosen.name} {look.data && !send.data ? <span className="dim">{w.looking}</span> : null}
          </p>
        ) : null}
        <Refused error={look.error ?? send.error ?? bundle.error} />
        {look.isPending || bundle.isPending ? <Loading /> : null}
        {chosen && look.data && !send.data ? (
          <Button loading={send.isPending} disabled={good === 0} onClick={() => send.mutate(chosen.text)}>
            {good === 0 ? w.nothingToSend : w.check(good)}
          </Button>
        ) : null}
        {rows ? <BroughtRows rows={rows} sent={send.data !== undefined} /> : null}
        {bundle.data ? <BroughtBundle taken={bundle.data} /> : null}
      </div>
    </section>
  );
}

export function Files() {
  const w = useWords(zh, en).files;
  const { data, error, refetch } = useQuery(boxQuery);
  if (!data) return error ? <Refused error={error} again={() => void refetch()} /> : <Loading />;
  const many = data.agencies.length > 1;
  return (
    <div className="page box-files">
      <div className="head">
        <h1>{w.title}</h1>
      </div>
      <p className="dim">{w.lead}</p>
      <div className="box-out">
        <section className="panel">
          <h2>{w.sheet}</h2>
          <div className="body">
            <p className="dim small">{w.sheetLead}</p>
            <p className="box-links">
              <Button variant="default" component="a" href="/desk/waiting.csv" download>
                {w.take}
              </Button>{" "}
              <a href="/desk/template.csv" download>
                {w.template}
              </a>
            </p>
          </div>
        </section>
        <section className="panel">
          <h2>{w.signed}</h2>
          <div className="body">
            <p className="dim small">{w.signedLead}</p>
            {data.agencies.map((agency) => (
              <Signed key={agency.id} agency={agency} named={many} />
            ))}
          </div>
        </section>
      </div>
      <Bring agencies={data.agencies} />
    </div>
  );
}
