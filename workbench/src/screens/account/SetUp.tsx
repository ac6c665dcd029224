// Setting up an authenticator: the password once more, a picture, one code, and the recovery codes.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Schemas, api, told } from "../../api/client";
import { useLang, useWords } from "../../app/lang";
import { brief } from "../../say/time";
import { Loading, Notice, Refused } from "../../ui/Notice";
import "./account.css";
import { en, zh } from "./words";

/** White paper under it, whatever the screen has: cameras want dark on light. */
function Picture({ of, alt }: { of: Schemas["QrBody"]; alt: string }) {
  const side = of.size + 8;
  return (
    <svg className="qr" viewBox={`-4 -4 ${side} ${side}`} role="img" aria-label={alt} shapeRendering="crispEdges">
      <rect x={-4} y={-4} width={side} height={side} fill="#fff" />
      <path d={of.path} fill="#000" />
    </svg>
  );
}

/** Codes that are shown this once. */
export function Codes({ codes, done }: { codes: string[]; done(): void }) {
  const w = useWords(zh, en);
  return (
    <section className="codes" aria-label={w.codes}>
      <h3>{w.codes}</h3>
      <p className="notice">{w.codesLead}</p>
      <ul className="num">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button onClick={done}>{w.kept}</Button>
    </section>
  );
}

interface Own {
  /** With the password; without one where it was shown at the provider. */
  go(password: string | null): void;
  label: string;
  error: unknown;
  busy: boolean;
}

export const ownQuery = { queryKey: ["second-factor"], queryFn: () => told(api.GET("/api/v1/second-factor")) };

/** The password once more, before what only its owner may do; who has none shows himself at the provider. */
export function OwnPassword(props: Own) {
  const client = useQueryClient();
  const { data } = useQuery(ownQuery);
  const { error } = props;
  // What was shown may be used up.
  useEffect(() => {
    if (error) void client.invalidateQueries({ queryKey: ownQuery.queryKey });
  }, [client, error]);
  if (!data) return <Loading />;
  return data.proof === "outside" ? <AtProvider {...props} until={data.proved_until} /> : <Typed {...props} />;
}

/** He has no password here: the provider asks him anew, and what it says counts once, for a few minutes. */
function AtProvider({ go, label, error, busy, until }: Own & { until: string | null | undefined }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const ask = useMutation({
    mutationFn: () => told(api.POST("/api/v1/second-factor/proof/ask", { body: { lang } })),
    onSuccess: ({ address }) => window.location.assign(address),
  });
  return (
    <div className="sign-in-form">
      {until ? <Notice kind="good">{w.proved(brief(until).slice(6))}</Notice> : <p className="small">{w.proofLead}</p>}
      <Refused error={ask.error ?? error} />
      {until ? (
        <Button loading={busy} onClick={() => go(null)}>
          {label}
        </Button>
      ) : (
        <Button loading={ask.isPending || ask.isSuccess} onClick={() => ask.mutate()}>
          {w.proofGo}
        </Button>
      )}
    </div>
  );
}

function Typed({ go, label, error, busy }: Own) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [password, setPassword] = useState("");
  return (
    <form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        go(password);
        setPassword("");
      }}
    >
      <PasswordInput
        label={w.own}
        description={w.ownLead}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        maxLength={200}
        required
        autoFocus
        visibilityToggleButtonProps={{ "aria-label": t.show }}
      />
      <Refused error={error} />
      <Button type="submit" loading={busy}>
        {label}
      </Button>
    </form>
  );
}

/** `entering`: before one is in, where the password was typed a moment ago. */
export default function SetUp({ done, entering = false }: { done(): void; entering?: boolean }) {
  const w = useWords(zh, en);
  const [code, setCode] = useState("");
  const begin = useMutation({
    mutationFn: (password: string | null) => told(api.POST("/api/v1/second-factor/totp", { body: password === null ? {} : { password } })),
  });
  const confirm = useMutation({
    mutationFn: () => told(api.POST("/api/v1/second-factor/totp/confirm", { body: { code: code.trim() } })),
    onError: () => setCode(""),
  });
  if (confirm.data) return <Codes codes={confirm.data.recovery_codes} done={done} />;
  if (!begin.data) {
    if (!entering) return <OwnPassword go={begin.mutate} label={w.go} error={begin.error} busy={begin.isPending} />;
    return begin.isPending ? (
      <Loading />
    ) : (
      <>
        <Refused error={begin.error} />
        <Button onClick={() => begin.mutate(null)} fullWidth>
          {w.setUp}
        </Button>
      </>
    );
  }
  return (
    <form
      className="sign-in-form set-up"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <p>{w.scan}</p>
      <Picture of={begin.data.qr} alt={w.scanAlt} />
      <p className="small">
        {w.typed}
        <br />
        <code className="secret">{begin.data.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
      </p>
      <TextInput
        label={w.confirm}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={40}
        required
        autoFocus
      />
      <Refused error={confirm.error} />
      <Button type="submit" loading={confirm.isPending}>
        {w.confirmGo}
      </Button>
    </form>
  );
}
