// Watches that were handed over: which there are, and one of them with its lines.
import { queryOptions } from "@tanstack/react-query";
import { type Schemas, api, told } from "../../api/client";

export type Handover = Schemas["HandoverBody"];

/** Those that nobody has taken yet. */
export const openQuery = queryOptions({
  queryKey: ["handovers", "open"],
  queryFn: async () => (await told(api.GET("/api/v1/handovers", { params: { query: { state: "open", limit: 50 } } }))).items,
});

export const handoverQuery = (id: string) =>
  queryOptions({ queryKey: ["handovers", "one", id], queryFn: () => told(api.GET("/api/v1/handovers/{id}", { params: { path: { id } } })) });
