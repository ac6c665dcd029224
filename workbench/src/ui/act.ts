// Doing something: one key an act. If the line breaks, the same key is sent again, and it is done once.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { Problem, freshKey } from "../api/client";

/** What acts change: asked again after one of ours, and when the stream tells of somebody else's. */
export const MOVING = ["waiting", "cases", "case", "order", "appeals", "listings", "radar", "alarms", "rules", "handovers", "orders", "measures", "reviews", "norms", "office", "protections", "box", "tips"];

/** `act` gets the idempotency key; a refusal that is certain ends the key, an uncertain one keeps it. */
export function useAct<In, Out>(act: (input: In, key: string) => Promise<Out>, after?: (out: Out) => void) {
  const client = useQueryClient();
  const key = useRef<{ key: string; body: string } | null>(null);
  return useMutation<Out, unknown, In>({
    mutationFn: (input) => {
      // Another body is another act.
      const body = JSON.stringify(input ?? null);
      if (key.current?.body !== body) key.current = { key: freshKey(), body };
      return act(input, key.current.key);
    },
    onSuccess: (out) => {
      key.current = null;
      after?.(out);
      for (const about of MOVING) void client.invalidateQueries({ queryKey: [about] });
    },
    onError: (error) => {
      if (!(error instanceof Problem && error.uncertain)) key.current = null;
    },
  });
}
