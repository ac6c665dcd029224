// Addresses of the workbench: what is looked at stands in the address, so that a link can be sent.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { Queue } from "../screens/queue/Queue";
import { FILTERS, type Filter } from "../screens/queue/order";
import { Lost } from "./Lost";
import { Shell } from "./Shell";

const root = createRootRoute({ component: Shell, notFoundComponent: Lost });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: "/queue", replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/queue",
    component: Queue,
    validateSearch: (search: Record<string, unknown>): { show?: Filter } => {
      const show = FILTERS.find((one) => one === search.show);
      return show ? { show } : {};
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/intake",
    component: lazyRouteComponent(() => import("../screens/intake/Intake"), "Intake"),
  }),
  createRoute({ getParentRoute: () => root, path: "/cases", component: lazyRouteComponent(() => import("../screens/cases/Cases"), "Cases") }),
  createRoute({ getParentRoute: () => root, path: "/cases/$id", component: lazyRouteComponent(() => import("../screens/case/Case"), "Case") }),
  createRoute({
    getParentRoute: () => root,
    path: "/cases/$id/flow",
    component: lazyRouteComponent(() => import("../screens/flow/Flow"), "Flow"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/cases/$id/lists/$list",
    component: lazyRouteComponent(() => import("../screens/list/List"), "List"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/cases/$id/beside/$other",
    component: lazyRouteComponent(() => import("../screens/beside/Beside"), "Beside"),
  }),
  createRoute({ getParentRoute: () => root, path: "/look-up", component: lazyRouteComponent(() => import("../screens/object/Lookup"), "Lookup") }),
  createRoute({ getParentRoute: () => root, path: "/alarms", component: lazyRouteComponent(() => import("../screens/alarms/Alarms"), "Alarms") }),
  createRoute({ getParentRoute: () => root, path: "/radar", component: lazyRouteComponent(() => import("../screens/radar/Radar"), "Radar") }),
  createRoute({ getParentRoute: () => root, path: "/lists", component: lazyRouteComponent(() => import("../screens/lists/Lists"), "Lists") }),
  createRoute({ getParentRoute: () => root, path: "/rules", component: lazyRouteComponent(() => import("../screens/rules/Rules"), "Rules") }),
  createRoute({ getParentRoute: () => root, path: "/rules/new", component: lazyRouteComponent(() => import("../screens/rules/Write"), "Write") }),
  createRoute({ getParentRoute: () => root, path: "/appeals", component: lazyRouteComponent(() => import("../screens/appeals/Appeals"), "Appeals"), validateSearch: (search: Record<string, unknown>): { of?: "objections" } => (search.of === "objections" ? { of: "objections" } : {}) }),
  createRoute({ getParentRoute: () => root, path: "/tips", component: lazyRouteComponent(() => import("../screens/tips/Tips"), "Tips") }),
  createRoute({ getParentRoute: () => root, path: "/account", component: lazyRouteComponent(() => import("../screens/account/Account"), "Account") }),
] as const;

export const router = createRouter({ routeTree: root.addChildren(routes), basepath: "/workbench", defaultPreload: "intent" });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
