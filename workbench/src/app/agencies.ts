import { queryOptions, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, told } from "../api/client";

const PAGE = 200;

/** A list that is short enough to be known whole: all its pages. */
async function everyPage<T>(read: (page: { limit: number; cursor?: string }) => Promise<{ items: T[]; next?: string | null }>): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read({ limit: PAGE, cursor });
    all.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor);
  return all;
}

export const agenciesQuery = queryOptions({
  queryKey: ["agencies"],
  queryFn: () => everyPage((query) => told(api.GET("/api/v1/agencies", { params: { query } }))),
  staleTime: 5 * 60_000,
});

/** All officers, those who have left as well. */
export const officersQuery = queryOptions({
  queryKey: ["officers"],
  queryFn: () => everyPage((query) => told(api.GET("/api/v1/officers", { params: { query } }))),
  staleTime: 5 * 60_000,
});

const WORKS_HERE = ["intake", "officer", "approver", "supervisor"];

/** Officers who work at the desk: to whom something can be given. */
export function useColleagues() {
  const { data } = useQuery(officersQuery);
  return (data ?? []).filter((officer) => officer.active && officer.seats.some((seat) => WORKS_HERE.includes(seat.role)));
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
      data?.find((officer) => officer.id === id)?.name ?? agency(id)?.name ?? id ?? "",
    [data, agency],
  );
}
