// The sheet of an order on paper: what opens sealed facts takes a purpose.
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../app/lang";
import { en, zh } from "./words";

export function Sheet({ id }: { id: string }) {
  const w = useWords(zh, en);
  const [purpose, setPurpose] = useState(w.sheetPurposes[0] ?? "");
  const ready = purpose.trim() !== "";
  return (
    <>
      <TextInput label={w.sheetPurpose} value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} maxLength={200} />
      <Button component="a" href={ready ? `/api/v1/orders/${id}/sheet?purpose=${encodeURIComponent(purpose.trim())}` : undefined} target="_blank" rel="noopener" variant="default" w="fit-content" data-disabled={ready ? undefined : true}>
        {w.sheet}
      </Button>
    </>
  );
}
