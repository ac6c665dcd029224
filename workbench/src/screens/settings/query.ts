import { queryOptions } from "@tanstack/react-query";
import { api, told } from "../../api/client";
import { officersQuery } from "../../app/agencies";

/** All officers, asked anew with every act of the office. */
export const everybodyQuery = queryOptions({
  ...officersQuery,
  queryKey: ["office", "officers"],
  staleTime: 0,
  select: (all) => [...all].sort((a, b) => a.login.localeCompare(b.login)),
});

export const dutiesQuery = queryOptions({
  queryKey: ["office", "duties"],
  queryFn: () => told(api.GET("/api/v1/duties", { params: { query: { limit: 50 } } })),
});

export const keysQuery = (id: string) =>
  queryOptions({
    queryKey: ["office", "keys", id],
    queryFn: () => told(api.GET("/api/v1/agencies/{id}/keys", { params: { path: { id } } })),
  });

export const lexiconQuery = queryOptions({
  queryKey: ["lexicon"],
  queryFn: () => told(api.GET("/api/v1/lexicon", {})),
  staleTime: 60_000,
});
