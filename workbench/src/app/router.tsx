// Addresses of the workbench: what is looked at stands in the address, so that a link can be sent.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { Suspense, lazy } from "react";
import { measureSearch, orderSearch } from "../screens/orders/states";
import { FILTERS, type Filter } from "../screens/queue/order";
import { type Section, sectionOf } from "../screens/settings/sections";
import { Loading } from "../ui/Notice";
import { Lost } from "./Lost";
import { Shell } from "./Shell";
import { useSession } from "./session";

/** Read by who sits at a member's desk, and by nobody else. */
const MemberFrame = lazy(() => import("./MemberFrame").then(({ MemberFrame: of }) => ({ default: of })));

/** A member's desk has its own orders and nothing else, so its frame has no rail. */
function Frame() {
  const { holds } = useSession();
  if (holds("intake", "officer", "approver", "supervisor", "administrator")) return <Shell />;
  return (
    <Suspense fallback={<Loading />}>
      <MemberFrame />
    </Suspense>
  );
}

/** Whether an address names a record of this kind. */
const isId = (kind: string, text: unknown): text is string => typeof text === "string" && new RegExp(`^${kind}_[0-9a-f]{32}$`).test(text);

const root = createRootRoute({ component: Frame, notFoundComponent: Lost });

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
    // A member's desk never reads it.
    component: lazyRouteComponent(() => import("../screens/queue/Queue"), "Queue"),
    validateSearch: (search: Record<string, unknown>): { show?: Filter } => {
      const show = FILTERS.find((one) => one === search.show);
      return show ? { show } : {};
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/intake",
    component: lazyRouteComponent(() => import("../screens/intake/Intake"), "Intake"),
    validateSearch: (search: Record<string, unknown>): { report?: string } => (isId("brp", search.report) ? { report: search.report } : {}),
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
    path: "/cases/$id/freeze",
    component: lazyRouteComponent(() => import("../screens/freeze/Freeze"), "Freeze"),
    validateSearch: (search: Record<string, unknown>): { measure?: string } => (isId("mea", search.measure) ? { measure: search.measure } : {}),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/cases/$id/beside/$other",
    component: lazyRouteComponent(() => import("../screens/beside/Beside"), "Beside"),
  }),
  createRoute({ getParentRoute: () => root, path: "/look-up", component: lazyRouteComponent(() => import("../screens/object/Lookup"), "Lookup") }),
  createRoute({ getParentRoute: () => root, path: "/rushes", component: lazyRouteComponent(() => import("../screens/rushes/Rushes"), "Rushes") }),
  createRoute({ getParentRoute: () => root, path: "/orders/watches", component: lazyRouteComponent(() => import("../screens/watches/Watches"), "Watches") }),
  createRoute({ getParentRoute: () => root, path: "/watch", component: lazyRouteComponent(() => import("../screens/watch/Watch"), "Watch") }),
  createRoute({ getParentRoute: () => root, path: "/watch/new", component: lazyRouteComponent(() => import("../screens/watch/Give"), "Give") }),
  createRoute({ getParentRoute: () => root, path: "/alarms", component: lazyRouteComponent(() => import("../screens/alarms/Alarms"), "Alarms") }),
  createRoute({ getParentRoute: () => root, path: "/radar", component: lazyRouteComponent(() => import("../screens/radar/Radar"), "Radar") }),
  createRoute({ getParentRoute: () => root, path: "/lists", component: lazyRouteComponent(() => import("../screens/lists/Lists"), "Lists") }),
  createRoute({ getParentRoute: () => root, path: "/rules", component: lazyRouteComponent(() => import("../screens/rules/Rules"), "Rules") }),
  createRoute({ getParentRoute: () => root, path: "/rules/new", component: lazyRouteComponent(() => import("../screens/rules/Write"), "Write") }),
  createRoute({ getParentRoute: () => root, path: "/appeals", component: lazyRouteComponent(() => import("../screens/appeals/Appeals"), "Appeals"), validateSearch: (search: Record<string, unknown>): { of?: "objections" } => (search.of === "objections" ? { of: "objections" } : {}) }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings",
    component: lazyRouteComponent(() => import("../screens/settings/Settings"), "Settings"),
    validateSearch: (search: Record<string, unknown>): { of?: Section } => {
      const of = sectionOf(search.of);
      return of ? { of } : {};
    },
  }),
  createRoute({ getParentRoute: () => root, path: "/orders", component: lazyRouteComponent(() => import("../screens/orders/Orders"), "Orders"), validateSearch: orderSearch }),
  createRoute({ getParentRoute: () => root, path: "/orders/$id", component: lazyRouteComponent(() => import("../screens/orders/OrderPage"), "OrderPage") }),
  createRoute({ getParentRoute: () => root, path: "/measures", component: lazyRouteComponent(() => import("../screens/measures/Measures"), "Measures"), validateSearch: measureSearch }),
  createRoute({ getParentRoute: () => root, path: "/measures/$id", component: lazyRouteComponent(() => import("../screens/measures/MeasurePage"), "MeasurePage"), validateSearch: (search: Record<string, unknown>): { of?: string } => (isId("cas", search.of) ? { of: search.of } : {}) }),
  createRoute({ getParentRoute: () => root, path: "/holds", component: lazyRouteComponent(() => import("../screens/holds/Holds"), "Holds"), validateSearch: (search: Record<string, unknown>): { show?: "confirmed" | "over" } => (search.show === "confirmed" || search.show === "over" ? { show: search.show } : {}) }),
  createRoute({ getParentRoute: () => root, path: "/carry", component: lazyRouteComponent(() => import("../screens/carry/Carry"), "Carry"), validateSearch: (search: Record<string, unknown>): { of?: "files" } => (search.of === "files" ? { of: "files" } : {}) }),
  createRoute({ getParentRoute: () => root, path: "/reviews", component: lazyRouteComponent(() => import("../screens/reviews/Reviews"), "Reviews"), validateSearch: (search: Record<string, unknown>): { show?: "all" } => (search.show === "all" ? { show: "all" } : {}) }),
  createRoute({ getParentRoute: () => root, path: "/numbers", component: lazyRouteComponent(() => import("../screens/numbers/Numbers"), "Numbers") }),
  createRoute({ getParentRoute: () => root, path: "/box", component: lazyRouteComponent(() => import("../screens/box/Box"), "Box"), validateSearch: (search: Record<string, unknown>): { order?: string } => (isId("ord", search.order) ? { order: search.order } : {}) }),
  createRoute({ getParentRoute: () => root, path: "/box/own", component: lazyRouteComponent(() => import("../screens/box/Own"), "Own") }),
  createRoute({ getParentRoute: () => root, path: "/box/files", component: lazyRouteComponent(() => import("../screens/box/Files"), "Files") }),
  createRoute({ getParentRoute: () => root, path: "/tips", component: lazyRouteComponent(() => import("../screens/tips/Tips"), "Tips") }),
  createRoute({ getParentRoute: () => root, path: "/account", component: lazyRouteComponent(() => import("../screens/account/Account"), "Account") }),
] as const;

export const router = createRouter({ routeTree: root.addChildren(routes), basepath: "/workbench", defaultPreload: "intent" });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
