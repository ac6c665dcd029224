//! The table that stands between rounds: all open cases, in clusters that share no ground. A cluster is
//! traced anew when the journal says that something it rests on has changed; what a case could not
//! change is left as it is.
//!
//! Always equal to one joint trace over all open cases ([`super::joint::joint`]), and tested against it.
//! It is memory only: lost with the process, and found again by one joint trace.

mod heed;

use super::books::Books;
use super::joint::{Joint, Likely, Sight, currency_of, open_cases, table};
use super::lying::{ClusterId, Lie, Lying};
use super::open::OpenMeasures;
use super::part::CasePart;
use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_flow::Notes;
use cordon_model::{
    AccountClass, AgencyId, Case, CaseId, Currency, Digest, Exit, Money, NormKey, ProtectionKind, Stamp,
};
use cordon_store::{Doors, Read, entries, movements};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

type Judged = (AccountClass, Option<AgencyId>, Option<Exit>, Option<(ProtectionKind, Stamp)>);
/// How often one look asks again what of the notes on an account still holds. A note more than there should
/// be stands until the next news.
const DOUBTS_MAX: u32 = 8;
type Rests = HashMap<String, BTreeSet<ClusterId>>;

#[derive(Debug, Default)]
pub struct Standing {
    begun: bool,
    /// Entries and movements taken in.
    seq: u64,
    watermark: i64,
    cases: BTreeMap<CaseId, Standee>,
    open: OpenMeasures,
    clusters: BTreeMap<ClusterId, Cluster>,
    next: ClusterId,
    /// Which cluster stands on an account: never two of one currency.
    ground: HashMap<(Currency, String), ClusterId>,
    /// Which only have money there.
    lying: Lying,
    /// Which clusters rest on what is known of an account.
    rests: Rests,
    /// Which clusters heard of an account at the other end of postings.
    hears: Rests,
    /// What the store says of accounts, as of `seq` and `watermark` or later.
    books: Books,
    /// What accounts were when they were last seen to change: whether they may be stopped rests on it.
    judged: HashMap<String, Judged>,
    /// From when on their banks had told of them then.
    told_from: HashMap<String, Option<Stamp>>,
    /// Cases that will say something else at a moment, though nothing new is learned.
    timers: BTreeSet<(Stamp, CaseId)>,
    /// Clusters to be traced anew.
    stale: BTreeSet<ClusterId>,
    /// From which sum on a stop is worth while.
    stop_min: i64,
    /// What each case last acted on, and the cases that have something to act on.
    acted: HashMap<CaseId, Digest>,
    waiting: BTreeSet<CaseId>,
}

#[derive(Debug)]
struct Standee {
    case: Case,
    cluster: ClusterId,
    /// Rounds in which something was learned of its money while it acted.
    stepped_back: u32,
}

/// Cases of one currency that share ground, and their table.
#[derive(Debug)]
struct Cluster {
    currency: Currency,
    /// Oldest first, as the parts of the table are.
    cases: Vec<CaseId>,
    joint: Joint,
}

/// A case that has something to act on.
#[derive(Debug)]
pub(super) struct Turn<'s> {
    standing: &'s Standing,
    pub joint: &'s Joint,
    pub part: &'s CasePart,
    pub digest: Digest,
    pub stepped_back: u32,
}

impl Turn<'_> {
    /// Whether the money of any case is on an account, or went over it.
    pub fn follows(&self, account: &str) -> bool {
        let clusters = self.standing.resting_on(account).into_iter().filter_map(|id| self.standing.clusters.get(&id));
        let mut parts = clusters.flat_map(|cluster| &cluster.joint.parts);
        parts.any(|part| part.places.iter().any(|place| place.account == account))
    }
}

impl Standing {
    /// Brings the table to what is known now.
    pub fn look(&mut self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        let looked = if self.begun { self.heed_changes(desk, now) } else { self.begin(desk, now) };
        let settled = looked.and_then(|()| self.settle(desk, now)).map(|()| self.tell_of_all());
        if settled.is_err() {
            // Half a look is none: the next one begins anew.
            *self = Self::default();
        }
        settled
    }

    pub fn count(&self) -> usize {
        self.cases.len()
    }

    /// Every case's part, by case.
    pub fn parts(&self) -> BTreeMap<CaseId, &CasePart> {
        self.clusters.values().flat_map(|cluster| &cluster.joint.parts).map(|part| (part.case, part)).collect()
    }

    /// How many cases stand together, largest first.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.clusters.values().map(|cluster| cluster.cases.len()).collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        sizes
    }

    /// On how many accounts money of cases lies that stand apart.
    pub fn side_by_side(&self) -> usize {
        self.lying.side_by_side()
    }

    /// The cases that have something to act on, oldest first.
    pub(super) fn waiting(&self) -> Vec<CaseId> {
        self.waiting.iter().copied().collect()
    }

    /// What a waiting case acts on; none where nothing has changed for it after all.
    pub(super) fn turn(&mut self, case: CaseId) -> Result<Option<Turn<'_>>, Refusal> {
        let Some((id, stepped_back)) = self.cases.get(&case).map(|standee| (standee.cluster, standee.stepped_back))
        else {
            self.waiting.remove(&case);
            return Ok(None);
        };
        let Some(cluster) = self.clusters.get_mut(&id) else { return Ok(None) };
        let Some(at) = cluster.cases.iter().position(|other| *other == case) else { return Ok(None) };
        let Some(part) = cluster.joint.parts.get(at) else { return Ok(None) };
        let digest = part.digest(Money::new(self.stop_min, cluster.currency))?;
        if self.acted.get(&case) == Some(&digest) && !part.unclaimed {
            self.waiting.remove(&case);
            return Ok(None);
        }
        // Whatever was learned since it was traced did not concern it.
        cluster.joint.watermark = self.watermark.max(cluster.joint.watermark);
        let lies = cluster.joint.lies.get(at).into_iter().flat_map(BTreeMap::keys);
        let beside = lies.map(|key| (key.clone(), self.lying.beside(id, cluster.currency, key)));
        cluster.joint.beside = beside.filter(|(_, others)| !others.is_empty()).collect();
        let standing: &Self = self;
        let Some(joint) = standing.clusters.get(&id).map(|cluster| &cluster.joint) else { return Ok(None) };
        Ok(joint.parts.get(at).map(|part| Turn { standing, joint, part, digest, stepped_back }))
    }

    pub(super) fn has_acted(&mut self, case: CaseId, digest: Digest) {
        self.waiting.remove(&case);
        self.acted.insert(case, digest);
        self.set_stepped_back(case, |_| 0);
    }

    pub(super) fn has_stepped_back(&mut self, case: CaseId) {
        self.set_stepped_back(case, |times| times.saturating_add(1));
    }

    fn set_stepped_back(&mut self, case: CaseId, change: impl FnOnce(u32) -> u32) {
        if let Some(standee) = self.cases.get_mut(&case) {
            standee.stepped_back = change(standee.stepped_back);
        }
    }

    fn begin(&mut self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        let (seq, watermark, open, cases) = desk.store().view("standing_begins", |view| {
            let (seq, watermark) = (entries::count(view.sql())?, movements::watermark(view.sql())?);
            Ok::<_, Refusal>((seq, watermark, OpenMeasures::of(view)?, open_cases(view, now)?))
        })?;
        (self.seq, self.watermark, self.open) = (seq, watermark, open);
        self.books = Books::beside(desk.lists().clone());
        let mut by_currency: BTreeMap<Currency, Vec<Case>> = BTreeMap::new();
        for case in cases {
            by_currency.entry(currency_of(&case)).or_default().push(case);
        }
        // One table first: it shows by itself who shares ground with whom.
        for (currency, cases) in by_currency {
            let ids = cases.iter().map(|case| case.id).collect();
            let id = self.place(currency, ids, Joint::default());
            self.stale.insert(id);
            for case in cases {
                self.cases.insert(case.id, Standee { case, cluster: id, stepped_back: 0 });
            }
        }
        self.begun = true;
        Ok(())
    }

    /// Claims on a measure moved, or its limit, and nothing that a trace would see.
    fn look_at_measures(&mut self, account: &str) {
        for id in self.resting_on(account) {
            let Some(cluster) = self.clusters.get_mut(&id) else { continue };
            for part in &mut cluster.joint.parts {
                let short = self.open.short_on(part);
                part.unclaimed = self.open.leaves_unclaimed(part);
                if part.unclaimed || part.short != short {
                    part.short = short;
                    self.waiting.insert(part.case);
                }
            }
        }
    }

    fn take_case(&mut self, case: Case) {
        let id = case.id;
        if let Some(standee) = self.cases.get_mut(&id) {
            let same =
                standee.case.transfers == case.transfers && standee.case.reporter.is_some() == case.reporter.is_some();
            standee.case = case;
            if !same {
                self.stale.insert(standee.cluster);
            }
            return;
        }
        let cluster = self.place(currency_of(&case), vec![id], Joint::default());
        self.stale.insert(cluster);
        self.cases.insert(id, Standee { case, cluster, stepped_back: 0 });
    }

    /// Cases that were reported before then are followed no longer.
    fn leave(&mut self, since: Stamp) {
        let gone: Vec<(CaseId, ClusterId)> = self
            .cases
            .iter()
            .filter(|(_, standee)| standee.case.reported_at < since)
            .map(|(id, standee)| (*id, standee.cluster))
            .collect();
        for (case, cluster) in gone {
            self.cases.remove(&case);
            self.acted.remove(&case);
            self.waiting.remove(&case);
            if let Some(cluster) = self.clusters.get_mut(&cluster) {
                cluster.cases.retain(|other| *other != case);
            }
            self.stale.insert(cluster);
        }
    }

    /// Traces what is stale, until no two clusters share ground.
    fn settle(&mut self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        let mut doubts = 0;
        while let Some(id) = self.next_stale(&mut doubts) {
            let Some(mut cluster) = self.take_out(id) else { continue };
            loop {
                let cases: Vec<&Case> =
                    cluster.cases.iter().filter_map(|id| self.cases.get(id)).map(|standee| &standee.case).collect();
                if cases.is_empty() {
                    break;
                }
                let last = std::mem::take(&mut cluster.joint);
                let likely = Likely { held: last.rests_on, opened: last.opened };
                let (open, books, watermark, stop_min) =
                    (&self.open, &mut self.books, self.watermark, &mut self.stop_min);
                cluster.joint = desk.store().view("trace_cluster", |view| {
                    books.begin_look();
                    let norms = desk.norms(view.sql())?;
                    *stop_min = norms.amount(NormKey::PlanStopMin, now)?.minor();
                    table(view, books, &Sight { norms: &norms, open, watermark, now }, &cases, &likely)
                })?;
                self.books.keep();
                let others = self.sharing(&cluster);
                if others.is_empty() {
                    self.put_back(cluster);
                    break;
                }
                for other in others {
                    self.stale.remove(&other);
                    let Some(other) = self.take_out(other) else { continue };
                    cluster.cases.extend(other.cases);
                    cluster.joint.rests_on.extend(other.joint.rests_on);
                    cluster.joint.opened.extend(other.joint.opened);
                }
                cluster.cases.sort_unstable();
            }
        }
        Ok(())
    }

    fn next_stale(&mut self, doubts: &mut u32) -> Option<ClusterId> {
        if self.stale.is_empty() {
            let doubtful = self.lying.take_doubtful();
            *doubts = doubts.saturating_add(1);
            if *doubts <= DOUBTS_MAX {
                self.stale = doubtful;
            }
        }
        self.stale.pop_first()
    }

    /// What lies on an account is told of all who have something there.
    fn tell_of_all(&mut self) {
        for (currency, account) in self.lying.take_touched() {
            let (mut sum, mut notes) = (0_i64, Notes::NONE);
            for (_, lain) in self.lying.on(currency, &account) {
                notes.add_all(lain.notes);
                lain.cases.iter().for_each(|has| sum = sum.saturating_add(has.amount.minor()));
            }
            let sum = Money::new(sum, currency);
            let notes: Vec<String> = notes.iter().map(|note| note.name().to_owned()).collect();
            for (id, lain) in self.lying.on(currency, &account) {
                let Some(cluster) = self.clusters.get_mut(&id) else { continue };
                for has in lain.cases.iter().filter(|has| !has.is_alone) {
                    let Some(part) = cluster.joint.parts.get_mut(has.part) else { continue };
                    let Some(place) = part.places.get_mut(has.place) else { continue };
                    if place.tainted != sum || place.notes != notes {
                        (place.tainted, place.notes) = (sum, notes.clone());
                        part.gather_notes();
                        part.short = self.open.short_on(part);
                        self.waiting.insert(has.case);
                    }
                }
            }
        }
    }

    /// The clusters on whose ground this one stands too, or lies, or that lie on its own.
    fn sharing(&self, cluster: &Cluster) -> BTreeSet<ClusterId> {
        let (joint, currency) = (&cluster.joint, cluster.currency);
        let stands = |key: &String| self.ground.get(&(currency, key.clone())).copied();
        let keys = joint.grounds.iter().flatten().chain(joint.lies.iter().flat_map(BTreeMap::keys));
        let lying = joint.grounds.iter().flatten().flat_map(|key| self.lying.on(currency, key));
        keys.filter_map(stands).chain(lying.map(|(id, _)| id)).collect()
    }

    fn take_out(&mut self, id: ClusterId) -> Option<Cluster> {
        let cluster = self.clusters.remove(&id)?;
        for key in cluster.joint.grounds.iter().flatten() {
            self.ground.remove(&(cluster.currency, key.clone()));
        }
        self.lying.leave(id, cluster.currency, &cluster.joint);
        forget(&mut self.rests, &cluster.joint.rests_on, id);
        forget(&mut self.hears, &cluster.joint.heard_of, id);
        Some(cluster)
    }

    fn place(&mut self, currency: Currency, cases: Vec<CaseId>, joint: Joint) -> ClusterId {
        let id = self.next;
        self.next = self.next.saturating_add(1);
        for key in joint.grounds.iter().flatten() {
            self.ground.insert((currency, key.clone()), id);
        }
        self.lying.enter(id, currency, &joint);
        note(&mut self.rests, &joint.rests_on, id);
        note(&mut self.hears, &joint.heard_of, id);
        self.clusters.insert(id, Cluster { currency, cases, joint });
        id
    }

    /// Puts a table back, in as many clusters as there are groups that share no ground.
    fn put_back(&mut self, cluster: Cluster) {
        let Cluster { currency, joint, .. } = cluster;
        let groups = groups(&joint.grounds, &joint.lies);
        let mut split: BTreeMap<usize, Joint> = BTreeMap::new();
        // Where no case had a payment to follow, nothing lies anywhere.
        let lies = joint.lies.into_iter().chain(std::iter::repeat(BTreeMap::new()));
        for (((part, ground), lies), group) in joint.parts.into_iter().zip(joint.grounds).zip(lies).zip(groups) {
            let one = split.entry(group).or_insert_with(|| Joint { watermark: joint.watermark, ..Joint::default() });
            one.parts.push(part);
            one.grounds.push(ground);
            one.lies.push(lies);
        }
        for mut one in split.into_values() {
            one.stand_together();
            let cases: Vec<CaseId> = one.parts.iter().map(|part| part.case).collect();
            one.rests_on.clone_from(&joint.rests_on);
            one.heard_of.clone_from(&joint.heard_of);
            one.opened.clone_from(&joint.opened);
            self.waiting.extend(cases.iter().copied());
            self.timers.extend(one.parts.iter().filter_map(|part| Some((part.waits_until?, part.case))));
            let id = self.place(currency, cases.clone(), one);
            for case in cases {
                if let Some(standee) = self.cases.get_mut(&case) {
                    standee.cluster = id;
                }
            }
        }
    }
}

fn note(rests: &mut Rests, keys: &HashSet<String>, id: ClusterId) {
    for key in keys {
        rests.entry(key.clone()).or_default().insert(id);
    }
}

fn forget(rests: &mut Rests, keys: &HashSet<String>, id: ClusterId) {
    for key in keys {
        if let Some(resting) = rests.get_mut(key) {
            resting.remove(&id);
            if resting.is_empty() {
                rests.remove(key);
            }
        }
    }
}

/// A number for each of these, the same for those that share something, directly or through others. Who
/// only lies somewhere shares it with those who stand there.
fn groups(grounds: &[BTreeSet<String>], lies: &[BTreeMap<String, Lie>]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..grounds.len()).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, ground) in grounds.iter().enumerate() {
        for key in ground {
            let other = *first.entry(key).or_insert(at);
            unite(&mut parent, at, other);
        }
    }
    for (at, lies) in lies.iter().enumerate() {
        for other in lies.keys().filter_map(|key| first.get(key.as_str())) {
            unite(&mut parent, at, *other);
        }
    }
    (0..grounds.len()).map(|at| top(&mut parent, at)).collect()
}

fn unite(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (top(parent, a), top(parent, b));
    if let Some(above) = parent.get_mut(a.max(b)) {
        *above = a.min(b);
    }
}

fn top(parent: &mut [usize], mut at: usize) -> usize {
    while let Some(above) = parent.get(at).copied().filter(|above| *above != at) {
        let higher = parent.get(above).copied().unwrap_or(above);
        if let Some(slot) = parent.get_mut(at) {
            *slot = higher;
        }
        at = above;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{Lie, Notes, groups};
    use std::collections::BTreeSet;

    #[test]
    fn who_shares_ground_through_others_is_in_one_group() {
        let ground = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
        let grounds = [ground(&["a"]), ground(&["b", "c"]), ground(&["d"]), ground(&["c", "a"]), ground(&[])];
        assert_eq!(groups(&grounds, &[]), [0, 0, 2, 0, 4]);
        let lies = |keys: &[&str]| {
            keys.iter().map(|key| ((*key).to_owned(), Lie { noted: Notes::NONE, alone: None })).collect()
        };
        let lies = [lies(&["e"]), lies(&["e"]), lies(&["e"]), lies(&["e"]), lies(&["e", "d"])];
        assert_eq!(groups(&grounds, &lies), [0, 0, 2, 0, 2], "they lie side by side on e");
    }
}
