// 查一个对象: one page of what the platform knows of an account, a number, a link, a name or a case, behind a ground.
// What was typed stands in no address and is not kept.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type Schemas, api, told } from "../../api/client";
import { agenciesQuery, useWho } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { moment } from "../../say/time";
import { Refused } from "../../ui/Notice";
import { Found } from "./Found";
import { handOver, handedOver } from "./handed";
import { KINDS, type Kind, guess } from "./kind";
import { en, zh } from "./words";
import "./object.css";

type Asked = Schemas["NewLookUpBody"];

const REMARK_MAX = 150;
const TEXT_MAX = 512;
const RECENT = 50;
const KEEPS_ACCOUNTS = new Set(["bank", "payment_firm"]);

/** Who looked at what of late, for those who supervise. */
function Recent() {
  const w = useWords(zh, en);
  const who = useWho();
  const { data, error } = useQuery({
    queryKey: ["cases", "look-ups"],
    queryFn: () => told(api.GET("/api/v1/look-ups", { params: { query: { limit: RECENT } } })),
  });
  if (!data) return <Refused error={error} />;
  return (
    <section className="panel">
      <h2>
        {w.recent} <span className="dim small num">{data.items.length}</span>
      </h2>
      <div className="body">
        {data.items.length === 0 ? <p className="dim">{w.noOne}</p> : null}
        <ul className="object-list">
          {data.items.map((one) => (
            <li key={one.id}>
              <strong>{who(one.by)}</strong> <span className="dim num">{moment(one.at)}</span> {w.kinds[one.kind] ?? one.kind} <span className="num">{one.thing}</span>
              <div className="small">
                {w.grounds[one.ground] ?? one.ground}：{one.remark} · {w.found(one.found)}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

export function Lookup() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  const { data: agencies } = useQuery(agenciesQuery);
  const [text, setText] = useState(handedOver);
  const [chosen, setChosen] = useState<Kind | null>(null);
  const [institution, setInstitution] = useState("");
  const [ground, setGround] = useState("");
  const [remark, setRemark] = useState("");
  const kind = chosen ?? guess(text);
  const look = useMutation({
    mutationFn: async (asked: Asked) => ({ asked, found: await told(api.POST("/api/v1/look-ups", { body: asked })) }),
  });
  const { reset } = look;
  useEffect(() => () => handOver(""), []);
  // What was found of one thing is not shown beside another.
  useEffect(reset, [text, kind, institution, reset]);
  const keepers = (agencies ?? []).filter((agency) => KEEPS_ACCOUNTS.has(agency.kind));
  const ready = text.trim() !== "" && ground !== "" && remark.trim() !== "";
  return (
    <div className="page object">
      <div className="head">
        <h1>{w.title}</h1>
      </div>
      <p className="dim small">{w.lead}</p>
      <form
        className="panel object-ask"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          const of = kind === "account" && institution !== "" ? { institution } : {};
          look.mutate({ kind, text: text.trim(), ground: ground as Asked["ground"], remark: remark.trim(), ...of });
        }}
      >
        <NativeSelect label={w.kind} value={kind} onChange={(e) => setChosen(e.currentTarget.value as Kind)} data={KINDS.map((value) => ({ value, label: w.kinds[value] ?? value }))} />
        <TextInput label={w.text} description={<span className="dim">{w.hints[kind]}</span>} inputWrapperOrder={["label", "input", "description"]} value={text} onChange={(e) => setText(e.currentTarget.value)} maxLength={TEXT_MAX} autoComplete="off" autoFocus />
        {kind === "account" ? (
          <NativeSelect label={w.institution} value={institution} onChange={(e) => setInstitution(e.currentTarget.value)} data={[{ value: "", label: w.anywhere }, ...keepers.map((agency) => ({ value: agency.code, label: agency.name }))]} />
        ) : (
          <span />
        )}
        <NativeSelect label={w.ground} value={ground} onChange={(e) => setGround(e.currentTarget.value)} data={[{ value: "", label: w.choose }, ...Object.entries(w.grounds).map(([value, label]) => ({ value, label }))]} />
        <TextInput label={w.remark} value={remark} onChange={(e) => setRemark(e.currentTarget.value)} maxLength={REMARK_MAX} autoComplete="off" />
        <Button type="submit" disabled={!ready} loading={look.isPending}>
          {w.find}
        </Button>
      </form>
      <Refused error={look.error} />
      {look.isPending ? <p className="dim" role="status">{t.loading}…</p> : null}
      {!look.data && holds("supervisor") ? <Recent /> : null}
      {look.data ? <Found of={look.data.found} kind={look.data.asked.kind} /> : null}
    </div>
  );
}
