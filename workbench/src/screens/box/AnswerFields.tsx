// The fields of an answer, each with what is wrong in it said beside it.
import { Checkbox, NativeSelect, Radio, TextInput, Textarea } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { useLang, useWord, useWords } from "../../app/lang";
import { exact, minor, units } from "../../say/money";
import { type Asked, type Choice, type Fields, type Name, WARNS, type Wrong, fieldsOf, neededOf } from "./answer";
import { Told } from "./Told";
import type { Reason } from "./query";
import { en, zh } from "./words";

interface Props {
  asked: Asked;
  choice: Choice;
  typed: Fields;
  change(name: Name, value: string | boolean): void;
  wrong: Partial<Record<Name, Wrong>>;
  touched: ReadonlySet<string>;
  reasons: Reason[];
  /** Fields that are not asked for here. */
  without?: Name[];
}

const REMARK_MAX = 300;
const ACCOUNT_MAX = 50;

function Why({ typed, change, reasons }: Props) {
  const { lang } = useLang();
  const word = useWord();
  const w = useWords(zh, en).answer;
  const groups = ["refused", "failed"].map((result) => ({
    group: word("results", result),
    items: reasons.filter((reason) => reason.result === result).map((reason) => ({ value: reason.code, label: `${reason.code} ${reason[lang]}` })),
  }));
  return <NativeSelect label={w.why} value={typed.code} onChange={(event) => change("code", event.currentTarget.value)} data={[{ value: "", label: w.chooseWhy }, ...groups]} required />;
}

export function AnswerFields(props: Props) {
  const { asked, choice, typed, change, wrong, touched } = props;
  const { t } = useLang();
  const w = useWords(zh, en).answer;
  const group = useId();
  const needed = neededOf(asked.kind, choice);
  const labels: Partial<Record<Name, string>> = {
    balance: asked.kind === "query_account" || asked.kind === "watch" ? w.balance : w.balanceBefore,
    held: asked.kind === "risk_notice" ? w.heldNotice : w.held,
    from: w.from,
    until: w.until,
    debitAt: w.debitAt,
    payeeBank: w.payeeBank,
    payeeAccount: w.payeeAccount,
    payeeHolder: w.payeeHolder,
  };
  /** What is needed is said once somebody has been there. */
  const hint = (name: Name, good?: ReactNode): ReactNode => {
    const what = wrong[name];
    if (what && (what !== "needed" || touched.has(name))) return <span className="hint warn">{w.wrong[what]}</span>;
    return good ? <span className="hint">{good}</span> : undefined;
  };
  const bad = (name: Name) => wrong[name] !== undefined && !WARNS.has(wrong[name] as Wrong) && (wrong[name] !== "needed" || touched.has(name));
  const common = (name: Name, good?: ReactNode) => ({
    key: name,
    label: labels[name],
    value: typed[name] as string,
    required: needed.includes(name),
    onChange: (event: { currentTarget: { value: string } }) => change(name, event.currentTarget.value),
    description: hint(name, good),
    inputWrapperOrder: ["label", "input", "description"] as ("label" | "input" | "description")[],
    "aria-invalid": bad(name) || undefined,
    autoComplete: "off",
  });
  const amount = (name: "balance" | "held") => {
    const of = units(typed[name]);
    const limit = name === "held" && asked.limit ? w.limitIs(exact(minor(asked.limit))) : undefined;
    const { key, ...rest } = common(name, Number.isNaN(of) ? limit : [`${exact(of)} ${t.yuan}`, limit].filter(Boolean).join(" · "));
    return <TextInput key={key} {...rest} inputMode="decimal" className="number" maxLength={18} />;
  };
  const when = (name: "from" | "until" | "debitAt") => {
    const { key, ...rest } = common(name);
    return <TextInput key={key} {...rest} type="datetime-local" />;
  };
  const text = (name: "payeeBank" | "payeeAccount" | "payeeHolder", max: number) => {
    const { key, ...rest } = common(name);
    return <TextInput key={key} {...rest} maxLength={max} className={name === "payeeHolder" ? undefined : "number"} />;
  };
  const field = (name: Name): ReactNode => {
    // What was not found went nowhere.
    if (["debitAt", "payeeBank", "payeeAccount", "payeeHolder"].includes(name) && typed.found !== "yes") return null;
    switch (name) {
      case "code":
        return <Why key={name} {...props} />;
      case "balance":
      case "held":
        return amount(name);
      case "from":
      case "until":
      case "debitAt":
        return when(name);
      case "payeeBank":
        return text(name, 12);
      case "payeeAccount":
        return text(name, ACCOUNT_MAX);
      case "payeeHolder":
        return text(name, 100);
      case "found":
        return (
          <Radio.Group key={name} label={w.found} value={typed.found} onChange={(value) => change("found", value)} required name={group} className="whole">
            <div className="two">
              <Radio value="yes" label={w.yes} />
              <Radio value="no" label={w.no} />
            </div>
          </Radio.Group>
        );
      case "told":
        return <Told key={name} serial={asked.kind === "query_serial"} text={typed.told} change={(value) => change("told", value)} hint={hint("told")} />;
      case "complete":
        return typed.told.trim() === "" ? null : <Checkbox key={name} label={w.complete} checked={typed.complete} onChange={(event) => change("complete", event.currentTarget.checked)} className="whole" />;
      case "remark":
        return <Textarea key={name} label={w.remark} value={typed.remark} onChange={(event) => change("remark", event.currentTarget.value)} maxLength={REMARK_MAX} rows={2} className="whole" />;
    }
  };
  const asks = fieldsOf(asked.kind, choice).filter((name) => !props.without?.includes(name));
  return <div className="box-fields">{asks.map(field)}</div>;
}
