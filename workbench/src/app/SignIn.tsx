import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Mark } from "../ui/Mark";
import { Refused } from "../ui/Notice";
import { useLang } from "./lang";
import { useSession } from "./session";
import "./sign-in.css";

export function SignInForm({ again = false }: { again?: boolean }) {
  const { t } = useLang();
  const { signIn, me } = useSession();
  const [login, setLogin] = useState(again ? (me?.login ?? "") : "");
  const [password, setPassword] = useState("");
  const entering = useMutation({ mutationKey: ["sign-in"], mutationFn: () => signIn(login.trim(), password), onError: () => setPassword("") });
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
