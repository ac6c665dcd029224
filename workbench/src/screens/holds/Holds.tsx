// 先行止付: what agencies hold on their own suspicion, with the clock of each.
import { SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Measure, api, told } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useWord, useWords } from "../../app/lang";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Shelf } from "../../ui/Shelf";
import { PAGE, usePages } from "../../ui/pages";
import { MeasureView } from "../measures/MeasureView";
import { isLive } from "../orders/states";
import { isWaiting } from "./match";
import { type Show, en, zh } from "./words";

const SHOWS: Show[] = ["waiting", "confirmed", "over"];

const shows = (hold: Measure, show: Show): boolean => {
  if (show === "waiting") return isWaiting(hold);
  return show === "over" ? !isLive(hold.state.name) : isLive(hold.state.name) && hold.claims.length > 0;
};

/** Those that end first come first. */
const byEnd = (one: Measure, other: Measure): number => Date.parse(one.state.force?.until ?? "") - Date.parse(other.state.force?.until ?? "");

export function Holds() {
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const navigate = useNavigate();
  const show = useSearch({ from: "/holds" }).show ?? "waiting";
  const state = show === "over" ? undefined : ("in_force" as const);
  const pages = usePages<Measure>(["measures", "holds", state ?? "all"], (cursor) => told(api.GET("/api/v1/measures", { params: { query: { kind: "hold", state, limit: PAGE, cursor } } })));
  const items = pages.items.filter((hold) => shows(hold, show));
  if (show !== "over") items.sort(byEnd);
  return (
    <Shelf
      key={show}
      title={w.title}
      lead={w.lead}
      nothing={w.nothing[show]}
      pages={{ ...pages, items }}
      idOf={(one) => one.id}
      open={(one) => void navigate({ to: "/measures/$id", params: { id: one.id } })}
      tools={
        <SegmentedControl size="xs" aria-label={w.title} value={show} onChange={(value) => void navigate({ to: "/holds", search: value === "confirmed" || value === "over" ? { show: value } : {} })} data={SHOWS.map((value) => ({ value, label: w.shows[value] }))} />
      }
      columns={w.columns}
      widths="minmax(100px, 1fr) minmax(84px, .9fr) minmax(100px, 1.2fr) 104px 92px 84px"
      row={(one) => [
        one.state.force ? isLive(one.state.name) ? <Countdown key="until" at={one.state.force.until} /> : <span key="until" className="num dim">{moment(one.state.force.until).slice(5, 16)}</span> : "—",
        <span key="target" className="num">{one.target.mask}</span>,
        agency(one.agency)?.name ?? "",
        <Money key="held" of={one.state.force?.held} />,
        <span key="from" className="num">{one.state.force ? brief(one.state.force.from) : "—"}</span>,
        <span key="state" className={isLive(one.state.name) ? "tag ok" : "tag"}>{word("names", one.state.name)}</span>,
      ]}
      detail={(one) => <MeasureView id={one.id} />}
    />
  );
}
