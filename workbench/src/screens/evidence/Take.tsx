// The packet is taken for a purpose: saved as the centre gave it, and as tables for who reads.
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type CaseDetail, api, keyed, told } from "../../api/client";
import { agenciesQuery, useAgency } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { useSheet } from "../../save/about";
import { fileName } from "../../save/sheet";
import { moment } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { type Packet, lastEntry, tablesOf } from "./tables";
import { en, zh } from "./words";

const PURPOSE_MAX = 200;

/** As it came, and as it is read. */
interface Taken {
  text: string;
  packet: Packet;
}

function useFiles(number: string) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const agencies = useQuery(agenciesQuery);
  const sheet = useSheet();
  const { me } = useSession();
  const at = (packet: Packet) => moment(packet.made_at).slice(0, 16);
  const title = [...(me?.drill ? [t.drillName] : []), w.title, number].join(" ");
  const telling = {
    words: w,
    number,
    agency: (id: string | null | undefined) => agency(id)?.name ?? id ?? "",
    institution: (code: string) => agencies.data?.find((one) => one.code === code)?.name ?? code,
    scam: (type: string) => t.scam[type] ?? type,
    word,
  };
  const nameOf = (packet: Packet) => fileName({ title }, at(packet), "json");
  return {
    nameOf,
    json: async ({ text, packet }: Taken) => (await import("../../save/save")).hand(nameOf(packet), new Blob([text], { type: "application/json" })),
    xlsx: async ({ packet }: Taken) => {
      const [first, ...more] = tablesOf(packet, telling);
      await (await import("../../save/save")).saveXlsx(sheet(first), more.map(sheet), at(packet));
    },
  };
}

/** How somebody checks it who has no line to the centre. */
function Verify({ packet, id }: { packet: Packet; id: string }) {
  const w = useWords(zh, en);
  return (
    <div className="evidence-verify">
      <strong>{w.verify}</strong>
      <p className="small">{w.verifyLead(lastEntry(packet))}</p>
      <pre>
        {`cordon journal proof --data data --order ${id} --out proofs\ncordon journal check-proof proofs/N.tlog-proof --key @vkey`}
      </pre>
    </div>
  );
}

export function Take({ of }: { of: CaseDetail["case"] }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const files = useFiles(of.number);
  const [purpose, setPurpose] = useState("");
  const [failed, setFailed] = useState(false);
  const save = (file: Promise<void>) => {
    setFailed(false);
    file.catch(() => setFailed(true));
  };
  const take = useAct(
    async (body: { purpose: string }, key): Promise<Taken> => {
      // As text: what is saved is what the centre said, to the byte.
      const text = await told(api.POST("/api/v1/cases/{id}/evidence", { params: { path: { id: of.id }, header: keyed(key) }, body, parseAs: "text" }));
      return { text, packet: JSON.parse(text) as Packet };
    },
    (taken) => save(files.json(taken)),
  );
  if (take.data) {
    const { packet } = take.data;
    const { victims, accounts, movements, orders, receipts, notes } = packet;
    return (
      <div className="evidence">
        <Notice kind="good">
          <strong>{w.got(victims.length, accounts.length, movements.length, orders.length, receipts.length)}</strong>
          <div className="small">{w.saved(files.nameOf(packet))}</div>
        </Notice>
        {failed ? <Notice kind="bad">{w.failed}</Notice> : null}
        {notes.length > 0 ? (
          <Notice kind="warn">
            {w.cut}: {notes.join(" · ")}
          </Notice>
        ) : null}
        <div className="two">
          <Button variant="default" onClick={() => save(files.json(take.data))}>
            {w.json}
          </Button>
          <Button variant="default" onClick={() => save(files.xlsx(take.data))}>
            {w.xlsx}
          </Button>
        </div>
        <Verify packet={packet} id={of.id} />
      </div>
    );
  }
  return (
    <form
      className="evidence"
      onSubmit={(event) => {
        event.preventDefault();
        take.mutate({ purpose: purpose.trim() });
      }}
    >
      <p className="dim small">{w.lead}</p>
      <TextInput label={t.purpose} value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} maxLength={PURPOSE_MAX} required autoFocus data-autofocus />
      <div className="two">
        {w.purposes.map((text) => (
          <Button key={text} size="compact-xs" variant="default" onClick={() => setPurpose(text)}>
            {text}
          </Button>
        ))}
      </div>
      <Refused error={take.error} />
      <Button type="submit" w="fit-content" loading={take.isPending} disabled={purpose.trim() === ""}>
        {w.go}
      </Button>
    </form>
  );
}
