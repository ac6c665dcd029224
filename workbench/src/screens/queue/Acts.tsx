// What can be done from the preview: approve or withdraw, sign a review, decide an appeal, draft an extension.
// The forms say what they will do and to whom; the centre says whether one may.
import { Button, Radio, TextInput, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type WaitingLine, api, keyed, told } from "../../api/client";
import { useLang } from "../../app/lang";
import { useSession } from "../../app/session";
import { typed } from "../../say/money";
import { Notice, Refused } from "../../ui/Notice";
import { Reveal } from "../../ui/Reveal";
import { useAct } from "../../ui/act";

const REASON_MAX = 300;

export function ApprovalActs({ id }: { id: string }) {
  const { t } = useLang();
  const { holds } = useSession();
  const [why, setWhy] = useState("");
  const path = { id };
  const approve = useAct((_: null, key) =>
    told(api.POST("/api/v1/orders/{id}/approve", { params: { path, header: keyed(key) } })),
  );
  const withdraw = useAct((reason: string, key) =>
    told(api.POST("/api/v1/orders/{id}/withdraw", { params: { path, header: keyed(key) }, body: { reason } })),
  );
  if (approve.data) return <Notice kind="good">{t.act.approved}</Notice>;
  if (withdraw.data) return <Notice kind="good">{t.act.withdrawn}</Notice>;
  return (
    <>
      {holds("approver") ? (
        <Button onClick={() => approve.mutate(null)} loading={approve.isPending}>
          {t.act.approve}
        </Button>
      ) : null}
      <Refused error={approve.error ?? withdraw.error} />
      {holds("officer", "approver") ? (
        <form
          className="acts"
          onSubmit={(event) => {
            event.preventDefault();
            withdraw.mutate(why.trim());
          }}
        >
          <Textarea label={t.act.withdrawWhy} value={why} onChange={(e) => setWhy(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} />
          <Button type="submit" variant="default" disabled={why.trim() === ""} loading={withdraw.isPending}>
            {t.act.withdraw}
          </Button>
        </form>
      ) : null}
    </>
  );
}

export function ReviewActs({ id }: { id: string }) {
  const { t } = useLang();
  const { holds } = useSession();
  const [good, setGood] = useState("yes");
  const [remark, setRemark] = useState("");
  const sign = useAct((body: { in_order: boolean; remark: string }, key) =>
    told(api.POST("/api/v1/reviews/{id}/sign", { params: { path: { id }, header: keyed(key) }, body })),
  );
  if (!holds("supervisor")) return null;
  if (sign.data) return <Notice kind="good">{t.act.signed}</Notice>;
  const bad = good === "no";
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        sign.mutate({ in_order: !bad, remark: remark.trim() });
      }}
    >
      <Radio.Group label={t.act.review} value={good} onChange={setGood}>
        <div className="two">
          <Radio value="yes" label={t.act.inOrder} />
          <Radio value="no" label={t.act.notInOrder} />
        </div>
      </Radio.Group>
      <Textarea label={t.act.remark} value={remark} onChange={(e) => setRemark(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} required={bad} />
      <Refused error={sign.error} />
      <Button type="submit" loading={sign.isPending} disabled={bad && remark.trim() === ""}>
        {t.act.sign}
      </Button>
    </form>
  );
}

type Outcome = "uphold" | "part" | "reject";

export function AppealActs({ id }: { id: string }) {
  const { t } = useLang();
  const { holds } = useSession();
  const [outcome, setOutcome] = useState<Outcome | "">("");
  const [kept, setKept] = useState("");
  const [reason, setReason] = useState("");
  const open = useQuery({
    queryKey: ["appeals", "open"],
    queryFn: () => told(api.GET("/api/v1/appeals", { params: { query: { state: "open", limit: 200 } } })),
  });
  const appeal = open.data?.items.find((one) => one.id === id);
  const amount = typed(kept);
  const decide = useAct((body: { outcome: Outcome; reason: string; kept?: { amount: string; currency: string } }, key) =>
    told(api.POST("/api/v1/appeals/{id}/decide", { params: { path: { id }, header: keyed(key) }, body })),
  );
  if (decide.data) return <Notice kind="good">{t.act.decided}</Notice>;
  return (
    <>
      {appeal ? (
        <div>
          <div className="dim small">{t.facts.statement}</div>
          <Reveal subject={id} fields={{ statement: t.facts.statement, contact: t.facts.phone }}>
            <div>{appeal.statement}</div>
          </Reveal>
        </div>
      ) : null}
      {holds("supervisor") ? (
        <form
          className="acts"
          onSubmit={(event) => {
            event.preventDefault();
            if (outcome) decide.mutate({ outcome, reason: reason.trim(), kept: outcome === "part" && amount ? { amount, currency: "CNY" } : undefined });
          }}
        >
          <Radio.Group label={t.act.appeal} value={outcome} onChange={(value) => setOutcome(value as Outcome)}>
            {(["uphold", "part", "reject"] as Outcome[]).map((value) => (
              <Radio key={value} value={value} label={t.act[value]} mt={4} />
            ))}
          </Radio.Group>
          {outcome === "part" ? (
            <TextInput label={t.act.kept} value={kept} onChange={(e) => setKept(e.currentTarget.value)} required inputMode="decimal" />
          ) : null}
          <Textarea label={t.act.appealWhy} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} rows={3} required />
          <Refused error={decide.error} />
          <Button type="submit" loading={decide.isPending} disabled={!outcome || reason.trim() === "" || (outcome === "part" && !amount)}>
            {t.act.appeal}
          </Button>
        </form>
      ) : null}
    </>
  );
}

/** A stop can be extended once, or a freeze takes its place; of anything else that ends its page knows more. */
export function EndingActs({ line }: { line: WaitingLine }) {
  const { t } = useLang();
  const { holds } = useSession();
  const [reason, setReason] = useState("");
  const extend = useAct((text: string, key) =>
    told(api.POST("/api/v1/measures/{id}/extend", { params: { path: { id: line.id }, header: keyed(key) }, body: { reason: text } })),
  );
  if (extend.data) return <Notice kind="good">{t.act.extended}</Notice>;
  return (
    <>
      {line.kind === "stop" && holds("officer") ? (
        <form
          className="acts"
          onSubmit={(event) => {
            event.preventDefault();
            extend.mutate(reason.trim());
          }}
        >
          <Textarea label={t.act.extendWhy} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} rows={2} required />
          <Refused error={extend.error} />
          <Button type="submit" loading={extend.isPending} disabled={reason.trim() === ""}>
            {t.act.extend}
          </Button>
        </form>
      ) : null}
      {line.case && line.kind === "stop" && holds("officer") ? (
        <Button variant="default" renderRoot={(props) => <Link to="/cases/$id/freeze" params={{ id: line.case ?? "" }} search={{ measure: line.id }} {...props} />}>
          {t.act.freeze}
        </Button>
      ) : null}
      <Button variant="default" renderRoot={(props) => <Link to="/measures/$id" params={{ id: line.id }} {...props} />}>
        {t.act.openMeasure}
      </Button>
    </>
  );
}
