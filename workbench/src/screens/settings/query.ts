import { queryOptions } from "@tanstack/react-query";
import { type Schemas, api, told } from "../../api/client";

const PAGE = 200;

/** All officers, those who have left as well. */
export const everybodyQuery = queryOptions({
  queryKey: ["office", "officers"],
  queryFn: async () => {
    const all: Schemas["OfficerBody"][] = [];
    let cursor: string | undefined;
    do {
      const page = await told(api.GET("/api/v1/officers", { params: { query: { limit: PAGE, cursor } } }));
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor);
    return all.sort((a, b) => a.login.localeCompare(b.login));
  },
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
