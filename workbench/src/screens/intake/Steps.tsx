// What follows the report, on its page and on the case: who reports, and the signed form.
import { Button, FileButton, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, keyed, told } from "../../api/client";
import { useLang } from "../../app/lang";
import { idHint, phoneHint, plainNumber } from "../../say/checks";
import { Notice, Refused } from "../../ui/Notice";
import { useAct } from "../../ui/act";
import { base64 } from "../../ui/base64";

const ID_TYPES = ["身份证", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证", "其他"];

/** `focus` is for where it is the next thing to be asked. */
export function Identify({ id, after, focus = false }: { id: string; after?: () => void; focus?: boolean }) {
  const { t } = useLang();
  const [name, setName] = useState("");
  const [idType, setIdType] = useState(ID_TYPES[0] ?? "");
  const [number, setNumber] = useState("");
  const [phone, setPhone] = useState("");
  const save = useAct(
    (body: { name: string; id_type: string; id_number: string; phone: string }, key) =>
      told(api.POST("/api/v1/cases/{id}/reporter", { params: { path: { id }, header: keyed(key) }, body })),
    after,
  );
  if (save.data) return <Notice kind="good">{t.intake.identified}</Notice>;
  const chinese = idType === ID_TYPES[0];
  const there = name.trim() !== "" && number.trim() !== "" && phoneHint(phone) === "good";
  return (
    <form
      className="fields two-fields"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ name: name.trim(), id_type: idType, id_number: plainNumber(number), phone: plainNumber(phone) });
      }}
    >
      <TextInput label={t.intake.name} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={100} required autoFocus={focus} />
      <TextInput
        label={t.intake.phone}
        value={phone}
        onChange={(e) => setPhone(e.currentTarget.value)}
        inputMode="tel"
        maxLength={20}
        required
        description={t.intake.phoneHints[phoneHint(phone)] || undefined}
      />
      <NativeSelect label={t.intake.idType} value={idType} onChange={(e) => setIdType(e.currentTarget.value)} data={ID_TYPES} />
      <TextInput
        label={t.intake.idNumber}
        value={number}
        onChange={(e) => setNumber(e.currentTarget.value)}
        maxLength={30}
        required
        description={chinese ? t.intake.idHints[idHint(number)] || undefined : undefined}
      />
      <div className="whole">
        <Refused error={save.error} />
        <Button type="submit" loading={save.isPending} disabled={!there} mt={4}>
          {t.case.identifySave}
        </Button>
      </div>
    </form>
  );
}

export function Papers({ id, after }: { id: string; after?: () => void }) {
  const { t } = useLang();
  const attach = useAct(
    (content: string, key) =>
      told(api.POST("/api/v1/cases/{id}/papers", { params: { path: { id }, header: keyed(key) }, body: { content } })),
    after,
  );
  if (attach.data) {
    const { sent, awaiting_approval: waits } = attach.data;
    return (
      <Notice kind="good">
        {sent.length > 0 || waits.length === 0 ? t.case.uploaded(sent.length) : t.case.uploadedWaits}
      </Notice>
    );
  }
  const form = `/api/v1/cases/${id}/form03?purpose=${encodeURIComponent("打印申请表交受害人签名")}`;
  return (
    <div className="two-acts">
      <Button component="a" href={form} target="_blank" rel="noopener" variant="default">
        {t.case.form}
      </Button>
      <FileButton onChange={(file) => file && void base64(file).then((content) => attach.mutate(content))} accept="image/jpeg,application/pdf">
        {(props) => (
          <Button {...props} loading={attach.isPending}>
            {t.case.upload}
          </Button>
        )}
      </FileButton>
      <Refused error={attach.error} />
    </div>
  );
}
