// The page of one order: an address that can be sent.
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useKeys } from "../../app/keys";
import { useWords } from "../../app/lang";
import { OrderView } from "./OrderView";
import { en, zh } from "./words";

export function OrderPage() {
  const { id } = useParams({ from: "/orders/$id" });
  const w = useWords(zh, en);
  const navigate = useNavigate();
  useKeys({
    Escape: () => void navigate({ to: "/orders" }),
    a: () => document.querySelector<HTMLElement>(".record .acts button, .record .acts summary, .record .carry a, .record .carry input")?.focus(),
  });
  return (
    <div className="page record">
      <div className="head">
        <h1>{w.orders}</h1>
        <Link to="/orders">{w.back}</Link>
      </div>
      <section className="panel body">
        <OrderView id={id} page />
      </section>
    </div>
  );
}
