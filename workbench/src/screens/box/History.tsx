// What happened to an order so far: when it left, was seen, was answered, and how each answer was weighed.
import type { Receipt, Schemas } from "../../api/client";
import { useLang, useWord, useWords } from "../../app/lang";
import { moment } from "../../say/time";
import { Money } from "../../ui/Money";
import { en, zh } from "./words";

function Said({ receipt }: { receipt: Receipt }) {
  const { t } = useLang();
  const word = useWord();
  const w = useWords(zh, en);
  return (
    <>
      <strong>{word("results", receipt.result)}</strong> <span className="num dim">{receipt.code}</span>{" "}
      {receipt.weight === "deciding" ? null : <span className="tag orange">{word("names", receipt.weight)}</span>} {receipt.late ? <span className="tag red">{t.case.late}</span> : null}
      <div className="small">
        {receipt.held ? (
          <span className="said">
            {t.facts.held} <Money of={receipt.held} />
          </span>
        ) : null}
        {receipt.balance ? (
          <span className="said">
            {t.flow.balance} <Money of={receipt.balance} />
          </span>
        ) : null}
        {receipt.debit ? <span className="said">{receipt.debit.found ? t.facts.standings.confirmed : t.facts.standings.denied}</span> : null}
        {receipt.from ? <span className="said num">{w.facts.from(moment(receipt.from))}</span> : null}
        {receipt.until ? <span className="said num">{w.facts.until(moment(receipt.until))}</span> : null}
        {receipt.remark ? <span className="said">{receipt.remark}</span> : null}
      </div>
      <div className="small dim num">{receipt.id}</div>
    </>
  );
}

export function History({ detail }: { detail: Schemas["OrderDetailBody"] }) {
  const w = useWords(zh, en);
  const { state } = detail.order;
  return (
    <section className="box-history">
      <h3>{w.history}</h3>
      <ol>
        {state.dispatched_at ? (
          <li>
            <span className="num dim">{moment(state.dispatched_at)}</span> {w.events.sent}
          </li>
        ) : null}
        {state.name === "seen" ? (
          <li>
            <span className="num dim">{moment(state.at)}</span> {w.events.seen}
          </li>
        ) : null}
        {detail.receipts.map((receipt) => (
          <li key={receipt.id}>
            <span className="num dim">{moment(receipt.received_at)}</span> {w.events.answered} <Said receipt={receipt} />
          </li>
        ))}
        {state.name === "withdrawn" ? (
          <li>
            <span className="num dim">{moment(state.at)}</span> {w.events.withdrawn} {state.withdrawn_why}
          </li>
        ) : null}
      </ol>
    </section>
  );
}
