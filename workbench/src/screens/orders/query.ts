import { queryOptions } from "@tanstack/react-query";
import { api, told } from "../../api/client";

export const orderQuery = (id: string) =>
  queryOptions({ queryKey: ["orders", "one", id], queryFn: () => told(api.GET("/api/v1/orders/{id}", { params: { path: { id } } })) });

export const measureQuery = (id: string) =>
  queryOptions({ queryKey: ["measures", "one", id], queryFn: () => told(api.GET("/api/v1/measures/{id}", { params: { path: { id } } })) });
