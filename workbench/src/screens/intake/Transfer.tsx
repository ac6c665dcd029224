// One transfer in the order of the call: from which account, how much, when, to which account.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { agenciesQuery } from "../../app/agencies";
import { useNow } from "../../app/clock";
import { useLang, useWord } from "../../app/lang";
import { grouped, numberHint } from "../../say/checks";
import { exact, minor, typed } from "../../say/money";
import { HOUR, fromLocal, local, span } from "../../say/time";
import { casesQuery } from "../cases/query";
import type { Channel, TransferDraft } from "./draft";

const CHANNELS: Channel[] = ["mobile_bank", "online_bank", "third_party", "counter", "atm", "pos", "other"];

/** How often the newest cases name an account with this end at this institution. */
function useKnown(institution: string | undefined, number: string): number {
  const { data } = useQuery(casesQuery);
  const tail = number.replace(/[\s-]/g, "").slice(-4);
  if (!institution || tail.length < 4 || numberHint(number) === "short") return 0;
  return (data?.items ?? []).filter((line) =>
    line.case.transfers.some((one) => one.to?.institution === institution && one.to.number.endsWith(tail)),
  ).length;
}

export function Transfer({ draft, change, first }: { draft: TransferDraft; change(to: TransferDraft): void; first: boolean }) {
  const { t, lang } = useLang();
  const word = useWord();
  const now = useNow();
  const { data: agencies } = useQuery(agenciesQuery);
  const banks = (agencies ?? []).filter((agency) => agency.active && ["bank", "payment_firm"].includes(agency.kind));
  const choices = [{ value: "", label: t.intake.choose }, ...banks.map((bank) => ({ value: bank.code, label: `${bank.name} ${bank.code}` }))];
  const payee = banks.find((bank) => bank.code === draft.toBank);
  const known = useKnown(payee?.id, draft.toAccount);
  // The police interface has no stop without a holder.
  const nameWanted = payee?.wires[0] === "police_bank" && draft.toHolder.trim() === "";
  const set = <Name extends keyof TransferDraft>(name: Name, value: TransferDraft[Name]) => change({ ...draft, [name]: value });
  const hint = (text: string) => {
    const said = numberHint(text);
    return <span className={["luhn", "short", "long", "strange"].includes(said) ? "hint warn" : "hint"}>{t.intake.hints[said]}</span>;
  };
  const amount = typed(draft.amount);
  const at = fromLocal(draft.at);
  const ago = at ? now - Date.parse(at) : 0;
  const when = !draft.at ? "" : !at ? t.intake.atBad : ago < -60_000 ? t.intake.atFuture : ago > HOUR / 2 ? t.intake.atLong(span(ago, lang)) : "";
  return (
    <div className="fields">
      <NativeSelect label={t.intake.fromBank} value={draft.fromBank} data={choices} required autoFocus={first} onChange={(e) => set("fromBank", e.currentTarget.value)} />
      <TextInput
        label={t.intake.fromAccount}
        value={draft.fromAccount}
        onChange={(e) => set("fromAccount", e.currentTarget.value)}
        onBlur={() => set("fromAccount", grouped(draft.fromAccount))}
        required
        className="number"
        description={hint(draft.fromAccount)}
        inputWrapperOrder={["label", "input", "description"]}
        autoComplete="off"
      />
      <TextInput
        label={t.intake.amount}
        value={draft.amount}
        onChange={(e) => set("amount", e.currentTarget.value)}
        required
        inputMode="decimal"
        className="number"
        placeholder={t.intake.amountHint}
        description={<span className={draft.amount && !amount ? "hint warn" : "hint strong"}>{draft.amount ? (amount ? `${exact(minor(amount))} ${t.yuan}` : t.intake.amountBad) : ""}</span>}
        inputWrapperOrder={["label", "input", "description"]}
        autoComplete="off"
      />
      <div className="when">
        <TextInput
          type="datetime-local"
          label={t.intake.at}
          value={draft.at}
          onChange={(e) => set("at", e.currentTarget.value)}
          required
          description={<span className={at && ago >= -60_000 ? "hint" : "hint warn"}>{when}</span>}
          inputWrapperOrder={["label", "input", "description"]}
        />
        <Button size="compact-xs" variant="default" onClick={() => set("at", local(now))}>{t.intake.atNow}</Button>
        <Button size="compact-xs" variant="default" onClick={() => set("at", local(now - HOUR / 2))}>{t.intake.at30}</Button>
      </div>
      <Checkbox label={t.intake.toUnknown} checked={draft.toUnknown} onChange={(e) => set("toUnknown", e.currentTarget.checked)} className="whole" />
      {draft.toUnknown ? null : (
        <>
          <NativeSelect label={t.intake.toBank} value={draft.toBank} data={choices} required onChange={(e) => set("toBank", e.currentTarget.value)} />
          <TextInput
            label={t.intake.toAccount}
            value={draft.toAccount}
            onChange={(e) => set("toAccount", e.currentTarget.value)}
            onBlur={() => set("toAccount", grouped(draft.toAccount))}
            required
            className="number"
            description={<>{hint(draft.toAccount)}{known > 0 ? <span className="hint warn"> · {t.intake.known(known)}</span> : null}</>}
            inputWrapperOrder={["label", "input", "description"]}
            autoComplete="off"
          />
          <TextInput label={t.intake.toHolder} value={draft.toHolder} onChange={(e) => set("toHolder", e.currentTarget.value)} maxLength={100} autoComplete="off" description={nameWanted ? <span className="hint warn">{t.intake.nameWanted}</span> : undefined} inputWrapperOrder={["label", "input", "description"]} />
        </>
      )}
      <NativeSelect
        label={t.intake.channel}
        value={draft.channel}
        data={CHANNELS.map((value) => ({ value, label: word("channels", value) }))}
        onChange={(e) => set("channel", e.currentTarget.value as Channel)}
      />
    </div>
  );
}
