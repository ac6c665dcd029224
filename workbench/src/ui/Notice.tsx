import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem } from "../api/client";
import { useLang } from "../app/lang";

/** A refusal in the centre's own words, with what to do next. */
export function Refused({ error, again }: { error: unknown; again?: () => void }) {
  const { t, lang } = useLang();
  if (!error) return null;
  const body = error instanceof Problem ? error.body : undefined;
  const title = body ? (lang === "zh" ? body.title_zh : body.title) : String(error);
  return (
    <div className="notice bad" role="alert">
      <strong>{title}</strong>
      {body?.detail ? <span> · {body.detail}</span> : null}
      {body?.next ? <div className="small">{body.next[lang]}</div> : null}
      {again ? (
        <Button size="compact-xs" variant="default" mt={6} onClick={again}>
          {error instanceof Problem && error.uncertain ? t.act.retry : t.again}
        </Button>
      ) : null}
    </div>
  );
}

export function Notice({ kind = "plain", children }: { kind?: "plain" | "good" | "bad" | "warn"; children: ReactNode }) {
  return (
    <div className={kind === "warn" ? "notice" : `notice ${kind}`} role="status">
      {children}
    </div>
  );
}

export function Loading() {
  const { t } = useLang();
  return (
    <p className="dim" role="status">
      {t.loading}…
    </p>
  );
}
