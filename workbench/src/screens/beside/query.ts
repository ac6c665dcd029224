import { queryOptions } from "@tanstack/react-query";
import { type Schemas, api, told } from "../../api/client";

export type Alike = Schemas["AlikeBody"];
export type Merger = Schemas["MergerBody"];

export const alikeQuery = (id: string) =>
  queryOptions({ queryKey: ["case", id, "alike"], queryFn: () => told(api.GET("/api/v1/cases/{id}/alike", { params: { path: { id } } })) });

/** The merger that stands between two cases. */
export const standing = (alike: Alike, one: string, other: string): Merger | undefined =>
  alike.mergers.find((merger) => !merger.parted && [merger.case, merger.into].sort().join() === [one, other].sort().join());
