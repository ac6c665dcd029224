//! One case's part of a joint table: where its money is, what has to be asked, what has broken out.

use super::joint::{currency_of, is_end};
use super::lying::Lie;
use super::source::StoreSource;
use super::wait::{Wait, wait_of};
use crate::refusal::Refusal;
use cordon_flow::trace::{Reached, Tainted};
use cordon_flow::{AccountId, Names, Note, Notes, Question, Rule, Trace, Tracer, VictimId};
use cordon_model::{
    AccountClass, AgencyId, Case, CaseId, CaseTrace, Code, Digest, KnownAccount, Money, MovementId, Norms, Place,
    Stamp, TraceId, TransferId, Way,
};
use cordon_store::Read;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Movements shown with one case; with more, the note `WAYS_CUT` says so.
const WAYS_MAX: usize = 2_000;
const WAYS_CUT: &str = "WAYS_CUT";
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
    /// Equal digests: nothing to do that was not done. What others have on an account, and what is there
    /// in all, counts as far as it makes a stop worth while: whatever else it is, is others' news.
    pub fn digest(&self, stop_min: Money) -> Result<Digest, Refusal> {
        let worth = |place: &Place| {
            let there = place.balance.map_or(Ok(place.tainted), |balance| place.tainted.at_most(balance));
            there.is_ok_and(|there| there >= stop_min)
        };
        let worth: Vec<bool> = self.places.iter().map(worth).collect();
        digest_of(&(&Self { places: own_of(&self.places), ..self.clone() }, worth))
    }

    /// The notes of all its places.
    pub(super) fn gather_notes(&mut self) {
        let cut = self.notes.iter().any(|note| note == WAYS_CUT);
        let mut notes: BTreeSet<String> = self.places.iter().flat_map(|place| place.notes.iter().cloned()).collect();
        notes.extend(cut.then(|| WAYS_CUT.to_owned()));
        self.notes = notes.into_iter().collect();
    }

    /// A part as it was pinned, for what a person decides later.
    pub fn of_trace(case: &Case, trace: &CaseTrace) -> Self {
        Self {
            claimed: trace.claimed,
            places: trace.places.clone(),
            ways: trace.ways.clone(),
            begun_by: case.begun_by().map(|transfer| transfer.id),
            ..nothing(case)
        }
    }

    /// The part as it is pinned. Its digest is over what is the case's own.
    pub fn pinned(&self, id: TraceId, at: Stamp, as_of: i64) -> Result<CaseTrace, Refusal> {
        let rest = (&self.absorbed, &self.unseen, &self.overlap, &self.notes);
        let parts = (&self.claimed, own_of(&self.places), &self.ways, rest);
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

/// Places without what others have there.
fn own_of(places: &[Place]) -> Vec<Place> {
    places.iter().map(|place| Place { tainted: place.amount, balance: None, ..place.clone() }).collect()
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

/// A joint trace, and what of it is whose.
#[derive(Debug)]
pub(super) struct Whole {
    pub trace: Trace,
    parts: BTreeMap<VictimId, Trace>,
    /// What all have on each account.
    of_all: HashMap<AccountId, u64>,
    ends: BTreeMap<VictimId, i64>,
    floor: u64,
    hops: u32,
}

impl Whole {
    pub fn of(tracer: &mut Tracer, names: &Names) -> Self {
        let trace = tracer.trace(names);
        let Question { floor, hops, .. } = *tracer.question();
        let amount = |reached: &Reached| reached.tainted.get(&Rule::TaintFirst).map(|tainted| tainted.amount);
        let of_all = trace.reached.iter().filter_map(|reached| Some((reached.account, amount(reached)?))).collect();
        Self { parts: trace.split(names), trace, of_all, ends: tracer.question().ends(), floor: floor.max(1), hops }
    }

    pub fn part_of(&self, victim: VictimId) -> Option<&Trace> {
        self.parts.get(&victim)
    }

    /// Why what a victim has on an account is not followed by itself; none where it is, by some rule.
    pub fn not_followed(&self, victim: VictimId, own: &Reached) -> Option<Notes> {
        let end = self.ends.get(&victim).copied().unwrap_or(i64::MIN);
        let mut all = Notes::NONE;
        for share in own.tainted.values().flat_map(|tainted| &tainted.shares) {
            let why = [
                (Note::Floor, share.amount < self.floor),
                (Note::Hops, share.level > self.hops),
                (Note::Window, share.arrived_at.t > end),
            ];
            let why: Notes = why.into_iter().filter(|(_, holds)| *holds).map(|(note, _)| note).collect();
            if why.is_empty() {
                return None;
            }
            all.add_all(why);
        }
        Some(all)
    }
}

/// One case's part of the table; of the accounts where its money only lies, what is noted.
pub(super) fn part<R: Read>(
    source: &mut StoreSource<'_, R>,
    whole: &Whole,
    case: &Case,
    (victim, lies): (VictimId, &BTreeMap<String, Lie>),
    by: (&Norms, Stamp),
) -> Result<CasePart, Refusal> {
    let mut part = nothing(case);
    part.begun_by = case.begun_by().map(|transfer| transfer.id);
    let Some(own) = whole.part_of(victim) else { return Ok(part) };
    if let Some(totals) = own.totals.get(&Rule::TaintFirst) {
        part.claimed = source.money(totals.all.claimed);
        part.absorbed = source.money(totals.all.absorbed);
        part.unseen = source.money(totals.all.unseen.saturating_add(totals.all.on_the_way));
        part.overlap = source.money(totals.all.overlap);
    }
    for reached in &own.reached {
        // What the other rules reached and this one did not is evidence only.
        let Some(tainted) = reached.tainted.get(&Rule::TaintFirst) else { continue };
        let lie = lies.get(source.key(reached.account)).copied();
        place(source, whole, (reached, lie), tainted, by, &mut part)?;
    }
    brought(source, own, &mut part);
    if part.ways.len() > WAYS_MAX {
        part.ways.truncate(WAYS_MAX);
        part.notes.push(WAYS_CUT.to_owned());
    }
    part.gather_notes();
    Ok(part)
}

fn place<R: Read>(
    source: &mut StoreSource<'_, R>,
    whole: &Whole,
    (reached, lie): (&Reached, Option<Lie>),
    tainted: &Tainted,
    by: (&Norms, Stamp),
    part: &mut CasePart,
) -> Result<(), Refusal> {
    let key = source.key(reached.account).to_owned();
    let known = source.known(reached.account)?.cloned();
    let alone = lie.and_then(|lie| lie.alone);
    let noted = alone.or(lie.map(|lie| lie.noted)).unwrap_or(reached.notes);
    let is_end = is_end(source, reached.account, noted)?;
    // Beyond such an account nothing is stopped: what others lost there is theirs alone.
    let of_all = whole.of_all.get(&reached.account).copied().filter(|_| !is_end && alone.is_none());
    let balance = reached.balance.filter(|_| alone.is_none());
    let share = tainted.shares.first();
    let exit = known.as_ref().and_then(|known| known.exit);
    let institution: Option<AgencyId> = known.as_ref().and_then(|known| known.institution);
    let mut notes: Vec<String> = noted.iter().map(|note| note.name().to_owned()).collect();
    if exit.is_some() {
        notes.retain(|note| note != Note::NoData.name() && note != Note::Pending.name());
        notes.push(Note::Sink.name().to_owned());
    }
    let arrived_at = Stamp::from_ms(share.map_or(reached.arrived_at.t, |share| share.arrived_at.t));
    let level = share.map_or(reached.level, |share| share.level);
    let waits = noted.has(Note::Pending);
    let known_until = known.as_ref().and_then(|known| known.known_until);
    let is_behind = known_until.is_some_and(|until| until < arrived_at);
    if exit.is_none() && institution.is_some() && (waits || is_behind) {
        let tried = source.questions(reached.account)?.unanswered;
        if tried < QUESTIONS_MAX {
            part.asks.push(Asking { account: key.clone(), since: arrived_at, known_until, level, tried });
        }
    }
    if let Some(known) = &known {
        let matters = matches!(known.class, AccountClass::Company | AccountClass::Unknown);
        if matters && is_told(known, arrived_at) {
            part.told.insert(key.clone());
        }
        let asked_at = || Ok(source.questions(reached.account)?.asked_at.clone());
        match wait_of(known, arrived_at, by.0, by.1, asked_at)? {
            Wait::None => {}
            Wait::Runs { until } => part.waits_until = Some(part.waits_until.map_or(until, |first| first.min(until))),
            Wait::Over => drop(part.waited.insert(key.clone())),
        }
    }
    if noted.has(Note::Breach) {
        part.breaches.insert(key.clone());
    }
    let known_balance = known.as_ref().filter(|_| alone.is_none()).and_then(|known| known.balance);
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
        tainted: source.money(of_all.unwrap_or(tainted.amount)),
        balance: balance.map(|minor| source.money(minor)).or(known_balance),
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

/// The movements that carried the case's money, and for each place the one that brought most of it there.
fn brought<R: Read>(source: &StoreSource<'_, R>, own: &Trace, part: &mut CasePart) {
    let mut most: BTreeMap<String, u64> = BTreeMap::new();
    for edge in &own.edges {
        let Some(carried) = edge.tainted.get(&Rule::TaintFirst).map(|carried| carried.amount) else { continue };
        let to = source.key(edge.transfer.to);
        let id = MovementId::parse(&source.names().transfer_text(edge.transfer.id)).ok();
        part.ways.push(Way {
            movement: id,
            from: source.key(edge.transfer.from).to_owned(),
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
