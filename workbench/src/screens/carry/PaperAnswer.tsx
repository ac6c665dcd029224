// What an agency answered on paper or in another system, typed in by an officer, with the paper beside it.
import { Button, FileButton, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Order, type Schemas, api, keyed, told } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useWords } from "../../app/lang";
import { Folded } from "../../ui/Folded";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { base64 } from "../../ui/base64";
import { AnswerFields } from "../box/AnswerFields";
import { type Asked, type Choice, type Fields, type Name, WARNS, asksTold, filled, receiptOf, wrongOf } from "../box/answer";
import { reasonsQuery } from "../box/query";
import { isScan } from "./carried";
import { en, zh } from "./words";
import "../box/box.css";

type Body = Schemas["ElsewhereAnswerBody"];

/** Movements come by a wire or a file, not by hand. */
const WITHOUT: Name[] = ["told", "complete"];

function Scan({ file, choose }: { file: File | null; choose(file: File | null): void }) {
  const w = useWords(zh, en);
  const bad = file !== null && !isScan(file);
  return (
    <div className="carry-scan">
      <FileButton onChange={(chosen) => chosen && choose(chosen)} accept="image/jpeg,application/pdf">
        {(props) => (
          <Button {...props} variant="default" size="compact-sm">
            {file ? w.scanOther : w.scan}
          </Button>
        )}
      </FileButton>
      <span className={bad ? "hint warn" : "dim small"} role="status">
        {bad ? w.scanBad : file ? w.scanChosen(file.name) : w.scanNone}
      </span>
    </div>
  );
}

export function PaperAnswer({ order }: { order: Order }) {
  const w = useWords(zh, en);
  const reasons = useQuery(reasonsQuery);
  const asked: Asked = { id: order.id, kind: order.kind, limit: order.limit?.amount ?? null, currency: order.limit?.currency ?? "CNY", until: order.until?.at ?? null, opened: null };
  const [choice, setChoice] = useState<Choice | null>(null);
  const [typed, setTyped] = useState<Fields>(() => filled(asked, "done", centreNow()));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [file, setFile] = useState<File | null>(null);
  const send = useAct((body: Body, key) => told(api.POST("/api/v1/orders/{id}/elsewhere-answer", { params: { path: { id: order.id }, header: keyed(key) }, body })));
  if (send.data) {
    const { weight } = send.data;
    return <Notice kind={weight === "deciding" || weight === "further" ? "good" : "warn"}>{w.got(w.weights[weight] ?? weight)}</Notice>;
  }
  if (!reasons.data) return reasons.error ? <Refused error={reasons.error} again={() => void reasons.refetch()} /> : <Loading />;
  const fits = reasons.data.items.filter((reason) => reason.kinds.includes(order.kind));
  const choices: Choice[] = fits.some((reason) => reason.result === "part") ? ["done", "part", "cannot"] : ["done", "cannot"];
  const wrong = choice ? wrongOf(asked, choice, typed, centreNow()) : {};
  const blocks = Object.values(wrong).some((what) => !WARNS.has(what)) || (file !== null && !isScan(file));
  const submit = async () => {
    if (!choice || blocks) return;
    const { form: _form, order: _order, statement: _statement, payments: _payments, ...answer } = receiptOf(asked, choice, typed, fits);
    send.mutate({ ...(answer as Body), scan: file ? await base64(file) : undefined });
  };
  return (
    <form
      className="acts"
      aria-label={w.answer}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="dim small">
        {w.answerLead} {asksTold(order.kind) ? w.toldNot : ""}
      </p>
      <Radio.Group
        aria-label={w.answer}
        value={choice ?? ""}
        onChange={(value) => {
          const to = value as Choice;
          const kept = Object.fromEntries([...touched].map((name) => [name, typed[name as Name]]));
          const known = filled(asked, to, centreNow());
          setTyped({ ...known, ...kept, code: known.code });
          setChoice(to);
        }}
      >
        <div className="box-choices">
          {choices.map((one) => (
            <Radio key={one} value={one} label={w.choices[one]} className={choice === one ? "on" : undefined} />
          ))}
        </div>
      </Radio.Group>
      {choice ? (
        <>
          <AnswerFields
            asked={asked}
            choice={choice}
            typed={typed}
            change={(name, value) => {
              setTyped({ ...typed, [name]: value });
              setTouched(new Set([...touched, name]));
            }}
            wrong={wrong}
            touched={touched}
            reasons={fits}
            without={WITHOUT}
          />
          <Scan file={file} choose={setFile} />
          <Refused error={send.error} />
          <Button type="submit" loading={send.isPending} disabled={blocks} w="fit-content">
            {w.send}
          </Button>
        </>
      ) : null}
    </form>
  );
}

/** The paper of an answer, opened for a purpose. */
export function ScanOf({ receipt }: { receipt: string }) {
  const w = useWords(zh, en);
  return (
    <Folded label={w.openScan}>
      <div className="carry-scan">
        {w.scanPurposes.map((purpose) => (
          <Button key={purpose} component="a" size="compact-sm" variant="default" target="_blank" rel="noopener" href={`/api/v1/receipts/${receipt}/scan?purpose=${encodeURIComponent(purpose)}`}>
            {purpose}
          </Button>
        ))}
        <span className="dim small">{w.scanPurpose}</span>
      </div>
    </Folded>
  );
}
