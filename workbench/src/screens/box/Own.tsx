// What a bank holds on its own word, with its clock and what became of it; and the accounts that it is asked to watch.
// Not here: telling of a hold, which gateways do.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../../api/client";
import { useWord, useWords } from "../../app/lang";
import { brief, moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Loading, Refused } from "../../ui/Notice";
import { standing, watchesQuery } from "../watches/query";
import { en as watchEn, zh as watchZh } from "../watches/words";
import { en, zh } from "./ownWords";
import { ownHoldsQuery } from "./query";
import "./box.css";

type Hold = Schemas["OwnHoldBody"];

/** How a hold stands, by the names of its words; null for what only the centre's words know. */
function standingOf({ measure }: Hold): "unconfirmed" | "confirmed" | "converted" | "lapsed" | "released" | null {
  const { name } = measure.state;
  if (name === "in_force" || name === "renewed") return measure.claims.length > 0 ? "confirmed" : "unconfirmed";
  return name === "converted" || name === "lapsed" || name === "released" ? name : null;
}

const TAGS = { unconfirmed: "tag orange", confirmed: "tag ok", converted: "tag ok", lapsed: "tag", released: "tag" };

function HoldRow({ of }: { of: Hold }) {
  const w = useWords(zh, en);
  const word = useWord();
  const how = standingOf(of);
  const { force, at, name } = of.measure.state;
  const runs = how === "unconfirmed" || how === "confirmed";
  return (
    <li className="own-row">
      <span className="own-what">
        <b className="num">{of.measure.target.mask}</b>{" "}
        {force?.held ? (
          <>
            <span className="dim small">{w.held}</span> <Money of={force.held} unit />
          </>
        ) : null}
      </span>
      <span className="own-how">
        <span className={how ? TAGS[how] : "tag"}>{how ? w[how] : word("names", name)}</span>{" "}
        {runs && force ? (
          <>
            <Countdown at={force.until} /> <span className="num dim small">{w.until(brief(force.until))}</span>
          </>
        ) : at ? (
          <span className="num dim small">{w.since(brief(at))}</span>
        ) : null}
      </span>
      <span className="own-more small dim">
        <span className="num">{w.toldAt(moment(of.told_at))}</span> · {w.reference} <span className="num">{of.reference}</span> · {w.code} <span className="num">{of.measure.public_code}</span>
        {of.case_number ? (
          <>
            {" "}
            · {w.case} <span className="num">{of.case_number}</span>
          </>
        ) : null}
      </span>
    </li>
  );
}

function Holds() {
  const w = useWords(zh, en);
  const asked = useQuery(ownHoldsQuery);
  return (
    <section className="panel own-holds" aria-labelledby="own-holds">
      <h2 id="own-holds">{w.holds}</h2>
      <div className="body">
        <p className="dim small">{w.holdsLead}</p>
        <Refused error={asked.error} again={() => void asked.refetch()} />
        {asked.isPending ? <Loading /> : null}
        {asked.data?.items.length === 0 ? <p className="dim">{w.noHolds}</p> : null}
        <ul className="box-own">
          {asked.data?.items.map((one) => (
            <HoldRow key={one.measure.id} of={one} />
          ))}
        </ul>
        {asked.data?.cut_short ? <p className="dim small">{w.cut}</p> : null}
      </div>
    </section>
  );
}

function Watched() {
  const w = useWords(zh, en);
  const said = useWords(watchZh, watchEn);
  const asked = useQuery(watchesQuery);
  return (
    <section className="panel own-watches" aria-labelledby="own-watches">
      <h2 id="own-watches">{w.watches}</h2>
      <div className="body">
        <p className="dim small">{w.watchesLead}</p>
        <Refused error={asked.error} again={() => void asked.refetch()} />
        {asked.isPending ? <Loading /> : null}
        {asked.data?.items.length === 0 ? <p className="dim">{w.noWatches}</p> : null}
        <ul className="box-own">
          {asked.data?.items.map((one) => (
            <li key={one.order.id} className="own-row">
              <span className="own-what">
                <Link to="/box" search={{ order: one.order.id }} className="num strong">
                  {one.order.target.mask}
                </Link>{" "}
                <span className="small">{said.told(one.told.times, one.told.rows)}</span>
              </span>
              <span className="own-how">
                <span className={standing(one) === "running" ? "tag ok" : "tag orange"}>{said[standing(one)]}</span> <Countdown at={one.until} /> <span className="num dim small">{w.until(brief(one.until))}</span>
              </span>
              <span className="own-more small dim">
                {one.told.last_at ? `${said.last} ${moment(one.told.last_at)}` : ""} {one.case_number ? `${w.case} ${one.case_number}` : ""}
              </span>
            </li>
          ))}
        </ul>
        {asked.data?.cut_short ? <p className="dim small">{w.cut}</p> : null}
      </div>
    </section>
  );
}

export function Own() {
  const w = useWords(zh, en);
  return (
    <div className="page box-own-page">
      <h1>{w.title}</h1>
      <Holds />
      <Watched />
    </div>
  );
}
