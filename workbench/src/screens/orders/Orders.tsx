// 指令: every order, filtered by what stands in the address.
import { Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type Schemas, api, told } from "../../api/client";
import { agenciesQuery, useAgency } from "../../app/agencies";
import { centreNow } from "../../app/clock";
import { useLang, useWord, useWords } from "../../app/lang";
import { Paper, PaperTable, usePrinting } from "../../save/Paper";
import { SaveMenu, useFiles } from "../../save/SaveMenu";
import type { Draft } from "../../save/about";
import { money } from "../../save/sheet";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Shelf } from "../../ui/Shelf";
import { PAGE, usePages } from "../../ui/pages";
import { OrderView } from "./OrderView";
import { ORDER_STATES, type OrderSearch, isOpen } from "./states";
import { en, zh } from "./words";

type Line = Schemas["OrderLineBody"];

export function Orders() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const navigate = useNavigate();
  const search = useSearch({ from: "/orders" });
  const agencies = useQuery(agenciesQuery);
  const go = (change: OrderSearch) => void navigate({ to: "/orders", search: change });
  const pages = usePages<Line>(["orders", "list", search], (cursor) =>
    told(api.GET("/api/v1/orders", { params: { query: { state: search.state, agency: search.agency, overdue: search.late, limit: PAGE, cursor } } })),
  );
  const scope = [search.state ? word("names", search.state) : w.any, search.agency ? (agency(search.agency)?.name ?? "") : w.anyAgency, ...(search.late ? [w.late] : []), ...(pages.more ? [w.shown(pages.items.length, true)] : [])];
  const table = (): Draft => ({
    title: w.orders,
    asOf: centreNow(),
    scope,
    columns: [...w.orderColumns, t.facts.sent, t.facts.due, w.number],
    rows: pages.items.map(({ order }) => [
      word("orders", order.kind),
      order.target.mask,
      agency(order.agency)?.name ?? null,
      money(order.limit),
      word("names", order.state.name),
      moment(order.drafted_at),
      order.state.dispatched_at ? moment(order.state.dispatched_at) : null,
      order.state.due ? moment(order.state.due.at) : null,
      order.id,
    ]),
  });
  const files = useFiles();
  const printing = usePrinting();
  return (
    <Paper wide title={w.orders} asOf={centreNow()} scope={scope}>
      {printing ? <PaperTable draft={table()} /> : null}
      <div className="no-print full">
      <Shelf
        title={w.orders}
        lead={w.ordersLead}
        nothing={w.noOrders}
        pages={pages}
        idOf={({ order }) => order.id}
        open={({ order }) => void navigate({ to: "/orders/$id", params: { id: order.id } })}
        tools={
          <>
            <NativeSelect size="xs" aria-label={w.state} value={search.state ?? ""} onChange={(event) => go({ ...search, state: ORDER_STATES.find((one) => one === event.currentTarget.value) })} data={[{ value: "", label: w.any }, ...ORDER_STATES.map((value) => ({ value, label: word("names", value) }))]} />
            <NativeSelect size="xs" aria-label={w.agency} value={search.agency ?? ""} onChange={(event) => go({ ...search, agency: event.currentTarget.value || undefined })} data={[{ value: "", label: w.anyAgency }, ...(agencies.data ?? []).filter((one) => one.kind !== "centre").map((one) => ({ value: one.id, label: one.name }))]} />
            <Checkbox size="xs" label={w.late} checked={search.late ?? false} onChange={(event) => go({ ...search, late: event.currentTarget.checked ? true : undefined })} />
            <span className="dim small num" role="status">{pages.pending ? "" : w.shown(pages.items.length, Boolean(pages.more))}</span>
            <Link to="/orders/watches" className="small">
              {w.watches}
            </Link>
            <span className="grow" />
            <SaveMenu choices={files(() => [table()])} />
          </>
        }
        columns={w.orderColumns}
        widths="minmax(112px, 1.3fr) minmax(84px, .8fr) minmax(84px, 1fr) 92px minmax(140px, 1.4fr) 84px"
        row={({ order, overdue }) => [
          <strong key="kind">{word("orders", order.kind)}</strong>,
          <span key="target" className="num">{order.target.mask}</span>,
          agency(order.agency)?.name ?? "",
          order.limit ? <Money key="limit" of={order.limit} /> : "—",
          <span key="state">
            <span className={order.state.name === "done" ? "tag ok" : overdue ? "tag red" : "tag"}>{word("names", order.state.name)}</span> {isOpen(order.state.name) && order.state.due ? <Countdown at={order.state.due.at} /> : null}
          </span>,
          <span key="drafted" className="num">{brief(order.drafted_at)}</span>,
        ]}
        detail={({ order }) => <OrderView id={order.id} />}
      />
      </div>
    </Paper>
  );
}
