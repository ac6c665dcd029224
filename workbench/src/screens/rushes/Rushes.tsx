// 集中报案: an account that many victims paid; its cases beside each other, and what of them waits, at once.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useAgency } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { moment } from "../../say/time";
import { Money } from "../../ui/Money";
import { Notice } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { Bulk } from "../queue/Bulk";
import { waitingQuery } from "../queue/query";
import { AT_ONCE_MAX } from "../queue/work";
import { type Rush, rushesQuery } from "./query";
import { en, zh } from "./words";

/** What of its cases waits, the most pressing that one act may be about. */
function Waiting({ of }: { of: Rush }) {
  const w = useWords(zh, en);
  const { data } = useQuery(waitingQuery);
  const cases = new Set(of.cases.map((one) => one.case));
  const lines = (data?.items ?? []).filter((line) => line.case && cases.has(line.case));
  return (
    <>
      <p className="small">{w.waiting(lines.length)}</p>
      {lines.length > 0 ? <Bulk lines={lines.slice(0, AT_ONCE_MAX)} /> : null}
    </>
  );
}

function Detail({ of }: { of: Rush }) {
  const w = useWords(zh, en);
  const agency = useAgency();
  return (
    <>
      <h2>{w.detail(of.number, of.cases.length)}</h2>
      <dl className="facts">
        <dt>{w.bank}</dt>
        <dd>{agency(of.institution)?.name}</dd>
        <dt>{w.phone}</dt>
        <dd className="num strong">{agency(of.institution)?.public_phone}</dd>
        <dt>{w.paid}</dt>
        <dd>{of.paid ? <Money of={of.paid} unit /> : null}</dd>
        <dt>{w.held}</dt>
        <dd>{of.held ? <Money of={of.held} unit /> : w.heldNone}</dd>
      </dl>
      <div className="acts">
        <Waiting of={of} />
      </div>
      <table className="plain">
        <thead>
          <tr>
            {w.case.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {of.cases.map((one) => (
            <tr key={one.case}>
              <td className="num">
                <Link to="/cases/$id" params={{ id: one.case }}>
                  …{one.number.slice(-10)}
                </Link>
              </td>
              <td className="num">{moment(one.reported_at).slice(5, 16)}</td>
              <td className="right">{one.paid ? <Money of={one.paid} /> : null}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function Rushes() {
  const { t } = useLang();
  const w = useWords(zh, en);
  const agency = useAgency();
  const asked = useQuery(rushesQuery);
  const pages = { items: asked.data?.items ?? [], pending: asked.isPending, loading: false, error: asked.error, again: () => void asked.refetch(), more: null };
  return (
    <Shelf
      title={t.nav.rushes}
      lead={w.lead(asked.data ? moment(asked.data.since).slice(0, 16) : "…")}
      nothing={w.nothing}
      band={asked.data?.cut_short ? <Notice kind="warn">{w.cut}</Notice> : null}
      pages={pages}
      idOf={(one) => one.first}
      columns={w.columns}
      widths="110px minmax(120px, 1fr) 70px 130px 130px"
      row={(one) => [
        <span key="to" className="num">{one.number}</span>,
        agency(one.institution)?.name,
        <span key="n" className="num">{w.count(one.cases.length)}</span>,
        one.paid ? <Money key="paid" of={one.paid} /> : null,
        one.held ? <Money key="held" of={one.held} /> : null,
      ]}
      detail={(one) => <Detail of={one} />}
    />
  );
}
