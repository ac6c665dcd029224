// 预警: alarms about calls that go on, as carriers hand on what is said in them.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Schemas, api, told } from "../../api/client";
import { useAgency } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { moment } from "../../say/time";
import { Shelf } from "../../ui/Shelf";
import { PAGE, usePages } from "../../ui/pages";
import { en, zh } from "./words";

type Alarm = Schemas["AlarmBody"];

/** Thousandths as a share; cut off, for a share is no promise. */
const share = (thousandths: number): string => `${Math.floor(thousandths / 10)}%`;

export function Alarms() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const agency = useAgency();
  const pages = usePages<Alarm>(["alarms"], (cursor) => told(api.GET("/api/v1/alarms", { params: { query: { limit: PAGE, cursor } } })));
  const type = (alarm: Alarm) => (alarm.type ? `${alarm.type} ${t.scam[alarm.type] ?? ""}` : t.scam.未定);
  const stage = (alarm: Alarm) => (alarm.stage ? w.stageAt(alarm.stage, w.stages[alarm.stage] ?? "") : t.unknown);
  return (
    <Shelf
      title={t.nav.alarms}
      lead={w.lead}
      nothing={w.nothing}
      pages={pages}
      idOf={(alarm) => alarm.id}
      columns={w.columns}
      widths="140px minmax(110px, 1fr) minmax(130px, 1.3fr) minmax(120px, 1fr) 60px"
      row={(alarm) => [
        <span key="at" className="num">{moment(alarm.at).slice(5)}</span>,
        agency(alarm.agency)?.name,
        type(alarm),
        stage(alarm),
        <span key="sure" className="num">{share(alarm.probability)}</span>,
      ]}
      detail={(alarm) => (
        <>
          <h2>{w.detail}</h2>
          <p className="dim num">{moment(alarm.at)}</p>
          <p>{w.todo}</p>
          <dl className="facts">
            <dt>{w.call}</dt>
            <dd className="num strong">{alarm.call}</dd>
            <dt>{w.carrier}</dt>
            <dd>{agency(alarm.agency)?.name}</dd>
            <dt>{w.phone}</dt>
            <dd className="num strong">{agency(alarm.agency)?.public_phone}</dd>
            <dt>{w.type}</dt>
            <dd>{type(alarm)}</dd>
            <dt>{w.stage}</dt>
            <dd>{stage(alarm)}</dd>
            <dt>{w.sure}</dt>
            <dd className="num">{share(alarm.probability)}</dd>
            <dt>{w.relatives}</dt>
            <dd>{alarm.relatives.length > 0 ? w.people(alarm.relatives.length) : t.none}</dd>
            <dt>{w.reasons}</dt>
            <dd className="small dim">{alarm.reasons.join(t.comma)}</dd>
          </dl>
          <div className="acts">
            <Button variant="default" renderRoot={(props) => <Link to="/intake" {...props} />}>
              {w.intake}
            </Button>
          </div>
        </>
      )}
    />
  );
}
