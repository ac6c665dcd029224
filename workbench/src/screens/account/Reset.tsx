// For administrators: the second factor of an officer who has lost his.
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, keyed, told } from "../../api/client";
import { useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { en, zh } from "./words";

const PAGE = 200;

export async function everybody() {
  const all = [];
  let cursor: string | undefined;
  do {
    const page = await told(api.GET("/api/v1/officers", { params: { query: { limit: PAGE, cursor } } }));
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return all;
}

export function Reset() {
  const w = useWords(zh, en);
  const { me } = useSession();
  const [id, setId] = useState("");
  const officers = useQuery({ queryKey: ["officers"], queryFn: everybody });
  const reset = useAct((of: string, key) =>
    told(api.POST("/api/v1/officers/{id}/second-factor/reset", { params: { path: { id: of }, header: keyed(key) } })),
  );
  const others = officers.data?.filter((one) => one.active && one.id !== me?.id) ?? [];
  const name = others.find((one) => one.id === reset.data?.officer)?.name;
  return (
    <section className="panel reset">
      <h2>{w.reset}</h2>
      <form
        className="body sign-in-form"
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate(id);
        }}
      >
        <p className="dim">{w.resetLead}</p>
        <NativeSelect
          label={w.officer}
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
          data={[{ value: "", label: w.choose }, ...others.map((one) => ({ value: one.id, label: `${one.name} (${one.login})` }))]}
        />
        <Refused error={officers.error ?? reset.error} />
        {name ? <Notice kind="good">{w.resetDone(name)}</Notice> : null}
        <Button type="submit" variant="default" disabled={!id} loading={reset.isPending}>
          {w.resetGo}
        </Button>
      </form>
    </section>
  );
}
