// What an agency answered on paper or in another system, typed in by an officer, with the paper beside it.
import { Button, FileButton, Radio } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Order, type Schemas, api, keyed, told } from "../../api/client";
import { centreNow } from "../../app/clock";
import { useWords } from "../../app/lang";
import { placeOf, useSession } from "../../app/session";
import { Folded } from "../../ui/Folded";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { base64 } from "../../ui/base64";
import { AnswerFields } from "../box/AnswerFields";
import { type Asked, type Choice, type Fields, type Name, WARNS, filled, receiptOf, wrongOf } from "../box/answer";
import { reasonsQuery } from "../box/query";
import { PaperRows, useBanks } from "./PaperRows";
import { isScan } from "./carried";
import { type Draft, type Paper, ROWS_MAX, asksStatement, countOf, draftFrom, isEmpty, kept, noPaper, statementOf, tells, wrongPeriod, wrongRows } from "./rows";
import { en, zh } from "./words";
import "../box/box.css";

type Body = Schemas["ElsewhereAnswerBody"];

/** Movements stand in a table of their own; payments that were found come by a wire or a file. */
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

/**
 * What was typed and not sent, in this tab and of this officer. It names people: it goes with the tab, when he signs out,
 * when somebody else signs in, and after a watch (decision 0120). A chosen file is not in it.
 */
function useDraft(order: Order) {
  const { me } = useSession();
  const place = placeOf(`paper.${order.id}`, me?.id ?? "");
  const [found] = useState(() => draftFrom(sessionStorage.getItem(place), centreNow()));
  const keep = (draft: Draft | null) => {
    if (draft === null || isEmpty(draft)) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, kept(draft, centreNow()));
  };
  return { found, keep };
}

/** What blocks the statement of a paper; nothing where none is told. */
const isBad = (paper: Paper, banks: ReturnType<typeof useBanks>): boolean =>
  tells(paper) && (wrongRows(paper.rows, banks).length > 0 || Object.keys(wrongPeriod(paper, centreNow())).length > 0 || countOf(paper) > ROWS_MAX);

export function PaperAnswer({ order }: { order: Order }) {
  const [round, setRound] = useState(0);
  return <Form key={round} order={order} another={() => setRound(round + 1)} />;
}

function Form({ order, another }: { order: Order; another(): void }) {
  const w = useWords(zh, en);
  const reasons = useQuery(reasonsQuery);
  const banks = useBanks();
  const asked: Asked = { id: order.id, kind: order.kind, limit: order.limit?.amount ?? null, currency: order.limit?.currency ?? "CNY", until: order.until?.at ?? null, opened: null };
  const { found, keep } = useDraft(order);
  const [choice, setChoice] = useState<Choice | null>(found?.choice ?? null);
  const [typed, setTyped] = useState<Fields>(() => ({ ...filled(asked, found?.choice ?? "done", centreNow()), ...found?.typed }));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set(Object.keys(found?.typed ?? {})));
  const [paper, setPaper] = useState<Paper>(found?.paper ?? noPaper(order.period));
  const [file, setFile] = useState<File | null>(null);
  const send = useAct((body: Body, key) => told(api.POST("/api/v1/orders/{id}/elsewhere-answer", { params: { path: { id: order.id }, header: keyed(key) }, body })));
  const sent = Boolean(send.data);
  useEffect(() => {
    const own = Object.fromEntries([...touched].map((name) => [name, typed[name as Name]]));
    keep(sent ? null : { choice, typed: own, paper });
    // What is kept follows what is typed, and nothing else.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [choice, typed, touched, paper, sent]);
  if (send.data) {
    const { weight } = send.data;
    return (
      <>
        <Notice kind={weight === "deciding" || weight === "further" ? "good" : "warn"}>{w.got(w.weights[weight] ?? weight)}</Notice>
        {order.kind === "watch" ? (
          <Button variant="default" size="compact-sm" onClick={another} w="fit-content">
            {w.again}
          </Button>
        ) : null}
      </>
    );
  }
  if (!reasons.data) return reasons.error ? <Refused error={reasons.error} again={() => void reasons.refetch()} /> : <Loading />;
  const fits = reasons.data.items.filter((reason) => reason.kinds.includes(order.kind));
  const choices: Choice[] = fits.some((reason) => reason.result === "part") ? ["done", "part", "cannot"] : ["done", "cannot"];
  const wrong = choice ? wrongOf(asked, choice, typed, centreNow()) : {};
  const tabled = asksStatement(order.kind) && choice !== null && choice !== "cannot";
  const blocks = Object.values(wrong).some((what) => !WARNS.has(what)) || (file !== null && !isScan(file)) || (tabled && isBad(paper, banks));
  const submit = async () => {
    if (!choice || blocks) return;
    const { form: _form, order: _order, statement: _statement, payments: _payments, ...answer } = receiptOf(asked, choice, typed, fits);
    const statement = tabled && tells(paper) ? statementOf(paper, asked.currency, banks) : undefined;
    send.mutate({ ...(answer as Body), statement, scan: file ? await base64(file) : undefined });
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
        {w.answerLead} {order.kind === "query_serial" ? w.toldNot : ""}
      </p>
      {found ? <p className="small">{w.rows.found}</p> : null}
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
          {tabled ? <PaperRows paper={paper} set={setPaper} /> : null}
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
