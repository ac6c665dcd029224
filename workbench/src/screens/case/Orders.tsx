// What was asked of whom, with clock and answers.
import { Fragment } from "react";
import type { CaseDetail, Measure, Order, Receipt } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWord } from "../../app/lang";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { isOpen } from "./next";

function State({ order, measure, late }: { order: Order; measure: Measure | undefined; late: boolean }) {
  const { t } = useLang();
  const word = useWord();
  const { state } = order;
  const until = measure?.state.force?.until;
  const holds = measure && ["in_force", "renewed"].includes(measure.state.name);
  return (
    <>
      <span className={state.name === "done" ? "tag ok" : "tag"}>{word("names", state.name)}</span>{" "}
      {isOpen(order) && state.due ? <Countdown at={state.due.at} /> : null}
      {late && !isOpen(order) ? <span className="tag red">{t.case.late}</span> : null}
      {holds && until ? (
        <span className="small">
          {" "}
          {word("names", measure.state.name)} <Countdown at={until} />
        </span>
      ) : null}
    </>
  );
}

function Answer({ receipt }: { receipt: Receipt }) {
  const { t } = useLang();
  const word = useWord();
  return (
    <tr className="answer">
      <td />
      <td colSpan={4}>
        ↳ <span className="num">{moment(receipt.received_at).slice(5)}</span> <strong>{word("results", receipt.result)}</strong>{" "}
        {receipt.held ? (
          <>
            {t.facts.held} <Money of={receipt.held} />{" "}
          </>
        ) : receipt.balance ? (
          <>
            {t.flow.balance} <Money of={receipt.balance} />{" "}
          </>
        ) : null}
        {receipt.debit ? (receipt.debit.found ? t.facts.standings.confirmed : t.facts.standings.denied) : null}{" "}
        {receipt.weight === "deciding" ? null : <span className="tag orange">{word("names", receipt.weight)}</span>}{" "}
        {receipt.late ? <span className="tag red">{t.case.late}</span> : null}
      </td>
    </tr>
  );
}

export function Orders({ detail }: { detail: CaseDetail }) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  const orders = [...detail.orders].reverse();
  return (
    <section className="panel">
      <h2>
        {t.case.orders} <span className="dim small num">{orders.length}</span>
      </h2>
      <div className="scroll orders-list" role="region" aria-label={t.case.orders} tabIndex={0}>
        <table className="plain orders">
          <thead>
            <tr>
              <th scope="col">{t.facts.sent}</th>
              <th scope="col">{t.facts.kind}</th>
              <th scope="col">{t.facts.agency}</th>
              <th scope="col">{t.facts.target}</th>
              <th scope="col">{t.facts.state}</th>
            </tr>
          </thead>
          <tbody>
            {orders.map((order) => {
              const receipts = detail.receipts.filter((receipt) => receipt.order === order.id);
              const measure = detail.measures.find((one) => one.id === order.measure);
              return (
                <Fragment key={order.id}>
                  <tr className={receipts.length > 0 ? "asked" : undefined}>
                    <td className="num">{order.state.dispatched_at ? brief(order.state.dispatched_at) : "—"}</td>
                    <td>
                      <span className="strong">{word("orders", order.kind)}</span>{" "}
                      <span className="dim small">{t.facts.level(order.level)}</span>
                    </td>
                    <td>{agency(order.agency)?.name}</td>
                    <td>
                      <span className="num">{order.target.mask}</span>{" "}
                      {order.limit ? <span className="dim small">≤ <Money of={order.limit} /></span> : null}
                    </td>
                    <td>
                      <State order={order} measure={measure} late={detail.overdue.includes(order.id)} />
                      {order.notes.map((note) => (
                        <span key={note} className="tag">{word("names", note)}</span>
                      ))}
                    </td>
                  </tr>
                  {receipts.map((receipt) => (
                    <Answer key={receipt.id} receipt={receipt} />
                  ))}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {detail.cut_short ? <p className="dim small body">{t.case.cutShort}</p> : null}
    </section>
  );
}
