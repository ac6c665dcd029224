// For administrators: which account at the site's identity provider is whose.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, keyed, told } from "../../api/client";
import { useWords } from "../../app/lang";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { Linked, useProvider } from "./Identities";
import { everybody } from "./Reset";
import { en, zh } from "./words";

const SUBJECT_CHARS_MAX = 255;

export function LinkOthers() {
  const w = useWords(zh, en);
  const provider = useProvider();
  const client = useQueryClient();
  const [id, setId] = useState("");
  const [subject, setSubject] = useState("");
  const [said, setSaid] = useState("");
  const officers = useQuery({ queryKey: ["officers"], queryFn: everybody });
  const active = officers.data?.filter((one) => one.active) ?? [];
  const link = useAct(
    ({ of, subject }: { of: string; subject: string }, key) =>
      told(api.POST("/api/v1/officers/{id}/identities", { params: { path: { id: of }, header: keyed(key) }, body: { subject } })),
    (done) => {
      setSubject("");
      setSaid(w.linkDone(active.find((one) => one.id === done.officer)?.name ?? ""));
      void client.invalidateQueries({ queryKey: ["identities"] });
    },
  );
  if (!provider) return null;
  return (
    <section className="panel link-others">
      <h2>{w.link}</h2>
      <form
        className="body sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          setSaid("");
          link.mutate({ of: id, subject: subject.trim() });
        }}
      >
        <p className="dim">{w.linkLead}</p>
        <NativeSelect
          label={w.officer}
          value={id}
          onChange={(event) => {
            setId(event.currentTarget.value);
            setSaid("");
          }}
          data={[{ value: "", label: w.choose }, ...active.map((one) => ({ value: one.id, label: `${one.name} (${one.login})` }))]}
        />
        {id ? <Linked officer={id} ended={() => setSaid(w.outsideEnded)} /> : null}
        <TextInput
          label={w.subject}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
          maxLength={SUBJECT_CHARS_MAX}
          autoComplete="off"
          spellCheck={false}
        />
        <Refused error={officers.error ?? link.error} />
        {said ? <Notice kind="good">{said}</Notice> : null}
        <Button type="submit" variant="default" disabled={!id || !subject.trim()} loading={link.isPending}>
          {w.linkGo}
        </Button>
      </form>
    </section>
  );
}
