// One's own sign-in: the second factor, recovery codes, sessions.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, told } from "../../api/client";
import { useLang, useWords } from "../../app/lang";
import { brief } from "../../say/time";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { Identities } from "./Identities";
import { Passkeys } from "./Passkeys";
import { Sessions } from "./Sessions";
import SetUp, { Codes, OwnPassword, ownQuery } from "./SetUp";
import { en, zh } from "./words";

type Doing = "set-up" | "renew" | "remove" | null;

function Renew({ done }: { done(): void }) {
  const w = useWords(zh, en);
  const renew = useMutation({ mutationFn: (password: string | null) => told(api.POST("/api/v1/second-factor/recovery-codes", { body: password === null ? {} : { password } })) });
  if (renew.data) return <Codes codes={renew.data.recovery_codes} done={done} />;
  return <OwnPassword go={renew.mutate} label={w.renew} error={renew.error} busy={renew.isPending} />;
}

function Remove({ done }: { done(): void }) {
  const w = useWords(zh, en);
  const remove = useMutation({
    mutationFn: (password: string | null) => told(api.POST("/api/v1/second-factor/totp/remove", { body: password === null ? {} : { password } })),
    onSuccess: done,
  });
  return <OwnPassword go={remove.mutate} label={w.remove} error={remove.error} busy={remove.isPending} />;
}

function Authenticator({ of, look }: { of: Schemas["SecondFactorBody"]; look(): void }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [doing, setDoing] = useState<Doing>(null);
  const [said, setSaid] = useState("");
  const done = (text: string) => () => {
    setSaid(text);
    setDoing(null);
    look();
  };
  const start = (what: Doing) => () => {
    setSaid("");
    setDoing(what);
  };
  return (
    <section className="panel authenticator">
      <h2>
        {w.factor} {of.needed ? <span className="small dim">{w.needed}</span> : null}
      </h2>
      <div className="body">
        <p>
          {of.totp_since ? `${w.since(brief(of.totp_since))} · ${w.left(of.recovery_left)}` : w.off}
        </p>
        {said ? <Notice kind="good">{said}</Notice> : null}
        {doing === "set-up" ? <SetUp done={done(w.done)} /> : null}
        {doing === "renew" ? <Renew done={done("")} /> : null}
        {doing === "remove" ? <Remove done={done(w.removed)} /> : null}
        <div className="acts">
          {doing ? (
            <Button variant="default" onClick={done("")}>
              {t.cancel}
            </Button>
          ) : (
            <>
              <Button onClick={start("set-up")}>{of.totp_since ? w.replace : w.setUp}</Button>
              {of.totp_since ? (
                <>
                  <Button variant="default" onClick={start("renew")}>
                    {w.renew}
                  </Button>
                  <Button variant="default" onClick={start("remove")}>
                    {w.remove}
                  </Button>
                </>
              ) : null}
            </>
          )}
        </div>
      </div>
    </section>
  );
}

export function Account() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const client = useQueryClient();
  const { data, error } = useQuery(ownQuery);
  const look = () => {
    void client.invalidateQueries({ queryKey: ["second-factor"] });
    void client.invalidateQueries({ queryKey: ["sessions"] });
  };
  return (
    <div className="page account">
      <h1>{t.account}</h1>
      <p className="dim">{w.lead}</p>
      <Refused error={error} />
      {data ? (
        <>
          <Authenticator of={data} look={look} />
          <Passkeys of={data} look={look} />
        </>
      ) : error ? null : (
        <Loading />
      )}
      <Identities />
      <Sessions />
    </div>
  );
}
