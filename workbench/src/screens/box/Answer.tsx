// The answer to an order: three choices, the fields that its kind needs, filled in as far as the order says it, checked
// while they are typed, and confirmed by the receipt that the centre gives back.
import { Button, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { centreNow, useNow } from "../../app/clock";
import { useLang, useWord, useWords } from "../../app/lang";
import { moment, span } from "../../say/time";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { AnswerFields } from "./AnswerFields";
import { type Asked, type Choice, type Fields, WARNS, filled, heldOf, receiptOf, wrongOf } from "./answer";
import { waits } from "./groups";
import { type Opened, reasonsQuery } from "./query";
import { en, zh } from "./words";

/** Orders that are answered more than once (`more_comes` at the centre). */
const FURTHER = ["watch"];

/** What somebody typed and has not sent, by order: it is there when he comes back to it, and goes with the page. Of what
 * an order says in clear nothing is in it. */
const unsent = new Map<string, { choice: Choice; typed: Partial<Fields> }>();

interface Props {
  detail: Schemas["OrderDetailBody"];
  opened: Opened | null;
  next(): void;
  another(): void;
}

/** What is to be known before an answer is sent that will not decide, or comes late. */
function Before({ detail }: { detail: Props["detail"] }) {
  const { lang } = useLang();
  const word = useWord();
  const w = useWords(zh, en).answer;
  const now = useNow();
  const { state, kind } = detail.order;
  const deciding = detail.receipts.find((receipt) => receipt.weight === "deciding");
  if (deciding) {
    const at = moment(deciding.received_at);
    return <Notice kind="warn">{FURTHER.includes(kind) ? w.further(at) : w.again(at, word("results", deciding.result))}</Notice>;
  }
  if (state.name === "withdrawn") return <Notice kind="warn">{w.withdrawn}</Notice>;
  const left = state.due ? Date.parse(state.due.at) - now : 0;
  return left < 0 ? <Notice kind="warn">{w.late(span(left, lang))}</Notice> : null;
}

export function Answer(props: Props) {
  const w = useWords(zh, en).answer;
  const { detail } = props;
  // What was decided before is answered again only by who insists; what this page has just sent stays as it was.
  const [closed, setClosed] = useState(!waits(detail.order));
  if (!closed) return <Form {...props} />;
  return (
    <>
      <Before detail={detail} />
      <Button variant="default" size="compact-sm" onClick={() => setClosed(false)}>
        {w.anyway}
      </Button>
    </>
  );
}

function Form({ detail, opened, next, another }: Props) {
  const { order } = detail;
  const w = useWords(zh, en).answer;
  const reasons = useQuery(reasonsQuery);
  const fits = (reasons.data?.items ?? []).filter((reason) => reason.kinds.includes(order.kind));
  const asked: Asked = { id: order.id, kind: order.kind, limit: order.limit?.amount ?? null, currency: order.limit?.currency ?? "CNY", until: order.until?.at ?? null, opened };
  const left = useRef(unsent.get(order.id)).current;
  const [choice, setChoice] = useState<Choice | null>(left?.choice ?? null);
  const [typed, setTyped] = useState<Fields>(() => ({ ...filled(asked, left?.choice ?? "done", centreNow()), ...left?.typed }));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set(Object.keys(left?.typed ?? {})));
  useEffect(() => {
    const own = Object.fromEntries([...touched].map((name) => [name, typed[name as keyof Fields]]));
    if (choice) unsent.set(order.id, { choice, typed: own });
  }, [order.id, choice, typed, touched]);
  const send = useAct((body: object, key) =>
    told(api.POST("/api/v1/inbox/orders/{id}/receipts", { params: { path: { id: order.id }, header: keyed(key) }, body: body as Record<string, never> })),
  );
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!send.data) return;
    unsent.delete(order.id);
    said.current?.focus();
  }, [send.data, order.id]);
  // What was opened meanwhile fills in what nobody has typed.
  useEffect(() => {
    if (!opened) return;
    const known = filled({ ...asked, opened }, choice ?? "done", centreNow());
    setTyped((before) => ({ ...before, ...Object.fromEntries((["debitAt", "payeeBank", "payeeAccount", "payeeHolder"] as const).filter((name) => before[name] === "").map((name) => [name, known[name]])) }));
    // Only the opening counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [opened]);
  const choose = (to: Choice) => {
    const known = filled(asked, to, centreNow());
    // What was typed stays, whichever choice it was typed under.
    const kept = Object.fromEntries([...touched].map((name) => [name, typed[name as keyof Fields]]));
    setTyped({ ...known, ...kept, code: known.code });
    setChoice(to);
  };
  const change = (name: keyof Fields, value: string | boolean) => {
    const now = { ...typed, [name]: value };
    // A stop holds what is there, up to its limit, until somebody says otherwise.
    if (name === "balance" && order.kind === "stop" && !touched.has("held")) now.held = heldOf(String(value), asked.limit);
    setTyped(now);
    setTouched(new Set([...touched, name]));
  };
  if (reasons.error) return <Refused error={reasons.error} again={() => void reasons.refetch()} />;
  if (!reasons.data) return <Loading />;
  if (send.data) {
    const { receipt, weight } = send.data;
    return (
      <div className="box-receipt" tabIndex={-1} ref={said}>
        <Notice kind={weight === "deciding" || weight === "further" ? "good" : "warn"}>
          <strong>{w.got(receipt)}</strong>
          <div>{w.weights[weight] ?? weight}</div>
        </Notice>
        <div className="two">
          <Button onClick={next}>{w.next}</Button>
          {FURTHER.includes(order.kind) ? (
            <Button variant="subtle" onClick={another}>
              {w.another}
            </Button>
          ) : null}
        </div>
      </div>
    );
  }
  const wrong = choice ? wrongOf(asked, choice, typed, centreNow()) : {};
  const blocks = Object.values(wrong).some((what) => !WARNS.has(what));
  const choices: Choice[] = fits.some((reason) => reason.result === "part") ? ["done", "part", "cannot"] : ["done", "cannot"];
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        if (choice && !blocks) send.mutate(receiptOf(asked, choice, typed, fits));
      }}
    >
      <h3>{w.title}</h3>
      {/* Somebody else, or the gateway, may have answered meanwhile. */}
      {send.isPending ? null : <Before detail={detail} />}
      <Radio.Group aria-label={w.title} value={choice ?? ""} onChange={(value) => choose(value as Choice)}>
        <div className="box-choices">
          {choices.map((one) => (
            <Radio key={one} value={one} label={one === "done" ? (w.doneOf[order.kind] ?? w.done) : w[one]} className={choice === one ? "on" : undefined} />
          ))}
        </div>
      </Radio.Group>
      {choice ? (
        <>
          <AnswerFields asked={asked} choice={choice} typed={typed} change={change} wrong={wrong} touched={touched} reasons={fits} />
          <Refused error={send.error} />
          <Button type="submit" size="md" loading={send.isPending} disabled={blocks}>
            {w.send}
          </Button>
        </>
      ) : null}
    </form>
  );
}
