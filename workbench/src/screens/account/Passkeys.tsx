// Passkeys of one's own: made by this browser or a token at it, named, taken away.
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { type Schemas, api, told } from "../../api/client";
import { hasPasskeys, make } from "../../api/passkey";
import { useLang, useWords } from "../../app/lang";
import { brief } from "../../say/time";
import { Refused } from "../../ui/Notice";
import { Codes, OwnPassword } from "./SetUp";
import { en, zh } from "./words";

/** Asks for the password, then the browser asks its owner. */
export function AddPasskey({ done, entering = false }: { done(): void; entering?: boolean }) {
  const w = useWords(zh, en);
  const [name, setName] = useState("");
  const [codes, setCodes] = useState<string[]>([]);
  const add = useMutation({
    mutationFn: async (password: string | null) => {
      const asked = await told(api.POST("/api/v1/second-factor/passkeys/ask", { body: password === null ? {} : { password } }));
      const response = await make(asked.options);
      return told(api.POST("/api/v1/second-factor/passkeys", { body: { step: asked.step, name: name.trim() || w.passkeyUnnamed, response: response as never } }));
    },
    onSuccess: (made) => (made.recovery_codes.length > 0 ? setCodes(made.recovery_codes) : done()),
  });
  if (codes.length > 0) return <Codes codes={codes} done={done} />;
  return (
    <div className="sign-in-form">
      <TextInput label={w.passkeyName} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={60} />
      {entering ? (
        <>
          <Refused error={add.error} />
          <Button loading={add.isPending} onClick={() => add.mutate(null)}>
            {w.passkeyAdd}
          </Button>
        </>
      ) : (
        <OwnPassword go={add.mutate} label={w.passkeyAdd} error={add.error} busy={add.isPending} />
      )}
    </div>
  );
}

function RemovePasskey({ id, done }: { id: string; done(): void }) {
  const w = useWords(zh, en);
  const remove = useMutation({
    mutationFn: (password: string | null) => told(api.POST("/api/v1/second-factor/passkeys/{id}/remove", { params: { path: { id } }, body: password === null ? {} : { password } })),
    onSuccess: done,
  });
  return <OwnPassword go={remove.mutate} label={w.passkeyRemove} error={remove.error} busy={remove.isPending} />;
}

export function Passkeys({ of, look }: { of: Schemas["SecondFactorBody"]; look(): void }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [doing, setDoing] = useState<string | null>(null);
  const done = () => {
    setDoing(null);
    look();
  };
  const leaving = of.passkeys.find((one) => one.id === doing);
  return (
    <section className="panel passkeys">
      <h2>
        {w.passkeys} <span className="small dim">{w.passkeysLead}</span>
      </h2>
      <div className="body">
        {of.passkeys.length > 0 ? (
          <table className="plain">
            <tbody>
              {of.passkeys.map((one) => (
                <tr key={one.id}>
                  <th scope="row">{one.name}</th>
                  <td className="num">{brief(one.added_at)}</td>
                  <td className="num">{one.used_at ? brief(one.used_at) : ""}</td>
                  <td className="right">
                    <Button size="compact-xs" variant="default" onClick={() => setDoing(one.id)}>
                      {w.passkeyRemove}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        {leaving ? <RemovePasskey key={leaving.id} id={leaving.id} done={done} /> : null}
        {doing === "new" ? <AddPasskey done={done} /> : null}
        <div className="acts">
          {doing ? (
            <Button variant="default" onClick={done}>
              {t.cancel}
            </Button>
          ) : of.passkeys_offered && hasPasskeys() ? (
            <Button onClick={() => setDoing("new")}>{w.passkeyNew}</Button>
          ) : (
            <p className="dim">{w.passkeysNot}</p>
          )}
        </div>
      </div>
    </section>
  );
}
