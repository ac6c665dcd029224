// One act on the marked rows: taken, put back, given, put off. Nothing here stops, lifts or decides anything.
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { WaitingLine } from "../../api/client";
import { useColleagues } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { DAY, fromLocal, local } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { en, zh } from "./bulkWords";
import { LATER, type Later, laterAt } from "./later";
import { AT_ONCE_MAX, type RowDone, rowsOf, useAssign, usePutBack, usePutOff, useTakeUp } from "./work";

const REASON_MAX = 300;

function Told({ of }: { of: RowDone[] }) {
  const w = useWords(zh, en);
  const { t } = useLang();
  const counts = new Map<string, number>();
  for (const one of of) counts.set(one.outcome, (counts.get(one.outcome) ?? 0) + 1);
  const all = counts.get("done") === of.length;
  return <Notice kind={all ? "good" : "warn"}>{[...counts].map(([outcome, n]) => w.told(n, w.outcome[outcome] ?? outcome)).join(t.comma)}</Notice>;
}

function Give({ lines, done }: { lines: WaitingLine[]; done(told: RowDone[]): void }) {
  const w = useWords(zh, en);
  const here = useColleagues();
  const [to, setTo] = useState("");
  const assign = useAssign();
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        assign.mutate({ rows: rowsOf(lines), to }, { onSuccess: (told) => done(told.items) });
      }}
    >
      <p className="dim small">{w.giveLead}</p>
      <NativeSelect label={w.officer} value={to} onChange={(e) => setTo(e.currentTarget.value)} data={[{ value: "", label: "—" }, ...here.map((officer) => ({ value: officer.id, label: officer.name }))]} data-autofocus />
      <Refused error={assign.error} />
      <Button type="submit" mt={12} disabled={to === ""} loading={assign.isPending}>
        {w.give}
      </Button>
    </form>
  );
}

function Off({ lines, done }: { lines: WaitingLine[]; done(told: RowDone[]): void }) {
  const w = useWords(zh, en);
  const [later, setLater] = useState<Later | "other">("hour");
  const [at, setAt] = useState("");
  const [reason, setReason] = useState("");
  const off = usePutOff();
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        const until = later === "other" ? fromLocal(at) : new Date(laterAt(later, centreNow())).toISOString();
        if (until) off.mutate({ rows: rowsOf(lines), until, reason: reason.trim() }, { onSuccess: (told) => done(told.items) });
      }}
    >
      <p className="dim small">{w.offLead}</p>
      <NativeSelect label={w.until} value={later} onChange={(e) => setLater(e.currentTarget.value as Later | "other")} data={[...LATER, "other"].map((value) => ({ value, label: w.later[value] ?? value }))} data-autofocus />
      {later === "other" ? (
        <TextInput type="datetime-local" label={w.at} value={at} min={local(centreNow())} max={local(centreNow() + DAY)} onChange={(e) => setAt(e.currentTarget.value)} required mt={8} />
      ) : null}
      <TextInput label={w.why} value={reason} onChange={(e) => setReason(e.currentTarget.value)} maxLength={REASON_MAX} required mt={8} />
      <Refused error={off.error} />
      <Button type="submit" mt={12} disabled={reason.trim() === "" || (later === "other" && !fromLocal(at))} loading={off.isPending}>
        {w.off}
      </Button>
    </form>
  );
}

/** `clear` where the lines were marked by hand: marks go with the act. */
export function Bulk({ lines, clear }: { lines: WaitingLine[]; clear?: () => void }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  const [asking, setAsking] = useState<"give" | "off" | null>(null);
  const [told, setTold] = useState<RowDone[] | null>(null);
  const take = useTakeUp();
  const back = usePutBack();
  const many = lines.length > AT_ONCE_MAX;
  const rows = rowsOf(lines);
  const say = (items: RowDone[]) => {
    setTold(items);
    setAsking(null);
    clear?.();
  };
  return (
    <div className="bulk" role="region" aria-label={w.marked(lines.length)}>
      {lines.length > 0 ? (
        <>
          <strong>{w.marked(lines.length)}</strong>
          {many ? <span className="tag orange">{w.atMost(AT_ONCE_MAX)}</span> : null}
          <Button size="compact-sm" disabled={many} loading={take.isPending} onClick={() => take.mutate(rows, { onSuccess: (done) => say(done.items) })}>
            {w.take}
          </Button>
          <Button size="compact-sm" variant="default" disabled={many} loading={back.isPending} onClick={() => back.mutate(rows, { onSuccess: (done) => say(done.items) })}>
            {w.back}
          </Button>
          {holds("supervisor") ? (
            <Button size="compact-sm" variant="default" disabled={many} onClick={() => setAsking("give")}>
              {w.give}…
            </Button>
          ) : null}
          <Button size="compact-sm" variant="default" disabled={many} onClick={() => setAsking("off")}>
            {w.off}…
          </Button>
          {clear ? (
            <Button size="compact-sm" variant="subtle" onClick={clear}>
              {w.clear}
            </Button>
          ) : null}
        </>
      ) : null}
      <Refused error={take.error ?? back.error} />
      {told && (lines.length === 0 || !clear) ? <Told of={told} /> : null}
      <Modal opened={asking !== null} onClose={() => setAsking(null)} title={asking === "give" ? w.giveTitle(lines.length) : w.offTitle(lines.length)} closeButtonProps={{ "aria-label": t.close }} transitionProps={{ duration: 0 }}>
        {asking === "give" ? <Give lines={lines} done={say} /> : asking === "off" ? <Off lines={lines} done={say} /> : null}
      </Modal>
    </div>
  );
}
