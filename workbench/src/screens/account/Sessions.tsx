// Where one is signed in, and ending it from here.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, told } from "../../api/client";
import { useWords } from "../../app/lang";
import { brief } from "../../say/time";
import { Loading, Refused } from "../../ui/Notice";
import { en, zh } from "./words";

/** What a browser calls itself is long; its own name stands near the end. */
function short(device: string): string {
  const system = /\(([^;)]+)/.exec(device)?.[1];
  const browser = /(Edg|QQBrowser|Firefox|Chrome|HeadlessChrome|Safari)\/(\d+)/.exec(device);
  return browser ? `${browser[1]} ${browser[2]}${system ? ` · ${system}` : ""}` : device.slice(0, 40);
}

export function Sessions() {
  const w = useWords(zh, en);
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: ["sessions"], queryFn: () => told(api.GET("/api/v1/sessions")) });
  const end = useMutation({
    mutationFn: (id: string) => told(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const endAll = useMutation({
    mutationFn: () => told(api.DELETE("/api/v1/sessions")),
    onSuccess: () => {
      sessionStorage.clear();
      window.location.assign("/workbench/");
    },
  });
  return (
    <section className="panel sessions">
      <h2>
        {w.sessions} <span className="small dim">{w.sessionsLead}</span>
      </h2>
      <div className="body">
        <Refused error={error ?? end.error ?? endAll.error} />
        {data ? (
          <table className="plain">
            <thead>
              <tr>
                {w.columns.map((name) => (name ? <th key={name} scope="col">{name}</th> : <td key="act" />))}
              </tr>
            </thead>
            <tbody>
              {data.items.map((one) => (
                <tr key={one.id}>
                  <td title={one.device}>{short(one.device) || w.program}</td>
                  <td>{w.ways[one.way] ?? one.way}</td>
                  <td className="num">{brief(one.created_at)}</td>
                  <td className="num">{brief(one.seen_at)}</td>
                  <td className="right">
                    {one.current ? (
                      <span className="dim">{w.current}</span>
                    ) : (
                      <Button size="compact-xs" variant="default" loading={end.isPending && end.variables === one.id} onClick={() => end.mutate(one.id)}>
                        {w.end}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : error ? null : (
          <Loading />
        )}
        <div className="acts">
          <Button variant="default" loading={endAll.isPending} onClick={() => endAll.mutate()}>
            {w.endAll}
          </Button>
          <span className="dim small">{w.endAllLead}</span>
        </div>
      </div>
    </section>
  );
}
