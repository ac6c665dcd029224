// An order that no wire carries, from the sheet to the answer: printed, taken there or keyed in, and answered on paper.
import { Button, NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useState } from "react";
import { type Order, type Schemas, api, keyed, told } from "../../api/client";
import { useColleagues, useWho } from "../../app/agencies";
import { useNow } from "../../app/clock";
import { useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { fromLocal, local, moment } from "../../say/time";
import { Folded } from "../../ui/Folded";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { Sheet } from "../orders/Sheet";
import { isOpen } from "../orders/states";
import { PaperAnswer } from "./PaperAnswer";
import { NUMBER, wrongAt } from "./carried";
import { asksStatement } from "./rows";
import { en, zh } from "./words";
import "./carry.css";

const TO_MAX = 100;
const NUMBER_MAX = 64;

type Body = Schemas["WentElsewhereBody"];

const useWent = (id: string) => useAct((body: Body, key) => told(api.POST("/api/v1/orders/{id}/elsewhere", { params: { path: { id }, header: keyed(key) }, body })));

function OnPaper({ order }: { order: Order }) {
  const w = useWords(zh, en);
  const { me } = useSession();
  const colleagues = useColleagues();
  const now = useNow();
  const [at, setAt] = useState(() => local(now));
  const [by, setBy] = useState("");
  const [to, setTo] = useState("");
  const went = useWent(order.id);
  if (went.data) return <Notice kind="good">{w.donePaper}</Notice>;
  const wrong = wrongAt(at, order, now);
  const said = wrong === "future" ? w.atFuture : wrong === "before" ? w.atBefore(moment(order.state.dispatched_at ?? order.drafted_at)) : undefined;
  const carrier = by || (me?.id ?? "");
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        went.mutate({ carried: { by: carrier, at: fromLocal(at) ?? "", to: to.trim() } });
      }}
    >
      <TextInput label={w.at} type="datetime-local" value={at} onChange={(event) => setAt(event.currentTarget.value)} required error={said} />
      <NativeSelect label={w.by} value={carrier} onChange={(event) => setBy(event.currentTarget.value)} data={colleagues.map((one) => ({ value: one.id, label: one.name }))} />
      <TextInput label={w.to} description={w.toHint} value={to} onChange={(event) => setTo(event.currentTarget.value)} maxLength={TO_MAX} required />
      <Refused error={went.error} />
      <Button type="submit" loading={went.isPending} disabled={wrong !== null || to.trim() === ""} w="fit-content">
        {w.goPaper}
      </Button>
    </form>
  );
}

function InSystem({ order }: { order: Order }) {
  const w = useWords(zh, en);
  const [number, setNumber] = useState("");
  const went = useWent(order.id);
  if (went.data) return <Notice kind="good">{w.doneNumber}</Notice>;
  const plain = number.trim();
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        went.mutate({ number: plain });
      }}
    >
      <TextInput label={w.number} description={w.numberHint} value={number} onChange={(event) => setNumber(event.currentTarget.value)} maxLength={NUMBER_MAX} required autoComplete="off" error={plain !== "" && !NUMBER.test(plain) ? w.numberBad : undefined} />
      <Refused error={went.error} />
      <Button type="submit" loading={went.isPending} disabled={!NUMBER.test(plain)} w="fit-content">
        {w.goNumber}
      </Button>
    </form>
  );
}

/** What is known of its way. */
export function Way({ order }: { order: Order }) {
  const w = useWords(zh, en);
  const who = useWho();
  const { carried, foreign_number: number } = order;
  return (
    <>
      {carried ? <div>{w.carried(who(carried.by), moment(carried.at), carried.to)}</div> : null}
      {number ? <div className="num">{w.keyedAs(number)}</div> : null}
    </>
  );
}

function Went({ order }: { order: Order }) {
  const w = useWords(zh, en);
  const [how, setHow] = useState<"paper" | "system">(order.carried ? "system" : "paper");
  return (
    <>
      <SegmentedControl size="xs" aria-label={w.went} value={how} onChange={(value) => setHow(value as typeof how)} data={(["paper", "system"] as const).map((value) => ({ value, label: w.how[value] ?? value }))} />
      {how === "paper" ? <OnPaper order={order} /> : <InSystem order={order} />}
    </>
  );
}

export function CarryActs({ order }: { order: Order }) {
  const w = useWords(zh, en);
  const { holds } = useSession();
  // What was begun is not taken from under the hand when the order moves on by it.
  const [begun, setBegun] = useState(false);
  const open = isOpen(order.state.name);
  // A watch is told of again and again.
  const further = order.kind === "watch" && ["done", "part"].includes(order.state.name);
  const enters = holds("officer", "intake") && (begun || open || further);
  const known = Boolean(order.carried ?? order.foreign_number);
  const [first] = useState(known);
  if (order.state.name === "withdrawn") return null;
  return (
    <div className={asksStatement(order.kind) ? "carry wide" : "carry"} onFocus={() => setBegun(begun || open)}>
      {holds("officer", "intake", "approver", "supervisor") ? (
        <section>
          <h3>{w.step.sheet}</h3>
          <Sheet id={order.id} />
        </section>
      ) : null}
      {enters ? (
        <>
          <section>
            <h3>{w.step.went}</h3>
            <Way order={order} />
            {!first ? (
              <Went order={order} />
            ) : order.carried && order.foreign_number ? null : (
              <Folded label={w.other}>
                <Went order={order} />
              </Folded>
            )}
          </section>
          <section>
            <h3>{w.step.answer}</h3>
            {further && !begun ? <p className="dim small">{w.more}</p> : null}
            <PaperAnswer key={order.id} order={order} />
          </section>
        </>
      ) : null}
    </div>
  );
}
