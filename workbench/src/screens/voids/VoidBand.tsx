// 止兑, on the page of a case: what was bought with its money and may not be used up yet, the draft of an order that puts
// it out of use, and what became of it.
import { Button, Modal } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { CaseDetail } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWord, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { exact, minorOf } from "../../say/money";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Notice } from "../../ui/Notice";
import { isLive, isOpen } from "../orders/states";
import { Draft, type Drafted } from "./Draft";
import { type Standing, type Voidable, isNew, otherVoids, voidable } from "./places";
import { en, zh } from "./words";
import "./voids.css";

/** A void, from the draft to its end. */
function Stands({ of: { measure, order } }: { of: Standing }) {
  const w = useWords(zh, en);
  const word = useWord();
  const { name, force } = measure.state;
  // Until the seller has answered, the order says how far it is.
  const waits = !force && order;
  return (
    <>
      <span className={isLive(name) ? "tag ok" : "tag"}>{word("names", waits ? order.state.name : name)}</span>
      {force && isLive(name) ? (
        <span>
          {w.held} <Money of={force.held} unit /> <Countdown at={force.until} />
        </span>
      ) : waits ? (
        <span>
          {order.limit ? w.max(exact(minorOf(order.limit))) : null} {isOpen(order.state.name) && order.state.due ? <Countdown at={order.state.due.at} /> : null}
        </span>
      ) : null}
      {waits ? (
        <Link to="/orders/$id" params={{ id: order.id }}>
          {w.toOrder}
        </Link>
      ) : (
        <Link to="/measures/$id" params={{ id: measure.id }}>
          {w.open}
        </Link>
      )}
    </>
  );
}

function Place({ of, drafted, begin }: { of: Voidable; drafted: Drafted | undefined; begin(): void }) {
  const w = useWords(zh, en);
  const word = useWord();
  const agency = useAgency();
  const { holds } = useSession();
  const kind = word("names", of.exit);
  // What the act came to, until somebody has decided about it.
  const waits = drafted !== undefined && of.standing?.measure.id === drafted.measure && of.standing.order?.state.name === drafted.state;
  return (
    <li>
      <div className="way">
        <strong>{kind}</strong>
        <Money of={of.amount} unit />
        <span>
          {agency(of.agency)?.name ?? of.code} <span className="num">{of.number}</span>
        </span>
        {of.standing ? (
          <Stands of={of.standing} />
        ) : of.agency === null ? (
          <span className="dim small">{w.noAgency}</span>
        ) : holds("officer") ? (
          <Button className="no-print" size="compact-sm" onClick={begin} aria-label={w.goOf(`${kind} ${of.number}`)}>
            {w.go}
          </Button>
        ) : (
          <span className="dim small">{w.onlyOfficer}</span>
        )}
      </div>
      {waits ? (
        <Notice kind="good">
          {w.drafted(word("names", drafted.state), exact(minorOf(drafted.limit)))} {w.waits}
        </Notice>
      ) : null}
    </li>
  );
}

/** A void whose place is not shown, or cannot be told from another. */
function Other({ of }: { of: Standing }) {
  const word = useWord();
  const agency = useAgency();
  const { measure } = of;
  return (
    <li>
      <div className="way">
        <strong>{word("measures", measure.kind)}</strong>
        <span>
          {agency(measure.agency)?.name} <span className="num">{measure.target.mask}</span>
        </span>
        <Stands of={of} />
      </div>
    </li>
  );
}

export function VoidBand({ detail }: { detail: CaseDetail }) {
  const { t } = useLang();
  const w = useWords(zh, en);
  const [asked, setAsked] = useState<Voidable | null>(null);
  const [done, setDone] = useState<ReadonlyMap<string, Drafted>>(new Map());
  const places = voidable(detail);
  const others = otherVoids(detail, places);
  const close = () => setAsked(null);
  if (places.length === 0 && others.length === 0) return null;
  return (
    <section className={places.some(isNew) ? "panel voids open" : "panel voids"} aria-label={w.title}>
      <h2>
        {w.title} <span className="dim small num">{places.length}</span> <span className="dim small">{w.lead}</span>
      </h2>
      <ul className="body">
        {places.map((one) => (
          <Place key={one.account} of={one} drafted={done.get(one.account)} begin={() => setAsked(one)} />
        ))}
        {others.map((one) => (
          <Other key={one.measure.id} of={one} />
        ))}
      </ul>
      <Modal opened={asked !== null} onClose={close} title={w.go} closeButtonProps={{ "aria-label": t.close }} size="lg">
        {asked ? (
          <Draft
            id={detail.case.id}
            of={asked}
            close={close}
            done={(drafted) => {
              setDone(new Map([...done, [asked.account, drafted]]));
              close();
            }}
          />
        ) : null}
      </Modal>
    </section>
  );
}
