// Accounts that many victims paid within days; asked again with every case that moves.
import { queryOptions } from "@tanstack/react-query";
import { type Schemas, api, told } from "../../api/client";

export type Rush = Schemas["RushBody"];

export const rushesQuery = queryOptions({
  queryKey: ["cases", "rushes"],
  queryFn: () => told(api.GET("/api/v1/rushes")),
  // Looked through on every report; nobody needs it by the second.
  staleTime: 30_000,
});
