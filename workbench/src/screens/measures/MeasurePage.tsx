// The page of one measure: an address that can be sent.
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useKeys } from "../../app/keys";
import { useWords } from "../../app/lang";
import { en, zh } from "../orders/words";
import { MeasureView } from "./MeasureView";

export function MeasurePage() {
  const { id } = useParams({ from: "/measures/$id" });
  const { of } = useSearch({ from: "/measures/$id" });
  const w = useWords(zh, en);
  const navigate = useNavigate();
  useKeys({
    Escape: () => void navigate({ to: "/measures" }),
    a: () => document.querySelector<HTMLElement>(".record .acts summary, .record .acts button")?.focus(),
  });
  return (
    <div className="page record">
      <div className="head">
        <h1>{w.measures}</h1>
        <Link to="/measures">{w.back}</Link>
      </div>
      <section className="panel body">
        <MeasureView id={id} page of={of} />
      </section>
    </div>
  );
}
