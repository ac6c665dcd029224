// 核定止付清单: stops that did not go by themselves, account by account, with limit and reason. Nothing is
// stopped by one click on many: who leaves one out says why, and the act names how many and how much.
import { Button, Checkbox, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWord } from "../../app/lang";
import { useSession } from "../../app/session";
import { minorOf, short } from "../../say/money";
import { Money } from "../../ui/Money";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { caseQuery } from "../case/query";

const REASON_MAX = 300;

export function List() {
  const { t, lang } = useLang();
  const word = useWord();
  const agency = useAgency();
  const { holds } = useSession();
  const { id, list: listId } = useParams({ from: "/cases/$id/lists/$list" });
  const asked = useQuery(caseQuery(id));
  /** Reasons by place of those that are left out. */
  const [out, setOut] = useState<Record<number, string>>({});
  const [reason, setReason] = useState("");
  const decide = useAct((body: Schemas["ListDecisionBody"], key) =>
    told(api.POST("/api/v1/stop-lists/{id}/decide", { params: { path: { id: listId }, header: keyed(key) }, body })),
  );
  if (asked.isPending) return <div className="page"><Loading /></div>;
  if (!asked.data) return <div className="page"><Refused error={asked.error} again={() => void asked.refetch()} /></div>;
  const list = asked.data.lists.find((one) => one.id === listId);
  const places = new Map(asked.data.trace?.places.map((place) => [place.account, place]));
  const items = list?.items ?? [];
  const taken = items.filter((_, place) => out[place] === undefined);
  const sum = short(taken.reduce((all, item) => all + minorOf(item.amount), 0), lang);
  const said = reason.trim() || t.list.reasonDefault;
  const excluded = Object.entries(out).map(([place, why]) => ({ place: Number(place), reason: why.trim() }));
  const silent = excluded.some((one) => one.reason === "");
  const columns = t.list.columns;
  return (
    <div className="page">
      <div className="head">
        <h1>{t.list.title}</h1>
        <Link to="/cases/$id" params={{ id }} className="num">{asked.data.case.number}</Link>
      </div>
      <p className="dim">{t.list.lead} {t.list.cap}</p>
      {decide.data ? (
        <Notice kind="good">{decide.data.orders.length > 0 ? t.list.decided(decide.data.orders.length) : t.list.dropped}</Notice>
      ) : list?.state !== "open" ? (
        <Notice kind="warn">{t.list.notOpen}</Notice>
      ) : null}
      <section className="panel scroll">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{columns.take}</th>
              <th scope="col">{columns.agency}</th>
              <th scope="col">{columns.target}</th>
              <th scope="col">{columns.level}</th>
              <th scope="col" className="right">{columns.amount}</th>
              <th scope="col" className="right">{columns.tainted}</th>
              <th scope="col">{columns.why}</th>
              <th scope="col">{columns.exclude}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item, place) => {
              const bank = agency(item.agency);
              const there = places.get(item.account);
              const share = there?.balance && minorOf(there.balance) > 0 ? Math.floor((100 * minorOf(item.amount)) / minorOf(there.balance)) : null;
              const isOut = out[place] !== undefined;
              return (
                <tr key={`${item.account}-${place}`}>
                  <td>
                    <Checkbox
                      aria-label={`${columns.take} ${bank?.name ?? ""} ${item.number}`}
                      checked={!isOut}
                      disabled={list?.state !== "open"}
                      onChange={() => {
                        const { [place]: _, ...rest } = out;
                        setOut(isOut ? rest : { ...out, [place]: "" });
                      }}
                    />
                  </td>
                  <td>{bank?.name}{bank && !bank.limited_stop ? <> <span className="tag orange">{word("names", "limit_not_carried")}</span></> : null}</td>
                  <td className="num">{item.number}</td>
                  <td>{t.facts.level(item.level)}</td>
                  <td className="right"><Money of={item.amount} /></td>
                  <td className="right num">{share === null ? "—" : `${share}%`}</td>
                  <td>{word("names", item.why)}</td>
                  <td>
                    {isOut ? (
                      <TextInput
                        size="xs"
                        aria-label={`${columns.exclude} ${item.number}`}
                        value={out[place] ?? ""}
                        maxLength={REASON_MAX}
                        onChange={(e) => setOut({ ...out, [place]: e.currentTarget.value })}
                        required
                      />
                    ) : (
                      (item.excluded ?? "")
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {list?.state === "open" && !decide.data ? (
        holds("approver") ? (
          <form
            style={{ maxWidth: 640, marginTop: 14, display: "grid", gap: 10 }}
            onSubmit={(event) => {
              event.preventDefault();
              decide.mutate({ approve: true, excluded, reason: said });
            }}
          >
            <Textarea label={t.list.reason} placeholder={t.list.reasonDefault} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} />
            <Refused error={decide.error} />
            {silent ? <Notice kind="warn">{t.list.excludeMissing}</Notice> : null}
            <div className="two-acts" style={{ display: "flex", gap: 10 }}>
              <Button type="submit" color="danger" disabled={taken.length === 0 || silent} loading={decide.isPending}>
                {t.list.approve(taken.length, sum)}
              </Button>
              <Button variant="default" loading={decide.isPending} disabled={reason.trim() === ""} onClick={() => decide.mutate({ approve: false, excluded: [], reason: said })}>
                {t.list.drop}
              </Button>
            </div>
          </form>
        ) : (
          <Notice kind="warn">{t.list.notApprover}</Notice>
        )
      ) : null}
    </div>
  );
}
