// For administrators: which account at the site's identity provider is an officer's.
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, keyed, told } from "../../api/client";
import { useWords } from "../../app/lang";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { Linked } from "../account/Identities";
import { en, zh } from "../account/words";

const SUBJECT_CHARS_MAX = 255;

/** His accounts, and a form for another. */
export function Linking({ id, name }: { id: string; name: string }) {
  const w = useWords(zh, en);
  const client = useQueryClient();
  const [subject, setSubject] = useState("");
  const [said, setSaid] = useState("");
  const link = useAct(
    (subject: string, key) =>
      told(api.POST("/api/v1/officers/{id}/identities", { params: { path: { id }, header: keyed(key) }, body: { subject } })),
    () => {
      setSubject("");
      setSaid(w.linkDone(name));
      void client.invalidateQueries({ queryKey: ["identities"] });
    },
  );
  return (
    <>
      <p className="dim small">{w.linkLead}</p>
      {said ? <Notice kind="good">{said}</Notice> : null}
      <Linked officer={id} ended={() => setSaid(w.outsideEnded)} />
      <form
        className="acts"
        onSubmit={(event) => {
          event.preventDefault();
          setSaid("");
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
