// Who answers for a freeze from now on: an officer here, or somebody of another organ by name and telephone.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { officersQuery } from "../../app/agencies";
import { useWords } from "../../app/lang";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { en, zh } from "../orders/words";

type Body = Schemas["OwnerBody"];

const STAGES = ["police", "procuratorate", "court"] as const;

export function HandOn({ id }: { id: string }) {
  const w = useWords(zh, en);
  const officers = useQuery(officersQuery);
  const [to, setTo] = useState("");
  const [stage, setStage] = useState<(typeof STAGES)[number]>("police");
  const [organ, setOrgan] = useState("");
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const hand = useAct((body: Body, key) => told(api.POST("/api/v1/measures/{id}/hand-on", { params: { path: { id }, header: keyed(key) }, body })));
  if (hand.data) return <Notice kind="good">{w.handed}</Notice>;
  const able = officers.data?.filter((one) => one.active && one.police_number && one.seats.some((seat) => seat.role === "officer")) ?? [];
  const other = to === "other";
  const ready = other ? organ.trim() && name.trim() && phone.trim() : to !== "";
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        hand.mutate(other ? { stage, organ: organ.trim(), name: name.trim(), phone: phone.trim() } : { officer: to });
      }}
    >
      <NativeSelect label={w.handTo} value={to} onChange={(event) => setTo(event.currentTarget.value)} data={[{ value: "", label: w.choose }, ...able.map((one) => ({ value: one.id, label: `${one.name} ${one.police_number}` })), { value: "other", label: w.other }]} />
      {other ? (
        <>
          <NativeSelect label={w.stage} value={stage} onChange={(event) => setStage(event.currentTarget.value as typeof stage)} data={STAGES.map((value) => ({ value, label: w.stages[value] ?? value }))} />
          <TextInput label={w.organ} value={organ} onChange={(event) => setOrgan(event.currentTarget.value)} maxLength={150} required />
          <TextInput label={w.name} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={100} required />
          <TextInput label={w.phone} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} maxLength={21} required />
        </>
      ) : null}
      <Refused error={officers.error ?? hand.error} />
      <Button type="submit" variant="default" disabled={!ready} loading={hand.isPending}>
        {w.handOn}
      </Button>
    </form>
  );
}
