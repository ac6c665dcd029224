import { queryOptions } from "@tanstack/react-query";
import { type Schemas, api, told } from "../../api/client";
import { setCentreTime } from "../../app/clock";

export type BoxLine = Schemas["BoxLineBody"];
export type Inbox = Schemas["InboxBody"];
export type Opened = Schemas["OpenedBody"];
export type Reason = Schemas["AnswerReasonBody"];

/** What waits and what was answered today; the stream makes it stale, and once a minute it is asked all the same. */
export const boxQuery = queryOptions({
  queryKey: ["box"],
  queryFn: async () => {
    const body = await told(api.GET("/api/v1/inbox"));
    setCentreTime(body.now);
    return body;
  },
  refetchInterval: 60_000,
});

export const reasonsQuery = queryOptions({
  queryKey: ["box-reasons"],
  queryFn: () => told(api.GET("/api/v1/inbox/reasons")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: ["order", id],
    queryFn: () => told(api.GET("/api/v1/orders/{id}", { params: { path: { id } } })),
  });

/** What this desk's bank held on its own word; looked at again with the box. */
export const ownHoldsQuery = queryOptions({
  queryKey: ["box", "holds"],
  queryFn: async () => {
    const body = await told(api.GET("/api/v1/inbox/holds"));
    setCentreTime(body.now);
    return body;
  },
  refetchInterval: 60_000,
});
