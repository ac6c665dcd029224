// What the case is about: transfers, who reports, filing, measures. Masked until somebody says what for.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CaseDetail } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWord } from "../../app/lang";
import { moment } from "../../say/time";
import { Countdown } from "../../ui/Countdown";
import { Money } from "../../ui/Money";
import { Reveal } from "../../ui/Reveal";

function Transfers({ detail }: { detail: CaseDetail }) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  return (
    <>
      {detail.case.transfers.map((transfer, place) => {
        const number = place + 1;
        const fields = {
          [`transfer.${number}.from`]: t.facts.from,
          ...(transfer.from.holder ? { [`transfer.${number}.from_holder`]: `${t.facts.from} · ${t.facts.name}` } : {}),
          ...(transfer.to ? { [`transfer.${number}.to`]: t.facts.to } : {}),
          ...(transfer.to?.holder ? { [`transfer.${number}.to_holder`]: `${t.facts.to} · ${t.facts.name}` } : {}),
        };
        return (
          <div key={transfer.id} className="transfer">
            <div className="way">
              <strong><Money of={transfer.amount} unit /></strong>
              <span className="dim small num">{moment(transfer.at)}</span>
              <span className="dim small">{word("channels", transfer.channel)}</span>
              <span className={transfer.standing === "denied" ? "tag red" : transfer.standing === "confirmed" ? "tag ok" : "tag"}>
                {t.facts.standings[transfer.standing as keyof typeof t.facts.standings]}
              </span>
            </div>
            <Reveal subject={detail.case.id} fields={fields}>
              <div className="way">
                <span>{agency(transfer.from.institution)?.name} <span className="num">{transfer.from.number}</span></span>
                <span aria-hidden="true">→</span>
                <span>
                  {transfer.to ? <>{agency(transfer.to.institution)?.name} <span className="num">{transfer.to.number}</span></> : t.unknown}
                </span>
              </div>
            </Reveal>
          </div>
        );
      })}
    </>
  );
}

function Reporter({ detail }: { detail: CaseDetail }) {
  const { t } = useLang();
  const { reporter, narrative, contact } = detail.case;
  if (!reporter && !narrative && !contact) return null;
  const fields = {
    ...(reporter ? { "reporter.name": t.facts.name, "reporter.phone": t.facts.phone, "reporter.id_number": t.facts.idNumber } : {}),
    ...(narrative ? { narrative: t.facts.narrative } : {}),
    ...(contact ? { contact: t.facts.contact } : {}),
  };
  return (
    <div className="transfer">
      <div className="dim small">{t.facts.reporter}</div>
      <Reveal subject={detail.case.id} fields={fields}>
        {reporter ? (
          <div>
            {reporter.name} <span className="num">{reporter.phone}</span> <span className="dim small">{reporter.id_type} {reporter.id_number}</span>
          </div>
        ) : null}
      </Reveal>
    </div>
  );
}

function Measures({ detail }: { detail: CaseDetail }) {
  const { t } = useLang();
  const word = useWord();
  const agency = useAgency();
  const live = detail.measures.filter((measure) => measure.state.force && ["in_force", "renewed"].includes(measure.state.name));
  if (live.length === 0) return null;
  return (
    <section className="panel">
      <h2>{t.case.measures} <span className="dim small num">{live.length}</span></h2>
      <div className="body">
        {live.map((measure) => (
          <div key={measure.id} className="transfer">
            <div className="way">
              <strong>{word("measures", measure.kind)}</strong>
              <Money of={measure.state.force?.held} unit />
              <span>{agency(measure.agency)?.name} <span className="num">{measure.target.mask}</span></span>
            </div>
            <div className="small">
              {word("names", measure.state.name)} <Countdown at={measure.state.force?.until ?? ""} />{" "}
              {measure.owner ? <span className="dim">{measure.owner.organ} {measure.owner.name}</span> : null}{" "}
              <Link to="/measures/$id" params={{ id: measure.id }}>{t.act.openMeasure}</Link>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

export function Facts({ detail }: { detail: CaseDetail }) {
  const { t } = useLang();
  const { filing } = detail.case;
  return (
    <>
      <Measures detail={detail} />
      <section className="panel">
        <h2>{t.case.facts}</h2>
        <div className="body">
          <Transfers detail={detail} />
          <Reporter detail={detail} />
          <div className="transfer">
            <div className="dim small">{t.facts.filing}</div>
            {filing ? <div>{filing.number} · {filing.organ} · <span className="num">{moment(filing.decided_at)}</span></div> : <div>{t.facts.notFiled}</div>}
            <Button className="no-print" size="compact-sm" variant="default" mt={4} renderRoot={(props) => <Link to="/cases/$id/freeze" params={{ id: detail.case.id }} {...props} />}>
              {t.case.filingGo}
            </Button>
          </div>
        </div>
      </section>
    </>
  );
}
