// 规范: every clock, limit and count with its source, who decided it, and what waits for a second person.
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type Schemas, api, keyed, told } from "../../api/client";
import { useWho } from "../../app/agencies";
import { useLang, useWords } from "../../app/lang";
import { useSession } from "../../app/session";
import { brief, moment } from "../../say/time";
import { Notice, Refused } from "../../ui/Notice";
import { Shelf } from "../../ui/Shelf";
import { useAct } from "../../ui/act";
import { usePages } from "../../ui/pages";
import { Propose } from "./Propose";
import { runningQuery } from "./running";
import { valueText } from "./value";
import { en, zh } from "./words";

type Norm = Schemas["NormBody"];
type History = Schemas["NormHistory"];
type Proposal = Schemas["ProposalBody"];

const read = () => told(api.GET("/api/v1/norms", {}));

export const sourceOf = (norm: Norm) => [norm.basis.source, norm.basis.article].filter(Boolean).join(" ");

/** What differs between two versions, side by side; what is alike is left out. */
export function Differs({ now, then }: { now: Norm; then: Norm }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const of = (norm: Norm): [name: string, text: string][] => [
    [w.value, valueText(norm.value, lang)],
    [w.source, sourceOf(norm)],
    [w.sure, w.tags[norm.basis.tag] ?? norm.basis.tag],
    [w.name, lang === "zh" ? norm.title_zh : norm.title_en],
    [w.from, moment(norm.effective_from).slice(0, 16)],
  ];
  const before = of(now);
  const rows = of(then).flatMap(([name, text], at) => (before[at]?.[1] === text ? [] : [[name, before[at]?.[1] ?? "", text] as const]));
  return (
    <table className="plain differs">
      <thead>
        <tr>
          <th scope="col">{w.what}</th>
          <th scope="col">{w.now}</th>
          <th scope="col">{w.then}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, was, is]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{was}</td>
            <td className="strong">{is}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Who proposed a version and who decided it, in this order. */
function By({ norm }: { norm: Norm }) {
  const w = useWords(zh, en);
  const who = useWho();
  const [proposer = "", adopter = ""] = norm.approved_by.map(who);
  return (
    <>
      <div>{w.proposedBy(proposer)}</div>
      <div>{w.decidedBy(adopter)}</div>
    </>
  );
}

/** Clocks that run by the version in force: they go on as they are. */
function Running({ norm }: { norm: Norm }) {
  const w = useWords(zh, en);
  const { data, error } = useQuery(runningQuery);
  if (!data) return <Refused error={error} />;
  const count = data.by[`${norm.key}@${norm.version}`] ?? 0;
  return <p className="small">{w.running(count, data.partly)}</p>;
}

/** Why it was proposed; of what came with the program nobody has said it here. */
function Why({ of }: { of: Proposal | undefined }) {
  const w = useWords(zh, en);
  if (of?.reason) return <>{of.reason}</>;
  return <span className="dim">{of ? w.noReason : w.seeded}</span>;
}

/** A version, or what was proposed and is not one: its value, why, and whose hands it went through. */
function Proposed({ of, norm, name }: { of: Proposal | undefined; norm: Norm; name?: string }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const who = useWho();
  const [proposer = "", adopter = ""] = norm.approved_by.map(who);
  const refused = of?.state === "refused";
  const hands = [
    `${w.proposedBy(of ? who(of.proposed_by) : proposer)}${of ? ` ${brief(of.proposed_at)}` : ""}`,
    `${refused ? w.refusedBy(who(of.decided_by)) : w.decidedBy(adopter)}${of?.decided_at ? ` ${brief(of.decided_at)}` : ""}`,
  ];
  return (
    <tr>
      {name ? (
        <th scope="row" className="num">
          {name}
        </th>
      ) : null}
      <td>
        <div>
          <strong>{valueText(norm.value, lang)}</strong> {refused ? null : <span className="num dim small">{w.since(moment(norm.effective_from).slice(0, 16))}</span>}
        </div>
        <div>
          <Why of={of} />
        </div>
        <div className="dim small">{hands.join(" · ")}</div>
      </td>
    </tr>
  );
}

/** What was proposed and is not so. */
function RefusedOnes({ of }: { of: Proposal[] }) {
  const w = useWords(zh, en);
  if (of.length === 0) return null;
  return (
    <>
      <h3>{w.refusedOnes}</h3>
      <table className="plain versions">
        <tbody>
          {of.map((one) => (
            <Proposed key={one.id} of={one} norm={one.norm} />
          ))}
        </tbody>
      </table>
    </>
  );
}

/** What was decided here: it is said at once, where the hand is. */
interface Decided {
  proposal: Proposal;
  norm: string | null | undefined;
}

function Outcome({ of: { proposal, norm } }: { of: Decided }) {
  const w = useWords(zh, en);
  const who = useWho();
  const { me } = useSession();
  return (
    <Notice kind="good">
      <strong>{norm ? w.adopted(norm) : w.refused}</strong>
      <div className="small">{[w.proposedBy(who(proposal.proposed_by)), w.decidedBy(me?.name ?? ""), proposal.reason || w.noReason].join(" · ")}</div>
    </Notice>
  );
}

function Decide({ proposal, now, done }: { proposal: Proposal; now: Norm; done(decided: Decided): void }) {
  const w = useWords(zh, en);
  const who = useWho();
  const { me, holds } = useSession();
  const decide = useAct(
    (adopt: boolean, key) => told(api.POST("/api/v1/norms/proposals/{id}/decide", { params: { path: { id: proposal.id }, header: keyed(key) }, body: { adopt } })),
    ({ norm }) => done({ proposal, norm }),
  );
  return (
    <section className="proposal" aria-label={w.proposal}>
      <p>
        <strong>{w.proposal}</strong> {who(proposal.proposed_by)} <span className="dim num">{brief(proposal.proposed_at)}</span>
      </p>
      <p className="why">{proposal.reason || <span className="dim">{w.noReason}</span>}</p>
      <Differs now={now} then={proposal.norm} />
      <Refused error={decide.error} />
      {!holds("administrator", "supervisor") ? (
        <Notice>{w.mayNot}</Notice>
      ) : me?.id === proposal.proposed_by ? (
        <Notice kind="warn">{w.ownHand}</Notice>
      ) : (
        <div className="two">
          <Button onClick={() => decide.mutate(true)} loading={decide.isPending}>
            {w.adopt}
          </Button>
          <Button variant="default" onClick={() => decide.mutate(false)} loading={decide.isPending}>
            {w.refuse}
          </Button>
        </div>
      )}
    </section>
  );
}

function Detail({ of }: { of: History }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const { holds } = useSession();
  const [decided, setDecided] = useState<Decided[]>([]);
  const norm = of.in_force;
  const past = [...of.versions].reverse();
  const whyOf = (version: number) => of.decided.find((one) => one.state === "adopted" && one.norm.version === version);
  return (
    <>
      <h2>{lang === "zh" ? norm.title_zh : norm.title_en}</h2>
      <p className="norm-value num">{valueText(norm.value, lang)}</p>
      <dl className="facts">
        <dt>{w.key}</dt>
        <dd className="num">
          {norm.key}@{norm.version}
        </dd>
        <dt>{w.source}</dt>
        <dd>
          {sourceOf(norm)} <span className={norm.basis.tag === "ours" ? "tag orange" : "tag"}>{w.tags[norm.basis.tag] ?? norm.basis.tag}</span>
        </dd>
        <dt>{w.from}</dt>
        <dd className="num">{moment(norm.effective_from)}</dd>
        <dt>{w.by}</dt>
        <dd>
          <By norm={norm} />
        </dd>
        <dt>{w.whyNow}</dt>
        <dd>
          <Why of={whyOf(norm.version)} />
        </dd>
      </dl>
      <Running norm={norm} />
      <div className="acts">
        {decided.map((one) => (
          <Outcome key={one.proposal.id} of={one} />
        ))}
        {of.proposals
          .filter((proposal) => !decided.some((one) => one.proposal.id === proposal.id))
          .map((proposal) => (
            <Decide key={proposal.id} proposal={proposal} now={norm} done={(one) => setDecided((before) => [...before, one])} />
          ))}
        {holds("administrator", "supervisor") ? <Propose norm={norm} /> : null}
      </div>
      {past.length > 1 ? (
        <>
          <h3>{w.versions}</h3>
          <table className="plain versions">
            <tbody>
              {past.map((one) => (
                <Proposed key={one.version} of={whyOf(one.version)} norm={one} name={`@${one.version}`} />
              ))}
            </tbody>
          </table>
        </>
      ) : null}
      <RefusedOnes of={of.decided.filter((one) => one.state === "refused")} />
    </>
  );
}

export function Norms({ tabs }: { tabs: ReactNode }) {
  const { lang } = useLang();
  const w = useWords(zh, en);
  const [filter, setFilter] = useState("");
  const all = usePages<History>(["norms"], read);
  const wanted = filter.trim().toLowerCase();
  const has = ({ key, in_force: norm }: History) => `${key} ${norm.title_zh} ${norm.title_en} ${sourceOf(norm)}`.toLowerCase().includes(wanted);
  // What waits for somebody stands first.
  const items = all.items.filter(has).sort((a, b) => b.proposals.length - a.proposals.length);
  return (
    <Shelf
      title={w.title}
      lead={w.normsLead}
      nothing={w.nothingFound}
      pages={{ ...all, items }}
      idOf={(one) => one.key}
      tools={tabs}
      band={<TextInput className="find" size="xs" label={w.find} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} />}
      columns={w.normColumns}
      widths="minmax(150px, 2fr) minmax(84px, .8fr) minmax(110px, 1.4fr) 92px 64px"
      row={({ in_force: norm, proposals }) => [
        lang === "zh" ? norm.title_zh : norm.title_en,
        <strong key="value" className="num">{valueText(norm.value, lang)}</strong>,
        <span key="source" title={sourceOf(norm)}>{sourceOf(norm)}</span>,
        <span key="tag" className={norm.basis.tag === "ours" ? "tag orange" : "tag"}>{w.tags[norm.basis.tag] ?? norm.basis.tag}</span>,
        proposals.length > 0 ? <span key="waits" className="tag red">{w.waits(proposals.length)}</span> : "",
      ]}
      detail={(one) => <Detail of={one} />}
    />
  );
}
