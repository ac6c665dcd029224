//! The table that stands between rounds: all open cases, in clusters that share no ground. A cluster is
//! traced anew when the journal says that something it rests on has changed; what a case could not
//! change is left as it is.
//!
//! Always equal to one joint trace over all open cases ([`super::joint::joint`]), and tested against it.
//! It is memory only: lost with the process, and found again by one joint trace.

use super::OPEN_CASE_MS;
use super::changes::Changes;
use super::joint::{Joint, currency_of, open_cases, table};
use super::open::OpenMeasures;
use super::part::CasePart;
use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_model::{AccountClass, AgencyId, Case, CaseId, Currency, Digest, Exit, KnownAccount, ProtectionKind, Stamp};
use cordon_store::{Doors, Read, View, entries, movements};
use std::collections::{BTreeMap, BTreeSet, HashMap};

type ClusterId = u64;
type Judged = (AccountClass, Option<AgencyId>, Option<Exit>, Option<(ProtectionKind, Stamp)>);

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
    /// Which clusters rest on what is known of an account.
    rests: HashMap<String, BTreeSet<ClusterId>>,
    /// What accounts were when they were last seen to change: whether they may be stopped rests on it.
    judged: HashMap<String, Judged>,
    /// Cases that will say something else at a moment, though nothing new is learned.
    timers: BTreeSet<(Stamp, CaseId)>,
    /// Clusters to be traced anew.
    stale: BTreeSet<ClusterId>,
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
    pub joint: &'s Joint,
    pub part: &'s CasePart,
    pub digest: Digest,
    pub stepped_back: u32,
}

impl Standing {
    /// Brings the table to what is known now.
    pub fn look(&mut self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        let looked = if self.begun { self.heed_changes(desk, now) } else { self.begin(desk, now) };
        let settled = looked.and_then(|()| self.settle(desk, now));
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

    /// The cases that have something to act on, oldest first.
    pub(super) fn waiting(&self) -> Vec<CaseId> {
        self.waiting.iter().copied().collect()
    }

    /// What a waiting case acts on; none where nothing has changed for it after all.
    pub(super) fn turn(&mut self, case: CaseId) -> Result<Option<Turn<'_>>, Refusal> {
        let Some(standee) = self.cases.get(&case) else {
            self.waiting.remove(&case);
            return Ok(None);
        };
        let found = self.clusters.get_mut(&standee.cluster).and_then(|cluster| {
            // Whatever was learned since it was traced did not concern it.
            cluster.joint.watermark = self.watermark.max(cluster.joint.watermark);
            let at = cluster.cases.iter().position(|other| *other == case)?;
            Some((&cluster.joint, cluster.joint.parts.get(at)?))
        });
        let Some((joint, part)) = found else { return Ok(None) };
        let digest = part.digest()?;
        if self.acted.get(&case) == Some(&digest) && !part.unclaimed {
            self.waiting.remove(&case);
            return Ok(None);
        }
        Ok(Some(Turn { joint, part, digest, stepped_back: standee.stepped_back }))
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

    fn heed_changes(&mut self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        let (seq, watermark) = (self.seq, self.watermark);
        let changes = desk.store().view("standing_changes", |view| Changes::since(view, seq, watermark))?;
        (self.seq, self.watermark) = (changes.seq, changes.watermark);
        for measure in changes.measures {
            let account = measure.target.key().to_owned();
            if self.open.take(measure) {
                self.stale.extend(self.resting_on(&account));
            } else {
                self.look_at_measures(&account);
            }
        }
        for account in &changes.moved {
            self.stale.extend(self.resting_on(account));
        }
        for account in changes.known {
            let clusters = self.resting_on(&account.key);
            if self.is_judged_otherwise(&account) {
                self.decide_anew(&clusters);
            }
            self.stale.extend(clusters);
        }
        if changes.rules {
            let all: BTreeSet<ClusterId> = self.clusters.keys().copied().collect();
            self.decide_anew(&all);
            self.stale.extend(all);
        }
        while let Some((at, case)) = self.timers.first().copied().filter(|(at, _)| *at <= now) {
            self.timers.remove(&(at, case));
            self.stale.extend(self.cases.get(&case).map(|standee| standee.cluster));
        }
        changes.cases.into_iter().for_each(|case| self.take_case(case));
        self.leave(now.minus_ms(OPEN_CASE_MS));
        Ok(())
    }

    fn resting_on(&self, account: &str) -> BTreeSet<ClusterId> {
        self.rests.get(account).cloned().unwrap_or_default()
    }

    /// Whether what an account is has changed, not only what is known to have moved on it.
    fn is_judged_otherwise(&mut self, account: &KnownAccount) -> bool {
        let protection = account.protection.as_ref().map(|protection| (protection.kind, protection.until));
        let now = (account.class, account.institution, account.exit, protection);
        self.judged.insert(account.key.clone(), now) != Some(now)
    }

    /// What was decided of these may be decided otherwise now, though their money lies where it lay.
    fn decide_anew(&mut self, clusters: &BTreeSet<ClusterId>) {
        for case in clusters.iter().filter_map(|id| self.clusters.get(id)).flat_map(|cluster| &cluster.cases) {
            self.acted.remove(case);
        }
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
        while let Some(id) = self.stale.pop_first() {
            let Some(mut cluster) = self.take_out(id) else { continue };
            loop {
                let cases: Vec<&Case> =
                    cluster.cases.iter().filter_map(|id| self.cases.get(id)).map(|standee| &standee.case).collect();
                if cases.is_empty() {
                    break;
                }
                let likely = &cluster.joint.rests_on;
                let look = |view: &mut View<'_>| table(desk, view, &self.open, &cases, likely, now);
                cluster.joint = desk.store().view("trace_cluster", look)?;
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
                }
                cluster.cases.sort_unstable();
            }
        }
        Ok(())
    }

    /// The clusters on whose ground this one stands too.
    fn sharing(&self, cluster: &Cluster) -> BTreeSet<ClusterId> {
        let keys = cluster.joint.grounds.iter().flatten();
        keys.filter_map(|key| self.ground.get(&(cluster.currency, key.clone())).copied()).collect()
    }

    fn take_out(&mut self, id: ClusterId) -> Option<Cluster> {
        let cluster = self.clusters.remove(&id)?;
        for key in cluster.joint.grounds.iter().flatten() {
            self.ground.remove(&(cluster.currency, key.clone()));
        }
        for key in &cluster.joint.rests_on {
            if let Some(resting) = self.rests.get_mut(key) {
                resting.remove(&id);
                if resting.is_empty() {
                    self.rests.remove(key);
                }
            }
        }
        Some(cluster)
    }

    fn place(&mut self, currency: Currency, cases: Vec<CaseId>, joint: Joint) -> ClusterId {
        let id = self.next;
        self.next = self.next.saturating_add(1);
        for key in joint.grounds.iter().flatten() {
            self.ground.insert((currency, key.clone()), id);
        }
        for key in &joint.rests_on {
            self.rests.entry(key.clone()).or_default().insert(id);
        }
        self.clusters.insert(id, Cluster { currency, cases, joint });
        id
    }

    /// Puts a table back, in as many clusters as there are groups that share no ground.
    fn put_back(&mut self, cluster: Cluster) {
        let Cluster { currency, joint, .. } = cluster;
        let groups = groups(&joint.grounds);
        let mut split: BTreeMap<usize, Joint> = BTreeMap::new();
        for ((part, ground), group) in joint.parts.into_iter().zip(joint.grounds).zip(groups) {
            let one = split.entry(group).or_insert_with(|| Joint { watermark: joint.watermark, ..Joint::default() });
            one.parts.push(part);
            one.grounds.push(ground);
        }
        for mut one in split.into_values() {
            let cases: Vec<CaseId> = one.parts.iter().map(|part| part.case).collect();
            one.rests_on.clone_from(&joint.rests_on);
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

/// A number for each of these, the same for those that share something, directly or through others.
fn groups(grounds: &[BTreeSet<String>]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..grounds.len()).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, ground) in grounds.iter().enumerate() {
        for key in ground {
            let other = *first.entry(key).or_insert(at);
            let (a, b) = (top(&mut parent, at), top(&mut parent, other));
            if let Some(above) = parent.get_mut(a.max(b)) {
                *above = a.min(b);
            }
        }
    }
    (0..grounds.len()).map(|at| top(&mut parent, at)).collect()
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
    use super::groups;
    use std::collections::BTreeSet;

    #[test]
    fn who_shares_ground_through_others_is_in_one_group() {
        let ground = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
        let grounds = [ground(&["a"]), ground(&["b", "c"]), ground(&["d"]), ground(&["c", "a"]), ground(&[])];
        assert_eq!(groups(&grounds), [0, 0, 2, 0, 4]);
    }
}
