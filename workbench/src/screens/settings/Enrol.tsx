// A new login: who it is, from which seats he acts, and his first password.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { agenciesQuery } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { Once } from "./Once";
import { en, zh } from "./officeWords";
import { freshPassword } from "./secret";

type Role = Schemas["RoleWord"];

/** At the centre; at a member there is one role, its desk. */
const ROLES: Role[] = ["intake", "officer", "approver", "supervisor", "administrator"];

export function Enrol() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const agencies = useQuery(agenciesQuery);
  const [name, setName] = useState("");
  const [login, setLogin] = useState("");
  const [phone, setPhone] = useState("");
  const [number, setNumber] = useState("");
  const [at, setAt] = useState("");
  const [roles, setRoles] = useState<Role[]>([]);
  const [password, setPassword] = useState("");
  const centre = agencies.data?.find((one) => one.kind === "centre");
  const agency = at || centre?.id || "";
  const member = agency !== centre?.id;
  const seats = (member ? (["desk"] as Role[]) : roles).map((role) => ({ agency, role }));
  const client = useQueryClient();
  const enrol = useAct(
    (body: Schemas["NewOfficerBody"], key) => told(api.POST("/api/v1/officers", { params: { header: keyed(key) }, body })),
    // Whose names stand all over the pages.
    () => void client.invalidateQueries({ queryKey: ["officers"] }),
  );
  const again = () => {
    enrol.reset();
    for (const clear of [setName, setLogin, setPhone, setNumber, setPassword]) clear("");
    setRoles([]);
  };
  if (enrol.data)
    return (
      <section className="panel settings-band" aria-label={w.enrol}>
        <Once label={w.enrolled(name, login)} secret={password} />
        <p className="small">{w.enrolledNext}</p>
        <Button size="compact-sm" variant="default" onClick={again} w="fit-content">
          {w.another}
        </Button>
      </section>
    );
  const toggle = (role: Role, on: boolean) => setRoles(on ? [...roles, role] : roles.filter((one) => one !== role));
  const ready = name.trim() && /^[a-z0-9._-]{3,32}$/.test(login) && phone.trim() && seats.length > 0;
  return (
    <form
      className="panel settings-band"
      aria-label={w.enrol}
      onSubmit={(event) => {
        event.preventDefault();
        const first = password || freshPassword();
        setPassword(first);
        enrol.mutate({ login, name: name.trim(), phone: phone.trim(), police_number: number.trim() || undefined, seats, password: first });
      }}
    >
      <div className="grid2">
        <TextInput label={t.facts.name} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={60} autoComplete="off" required />
        <TextInput label={w.login} description={w.loginHint} value={login} onChange={(event) => setLogin(event.currentTarget.value)} maxLength={32} autoComplete="off" required error={login !== "" && !/^[a-z0-9._-]{3,32}$/.test(login) ? w.loginBad : undefined} />
        <TextInput label={t.facts.phone} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} maxLength={20} autoComplete="off" required />
        <TextInput label={w.policeNumber} description={w.policeHint} value={number} onChange={(event) => setNumber(event.currentTarget.value)} maxLength={30} autoComplete="off" />
        <NativeSelect label={w.seatAt} value={agency} onChange={(event) => setAt(event.currentTarget.value)} data={(agencies.data ?? []).filter((one) => one.active).map((one) => ({ value: one.id, label: one.name }))} />
      </div>
      {member ? (
        <p className="dim small">{w.memberSeat}</p>
      ) : (
        <fieldset>
          <legend>{w.roles}</legend>
          <div className="checks">
            {ROLES.map((role) => (
              <Checkbox key={role} label={t.roles[role] ?? role} checked={roles.includes(role)} onChange={(event) => toggle(role, event.currentTarget.checked)} />
            ))}
          </div>
          <p className="dim small">{w.rolesLead}</p>
        </fieldset>
      )}
      <Refused error={agencies.error ?? enrol.error} />
      <Button type="submit" disabled={!ready} loading={enrol.isPending} w="fit-content">
        {w.enrolGo}
      </Button>
    </form>
  );
}
