// A secret that is shown this once: to be copied, and handed over by another way than the login.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../app/lang";
import { Notice } from "../../ui/Notice";
import { en, zh } from "./officeWords";

export function Once({ label, secret }: { label: string; secret: string }) {
  const w = useWords(zh, en);
  const [copied, setCopied] = useState(false);
  // An intranet page without a secure context has no clipboard: what is marked is copied by hand.
  const copy = navigator.clipboard ? () => void navigator.clipboard.writeText(secret).then(() => setCopied(true)) : null;
  return (
    <Notice kind="good">
      <strong>{label}</strong>
      <div className="secret-once">
        <code>{secret}</code>
        {copy ? (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? w.copied : w.copy}
          </Button>
        ) : null}
      </div>
      <div className="small">{w.onceLead}</div>
    </Notice>
  );
}
