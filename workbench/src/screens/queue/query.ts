import { queryOptions } from "@tanstack/react-query";
import { api, told } from "../../api/client";
import { setCentreTime } from "../../app/clock";

/** All that waits; the stream makes it stale, and once a minute it is asked all the same. */
export const waitingQuery = queryOptions({
  queryKey: ["waiting"],
  queryFn: async () => {
    const body = await told(api.GET("/api/v1/waiting"));
    setCentreTime(body.now);
    return body;
  },
  refetchInterval: 60_000,
  // To look for what is the same in thousands of rows takes longer than to draw the few that are seen.
  structuralSharing: false,
});
