//! The measures that are in force or on their way, by account: what a trace has to know of them.

use super::part::CasePart;
use crate::refusal::Refusal;
use cordon_model::{Measure, MeasureId, MeasureKind, Money, Stamp};
use cordon_store::Read;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// From when a measure holds, and what it keeps on the account: the amount that its bank says it holds.
/// None where that is the whole account, whatever was asked for: then nothing may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Held {
    pub from: Stamp,
    pub keeps: Option<u64>,
}

#[derive(Debug, Default)]
pub(super) struct OpenMeasures {
    by_account: BTreeMap<String, BTreeMap<MeasureId, Measure>>,
}

impl OpenMeasures {
    pub fn of(read: &mut impl Read) -> Result<Self, Refusal> {
        let all: Vec<Measure> =
            read.select("where state in ('pending', 'queued', 'in_force', 'renewed') order by id", &[])?;
        let mut open = Self::default();
        all.into_iter().for_each(|measure| {
            open.take(measure);
        });
        Ok(open)
    }

    /// Takes a measure as it is now. Whether it holds otherwise than before, so that a trace may say
    /// something else.
    pub fn take(&mut self, measure: Measure) -> bool {
        let Some(key) = measure.target.account().map(|account| account.key.clone()) else { return false };
        let on_account = self.by_account.entry(key.clone()).or_default();
        let before = on_account.get(&measure.id).and_then(held);
        let now = held(&measure);
        if measure.state.is_over() {
            on_account.remove(&measure.id);
        } else {
            on_account.insert(measure.id, measure);
        }
        if on_account.is_empty() {
            self.by_account.remove(&key);
        }
        before != now
    }

    pub fn accounts(&self) -> HashSet<String> {
        self.by_account.keys().cloned().collect()
    }

    /// What holds on each of these accounts.
    pub fn holds_on(&self, accounts: &HashSet<String>) -> BTreeSet<(String, Held)> {
        // Whichever is the shorter list is gone through.
        let found: Vec<(&String, &BTreeMap<MeasureId, Measure>)> = if accounts.len() < self.by_account.len() {
            accounts.iter().filter_map(|key| self.by_account.get_key_value(key)).collect()
        } else {
            self.by_account.iter().filter(|(key, _)| accounts.contains(*key)).collect()
        };
        let holds = found.into_iter().flat_map(|(key, on_it)| on_it.values().map(move |measure| (key, measure)));
        holds.filter_map(|(key, measure)| Some((key.clone(), held(measure)?))).collect()
    }

    /// Up to how much is held on places of the part where that is less than the stolen money there: a stop
    /// came into force after more had come.
    pub fn short_on(&self, part: &CasePart) -> BTreeMap<String, i64> {
        let short = part.places.iter().filter(|place| place.amount.is_positive()).filter_map(|place| {
            let forces = self.by_account.get(&place.account)?.values().filter_map(|measure| measure.state.force());
            let reach = forces.map(|force| force.reach().map(Money::minor)).collect::<Option<Vec<i64>>>()?;
            let kept = reach.iter().fold(0_i64, |sum, reach| sum.saturating_add(*reach));
            (!reach.is_empty() && kept < place.tainted.minor()).then(|| (place.account.clone(), kept))
        });
        short.collect()
    }

    /// Whether on some place of the part a measure does not say what of the case is there: another case,
    /// or a person, made it since the case acted.
    pub fn leaves_unclaimed(&self, part: &CasePart) -> bool {
        part.places.iter().any(|place| {
            self.by_account.get(&place.account).is_some_and(|on_it| {
                let has_freeze = on_it.values().any(|measure| measure.is_own_freeze_of(part.case));
                let mut counted = on_it.values().filter(|measure| !is_unconfirmed(measure));
                counted.any(|measure| match measure.claims.iter().find(|claim| claim.case == part.case) {
                    Some(claim) => claim.claimed != place.amount,
                    None => place.amount.is_positive() && may_join(measure, has_freeze),
                })
            })
        })
    }
}

fn held(measure: &Measure) -> Option<Held> {
    let force = measure.state.force()?;
    let limited = |held: &Money| force.limit.is_some_and(|limit| *held <= limit);
    let keeps = force.held.filter(limited).map(|held| u64::try_from(held.minor()).unwrap_or(0));
    Some(Held { from: force.raised_at.unwrap_or(force.from), keeps })
}

/// Whether a case joins a measure in which it has no claim yet; whether it has a freeze of its own there.
pub(super) fn may_join(measure: &Measure, has_freeze: bool) -> bool {
    measure.kind != MeasureKind::Freeze && !has_freeze
}

/// A bank's own hold is nobody's until somebody confirms it for a case.
pub(super) fn is_unconfirmed(measure: &Measure) -> bool {
    measure.kind == MeasureKind::Hold && measure.claims.is_empty()
}
