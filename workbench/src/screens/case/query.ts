import { queryOptions } from "@tanstack/react-query";
import { type Entry, api, told } from "../../api/client";
import { centreNow } from "../../app/clock";

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id],
    queryFn: async () => {
      const at = centreNow();
      return { ...(await told(api.GET("/api/v1/cases/{id}", { params: { path: { id } } }))), at };
    },
  });

/** Pages of the timeline that are read at most: the rest is said to be there. */
const PAGES_MAX = 10;

/** Every act about a case, oldest first. */
export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "timeline"],
    queryFn: async () => {
      const all: Entry[] = [];
      const at = centreNow();
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const part = await told(
          api.GET("/api/v1/cases/{id}/timeline", { params: { path: { id }, query: { limit: 200, cursor } } }),
        );
        all.push(...part.items);
        cursor = part.next ?? undefined;
        if (!cursor) return { entries: all, more: false, at };
      }
      return { entries: all, more: true, at };
    },
  });

export const pictureQuery = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "picture"],
    queryFn: async () => (await told(api.GET("/api/v1/cases/{id}/picture", { params: { path: { id } } }))).picture ?? null,
  });
