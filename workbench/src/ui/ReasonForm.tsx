// An act that needs a reason and nothing else: agencies and the person concerned may read it.
import { Button, Textarea } from "@mantine/core";
import { type UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { Refused } from "./Notice";

export const REASON_MAX = 300;

interface Props {
  /** What the reason is asked for. */
  label: string;
  /** What the button says. */
  go: string;
  act: UseMutationResult<unknown, unknown, string>;
}

export function ReasonForm({ label, go, act }: Props) {
  const [why, setWhy] = useState("");
  return (
    <form
      className="acts"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(why.trim());
      }}
    >
      <Textarea label={label} value={why} onChange={(event) => setWhy(event.currentTarget.value)} maxLength={REASON_MAX} rows={2} required />
      <Refused error={act.error} />
      <Button type="submit" variant="default" disabled={why.trim() === ""} loading={act.isPending}>
        {go}
      </Button>
    </form>
  );
}
