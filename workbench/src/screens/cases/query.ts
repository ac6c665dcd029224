import { queryOptions } from "@tanstack/react-query";
import { api, told } from "../../api/client";

/** The newest cases, as many as a page may have. */
export const casesQuery = queryOptions({
  queryKey: ["cases"],
  queryFn: () => told(api.GET("/api/v1/cases", { params: { query: { limit: 200 } } })),
});
