// 人工送达: orders that no wire carries, most pressing first; and the signed files of agencies that no network reaches.
import { SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Schemas, api, told } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useWord, useWords } from "../../app/lang";
import { brief } from "../../say/time";
import { Countdown, Waited } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Shelf } from "../../ui/Shelf";
import { PAGE, usePages } from "../../ui/pages";
import { OrderView } from "../orders/OrderView";
import { Files } from "./Files";
import { type Show, en, zh } from "./words";

type Line = Schemas["OrderLineBody"];

const SHOWS: Show[] = ["orders", "files"];

function Tabs({ show }: { show: Show }) {
  const w = useWords(zh, en);
  const navigate = useNavigate();
  return <SegmentedControl size="xs" aria-label={w.title} value={show} onChange={(value) => void navigate({ to: "/carry", search: value === "files" ? { of: "files" } : {} })} data={SHOWS.map((value) => ({ value, label: w.shows[value] }))} />;
}

export function Carry() {
  const show = useSearch({ from: "/carry" }).of ?? "orders";
  return show === "files" ? <Files tabs={<Tabs show="files" />} /> : <Orders />;
}

const dueOf = ({ order }: Line): number => (order.state.due ? Date.parse(order.state.due.at) : Number.MAX_SAFE_INTEGER);

function Orders() {
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const navigate = useNavigate();
  const pages = usePages<Line>(["orders", "elsewhere"], (cursor) => told(api.GET("/api/v1/orders", { params: { query: { elsewhere: true, limit: PAGE, cursor } } })));
  const items = [...pages.items].sort((one, other) => dueOf(one) - dueOf(other));
  return (
    <Shelf
      title={w.title}
      lead={w.lead}
      nothing={w.nothing}
      pages={{ ...pages, items }}
      idOf={({ order }) => order.id}
      open={({ order }) => void navigate({ to: "/orders/$id", params: { id: order.id } })}
      tools={<Tabs show="orders" />}
      columns={w.columns}
      widths="minmax(100px, 1fr) minmax(96px, 1fr) minmax(80px, .8fr) minmax(84px, 1fr) 92px minmax(110px, 1.2fr)"
      row={({ order }) => [
        order.state.due ? <Countdown key="due" at={order.state.due.at} /> : <Waited key="due" since={order.state.at} />,
        <strong key="kind">{word("orders", order.kind)}</strong>,
        <span key="target" className="num">{order.target.mask}</span>,
        agency(order.agency)?.name ?? "",
        order.limit ? <Money key="limit" of={order.limit} /> : "—",
        order.carried ? <span key="way" className="tag ok">{w.carriedAt(brief(order.carried.at))}</span> : order.foreign_number ? <span key="way" className="tag ok">{w.keyedAs(order.foreign_number)}</span> : <span key="way" className="tag orange">{w.notYet}</span>,
      ]}
      detail={({ order }) => <OrderView id={order.id} />}
    />
  );
}
