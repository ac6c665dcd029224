//! What the journal tells of is taken in: which clusters it concerns, and which cases may decide anew.

use super::{Judged, Standing};
use crate::desk::Desk;
use crate::money::trace::OPEN_CASE_MS;
use crate::money::trace::books::Heard;
use crate::money::trace::changes::Changes;
use crate::money::trace::lying::{ClusterId, Lain};
use crate::refusal::Refusal;
use cordon_model::{KnownAccount, Money, Stamp};
use cordon_store::Doors;
use std::collections::{BTreeSet, HashMap};

impl Standing {
    pub(super) fn heed_changes(&mut self, desk: &Desk, now: Stamp) -> Result<(), Refusal> {
        let (seq, watermark) = (self.seq, self.watermark);
        let changes = desk.store().view("standing_changes", |view| Changes::since(view, seq, watermark))?;
        (self.seq, self.watermark) = (changes.seq, changes.watermark);
        let benign = self.benign(&changes);
        for heard in self.books.heed(&changes)? {
            self.hear(&heard);
        }
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
        // Who has waited long enough for a bank waits anew once it is asked about what came since.
        for account in &changes.questioned {
            let mut clusters = self.resting_on(account);
            clusters.retain(|id| self.has_waited(*id, account));
            self.stale.extend(clusters);
        }
        for account in changes.known {
            let mut clusters = self.resting_on(&account.key);
            if let Some(untouched) = benign.get(&account.key) {
                clusters.retain(|id| !untouched.contains(id));
            }
            if self.is_judged_otherwise(&account) {
                self.decide_anew(&clusters);
            }
            self.stale.extend(clusters);
            if self.is_told_from_otherwise(&account) {
                self.stale.extend(self.hears.get(&account.key).into_iter().flatten());
            }
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

    /// A movement concerns whoever rests on an end of it; but money that comes to lie beside a case's own is
    /// only more of what is there.
    fn hear(&mut self, heard: &Heard) {
        for account in [&heard.from, &heard.to] {
            let mut concerned = self.resting_on(account);
            if concerned.is_empty() {
                continue;
            }
            let adds = heard.adds.filter(|_| *account == heard.to);
            let untold = self.books.is_untold(account) && !heard.listed;
            if adds.is_some() || untold {
                let lying = self.lying.on(heard.currency, account).map(|(id, lain)| (id, lain.clone()));
                for (id, lain) in lying.collect::<Vec<(ClusterId, Lain)>>() {
                    let adds = adds.filter(|_| !untold).unwrap_or(0);
                    if untold || self.add_to_balance(id, &lain, adds) {
                        concerned.remove(&id);
                    }
                }
            }
            self.stale.extend(concerned);
        }
    }

    /// Whether the balance that the parts tell is known to be another by so much.
    fn add_to_balance(&mut self, id: ClusterId, lain: &Lain, adds: u64) -> bool {
        let (Some(cluster), Ok(adds)) = (self.clusters.get_mut(&id), i64::try_from(adds)) else { return false };
        let mut all = true;
        for has in lain.cases.iter().filter(|has| !has.is_alone) {
            let place = cluster.joint.parts.get_mut(has.part).and_then(|part| part.places.get_mut(has.place));
            let balance = place.and_then(|place| place.balance.as_mut()).filter(|balance| balance.is_positive());
            let sum = balance.as_ref().and_then(|balance| balance.plus(Money::new(adds, cluster.currency)).ok());
            match (balance, sum) {
                (Some(balance), Some(sum)) => *balance = sum,
                _ => all = false,
            }
        }
        all
    }

    /// Clusters of which money only lies on an account, and came there before what its bank has told: that
    /// the bank tells of more changes nothing for them.
    fn benign(&self, changes: &Changes) -> HashMap<String, BTreeSet<ClusterId>> {
        let mut benign = HashMap::new();
        for known in &changes.known {
            let Some(before) = self.books.kept(&known.key) else { continue };
            let (until, balance) = (before.known_until, before.balance);
            let same = KnownAccount { known_until: until, balance, ..known.clone() } == *before;
            let Some(told) = until.min(known.known_until).filter(|_| same) else { continue };
            let lying = self.clusters_lying_on(&known.key);
            let untouched = lying.into_iter().filter(|(_, came_at)| *came_at <= told).map(|(id, _)| id);
            benign.insert(known.key.clone(), untouched.collect());
        }
        benign
    }

    /// Clusters of which money only lies on an account, with when the last of it came.
    fn clusters_lying_on(&self, account: &str) -> Vec<(ClusterId, Stamp)> {
        let mut found = Vec::new();
        for id in self.rests.get(account).into_iter().flatten() {
            let Some(cluster) = self.clusters.get(id) else { continue };
            if !cluster.joint.lies.iter().any(|lies| lies.contains_key(account)) {
                continue;
            }
            let places = cluster.joint.parts.iter().flat_map(|part| &part.places);
            let came = places.filter(|place| place.account == account).map(|place| place.arrived_at).max();
            found.extend(came.map(|came| (*id, came)));
        }
        found
    }

    fn has_waited(&self, cluster: ClusterId, account: &str) -> bool {
        let parts = self.clusters.get(&cluster).into_iter().flat_map(|cluster| &cluster.joint.parts);
        parts.into_iter().any(|part| part.waited.contains(account))
    }

    pub(super) fn resting_on(&self, account: &str) -> BTreeSet<ClusterId> {
        self.rests.get(account).cloned().unwrap_or_default()
    }

    /// Whether what an account is has changed, not only what is known to have moved on it.
    fn is_judged_otherwise(&mut self, account: &KnownAccount) -> bool {
        let protection = account.protection.as_ref().map(|protection| (protection.kind, protection.until));
        let now: Judged = (account.class, account.institution, account.exit, protection);
        self.judged.insert(account.key.clone(), now) != Some(now)
    }

    /// Whether what another bank told of an account may belong in its book now, or no longer.
    fn is_told_from_otherwise(&mut self, account: &KnownAccount) -> bool {
        self.told_from.insert(account.key.clone(), account.known_from) != Some(account.known_from)
    }

    /// What was decided of these may be decided otherwise now, though their money lies where it lay.
    fn decide_anew(&mut self, clusters: &BTreeSet<ClusterId>) {
        for case in clusters.iter().filter_map(|id| self.clusters.get(id)).flat_map(|cluster| &cluster.cases) {
            self.acted.remove(case);
        }
    }
}
