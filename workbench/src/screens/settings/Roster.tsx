// The duty roster: the two police officers who stand for the orders of a shift.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useWords } from "../../app/lang";
import { HOUR, brief, fromLocal, local } from "../../say/time";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { en, zh } from "./officeWords";
import { dutiesQuery } from "./query";

function Shifts() {
  const w = useWords(zh, en);
  const who = useWho();
  const { data, error, isPending } = useQuery(dutiesQuery);
  if (!data) return isPending ? <Loading /> : <Refused error={error} />;
  const now = centreNow();
  const coming = data.items.filter((duty) => Date.parse(duty.until) > now);
  if (coming.length === 0) return <Notice kind="warn">{w.noShift}</Notice>;
  // The one entered last wins where two overlap.
  const runs = coming.find((duty) => Date.parse(duty.from) <= now)?.id;
  return (
    <>
      {runs ? null : <Notice kind="warn">{w.noShiftNow}</Notice>}
      <table className="plain">
        <thead>
          <tr>
            {w.shiftColumns.map((name) => (
              <th key={name} scope="col">{name}</th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {coming.map((duty) => (
            <tr key={duty.id}>
              <td className="num">{brief(duty.from)}</td>
              <td className="num">{brief(duty.until)}</td>
              <td>{who(duty.operator)}</td>
              <td>{who(duty.investigator)}</td>
              <td>{duty.id === runs ? <span className="tag ok">{w.onDuty}</span> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function Roster({ officers }: { officers: Schemas["OfficerBody"][] }) {
  const w = useWords(zh, en);
  const [from, setFrom] = useState(() => local(centreNow()));
  const [until, setUntil] = useState(() => local(centreNow() + 12 * HOUR));
  const [operator, setOperator] = useState("");
  const [investigator, setInvestigator] = useState("");
  const set = useAct((body: Schemas["NewDutyBody"], key) => told(api.POST("/api/v1/duties", { params: { header: keyed(key) }, body })));
  const able = officers.filter((officer) => officer.active && officer.police_number && officer.has_certificate);
  const choices = (but: string) => [{ value: "", label: w.choose }, ...able.filter((one) => one.id !== but).map((one) => ({ value: one.id, label: `${one.name} ${one.police_number}` }))];
  const [begins, ends] = [fromLocal(from), fromLocal(until)];
  return (
    <section className="panel settings-band" aria-label={w.roster}>
      <Shifts />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (begins && ends) set.mutate({ from: begins, until: ends, operator, investigator });
        }}
      >
        <div className="grid2">
          <TextInput type="datetime-local" label={w.shiftFrom} value={from} onChange={(event) => setFrom(event.currentTarget.value)} required />
          <TextInput type="datetime-local" label={w.shiftUntil} value={until} onChange={(event) => setUntil(event.currentTarget.value)} required />
          <NativeSelect label={w.operator} value={operator} onChange={(event) => setOperator(event.currentTarget.value)} data={choices(investigator)} />
          <NativeSelect label={w.investigator} value={investigator} onChange={(event) => setInvestigator(event.currentTarget.value)} data={choices(operator)} />
        </div>
        <p className="dim small">{able.length < 2 ? w.tooFew : w.rosterLead}</p>
        <Refused error={set.error} />
        {set.data ? <Notice kind="good">{w.shiftSet}</Notice> : null}
        <Button type="submit" size="compact-sm" mt={8} disabled={!begins || !ends || !operator || !investigator} loading={set.isPending}>
          {w.shiftGo}
        </Button>
      </form>
    </section>
  );
}
