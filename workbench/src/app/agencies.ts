import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Agency, api, told } from "../api/client";

export const agenciesQuery = queryOptions({
  queryKey: ["agencies"],
  queryFn: async () => {
    const all: Agency[] = [];
    let cursor: string | undefined;
    do {
      const page = await told(api.GET("/api/v1/agencies", { params: { query: { limit: 200, cursor } } }));
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor);
    return all;
  },
  staleTime: 5 * 60_000,
});

export const officersQuery = queryOptions({
  queryKey: ["officers"],
  queryFn: () => told(api.GET("/api/v1/officers", { params: { query: { limit: 200 } } })),
  staleTime: 5 * 60_000,
});

const WORKS_HERE = ["intake", "officer", "approver", "supervisor"];

/** Officers who work at the desk: to whom something can be given. */
export function useColleagues() {
  const { data } = useQuery(officersQuery);
  return (data?.items ?? []).filter((officer) => officer.active && officer.seats.some((seat) => WORKS_HERE.includes(seat.role)));
}

/** An agency by its id. */
export function useAgency() {
  const { data } = useQuery(agenciesQuery);
  return useCallback((id: string | null | undefined) => data?.find((agency) => agency.id === id), [data]);
}

/** The name of an officer, an agency, or the id where neither is known. */
export function useWho() {
  const { data } = useQuery(officersQuery);
  const agency = useAgency();
  return useCallback(
    (id: string | null | undefined): string =>
      data?.items.find((officer) => officer.id === id)?.name ?? agency(id)?.name ?? id ?? "",
    [data, agency],
  );
}
