import { queryOptions } from "@tanstack/react-query";
import { api, told } from "../../api/client";

/** Holds in force: few, and each has a clock. */
export const holdsQuery = queryOptions({
  queryKey: ["measures", "holds"],
  queryFn: () => told(api.GET("/api/v1/measures", { params: { query: { kind: "hold", state: "in_force", limit: 200 } } })),
});
