import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, Suspense, lazy, useCallback, useState } from "react";
import { Problem, api, told } from "../api/client";
import { hasPasskeys } from "../api/passkey";
import { Mark } from "../ui/Mark";
import { Loading, Refused } from "../ui/Notice";
import { useLang } from "./lang";
import { type Step, useSession } from "./session";
import "./sign-in.css";

const SetUp = lazy(() => import("../screens/account/SetUp"));
const Outside = lazy(() => import("./Outside"));
/** The first step is asked again. */
const isOver = (error: unknown) => error instanceof Problem && error.status === 401;

function Password({ again, then }: { again: boolean; then(step: Step): Promise<void> }) {
  const { t } = useLang();
  const { signIn, me } = useSession();
  const [login, setLogin] = useState(again ? (me?.login ?? "") : "");
  const [password, setPassword] = useState("");
  const entering = useMutation({
    mutationKey: ["sign-in"],
    mutationFn: async () => then(await signIn(login.trim(), password)),
    onError: () => setPassword(""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <form onSubmit={submit} className="sign-in-form">
      <TextInput
        label={t.login}
        value={login}
        onChange={(event) => setLogin(event.currentTarget.value)}
        autoComplete="username"
        maxLength={32}
        required
        data-autofocus={again ? undefined : true}
        autoFocus={!again}
        size="md"
      />
      <PasswordInput
        label={t.password}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        maxLength={200}
        required
        data-autofocus={again ? true : undefined}
        size="md"
        visibilityToggleButtonProps={{ "aria-label": t.show }}
      />
      <Refused error={entering.error} />
      <Button type="submit" size="md" loading={entering.isPending} fullWidth>
        {t.signIn}
      </Button>
    </form>
  );
}

/** A code of the authenticator, or one that was kept for the day when it is gone. */
function SecondStep({ ways, then, back }: { ways: string[]; then(): Promise<void>; back(): void }) {
  const { t } = useLang();
  const { second, secondByPasskey } = useSession();
  const passkey = useMutation({
    mutationKey: ["sign-in"],
    mutationFn: async () => {
      await secondByPasskey();
      await then();
    },
    onError: (error) => isOver(error) && back(),
  });
  const [code, setCode] = useState("");
  const entering = useMutation({
    mutationKey: ["sign-in"],
    mutationFn: async () => {
      await second(code.trim());
      await then();
    },
    onError: (error) => {
      setCode("");
      if (isOver(error)) back();
    },
  });
  return (
    <form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        entering.mutate();
      }}
    >
      <TextInput
        label={t.second.code}
        description={t.second.lead}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        autoComplete="one-time-code"
        maxLength={40}
        required
        autoFocus
        data-autofocus
        size="md"
      />
      <Refused error={entering.error ?? passkey.error} />
      <Button type="submit" size="md" loading={entering.isPending} fullWidth>
        {t.signIn}
      </Button>
      {ways.includes("passkey") && hasPasskeys() ? (
        <Button size="md" variant="default" loading={passkey.isPending} onClick={() => passkey.mutate()} fullWidth>
          {t.second.passkey}
        </Button>
      ) : null}
      <button type="button" className="link" onClick={back}>
        {t.second.back}
      </button>
    </form>
  );
}

/** Whoever has come back from the identity provider may have one step more to do. */
type Next = Pick<Step, "stage" | "ways">;

export function SignInForm({ again = false }: { again?: boolean }) {
  const { t } = useLang();
  const { enter } = useSession();
  const [step, setStep] = useState<Next | null>();
  const { data, refetch } = useQuery({ queryKey: ["sign-in"], queryFn: () => told(api.GET("/api/v1/sign-in")), gcTime: 0 });
  const back = () => setStep(null);
  const then = async (next: Next) => (next.stage === "full" ? enter() : setStep(next));
  const cameBack = useCallback(async () => {
    const { data } = await refetch();
    await (data?.step ? setStep(data.step) : enter());
  }, [refetch, enter]);
  const now = step === undefined ? data?.step : step;
  if (now?.stage === "second") return <SecondStep ways={now.ways} then={enter} back={back} />;
  if (now?.stage === "enrol")
    return (
      <Suspense fallback={<Loading />}>
        <p className="dim">{t.second.needed}</p>
        <SetUp done={() => void enter()} entering />
      </Suspense>
    );
  return (
    <>
      {data?.drill ? (
        <p className="drill">
          <strong>{t.drillName}</strong> · {t.drill}
        </p>
      ) : null}
      <Password again={again} then={then} />
      {data?.outside ? (
        <Suspense fallback={null}>
          <Outside words={data.outside} again={again} then={cameBack} />
        </Suspense>
      ) : null}
    </>
  );
}

export function SignIn() {
  const { t, lang, setLang } = useLang();
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <div className="sign-in-mark">
          <Mark />
          <h1>{t.brandLong}</h1>
        </div>
        <p className="dim">{t.signInLead}</p>
        <SignInForm />
        <p className="sign-in-foot">
          <button type="button" className="link" onClick={() => setLang(lang === "zh" ? "en" : "zh")} aria-label={t.languageLabel}>
            {t.language}
          </button>
          <a href="/">{t.noScripts}</a>
        </p>
      </div>
    </main>
  );
}
