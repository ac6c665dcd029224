// 接警登记: in the order of the call. The stop goes as soon as the first answers are there; who reports, the
// signature and the story follow on the same page while the line is open.
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { centreNow, useNow } from "../../app/clock";
import { useLang, useWord } from "../../app/lang";
import { placeOf, useSession } from "../../app/session";
import { exact } from "../../say/money";
import { Notice, Refused } from "../../ui/Notice";
import { Reveal } from "../../ui/Reveal";
import { useAct } from "../../ui/act";
import { caseQuery } from "../case/query";
import { Identify, Papers } from "./Steps";
import { Transfer } from "./Transfer";
import { stopping } from "./stopping";
import { type Draft, another, draftFrom, isEmpty, kept, missing, noDraft, reportOf } from "./draft";
import "./intake.css";

const TRANSFERS_MAX = 10;
const TEXT_MAX = 4000;

/**
 * The draft of this tab and this officer. It names people: it goes with the tab, when he signs out, when somebody else
 * signs in, and after a watch (decision 0120).
 */
function useDraft() {
  const { me } = useSession();
  const place = placeOf("intake", me?.id ?? "");
  const [draft, setDraft] = useState<Draft>(() => draftFrom(sessionStorage.getItem(place), centreNow()) ?? noDraft());
  const [found] = useState(() => !isEmpty(draft));
  useEffect(() => {
    if (isEmpty(draft)) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, kept(draft, centreNow()));
  }, [draft, place]);
  return { draft, setDraft, found };
}

/** After the report: what is on its way, and what the formal stop still lacks. */
function Filed({ filed, next }: { filed: Schemas["FiledBody"]; next(): void }) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  const { data } = useQuery(caseQuery(filed.case));
  const named = Boolean(data?.case.reporter);
  const waits = data?.orders.filter((order) => order.state.name === "awaiting_papers") ?? [];
  const stands = data ? stopping(data) : null;
  return (
    <div className="filed">
      <Notice kind={filed.already ? "warn" : "good"}>
        <strong>{filed.already ? t.intake.already(filed.number) : t.intake.filed(filed.number)}</strong>
      </Notice>
      {stands ? (
        <Notice kind={stands.now === "held" || stands.now === "sent" ? "good" : "warn"}>
          <strong>{stands.now === "held" ? t.intake.stopped(exact(stands.units)) : t.intake.stopping[stands.now]}</strong>
        </Notice>
      ) : null}
      <section className="panel">
        <h2>{t.intake.sentOrders}</h2>
        <ul className="body sent">
          {data?.orders.map((order) => (
            <li key={order.id}>
              <span className={order.state.dispatched_at ? "tag ok" : "tag orange"}>{word("names", order.state.name)}</span>{" "}
              <strong>{word("orders", order.kind)}</strong> {agency(order.agency)?.name} <span className="num">{order.target.mask}</span>
            </li>
          ))}
        </ul>
      </section>
      {data && !named ? (
        <section className="panel step now">
          <h2><span className="step-no">2</span>{t.intake.step2}</h2>
          <div className="body">
            <p className="dim small">{t.intake.reporterLead}</p>
            <Identify id={filed.case} focus />
          </div>
        </section>
      ) : null}
      {named && waits.length > 0 ? (
        <section className="panel step now">
          <h2><span className="step-no">3</span>{t.intake.step3}</h2>
          <div className="body"><Papers id={filed.case} /></div>
        </section>
      ) : null}
      <div className="two-acts">
        <Button renderRoot={(props) => <Link to="/cases/$id" params={{ id: filed.case }} {...props} />}>{t.intake.toCase}</Button>
        <Button variant="default" onClick={next}>{t.intake.another}</Button>
      </div>
    </div>
  );
}

export function Intake() {
  const { t } = useLang();
  const client = useQueryClient();
  const now = useNow();
  const { draft, setDraft, found } = useDraft();
  const { report } = useSearch({ from: "/intake" });
  const send = useAct(
    (body: Schemas["ReportBody"], key) => told(api.POST("/api/v1/reports", { params: { header: keyed(key) }, body })),
    (filed) => {
      setDraft(noDraft());
      void client.invalidateQueries({ queryKey: ["case", filed.case] });
    },
  );
  const lacking = [...new Set(draft.transfers.flatMap((transfer) => missing(transfer, now)))];
  const file = () => {
    const still = draft.transfers.flatMap((transfer) => missing(transfer, centreNow()));
    if (still.length === 0 && !send.isPending) send.mutate({ ...reportOf(draft), bank_report: report });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      file();
    }
  };
  const filed = send.data;
  const set = (place: number, to: Draft["transfers"][number]) =>
    setDraft({ ...draft, transfers: draft.transfers.map((one, at) => (at === place ? to : one)) });
  return (
    <div className="page intake">
      <div className="head">
        <h1>{t.intake.title}</h1>
        <span className="dim">{filed ? "" : t.intake.lead}</span>
      </div>
      {filed ? (
        <Filed filed={filed} next={() => send.reset()} />
      ) : (
        <form onSubmit={(event) => { event.preventDefault(); file(); }} onKeyDown={pressed} noValidate>
          {report ? (
            <Notice kind="plain">
              {t.intake.ofReport}{" "}
              <Reveal subject={report} fields={{ message: t.intake.reported }}>
                {null}
              </Reveal>
            </Notice>
          ) : null}
          <section className="panel step now">
            <h2>
              <span className="step-no">1</span>{t.intake.step1}
              <span style={{ flex: 1 }} />
              {isEmpty(draft) ? null : (
                <span className="dim small">
                  {found ? t.intake.draftFound : t.intake.draftKept} ·{" "}
                  <button type="button" className="link" onClick={() => setDraft(noDraft())}>{t.intake.draftDrop}</button>
                </span>
              )}
            </h2>
            <div className="body">
              {draft.transfers.map((transfer, place) => (
                // Transfers are only ever added at the end.
                <Transfer key={place} draft={transfer} first={place === 0} change={(to) => set(place, to)} />
              ))}
              {draft.transfers.length < TRANSFERS_MAX && draft.transfers[0] ? (
                <Button size="compact-xs" variant="subtle" onClick={() => draft.transfers[0] && setDraft({ ...draft, transfers: [...draft.transfers, another(draft.transfers[0])] })}>
                  + {t.intake.anotherTransfer}
                </Button>
              ) : null}
            </div>
            <div className="go-now">
              <Refused error={send.error} again={file} />
              <Button type="submit" size="md" loading={send.isPending} disabled={lacking.length > 0}>
                {t.intake.send}
              </Button>
              <span className="dim small">
                <kbd className="key">{t.intake.sendHint}</kbd>{" "}
                {lacking.length > 0 ? t.intake.missing(lacking.map((name) => t.intake[name]).join(t.comma)) : t.intake.before}
              </span>
            </div>
          </section>
          <p className="dim small">{t.intake.thenSteps}</p>
          <section className="panel step">
            <h2><span className="step-no">+</span>{t.intake.step4} <span className="dim small">{t.intake.howLead}</span></h2>
            <div className="body fields">
              <NativeSelect
                label={t.intake.scamType}
                value={draft.scamType}
                data={Object.entries(t.scam).map(([value, label]) => ({ value, label: value === "未定" ? label : `${value} ${label}` }))}
                onChange={(e) => setDraft({ ...draft, scamType: e.currentTarget.value })}
              />
              <Textarea label={t.intake.contact} value={draft.contact} rows={2} maxLength={TEXT_MAX} onChange={(e) => setDraft({ ...draft, contact: e.currentTarget.value })} />
              <Textarea className="whole" label={t.intake.narrative} value={draft.narrative} rows={4} maxLength={TEXT_MAX} onChange={(e) => setDraft({ ...draft, narrative: e.currentTarget.value })} />
            </div>
          </section>
        </form>
      )}
    </div>
  );
}
