// How many clocks run by which version of a norm, as far as the first pages of what is open tell.
import { queryOptions } from "@tanstack/react-query";
import { api, told } from "../../api/client";

const LIMIT = 200;

interface Running {
  /** By `stop.life@1`. */
  by: Record<string, number>;
  /** There is more than was read. */
  partly: boolean;
}

async function read(): Promise<Running> {
  const [sent, seen, force, renewed, reviews, appeals] = await Promise.all([
    told(api.GET("/api/v1/orders", { params: { query: { state: "dispatched", limit: LIMIT } } })),
    told(api.GET("/api/v1/orders", { params: { query: { state: "seen", limit: LIMIT } } })),
    told(api.GET("/api/v1/measures", { params: { query: { state: "in_force", limit: LIMIT } } })),
    told(api.GET("/api/v1/measures", { params: { query: { state: "renewed", limit: LIMIT } } })),
    told(api.GET("/api/v1/reviews", { params: { query: { limit: LIMIT } } })),
    told(api.GET("/api/v1/appeals", { params: { query: { state: "open", limit: LIMIT } } })),
  ]);
  const norms = [
    ...[...sent.items, ...seen.items].map((line) => line.order.state.due?.norm),
    ...[...force.items, ...renewed.items].flatMap((measure) => [measure.life, measure.release_due?.norm]),
    ...reviews.items.map((review) => review.due.norm),
    ...appeals.items.map((appeal) => appeal.due.norm),
  ];
  const by: Record<string, number> = {};
  for (const norm of norms) if (norm) by[norm] = (by[norm] ?? 0) + 1;
  return { by, partly: [sent, seen, force, renewed, reviews, appeals].some((page) => Boolean(page.next)) };
}

export const runningQuery = queryOptions({ queryKey: ["order", "running"], queryFn: read, staleTime: 30_000 });
