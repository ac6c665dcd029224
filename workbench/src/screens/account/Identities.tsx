// One's own account at the site's identity provider: connected by going there, ended here.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, keyed, told } from "../../api/client";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief } from "../../say/time";
import { Loading, Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { OwnPassword } from "./SetUp";
import { en, zh } from "./words";

/** The accounts of an officer, each with what ends it. */
export function Linked({ officer, ended }: { officer: string; ended(): void }) {
  const w = useWords(zh, en);
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ["identities", officer],
    queryFn: () => told(api.GET("/api/v1/officers/{id}/identities", { params: { path: { id: officer } } })),
  });
  const end = useAct(
    (id: string, key) => told(api.POST("/api/v1/identities/{id}/unlink", { params: { path: { id }, header: keyed(key) } })),
    () => {
      void client.invalidateQueries({ queryKey: ["identities"] });
      void client.invalidateQueries({ queryKey: ["sessions"] });
      ended();
    },
  );
  if (!data) return error ? <Refused error={error} /> : <Loading />;
  return (
    <>
      <Refused error={end.error} />
      {data.items.length > 0 ? (
        <table className="plain">
          <tbody>
            {data.items.map((one) => (
              <tr key={one.id}>
                <th scope="row" className="num">
                  {one.subject}
                </th>
                <td>{one.issuer}</td>
                <td className="num">{w.linkedAt(brief(one.added_at))}</td>
                <td className="right">
                  <Button size="compact-xs" variant="default" loading={end.isPending && end.variables === one.id} onClick={() => end.mutate(one.id)}>
                    {w.outsideEnd}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p>{w.outsideNone}</p>
      )}
    </>
  );
}

function Connect() {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const go = useMutation({
    mutationFn: (password: string | null) => told(api.POST("/api/v1/second-factor/identities/ask", { body: password === null ? { lang } : { password, lang } })),
    onSuccess: ({ address }) => window.location.assign(address),
  });
  return <OwnPassword go={go.mutate} label={w.outsideGo} error={go.error} busy={go.isPending || go.isSuccess} />;
}

export const useProvider = () => useQuery({ queryKey: ["sign-in"], queryFn: () => told(api.GET("/api/v1/sign-in")) }).data?.outside;

export function Identities() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { me } = useSession();
  const provider = useProvider();
  const [doing, setDoing] = useState(false);
  const [said, setSaid] = useState("");
  if (!provider || !me) return null;
  return (
    <section className="panel identities">
      <h2>
        {w.outside} <span className="small dim">{w.outsideLead}</span>
      </h2>
      <div className="body">
        {said ? <Notice kind="good">{said}</Notice> : null}
        <Linked officer={me.id} ended={() => setSaid(w.outsideEnded)} />
        {doing ? <Connect /> : null}
        <div className="acts">
          {doing ? (
            <Button variant="default" onClick={() => setDoing(false)}>
              {t.cancel}
            </Button>
          ) : (
            <Button
              onClick={() => {
                setSaid("");
                setDoing(true);
              }}
            >
              {w.outsideConnect}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
