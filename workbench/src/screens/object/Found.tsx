// All that is known of one object, masked; each sealed fact opens for a purpose of its own.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { useAgency, useWho } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { brief, moment } from "../../say/time";
import { Money } from "../../ui/Money";
import { Notice } from "../../ui/Notice";
import { Reveal } from "../../ui/Reveal";
import { en, zh } from "./words";

type Looked = Schemas["LookedUpBody"];

function Part({ title, count, children }: { title: string; count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <section className="panel">
      <h2>
        {title} <span className="dim small num">{count}</span>
      </h2>
      <div className="body">
        <ul className="object-list">{children}</ul>
      </div>
    </section>
  );
}

function Cases({ of }: { of: Looked["cases"] }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  return (
    <Part title={w.cases} count={of.length}>
      {of.map(({ case: one, part }) => (
        <li key={one.id}>
          <Link to="/cases/$id" params={{ id: one.id }} className="num">
            {one.number}
          </Link>{" "}
          <span className="tag">{w.parts[part] ?? part}</span> {t.scam[one.scam_type]} <span className="dim num">{brief(one.reported_at)}</span>
        </li>
      ))}
    </Part>
  );
}

function Measures({ of }: { of: Looked["measures"] }) {
  const word = useWord();
  const agency = useAgency();
  const w = useWords(zh, en);
  return (
    <Part title={w.measures} count={of.length}>
      {of.map((one) => (
        <li key={one.id}>
          <strong>{word("measures", one.kind)}</strong> {agency(one.agency)?.name} <span className="num">{one.target.mask}</span>{" "}
          <span className="tag">{word("names", one.state.name)}</span> {one.state.force?.held ? <Money of={one.state.force.held} unit /> : null}
          <div className="small">{one.reason}</div>
          <Reveal subject={one.id} fields={{ target: w.target, target_holder: w.holder }}>
            {null}
          </Reveal>
        </li>
      ))}
    </Part>
  );
}

function Orders({ of }: { of: Looked["orders"] }) {
  const word = useWord();
  const agency = useAgency();
  const w = useWords(zh, en);
  return (
    <Part title={w.orders} count={of.length}>
      {of.map((one) => (
        <li key={one.id}>
          {word("orders", one.kind)} {agency(one.agency)?.name} <span className="tag">{word("names", one.state.name)}</span>{" "}
          <span className="dim num">{brief(one.drafted_at)}</span>
        </li>
      ))}
    </Part>
  );
}

function Listings({ of }: { of: Looked["listings"] }) {
  const w = useWords(zh, en);
  const who = useWho();
  const { t } = useLang();
  return (
    <Part title={w.listings} count={of.length}>
      {of.map((one) => (
        <li key={one.id}>
          <strong>{w.levels[one.level] ?? one.level}</strong> <span className="num">{one.thing}</span> {one.reason}{" "}
          <span className="dim num">
            {brief(one.since)}
            {one.until ? ` – ${brief(one.until)}` : ""} {one.by.map(who).join(t.comma)}
          </span>
          <Reveal subject={one.id} fields={{ thing: w.thing }}>
            {null}
          </Reveal>
        </li>
      ))}
    </Part>
  );
}

function Before({ of }: { of: Looked["before"] }) {
  const w = useWords(zh, en);
  const who = useWho();
  return (
    <section className="panel seen">
      <h2>
        {w.before} <span className="dim small num">{of.length}</span>
      </h2>
      <div className="body">
        {of.length === 0 ? <p className="dim">{w.noOne}</p> : null}
        <ul className="object-list">
          {of.map((one) => (
            <li key={one.id}>
              <strong>{who(one.by)}</strong> <span className="dim num">{moment(one.at)}</span>
              <div className="small">
                {w.grounds[one.ground] ?? one.ground}：{one.remark} · {w.found(one.found)}
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

export function Found({ of, kind }: { of: Looked; kind: string }) {
  const w = useWords(zh, en);
  const agency = useAgency();
  const { lists } = of;
  const none = of.accounts.length + of.cases.length + of.orders.length + of.measures.length + of.listings.length === 0 && (!lists || lists.level === "none") && of.complaints === 0;
  return (
    <div className="object-found" aria-live="polite">
      <div className="object-main">
        <section className="panel">
          <h2>
            {w.kinds[kind]} <strong className="num">{of.thing}</strong>
          </h2>
          <div className="body">
            {none ? <Notice>{w.nothing}</Notice> : null}
            <dl className="facts">
              {lists ? [<dt key="l">{w.lists}</dt>, <dd key="ld"><strong>{w.levels[lists.level] ?? lists.level}</strong>{lists.against ? ` · ${w.against} ${w.levels[lists.against.level] ?? lists.against.level}` : ""}</dd>] : null}
              {of.accounts.map((account) => [
                <dt key={`${account.institution_code}-t`}>{agency(account.institution)?.name ?? account.institution_code}</dt>,
                <dd key={account.institution_code}>
                  <span className="num">{account.number}</span> {account.holder} <span className="dim">{w.firstSeen(moment(account.first_seen_at))}</span>{" "}
                  {account.protection ? <span className="tag ok">{w.protected}</span> : null}
                </dd>,
              ])}
            </dl>
            {of.complaints > 0 ? <p>{w.complaints(of.complaints)}</p> : null}
            {of.cut_short ? <p className="dim small">{w.cutShort}</p> : null}
          </div>
        </section>
        <Cases of={of.cases} />
        <Measures of={of.measures} />
        <Listings of={of.listings} />
        <Orders of={of.orders} />
      </div>
      <Before of={of.before} />
    </div>
  );
}
