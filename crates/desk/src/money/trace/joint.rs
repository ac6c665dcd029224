//! A joint table: where the money of some cases is, when all of them are traced together. Cases share
//! it by the ground on which their money could meet; those that share none do not change each other.

use super::books::Books;
use super::lying::Lie;
use super::part::{CasePart, Whole, nothing, part};
use super::source::{StoreSource, UNTOLD_SEQ};
use super::{JOINT_CASES_MAX, OPEN_CASE_MS};
use crate::desk::Desk;
use crate::money::learn::watermark;
use crate::money::trace::open::{Held, OpenMeasures};
use crate::refusal::Refusal;
use cordon_flow::source::run;
use cordon_flow::trace::Reached;
use cordon_flow::tracer::Tracer;
use cordon_flow::{AccountId, Hold, Note, Notes, Question, Root, Rule, Start, Transfer as Followed, TxId, VictimId};
use cordon_model::{Case, CaseId, Code, Currency, Money, NormKey, Norms, Stamp, Transfer};
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
    /// Accounts at the other end of postings: from when on their own banks told of them matters.
    pub(super) heard_of: HashSet<String>,
    /// Accounts whose postings were needed, as they will be the next time.
    pub(super) opened: BTreeSet<String>,
    /// For each part, the accounts on which its money could meet another case's.
    pub(super) grounds: Vec<BTreeSet<String>>,
    /// For each part, the accounts on which its money only lies, with what is noted there.
    pub(super) lies: Vec<BTreeMap<String, Lie>>,
    /// What cases of other tables have on accounts where a case's money lies.
    pub(super) beside: BTreeMap<String, Vec<(CaseId, Money)>>,
}

impl Joint {
    /// Where one case stands, no other of the same table only lies.
    pub(super) fn stand_together(&mut self) {
        let stood: BTreeSet<String> = self.grounds.iter().flatten().cloned().collect();
        for (ground, lies) in self.grounds.iter_mut().zip(&mut self.lies) {
            ground.extend(lies.keys().filter(|key| stood.contains(*key)).cloned());
            lies.retain(|key, _| !stood.contains(key));
        }
    }

    /// What the other cases have on an account. Nobody's money is held for a reporter who is not known.
    pub fn others_on(&self, account: &str, case: CaseId) -> Vec<(CaseId, Money)> {
        let others = self.parts.iter().filter(|part| part.case != case && part.identified);
        let there = others.flat_map(|part| part.places.iter().map(|place| (part.case, place)));
        let on = there.filter(|(_, place)| place.account == account && place.amount.is_positive());
        let mut on: Vec<(CaseId, Money)> = on.map(|(case, place)| (case, place.amount)).collect();
        on.extend(self.beside.get(account).into_iter().flatten());
        on.sort_by_key(|(case, _)| *case);
        on
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
        let norms = desk.norms(view.sql())?;
        let sight = Sight { norms: &norms, open: &open, watermark: all.watermark, now };
        let likely = Likely { held: open.accounts(), opened: BTreeSet::new() };
        for cases in by_currency.values() {
            let cases: Vec<&Case> = cases.iter().collect();
            all.parts.extend(table(view, &mut Books::beside(desk.lists().clone()), &sight, &cases, &likely)?.parts);
        }
        Ok(all)
    })
}

/// What a table is seen by, beside the cases and the books.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sight<'s> {
    pub norms: &'s Norms,
    pub open: &'s OpenMeasures,
    /// The books are as of this, or later.
    pub watermark: i64,
    pub now: Stamp,
}

/// What a table will probably need. It is looked at once, instead of again for each that was found; that
/// changes nothing of the table.
#[derive(Debug, Default)]
pub(super) struct Likely {
    /// Accounts on which something may hold.
    pub held: HashSet<String>,
    /// Accounts whose postings it needs.
    pub opened: BTreeSet<String>,
}

/// The cases that are followed, oldest first.
pub(crate) fn open_cases(read: &mut impl Read, now: Stamp) -> Result<Vec<Case>, Refusal> {
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

/// The table over some cases of one currency.
pub(super) fn table(
    read: &mut impl Read,
    books: &mut Books,
    sight: &Sight<'_>,
    cases: &[&Case],
    likely: &Likely,
) -> Result<Joint, Refusal> {
    let mut heeded = sight.open.holds_on(&likely.held);
    loop {
        let source = StoreSource::on(std::mem::take(books), read, sight.watermark);
        let mut source = source.in_currency(cases.first().map_or(Currency::CNY, |case| currency_of(case)));
        let joint = with_holds(&mut source, sight, cases, &heeded, &likely.opened);
        *books = source.into_books();
        let joint = joint?;
        let wanted = sight.open.holds_on(&joint.rests_on);
        if wanted.iter().all(|hold| heeded.contains(hold)) {
            return Ok(joint);
        }
        heeded.extend(wanted);
    }
}

fn with_holds<R: Read>(
    source: &mut StoreSource<'_, R>,
    sight: &Sight<'_>,
    cases: &[&Case],
    holds: &BTreeSet<(String, Held)>,
    likely: &BTreeSet<String>,
) -> Result<Joint, Refusal> {
    let (roots, grounds) = roots(source, cases)?;
    let mut joint = Joint { watermark: sight.watermark, grounds, ..Joint::default() };
    if roots.is_empty() {
        joint.parts = cases.iter().map(|case| nothing(case)).collect();
        return Ok(joint);
    }
    let question = question(source, roots, holds, sight)?;
    let mut tracer = Tracer::new(question).map_err(|e| Refusal::new(Code::Internal, format!("a joint trace: {e}")))?;
    tracer.supply(source.likely(likely)?);
    run(&mut tracer, source)?;
    let whole = Whole::of(&mut tracer, source.names());
    for (number, (case, ground)) in cases.iter().zip(&mut joint.grounds).enumerate() {
        let lies = stands_on(source, &whole, victim(number), ground)?;
        let mut part = part(source, &whole, case, (victim(number), &lies), (sight.norms, sight.now))?;
        part.short = sight.open.short_on(&part);
        part.unclaimed = sight.open.leaves_unclaimed(&part);
        joint.parts.push(part);
        joint.lies.push(lies);
    }
    rest(source, &whole, likely, &mut joint);
    Ok(joint)
}

/// What the table rests on, and what of it will be needed again.
fn rest<R: Read>(source: &StoreSource<'_, R>, whole: &Whole, likely: &BTreeSet<String>, joint: &mut Joint) {
    let key = |account| source.key(account).to_owned();
    let asked: BTreeSet<AccountId> = source.asked().collect();
    let reached = || whole.trace.reached.iter().map(|reached| reached.account);
    let needed = |account: &AccountId| asked.contains(account) || likely.contains(source.key(*account));
    joint.opened.extend(reached().filter(needed).map(key));
    joint.rests_on.extend(reached().chain(asked.iter().copied()).map(key));
    joint.rests_on.extend(joint.grounds.iter().flatten().cloned());
    joint.heard_of.extend(source.heard_of().map(key).filter(|key| !joint.rests_on.contains(key)));
}

/// Accounts from which a case's money can go on, or has; and those where it only lies. What has left the
/// institutions, or is where nobody tells us, meets nobody's there: it only lies beside it.
fn stands_on<R: Read>(
    source: &mut StoreSource<'_, R>,
    whole: &Whole,
    victim: VictimId,
    ground: &mut BTreeSet<String>,
) -> Result<BTreeMap<String, Lie>, Refusal> {
    let mut lies = BTreeMap::new();
    for reached in whole.part_of(victim).into_iter().flat_map(|own| &own.reached) {
        let key = source.key(reached.account).to_owned();
        if ground.contains(&key) || has_left(source, reached.account)? {
            continue;
        }
        let alone = whole.not_followed(victim, reached);
        if alone.is_none() && is_unknown(reached.notes) {
            continue;
        }
        if only_lies(source, reached, alone)? {
            lies.insert(key, Lie { noted: reached.notes.without(Notes::one(Note::Floor)), alone });
        } else {
            ground.insert(key);
        }
    }
    Ok(lies)
}

/// Whether nothing was paid out since the first of it came, or no bank has told yet, or it is followed no
/// further whatever others bring. Then it stays what it is.
fn only_lies<R: Read>(
    source: &mut StoreSource<'_, R>,
    reached: &Reached,
    alone: Option<Notes>,
) -> Result<bool, Refusal> {
    if alone.is_some_and(|why| !why.has(Note::Floor)) || reached.notes.has(Note::Pending) {
        return Ok(true);
    }
    let is_told = source.known(reached.account)?.is_some_and(|known| known.known_until.is_some());
    let followed = alone.is_some() || reached.balance.is_some();
    let nothing_left = source.last_debit(reached.account)? < reached.arrived_at.t;
    Ok(followed && (nothing_left || (alone.is_some() && !is_told)))
}

/// Whether nothing can be followed or stopped beyond this account.
pub(super) fn is_end<R: Read>(
    source: &mut StoreSource<'_, R>,
    account: AccountId,
    notes: Notes,
) -> Result<bool, Refusal> {
    Ok(is_unknown(notes) || has_left(source, account)?)
}

fn has_left<R: Read>(source: &mut StoreSource<'_, R>, account: AccountId) -> Result<bool, Refusal> {
    Ok(source.known(account)?.is_some_and(|known| known.exit.is_some()))
}

/// Nobody tells us of it.
const fn is_unknown(notes: Notes) -> bool {
    notes.has(Note::NoData) || notes.has(Note::Denied)
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
    sight: &Sight<'_>,
) -> Result<Question, Refusal> {
    let (norms, now) = (sight.norms, sight.now);
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
        let mut used: HashSet<TxId> = HashSet::new();
        let mut ground = BTreeSet::new();
        for transfer in case.transfers.iter().filter(|t| !t.is_denied()) {
            let Some(payee) = &transfer.to else { continue };
            // A payment that no bank has told yet is a posting of both accounts for this table alone.
            ground.extend([transfer.from.key.clone(), payee.key.clone()]);
            let start = match told(source, transfer, &payee.key, &used)? {
                Some(told) => told,
                None => untold(source, transfer, &payee.key)?,
            };
            used.insert(start.id);
            roots.push(Root { victim: victim(number), start: Start::Transfer(start) });
        }
        grounds.push(ground);
    }
    Ok((roots, grounds))
}

/// The movement that a victim's payment is, where an agency has told it.
fn told<R: Read>(
    source: &mut StoreSource<'_, R>,
    transfer: &Transfer,
    payee: &str,
    used: &HashSet<TxId>,
) -> Result<Option<Followed>, Refusal> {
    let (from, to) = (source.account(&transfer.from.key)?, source.account(payee)?);
    let (at, amount) = (transfer.debit.at.ms(), u64::try_from(transfer.amount.minor()).unwrap_or(0));
    let apart = |followed: &Followed| followed.debit.t.saturating_sub(at).saturating_abs();
    let near = source.between(from, to, at)?;
    let names = source.names();
    let order = |a: &Followed, b: &Followed| apart(a).cmp(&apart(b)).then_with(|| names.transfer_order(a.id, b.id));
    let fits = near.into_iter().filter(|row| row.amount == amount && !used.contains(&row.id));
    let found = fits.min_by(order);
    Ok(found.map(|row| source.begin_with(row)))
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
