//! A joint table: where the money of some cases is, when all of them are traced together. Cases share
//! it by the ground on which their money could meet; those that share none do not change each other.

use super::part::{CasePart, nothing, part};
use super::source::{StoreSource, UNTOLD_SEQ};
use super::{JOINT_CASES_MAX, OPEN_CASE_MS};
use crate::desk::Desk;
use crate::money::learn::{join::JOIN_MS_MAX, watermark};
use crate::money::trace::open::{Held, OpenMeasures};
use crate::refusal::Refusal;
use cordon_flow::source::run;
use cordon_flow::tracer::Tracer;
use cordon_flow::{Hold, Note, Question, Root, Rule, Start, Trace, Transfer as Followed, VictimId};
use cordon_model::{Case, CaseId, Code, Currency, Money, Movement, MovementId, NormKey, Norms, Stamp, Transfer};
use cordon_store::{Doors, Read, Value};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The rules whose answers are kept: the first is acted on, the others are evidence.
const RULES: [Rule; 4] = [Rule::TaintFirst, Rule::Lifo, Rule::Haircut, Rule::Fifo];

/// What one joint trace found.
#[derive(Clone, Debug, Default)]
pub struct Joint {
    pub watermark: i64,
    pub parts: Vec<CasePart>,
    /// The accounts that were looked at: while nothing is learned of them, the table stays as it is.
    pub rests_on: HashSet<String>,
    /// For each part, the accounts on which its money could meet another case's.
    pub(super) grounds: Vec<BTreeSet<String>>,
}

impl Joint {
    /// What the other cases have on an account. Nobody's money is held for a reporter who is not known.
    pub fn others_on(&self, account: &str, case: CaseId) -> Vec<(CaseId, Money)> {
        let others = self.parts.iter().filter(|part| part.case != case && part.identified);
        let there = others.flat_map(|part| part.places.iter().map(|place| (part.case, place)));
        let on = there.filter(|(_, place)| place.account == account && place.amount.is_positive());
        on.map(|(case, place)| (case, place.amount)).collect()
    }
}

/// Traces all open cases together, as of now: one table for each currency. The plain way, against which
/// the standing table is tested.
pub fn joint(desk: &Desk, now: Stamp) -> Result<Joint, Refusal> {
    desk.store().view("joint_trace", |view| {
        let open = OpenMeasures::of(view)?;
        let mut by_currency: BTreeMap<Currency, Vec<Case>> = BTreeMap::new();
        for case in open_cases(view, now)? {
            by_currency.entry(currency_of(&case)).or_default().push(case);
        }
        let mut all = Joint { watermark: watermark(view)?, ..Joint::default() };
        let accounts = open.accounts();
        for cases in by_currency.values() {
            let cases: Vec<&Case> = cases.iter().collect();
            all.parts.extend(table(desk, view, &open, &cases, &accounts, now)?.parts);
        }
        Ok(all)
    })
}

/// The cases that are followed, oldest first.
pub(super) fn open_cases(read: &mut impl Read, now: Stamp) -> Result<Vec<Case>, Refusal> {
    let mut cases: Vec<Case> = read.select(
        "where reported_at >= $1 order by id desc limit $2",
        &[Value::from(now.minus_ms(OPEN_CASE_MS)), Value::from(JOINT_CASES_MAX)],
    )?;
    if i64::try_from(cases.len()).unwrap_or(i64::MAX) >= JOINT_CASES_MAX {
        tracing::warn!(JOINT_CASES_MAX, "more cases are open than are traced together; the oldest are left out");
    }
    cases.reverse();
    Ok(cases)
}

/// The table over some cases of one currency. `likely` are accounts that it will probably rest on:
/// holds on them are heeded at once, holds on others make it look again.
pub(super) fn table(
    desk: &Desk,
    read: &mut impl Read,
    open: &OpenMeasures,
    cases: &[&Case],
    likely: &HashSet<String>,
    now: Stamp,
) -> Result<Joint, Refusal> {
    let norms = desk.norms(read.sql())?;
    let mut heeded = open.holds_on(likely);
    loop {
        let joint = with_holds(read, &norms, open, cases, &heeded, now)?;
        let wanted = open.holds_on(&joint.rests_on);
        if wanted.iter().all(|hold| heeded.contains(hold)) {
            return Ok(joint);
        }
        heeded.extend(wanted);
    }
}

fn with_holds(
    read: &mut impl Read,
    norms: &Norms,
    open: &OpenMeasures,
    cases: &[&Case],
    holds: &BTreeSet<(String, Held)>,
    now: Stamp,
) -> Result<Joint, Refusal> {
    let mut joint = Joint { watermark: watermark(read)?, ..Joint::default() };
    let currency = cases.first().map_or(Currency::CNY, |case| currency_of(case));
    let mut source = StoreSource::new(read, joint.watermark).in_currency(currency);
    let (roots, met) = roots(&mut source, cases)?;
    joint.grounds = met;
    if roots.is_empty() {
        joint.parts = cases.iter().map(|case| nothing(case)).collect();
        return Ok(joint);
    }
    let question = question(&mut source, roots, holds, norms, now)?;
    let mut tracer = Tracer::new(question).map_err(|e| Refusal::new(Code::Internal, format!("a joint trace: {e}")))?;
    run(&mut tracer, &mut source)?;
    let trace = tracer.trace(&source.names);
    for (number, (case, ground)) in cases.iter().zip(&mut joint.grounds).enumerate() {
        let mut part = part(&mut source, &trace, case, victim(number), (norms, now))?;
        part.short = open.short_on(&part);
        part.unclaimed = open.leaves_unclaimed(&part);
        joint.parts.push(part);
        stands_on(&mut source, &trace, victim(number), ground)?;
    }
    joint.rests_on.extend(trace.reached.iter().map(|reached| source.names.account_text(reached.account).to_owned()));
    joint.rests_on.extend(source.asked().map(str::to_owned));
    joint.rests_on.extend(joint.grounds.iter().flatten().cloned());
    Ok(joint)
}

/// Accounts on which a case's money lies, or from which it can go on. What has left the institutions,
/// or is where nobody tells us, meets nobody's there: it only lies beside it.
fn stands_on<R: Read>(
    source: &mut StoreSource<'_, R>,
    trace: &Trace,
    victim: VictimId,
    ground: &mut BTreeSet<String>,
) -> Result<(), Refusal> {
    for reached in &trace.reached {
        let is_here = reached.tainted.values().any(|tainted| tainted.shares.iter().any(|share| share.victim == victim));
        if is_here && !is_end(source, reached.account, reached.notes)? {
            ground.insert(source.names.account_text(reached.account).to_owned());
        }
    }
    Ok(())
}

/// Whether nothing can be followed or stopped beyond this account.
pub(super) fn is_end<R: Read>(
    source: &mut StoreSource<'_, R>,
    account: cordon_flow::AccountId,
    notes: cordon_flow::trace::Notes,
) -> Result<bool, Refusal> {
    let exit = source.known(account)?.is_some_and(|known| known.exit.is_some());
    Ok(exit || notes.has(Note::NoData) || notes.has(Note::Denied))
}

/// A case has one currency: its report was refused otherwise.
pub(super) fn currency_of(case: &Case) -> Currency {
    case.transfers.first().map_or(Currency::CNY, |transfer| transfer.amount.currency())
}

fn victim(number: usize) -> VictimId {
    VictimId(u32::try_from(number).unwrap_or(u32::MAX))
}

fn question<R: Read>(
    source: &mut StoreSource<'_, R>,
    roots: Vec<Root>,
    holds: &BTreeSet<(String, Held)>,
    norms: &Norms,
    now: Stamp,
) -> Result<Question, Refusal> {
    let mut question = Question::new(roots, RULES.to_vec());
    question.window_ms = norms.deadline(NormKey::TraceWindow, now, now)?.at.since_ms(now);
    question.hops = norms.count(NormKey::TraceHops, now)?;
    question.floor = u64::try_from(norms.amount(NormKey::TraceFloor, now)?.minor()).unwrap_or(0);
    question.balances_until = Some(i64::MAX);
    for (key, held) in holds {
        let account = source.account(key)?;
        question.holds.push(Hold { account, at: held.from.ms(), keeps: held.keeps });
    }
    Ok(question)
}

/// Each case's payments, as the agencies told them where they did; and the accounts on which each case
/// stands by them.
fn roots<R: Read>(
    source: &mut StoreSource<'_, R>,
    cases: &[&Case],
) -> Result<(Vec<Root>, Vec<BTreeSet<String>>), Refusal> {
    let mut roots = Vec::new();
    let mut grounds = Vec::with_capacity(cases.len());
    // Two reports of one payment are two claims on it; two payments of one case are two movements.
    for (number, case) in cases.iter().enumerate() {
        let mut used: HashSet<MovementId> = HashSet::new();
        let mut ground = BTreeSet::new();
        for transfer in case.transfers.iter().filter(|t| !t.is_denied()) {
            let Some(payee) = &transfer.to else { continue };
            // A payment that no bank has told yet is a posting of both accounts for this table alone.
            ground.extend([transfer.from.key.clone(), payee.key.clone()]);
            let told = told(source.read(), transfer, &payee.key, &used)?;
            let start = match told {
                Some(movement) => {
                    used.insert(movement.id);
                    source.begin(&movement)?
                }
                None => None,
            };
            let start = match start {
                Some(start) => start,
                None => untold(source, transfer, &payee.key)?,
            };
            roots.push(Root { victim: victim(number), start: Start::Transfer(start) });
        }
        grounds.push(ground);
    }
    Ok((roots, grounds))
}

/// The movement that a victim's payment is, where an agency has told it.
fn told(
    read: &mut impl Read,
    transfer: &Transfer,
    payee: &str,
    used: &HashSet<MovementId>,
) -> Result<Option<Movement>, Refusal> {
    let at = transfer.debit.at;
    let near: Vec<Movement> = read.select(
        "where from_key = $1 and to_key = $2 and at_ms >= $3 and at_ms <= $4 order by id",
        &[
            Value::from(transfer.from.key.as_str()),
            Value::from(payee),
            Value::from(at.minus_ms(JOIN_MS_MAX)),
            Value::from(at.plus_ms(JOIN_MS_MAX)),
        ],
    )?;
    let fits = near.into_iter().filter(|m| m.amount == transfer.amount && !used.contains(&m.id));
    Ok(fits.min_by_key(|m| m.at().map_or(i64::MAX, |posting| posting.at.since_ms(at).saturating_abs())))
}

fn untold<R: Read>(source: &mut StoreSource<'_, R>, transfer: &Transfer, payee: &str) -> Result<Followed, Refusal> {
    let followed = Followed {
        id: source.tx(&transfer.id.to_string())?,
        from: source.account(&transfer.from.key)?,
        to: source.account(payee)?,
        amount: u64::try_from(transfer.amount.minor()).unwrap_or(0),
        debit: cordon_flow::Stamp::new(transfer.debit.at.ms(), UNTOLD_SEQ),
        credit: None,
        balance_before: None,
    };
    source.add_untold(followed);
    Ok(followed)
}
