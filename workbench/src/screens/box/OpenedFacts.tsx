// What an order says in clear, once somebody has opened it: each opening is an entry of the journal, and nothing of it
// is kept by the page when another order is chosen.
import { Button } from "@mantine/core";
import { useState } from "react";
import { api, told } from "../../api/client";
import { useWord, useWords } from "../../app/lang";
import { grouped } from "../../say/checks";
import { moment } from "../../say/time";
import { Money } from "../../ui/Money";
import { useAct } from "../../ui/act";
import type { Opened } from "./query";
import { en, zh } from "./words";

export function useOpening(id: string) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const act = useAct((_: null) => told(api.POST("/api/v1/inbox/orders/{id}/open", { params: { path: { id } } })), setOpened);
  return { opened, open: () => act.mutate(null), close: () => setOpened(null), isPending: act.isPending, error: act.error };
}

type Party = NonNullable<Opened["account"]>;

function Side({ party }: { party: Party | null | undefined }) {
  const word = useWord();
  if (!party) return <>—</>;
  return (
    <>
      <span className="num strong">{grouped(party.number)}</span> {party.holder} <span className="dim">{[party.institution_name || party.institution_code, word("classes", party.class)].join(" · ")}</span>
    </>
  );
}

function Transfer({ transfer }: { transfer: NonNullable<Opened["transfer"]> }) {
  const f = useWords(zh, en).facts;
  return (
    <>
      <dt>{f.transfer}</dt>
      <dd>
        <Money of={transfer.amount} unit /> <span className="num dim">{moment(transfer.at)}</span>
      </dd>
      <dt>{f.payer}</dt>
      <dd>
        <Side party={transfer.from} />
      </dd>
      <dt>{f.payee}</dt>
      <dd>
        <Side party={transfer.to} />
      </dd>
    </>
  );
}

function Query({ query }: { query: NonNullable<Opened["query"]> }) {
  const f = useWords(zh, en).facts;
  return query.serial ? (
    <>
      <dt>{f.serial}</dt>
      <dd className="num">
        {query.serial} {query.bank_code} {query.on ? moment(query.on).slice(0, 10) : ""}
      </dd>
    </>
  ) : (
    <>
      <dt>{f.query}</dt>
      <dd className="num">
        {query.from ? f.from(moment(query.from)) : ""} {query.until ? f.until(moment(query.until)) : ""}
      </dd>
    </>
  );
}

export function OpenedFacts({ opened, close }: { opened: Opened; close(): void }) {
  const w = useWords(zh, en);
  const f = w.facts;
  return (
    <div className="box-opened">
      <dl className="facts">
        <dt>{opened.account ? f.account : (w.targets[opened.kind === "shut_number" || opened.kind === "restore_number" ? "number" : "account"] ?? "")}</dt>
        <dd className="num big">{opened.account ? grouped(opened.target) : opened.target}</dd>
        {opened.account ? (
          <>
            <dt>{f.holder}</dt>
            <dd className="strong">{opened.account.holder ?? "—"}</dd>
          </>
        ) : null}
        {opened.query ? <Query query={opened.query} /> : null}
        {opened.transfer ? <Transfer transfer={opened.transfer} /> : null}
        {opened.document ? (
          <>
            <dt>{f.document}</dt>
            <dd>{opened.document}</dd>
          </>
        ) : null}
        {opened.signatories.length > 0 ? (
          <>
            <dt>{f.signatories}</dt>
            <dd>
              {opened.signatories.map((one) => (
                <div key={one.police_number}>
                  {one.name} <span className="num">{one.police_number}</span> <a className="num" href={`tel:${one.phone}`}>{one.phone}</a>
                </div>
              ))}
            </dd>
          </>
        ) : null}
        {opened.papers.length > 0 ? (
          <>
            <dt>{f.papers}</dt>
            <dd>
              {opened.papers.map((paper) => (
                <a key={paper.place} className="paper-link" href={`/api/v1/inbox/orders/${opened.id}/papers/${paper.place}`} download>
                  {w.papers[paper.kind] ?? paper.kind}
                </a>
              ))}
            </dd>
          </>
        ) : null}
        {opened.public_code ? (
          <>
            <dt>{f.code}</dt>
            <dd>
              <span className="num strong">{opened.public_code}</span> <span className="dim small">{f.codeLead}</span>
            </dd>
          </>
        ) : null}
      </dl>
      <Button variant="subtle" size="compact-xs" onClick={close}>
        {w.close}
      </Button>
    </div>
  );
}
