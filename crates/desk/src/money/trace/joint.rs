//! The joint table over all open cases, and each case's part of it.

use super::source::{StoreSource, UNTOLD_SEQ};
use super::wait::{Wait, wait_of};
use super::{JOINT_CASES_MAX, OPEN_CASE_MS};
use crate::desk::Desk;
use crate::money::learn::{join::JOIN_MS_MAX, watermark};
use crate::refusal::Refusal;
use cordon_flow::source::run;
use cordon_flow::trace::{Reached, Tainted};
use cordon_flow::tracer::Tracer;
use cordon_flow::{Hold, Note, Question, Root, Rule, Start, Trace, Transfer as Followed, VictimId};
use cordon_model::{
    AccountClass, AgencyId, Case, CaseId, CaseTrace, Code, Currency, Digest, KnownAccount, Measure, MeasureKind, Money,
    Movement, MovementId, NormKey, Norms, Place, Stamp, TraceId, Transfer, TransferId, Way,
};
use cordon_store::{Doors, Read, Value};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The rules whose answers are kept: the first is acted on, the others are evidence.
const RULES: [Rule; 4] = [Rule::TaintFirst, Rule::Lifo, Rule::Haircut, Rule::Fifo];

/// Movements shown with one case; with more, the note `WAYS_CUT` says so.
const WAYS_MAX: usize = 2_000;
/// How often an account is asked about whose bank does not answer the question.
pub const QUESTIONS_MAX: u32 = 3;

/// What one joint trace found.
#[derive(Debug)]
pub struct Joint {
    pub watermark: i64,
    pub parts: Vec<CasePart>,
    /// What is known of the accounts in it, by key.
    pub known: BTreeMap<String, KnownAccount>,
}

/// One case's part: where its money is, what has to be asked, what has broken out.
#[derive(Clone, Debug, Serialize)]
pub struct CasePart {
    pub case: CaseId,
    pub claimed: Money,
    pub places: Vec<Place>,
    pub ways: Vec<Way>,
    pub absorbed: Money,
    pub unseen: Money,
    pub overlap: Money,
    pub notes: Vec<String>,
    /// Whose further way is to be asked for, with the moment from which it matters.
    pub asks: Vec<Asking>,
    /// Companies, and accounts of unknown class, whose bank has told with whom they deal: before that no
    /// company is stopped.
    pub told: BTreeSet<String>,
    /// Accounts of unknown class whose bank has had its time to tell.
    pub waited: BTreeSet<String>,
    /// Which movement brought most of the money to a place.
    pub brought_by: BTreeMap<String, MovementId>,
    /// Which of the case's payments began it.
    pub begun_by: Option<TransferId>,
    /// Accounts from which the case's money went although they were held.
    pub breaches: BTreeSet<String>,
    /// A measure on one of its places does not say yet what of the case is there.
    #[serde(skip)]
    pub unclaimed: bool,
}

/// An account whose bank, or an order whose payment firm, has to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Asking {
    pub account: String,
    /// From when its movements matter.
    pub since: Stamp,
    /// Until when they are known already: whoever is led on through a long list is asked again.
    pub known_until: Option<Stamp>,
    pub level: u32,
    /// Questions about it that came to nothing.
    pub tried: u32,
}

impl Joint {
    /// What the other cases have on an account.
    pub fn others_on(&self, account: &str, case: CaseId) -> Vec<(CaseId, Money)> {
        let others = self.parts.iter().filter(|part| part.case != case);
        let there = others.flat_map(|part| part.places.iter().map(|place| (part.case, place)));
        let on = there.filter(|(_, place)| place.account == account && place.amount.is_positive());
        on.map(|(case, place)| (case, place.amount)).collect()
    }
}

impl CasePart {
    /// Equal digests: nothing to do that was not done.
    pub fn digest(&self) -> Result<Digest, Refusal> {
        digest_of(self)
    }

    /// A part as it was pinned, for what a person decides later.
    pub fn of_trace(case: &Case, trace: &CaseTrace) -> Self {
        Self {
            claimed: trace.claimed,
            places: trace.places.clone(),
            ways: trace.ways.clone(),
            begun_by: case.transfers.iter().find(|t| t.to.is_some() && !t.is_denied()).map(|t| t.id),
            ..nothing(case)
        }
    }

    /// The part as it is pinned.
    pub fn pinned(&self, id: TraceId, at: Stamp, as_of: i64) -> Result<CaseTrace, Refusal> {
        let rest = (&self.absorbed, &self.unseen, &self.overlap, &self.notes);
        let parts = (&self.claimed, &self.places, &self.ways, rest);
        Ok(CaseTrace {
            id,
            case: self.case,
            at,
            as_of,
            digest: digest_of(&parts)?,
            claimed: self.claimed,
            places: self.places.clone(),
            ways: self.ways.clone(),
            absorbed: self.absorbed,
            unseen: self.unseen,
            overlap: self.overlap,
            notes: self.notes.clone(),
        })
    }
}

fn digest_of(value: &impl Serialize) -> Result<Digest, Refusal> {
    let bytes = serde_json::to_vec(value).map_err(|e| Refusal::new(Code::Internal, e.to_string()))?;
    Ok(Digest(Sha256::digest(bytes).into()))
}

/// Traces all open cases together, as of now: one table for each currency.
pub fn joint(desk: &Desk, now: Stamp) -> Result<Joint, Refusal> {
    desk.store().view("joint_trace", |view| {
        let norms = desk.norms(view.sql())?;
        let mut joint = Joint { watermark: watermark(view)?, parts: Vec::new(), known: BTreeMap::new() };
        let mut cases: Vec<Case> = view.select(
            "where reported_at >= $1 order by id desc limit $2",
            &[Value::from(now.minus_ms(OPEN_CASE_MS)), Value::from(JOINT_CASES_MAX)],
        )?;
        if i64::try_from(cases.len()).unwrap_or(i64::MAX) >= JOINT_CASES_MAX {
            tracing::warn!(JOINT_CASES_MAX, "more cases are open than are traced together; the oldest are left out");
        }
        cases.reverse();
        let open = open_measures(view)?;
        let mut by_currency: BTreeMap<Currency, Vec<Case>> = BTreeMap::new();
        for case in cases {
            by_currency.entry(currency_of(&case)).or_default().push(case);
        }
        for (currency, cases) in &by_currency {
            table(view, &norms, &open, *currency, cases, now, &mut joint)?;
        }
        Ok(joint)
    })
}

/// The table over the open cases of one currency.
fn table(
    read: &mut impl Read,
    norms: &Norms,
    open: &[Measure],
    currency: Currency,
    cases: &[Case],
    now: Stamp,
    joint: &mut Joint,
) -> Result<(), Refusal> {
    let holds = open.iter().filter_map(|m| Some((m.target.account()?.key.clone(), m.state.force()?.from)));
    let mut source = StoreSource::new(read, joint.watermark).in_currency(currency);
    let roots = roots(&mut source, cases)?;
    if roots.is_empty() {
        joint.parts.extend(cases.iter().map(nothing));
        return Ok(());
    }
    let question = question(&mut source, roots, holds.collect(), norms, now)?;
    let mut tracer = Tracer::new(question).map_err(|e| Refusal::new(Code::Internal, format!("a joint trace: {e}")))?;
    run(&mut tracer, &mut source)?;
    let trace = tracer.trace(&source.names);
    let mut by_account: BTreeMap<&str, Vec<&Measure>> = BTreeMap::new();
    for measure in open {
        by_account.entry(measure.target.key()).or_default().push(measure);
    }
    for (number, case) in cases.iter().enumerate() {
        let mut part = part(&mut source, &trace, case, victim(number), (norms, now))?;
        part.unclaimed = unclaimed(&part, &by_account);
        joint.parts.push(part);
    }
    joint.known.extend(source.known.drain().map(|(_, known)| (known.key.clone(), known)));
    Ok(())
}

/// A case has one currency: its report was refused otherwise.
fn currency_of(case: &Case) -> Currency {
    case.transfers.first().map_or(Currency::CNY, |transfer| transfer.amount.currency())
}

fn victim(number: usize) -> VictimId {
    VictimId(u32::try_from(number).unwrap_or(u32::MAX))
}

/// Measures that are in force or on their way.
fn open_measures(read: &mut impl Read) -> Result<Vec<Measure>, Refusal> {
    let all: Vec<Measure> =
        read.select("where state in ('pending', 'queued', 'in_force', 'renewed') order by id", &[])?;
    Ok(all.into_iter().filter(|measure| !measure.state.is_over()).collect())
}

/// A bank's own hold is nobody's until somebody confirms it for a case.
pub(super) fn is_unconfirmed(measure: &Measure) -> bool {
    measure.kind == MeasureKind::Hold && measure.claims.is_empty()
}

/// Places where a measure does not say what of the case is there: another case, or a person, made it
/// since the case acted.
fn unclaimed(part: &CasePart, open: &BTreeMap<&str, Vec<&Measure>>) -> bool {
    part.places.iter().any(|place| {
        open.get(place.account.as_str()).is_some_and(|measures| {
            let mut counted = measures.iter().filter(|measure| !is_unconfirmed(measure));
            counted.any(|measure| match measure.claims.iter().find(|claim| claim.case == part.case) {
                Some(claim) => claim.claimed != place.amount,
                None => place.amount.is_positive(),
            })
        })
    })
}

fn question<R: Read>(
    source: &mut StoreSource<'_, R>,
    roots: Vec<Root>,
    holds: Vec<(String, Stamp)>,
    norms: &Norms,
    now: Stamp,
) -> Result<Question, Refusal> {
    let mut question = Question::new(roots, RULES.to_vec());
    question.window_ms = norms.deadline(NormKey::TraceWindow, now, now)?.at.since_ms(now);
    question.hops = norms.count(NormKey::TraceHops, now)?;
    question.floor = u64::try_from(norms.amount(NormKey::TraceFloor, now)?.minor()).unwrap_or(0);
    for (key, from) in holds {
        let account = source.account(&key)?;
        question.holds.push(Hold { account, at: from.ms() });
    }
    Ok(question)
}

/// Each case's payments, as the agencies told them where they did.
fn roots<R: Read>(source: &mut StoreSource<'_, R>, cases: &[Case]) -> Result<Vec<Root>, Refusal> {
    let mut roots = Vec::new();
    // Two reports of one payment are two claims on it; two payments of one case are two movements.
    for (number, case) in cases.iter().enumerate() {
        let mut used: HashSet<MovementId> = HashSet::new();
        for transfer in case.transfers.iter().filter(|t| !t.is_denied()) {
            let Some(payee) = &transfer.to else { continue };
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
    }
    Ok(roots)
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

fn nothing(case: &Case) -> CasePart {
    let zero = Money::zero(currency_of(case));
    CasePart {
        case: case.id,
        claimed: zero,
        places: Vec::new(),
        ways: Vec::new(),
        absorbed: zero,
        unseen: zero,
        overlap: zero,
        notes: Vec::new(),
        asks: Vec::new(),
        told: BTreeSet::new(),
        waited: BTreeSet::new(),
        brought_by: BTreeMap::new(),
        begun_by: None,
        breaches: BTreeSet::new(),
        unclaimed: false,
    }
}

/// One case's part of the table.
fn part<R: Read>(
    source: &mut StoreSource<'_, R>,
    trace: &Trace,
    case: &Case,
    victim: VictimId,
    by: (&Norms, Stamp),
) -> Result<CasePart, Refusal> {
    let mut part = nothing(case);
    let own = trace.project(victim, &source.names);
    if let Some(totals) = own.totals.get(&Rule::TaintFirst) {
        part.claimed = source.money(totals.all.claimed);
        part.absorbed = source.money(totals.all.absorbed);
        part.unseen = source.money(totals.all.unseen.saturating_add(totals.all.on_the_way));
        part.overlap = source.money(totals.all.overlap);
    }
    part.begun_by = case.transfers.iter().find(|t| t.to.is_some() && !t.is_denied()).map(|t| t.id);
    for reached in &own.reached {
        // What the other rules reached and this one did not is evidence only.
        let Some(tainted) = reached.tainted.get(&Rule::TaintFirst) else { continue };
        place(source, trace, reached, tainted, by, &mut part)?;
    }
    let mut notes: BTreeSet<String> = BTreeSet::new();
    part.places.iter().for_each(|place| notes.extend(place.notes.iter().cloned()));
    brought(source, &own, &mut part);
    if part.ways.len() > WAYS_MAX {
        part.ways.truncate(WAYS_MAX);
        notes.insert("WAYS_CUT".to_owned());
    }
    part.notes = notes.into_iter().collect();
    Ok(part)
}

fn place<R: Read>(
    source: &mut StoreSource<'_, R>,
    trace: &Trace,
    reached: &Reached,
    tainted: &Tainted,
    by: (&Norms, Stamp),
    part: &mut CasePart,
) -> Result<(), Refusal> {
    let key = source.names.account_text(reached.account).to_owned();
    let known = source.known(reached.account)?.cloned();
    let of_all = trace.place(reached.account).and_then(|place| place.tainted.get(&Rule::TaintFirst));
    let share = tainted.shares.first();
    let exit = known.as_ref().and_then(|known| known.exit);
    let institution: Option<AgencyId> = known.as_ref().and_then(|known| known.institution);
    let mut notes: Vec<String> = reached.notes.iter().map(|note| note.name().to_owned()).collect();
    if exit.is_some() {
        notes.retain(|note| note != Note::NoData.name() && note != Note::Pending.name());
        notes.push(Note::Sink.name().to_owned());
    }
    let arrived_at = Stamp::from_ms(share.map_or(reached.arrived_at.t, |share| share.arrived_at.t));
    let level = share.map_or(reached.level, |share| share.level);
    let waits = reached.notes.has(Note::Pending);
    let known_until = known.as_ref().and_then(|known| known.known_until);
    let is_behind = known_until.is_some_and(|until| until < arrived_at);
    if exit.is_none() && institution.is_some() && (waits || is_behind) {
        let tried = tried(source.read(), &key)?;
        if tried < QUESTIONS_MAX {
            part.asks.push(Asking { account: key.clone(), since: arrived_at, known_until, level, tried });
        }
    }
    if let Some(known) = &known {
        let matters = matches!(known.class, AccountClass::Company | AccountClass::Unknown);
        if matters && is_told(known, arrived_at) {
            part.told.insert(key.clone());
        }
        if wait_of(source.read(), known, arrived_at, by.0, by.1)? == Wait::Over {
            part.waited.insert(key.clone());
        }
    }
    if reached.notes.has(Note::Breach) {
        part.breaches.insert(key.clone());
    }
    let evidence = reached.tainted.iter().filter(|(rule, _)| **rule != Rule::TaintFirst);
    part.places.push(Place {
        account: key,
        institution,
        institution_code: known.as_ref().map(|known| known.institution_code.clone()).unwrap_or_default(),
        mask: known.as_ref().map(|known| known.number.mask.clone()).unwrap_or_default(),
        class: known.as_ref().map_or(AccountClass::Unknown, |known| known.class),
        level,
        arrived_at,
        amount: source.money(tainted.amount),
        evidence: evidence.map(|(rule, tainted)| (rule.name().to_owned(), source.money(tainted.amount))).collect(),
        tainted: source.money(of_all.map_or(tainted.amount, |all| all.amount)),
        balance: reached.balance.map(|minor| source.money(minor)).or(known.as_ref().and_then(|known| known.balance)),
        exit,
        notes,
    });
    Ok(())
}

/// Whether a bank's statement has told of the time before money came, up to then. What a watch tells
/// begins with that moment, and says nothing of those with whom the account deals.
pub(super) fn is_told(known: &KnownAccount, arrived_at: Stamp) -> bool {
    let early = known.known_from.is_some_and(|from| from <= arrived_at.minus_ms(super::extend::BEFORE_MS / 2));
    early && known.known_until.is_some_and(|until| until >= arrived_at)
}

/// Questions about an account that its bank could not or would not answer.
fn tried(read: &mut impl Read, key: &str) -> Result<u32, Refusal> {
    let count = cordon_store::movements::questions_unanswered(read.sql(), key)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The movements that carried the case's money, and for each place the one that brought most of it there.
fn brought<R: Read>(source: &StoreSource<'_, R>, own: &Trace, part: &mut CasePart) {
    let mut most: BTreeMap<String, u64> = BTreeMap::new();
    for edge in &own.edges {
        let Some(carried) = edge.tainted.get(&Rule::TaintFirst).map(|carried| carried.amount) else { continue };
        let to = source.names.account_text(edge.transfer.to);
        let id = MovementId::parse(source.names.transfer_text(edge.transfer.id)).ok();
        part.ways.push(Way {
            movement: id,
            from: source.names.account_text(edge.transfer.from).to_owned(),
            to: to.to_owned(),
            at: Stamp::from_ms(edge.transfer.debit.t),
            amount: source.money(edge.transfer.amount),
            carried: source.money(carried),
        });
        let (Some(id), true) = (id, carried > most.get(to).copied().unwrap_or(0)) else { continue };
        most.insert(to.to_owned(), carried);
        part.brought_by.insert(to.to_owned(), id);
    }
}
