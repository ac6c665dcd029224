import { queryOptions } from "@tanstack/react-query";
import { type Schemas, api, told } from "../../api/client";
import { setCentreTime } from "../../app/clock";

export type Watch = Schemas["WatchLineBody"];

/** Those that run: of the whole house, or of the desk that asks. Every order makes it stale. */
export const watchesQuery = queryOptions({
  queryKey: ["orders", "watches"],
  queryFn: async () => {
    const body = await told(api.GET("/api/v1/watches"));
    setCentreTime(body.now);
    return body;
  },
  refetchInterval: 60_000,
});

/** How a watch stands, by the names of its words. */
export function standing({ order, ending }: Watch): "ending" | "waiting" | "running" {
  if (ending) return "ending";
  return order.state.name === "done" || order.state.name === "part" ? "running" : "waiting";
}
