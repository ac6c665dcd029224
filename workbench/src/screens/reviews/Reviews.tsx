// 事后复核: what left by standing authority, to be read again by a supervisor who had no hand in it.
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Schemas, api, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useWord, useWords } from "../../app/lang";
import { brief } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Shelf } from "../../ui/Shelf";
import { StateSwitch } from "../../ui/StateSwitch";
import { PAGE, usePages } from "../../ui/pages";
import { OrderView } from "../orders/OrderView";
import { orderQuery } from "../orders/query";
import { en, zh } from "../orders/words";

type Review = Schemas["ReviewBody"];

function Ordered({ id }: { id: string }) {
  const word = useWord();
  const { data } = useQuery(orderQuery(id));
  if (!data) return null;
  return (
    <>
      {word("orders", data.order.kind)} <span className="num">{data.order.target.mask}</span>
    </>
  );
}

export function Reviews() {
  const w = useWords(zh, en);
  const who = useWho();
  const navigate = useNavigate();
  const { show = "open" } = useSearch({ from: "/reviews" });
  const pages = usePages<Review>(["reviews", show], (cursor) => told(api.GET("/api/v1/reviews", { params: { query: { all: show === "all" ? true : undefined, limit: PAGE, cursor } } })));
  return (
    <Shelf
      title={w.reviews}
      lead={w.reviewsLead}
      nothing={w.noReviews}
      pages={pages}
      idOf={(one) => one.order}
      open={(one) => void navigate({ to: "/orders/$id", params: { id: one.order } })}
      tools={<StateSwitch words={w.reviewShows} value={show} onChange={(to) => void navigate({ to: "/reviews", search: to === "all" ? { show: "all" } : {} })} />}
      columns={w.reviewColumns}
      widths="130px 92px minmax(140px, 1.6fr) 92px minmax(80px, 1fr)"
      row={(one) => [
        one.reviewed_at ? <span key="due" className="num dim">{brief(one.reviewed_at)}</span> : <Countdown key="due" at={one.due.at} />,
        <span key="acted" className="num">{brief(one.acted_at)}</span>,
        <Ordered key="order" id={one.order} />,
        one.reviewed_at ? <span key="finding" className={one.in_order ? "tag ok" : "tag red"}>{one.in_order ? w.inOrder : w.notInOrder}</span> : <span key="finding" className="tag">{w.reviewOpen}</span>,
        who(one.reviewed_by),
      ]}
      detail={(one) => <OrderView id={one.order} />}
    />
  );
}
