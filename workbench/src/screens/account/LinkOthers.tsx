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

/** One officer's accounts, and a form for another. */
function LinkOne({ id, name, say }: { id: string; name: string; say(text: string): void }) {
  const w = useWords(zh, en);
  const client = useQueryClient();
  const [subject, setSubject] = useState("");
  const link = useAct(
    (subject: string, key) =>
      told(api.POST("/api/v1/officers/{id}/identities", { params: { path: { id }, header: keyed(key) }, body: { subject } })),
    () => {
      setSubject("");
      say(w.linkDone(name));
      void client.invalidateQueries({ queryKey: ["identities"] });
    },
  );
  return (
    <>
      <Linked officer={id} ended={() => say(w.outsideEnded)} />
      <form
        className="sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          say("");
          link.mutate(subject.trim());
        }}
      >
        <TextInput
          label={w.subject}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
          maxLength={SUBJECT_CHARS_MAX}
          autoComplete="off"
          spellCheck={false}
        />
        <Refused error={link.error} />
        <Button type="submit" variant="default" disabled={!subject.trim()} loading={link.isPending}>
          {w.linkGo}
        </Button>
      </form>
    </>
  );
}

export function LinkOthers() {
  const w = useWords(zh, en);
  const provider = useProvider();
  const [id, setId] = useState("");
  const [said, setSaid] = useState("");
  const officers = useQuery({ queryKey: ["officers"], queryFn: everybody });
  const active = officers.data?.filter((one) => one.active) ?? [];
  if (!provider) return null;
  return (
    <section className="panel link-others">
      <h2>{w.link}</h2>
      <div className="body">
        <p className="dim">{w.linkLead}</p>
        <div className="sign-in-form">
          <NativeSelect
            label={w.officer}
            value={id}
            onChange={(event) => {
              setId(event.currentTarget.value);
              setSaid("");
            }}
            data={[{ value: "", label: w.choose }, ...active.map((one) => ({ value: one.id, label: `${one.name} (${one.login})` }))]}
          />
          <Refused error={officers.error} />
          {said ? <Notice kind="good">{said}</Notice> : null}
        </div>
        {id ? <LinkOne key={id} id={id} name={active.find((one) => one.id === id)?.name ?? ""} say={setSaid} /> : null}
      </div>
    </section>
  );
}
