//! One case's part of a joint table: where its money is, what has to be asked, what has broken out.

use super::joint::{currency_of, is_end};
use super::source::StoreSource;
use super::wait::{Wait, wait_of};
use crate::refusal::Refusal;
use cordon_flow::trace::{Reached, Tainted};
use cordon_flow::{Note, Rule, Trace, VictimId};
use cordon_model::{
    AccountClass, AgencyId, Case, CaseId, CaseTrace, Code, Digest, KnownAccount, Money, MovementId, Norms, Place,
    Stamp, TraceId, TransferId, Way,
};
use cordon_store::Read;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Movements shown with one case; with more, the note `WAYS_CUT` says so.
const WAYS_MAX: usize = 2_000;
/// How often an account is asked about whose bank does not answer the question.
pub const QUESTIONS_MAX: u32 = 3;

/// One case's part: where its money is, what has to be asked, what has broken out.
#[derive(Clone, Debug, Serialize)]
pub struct CasePart {
    pub case: CaseId,
    /// Whether the reporter is known: before that nothing is stopped in his name.
    pub identified: bool,
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
    /// When the first of the others will have had it: the part is another then.
    #[serde(skip)]
    pub waits_until: Option<Stamp>,
    /// Which movement brought most of the money to a place.
    pub brought_by: BTreeMap<String, MovementId>,
    /// Which of the case's payments began it.
    pub begun_by: Option<TransferId>,
    /// Accounts from which the case's money went although they were held.
    pub breaches: BTreeSet<String>,
    /// Where less is held than stolen money is, and how much: with each change the case looks whether to raise it.
    pub short: BTreeMap<String, i64>,
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

pub(super) fn nothing(case: &Case) -> CasePart {
    let zero = Money::zero(currency_of(case));
    CasePart {
        case: case.id,
        identified: case.reporter.is_some(),
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
        waits_until: None,
        brought_by: BTreeMap::new(),
        begun_by: None,
        breaches: BTreeSet::new(),
        short: BTreeMap::new(),
        unclaimed: false,
    }
}

/// One case's part of the table.
pub(super) fn part<R: Read>(
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
    let is_end = is_end(source, reached.account, reached.notes)?;
    let of_all = trace.place(reached.account).and_then(|place| place.tainted.get(&Rule::TaintFirst));
    // Beyond such an account nothing is stopped: what others lost there is theirs alone.
    let of_all = of_all.filter(|_| !is_end);
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
        match wait_of(source.read(), known, arrived_at, by.0, by.1)? {
            Wait::None => {}
            Wait::Runs { until } => part.waits_until = Some(part.waits_until.map_or(until, |first| first.min(until))),
            Wait::Over => drop(part.waited.insert(key.clone())),
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
