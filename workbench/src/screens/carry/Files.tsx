// Signed files for agencies that no network reaches: what waits is taken out, answers are brought in.
import { Button, FileButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Agency, api, keyed, told } from "../../api/client";
import { agenciesQuery } from "../../app/agencies";
import { useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { hand } from "../../save/save";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { BroughtBundle } from "../box/Brought";
import { keysQuery } from "../settings/query";
import { en, zh } from "./words";
import "./carry.css";

/** The name that the centre gave the file. */
const nameOf = (response: Response): string => /filename="([\w.-]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "orders.json";

/** How many orders a file has. */
const ordersIn = (text: string): number => (JSON.parse(text) as { bundle: { items: { kind: string }[] } }).bundle.items.filter((item) => item.kind === "order").length;

/** Whether it is a file as gateways write it: anything else is not sent. */
function isBundle(text: string): boolean {
  try {
    return typeof (JSON.parse(text) as { bundle?: { from?: unknown } }).bundle?.from === "string";
  } catch {
    return false;
  }
}

function Take({ agency }: { agency: Agency }) {
  const w = useWords(zh, en);
  const take = useAct(async (_: null) => {
    const asked = await api.GET("/api/v1/agencies/{id}/bundle", { params: { path: { id: agency.id } }, parseAs: "text" });
    const text = (await told(Promise.resolve(asked as never))) as string;
    const name = nameOf(asked.response);
    const count = ordersIn(text);
    if (count > 0) hand(name, new Blob([text], { type: "application/json" }));
    return { name, count };
  });
  return (
    <>
      <Button loading={take.isPending} onClick={() => take.mutate(null)} w="fit-content">
        {w.take}
      </Button>
      {take.data ? <Notice kind={take.data.count > 0 ? "good" : "plain"}>{w.taken(take.data.name, take.data.count)}</Notice> : null}
      <Refused error={take.error} />
    </>
  );
}

function Bring({ agency }: { agency: Agency }) {
  const w = useWords(zh, en);
  const [strange, setStrange] = useState(false);
  const bring = useAct((text: string, key) =>
    told(api.POST("/api/v1/agencies/{id}/bundle", { params: { path: { id: agency.id }, header: keyed(key) }, body: text as never, bodySerializer: (body) => body as never, headers: { "Content-Type": "application/json" } })),
  );
  const choose = async (file: File | null) => {
    if (!file) return;
    bring.reset();
    const text = await file.text();
    const good = isBundle(text);
    setStrange(!good);
    if (good) bring.mutate(text);
  };
  return (
    <>
      <FileButton accept=".json,application/json" onChange={(file) => void choose(file)}>
        {(props) => (
          <Button {...props} variant="default" loading={bring.isPending} w="fit-content">
            {w.bring}
          </Button>
        )}
      </FileButton>
      {strange ? <Notice kind="bad">{w.notFile}</Notice> : null}
      <Refused error={bring.error} />
      {bring.data ? <BroughtBundle taken={bring.data} /> : null}
    </>
  );
}

function One({ agency }: { agency: Agency }) {
  const w = useWords(zh, en);
  const { holds } = useSession();
  const keys = useQuery({ ...keysQuery(agency.id), enabled: holds("administrator") });
  return (
    <section className="panel" aria-label={agency.name}>
      <h2>
        {agency.name} <span className="dim small num">{agency.code}</span>
      </h2>
      <div className="body carry-file">
        {keys.data && !keys.data.has_file_key ? <Notice kind="warn">{w.noKey}</Notice> : null}
        {holds("officer") ? <Take agency={agency} /> : null}
        {holds("officer", "administrator") ? <Bring agency={agency} /> : null}
      </div>
    </section>
  );
}

export function Files({ tabs }: { tabs: ReactNode }) {
  const w = useWords(zh, en);
  const asked = useQuery(agenciesQuery);
  const byFile = (asked.data ?? []).filter((one) => one.active && one.kind !== "centre" && one.wires.includes("json_form"));
  return (
    <div className="page carry-files">
      <div className="head">
        <h1>{w.title}</h1>
        {tabs}
      </div>
      <p className="dim small">{w.filesLead}</p>
      <Refused error={asked.error} again={() => void asked.refetch()} />
      {asked.isPending ? <Loading /> : byFile.length === 0 ? <p className="nothing">{w.noAgency}</p> : null}
      {byFile.map((agency) => (
        <One key={agency.id} agency={agency} />
      ))}
    </div>
  );
}
