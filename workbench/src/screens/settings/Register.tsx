// A new agency: its code on the wires, what it is, and how it takes orders.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWords } from "../../app/lang";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { en, zh } from "./officeWords";

type Kind = Schemas["AgencyKindWord"];
type Wire = Schemas["WireWord"];

const KINDS: Kind[] = ["bank", "payment_firm", "carrier", "police"];
const WIRES: Wire[] = ["police_bank", "json_form", "by_hand"];
const CODE = /^[0-9]{6,12}$/;

export function Register() {
  const w = useWords(zh, en);
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [code, setCode] = useState("");
  const [kind, setKind] = useState<Kind>("bank");
  const [wires, setWires] = useState<Wire[]>(["json_form"]);
  const [limited, setLimited] = useState(false);
  const [phone, setPhone] = useState("");
  const register = useAct(
    (body: Schemas["NewAgencyBody"], key) => told(api.POST("/api/v1/agencies", { params: { header: keyed(key) }, body })),
    () => void client.invalidateQueries({ queryKey: ["agencies"] }),
  );
  if (register.data) return <Notice kind="good">{w.registered}</Notice>;
  const toggle = (wire: Wire, on: boolean) => setWires(WIRES.filter((one) => (one === wire ? on : wires.includes(one))));
  const ready = name.trim() && CODE.test(code) && phone.trim() && wires.length > 0;
  return (
    <form
      className="panel settings-band"
      aria-label={w.register}
      onSubmit={(event) => {
        event.preventDefault();
        register.mutate({ code, name: name.trim(), kind, wires, limited_stop: limited, public_phone: phone.trim() });
      }}
    >
      <div className="grid2">
        <TextInput label={w.agencyName} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={60} autoComplete="off" required />
        <TextInput label={w.code} description={w.codeHint} value={code} onChange={(event) => setCode(event.currentTarget.value.trim())} maxLength={12} inputMode="numeric" autoComplete="off" required error={code !== "" && !CODE.test(code) ? w.codeBad : undefined} />
        <NativeSelect label={w.kind} value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)} data={KINDS.map((value) => ({ value, label: w.kinds[value] ?? value }))} />
        <TextInput label={w.publicPhone} description={w.publicPhoneHint} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} maxLength={20} autoComplete="off" required />
      </div>
      <fieldset>
        <legend>{w.wire}</legend>
        <div className="checks">
          {WIRES.map((wire) => (
            <Checkbox key={wire} label={w.wires[wire] ?? wire} checked={wires.includes(wire)} onChange={(event) => toggle(wire, event.currentTarget.checked)} />
          ))}
        </div>
      </fieldset>
      <Checkbox label={w.limited} checked={limited} onChange={(event) => setLimited(event.currentTarget.checked)} />
      <Refused error={register.error} />
      <Button type="submit" disabled={!ready} loading={register.isPending} w="fit-content">
        {w.registerGo}
      </Button>
    </form>
  );
}
