import { Button, Modal, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { api, keyed, told } from "../api/client";
import { useLang } from "../app/lang";
import { Refused } from "./Notice";
import { useAct } from "./act";

/** Sealed facts, masked until somebody says what for; the opening stands in the journal. */
export function Reveal({ subject, fields, children, opened }: { subject: string; fields: Record<string, string>; children: ReactNode; opened?(facts: Record<string, string>): void }) {
  const { t } = useLang();
  const [asking, setAsking] = useState(false);
  const [purpose, setPurpose] = useState("");
  const [open, setOpen] = useState<Record<string, string> | null>(null);
  const reveal = useAct(
    (body: { purpose: string; fields: string[] }, key) =>
      told(api.POST("/api/v1/sealed/{id}/reveal", { params: { path: { id: subject }, header: keyed(key) }, body })),
    (done) => {
      setOpen(done.facts as Record<string, string>);
      opened?.(done.facts as Record<string, string>);
      setAsking(false);
    },
  );
  return (
    <>
      {open ? null : children}
      {open ? (
        <dl className="facts">
          {Object.entries(fields).map(([field, label]) =>
            open[field] === undefined ? null : [<dt key={`${field}-t`}>{label}</dt>, <dd key={field}>{open[field]}</dd>],
          )}
        </dl>
      ) : null}
      <Button size="compact-xs" variant="default" mt={4} onClick={() => (open ? setOpen(null) : setAsking(true))}>
        {open ? t.reveal.hide : t.reveal.hold}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t.reveal.title} closeButtonProps={{ "aria-label": t.close }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            reveal.mutate({ purpose: purpose.trim(), fields: Object.keys(fields) });
          }}
        >
          <p className="dim small">{t.reveal.lead}</p>
          <TextInput
            label={t.purpose}
            value={purpose}
            onChange={(event) => setPurpose(event.currentTarget.value)}
            maxLength={200}
            required
            data-autofocus
          />
          <div style={{ display: "flex", gap: 6, flexWrap: "wrap", margin: "8px 0 14px" }}>
            {t.reveal.purposes.map((text) => (
              <Button key={text} size="compact-xs" variant="default" onClick={() => setPurpose(text)}>
                {text}
              </Button>
            ))}
          </div>
          <Refused error={reveal.error} />
          <Button type="submit" loading={reveal.isPending} disabled={purpose.trim() === ""} mt={8}>
            {t.reveal.open}
          </Button>
        </form>
      </Modal>
    </>
  );
}
