import { queryOptions } from "@tanstack/react-query";
import { api, told } from "../../api/client";

export const inForceQuery = queryOptions({
  queryKey: ["rules", "in-force"],
  queryFn: () => told(api.GET("/api/v1/rules/in-force")),
  // What somebody writes begins with it: it does not change under his hand.
  staleTime: Number.POSITIVE_INFINITY,
});

export const factsQuery = queryOptions({
  queryKey: ["rule-facts"],
  queryFn: () => told(api.GET("/api/v1/rules/facts")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const ruleSetQuery = (id: string) =>
  queryOptions({ queryKey: ["rules", "set", id], queryFn: () => told(api.GET("/api/v1/rules/{id}", { params: { path: { id } } })) });

/** Figures of a shadow move with every event; so they are asked anew while somebody looks. */
export const shadowQuery = (id: string) =>
  queryOptions({
    queryKey: ["rules", "shadow", id],
    queryFn: () => told(api.GET("/api/v1/rules/{id}/shadow", { params: { path: { id } } })),
    refetchInterval: 10_000,
  });
