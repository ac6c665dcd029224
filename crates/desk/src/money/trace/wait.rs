//! An account of which nobody has said whose it is. It may be a shop's, and a shop is not stopped for one
//! buyer; it may be a mule's, who is gone in minutes. So its bank is warned and asked at once, and the stop
//! waits for the bank's first word, but no longer than a norm allows: then it counts as a person's.

use super::part::is_told;
use crate::refusal::Refusal;
use cordon_model::{AccountClass, KnownAccount, NormKey, Norms, Order, Stamp};
use cordon_store::{Read, Value};

/// How an account stands to that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// Its class is known, or its bank has told.
    None,
    Runs {
        until: Stamp,
    },
    Over,
}

/// `asked_at` tells the moments at which its bank was asked.
pub(super) fn wait_of(
    known: &KnownAccount,
    arrived_at: Stamp,
    norms: &Norms,
    now: Stamp,
    asked_at: impl FnOnce() -> Result<Vec<Stamp>, Refusal>,
) -> Result<Wait, Refusal> {
    if known.class != AccountClass::Unknown || is_told(known, arrived_at) {
        return Ok(Wait::None);
    }
    let asked = asked_at()?;
    // When its bank was first asked since the money came. A question that failed and was put again does
    // not begin the wait anew; where the bank's clock is ahead of ours, any question counts.
    let since = asked.iter().find(|at| **at >= arrived_at).or(asked.last());
    // Whoever is not asked yet is asked in this very round.
    let until = norms.deadline(NormKey::PlanClassWait, since.copied().unwrap_or(now), now)?.at;
    Ok(if until <= now { Wait::Over } else { Wait::Runs { until } })
}

/// When an account's bank was asked about it, the first time first.
pub(super) fn asked_at(read: &mut impl Read, key: &str) -> Result<Vec<Stamp>, Refusal> {
    let asked: Vec<Order> =
        read.select("where target_key = $1 and kind = 'query_account' order by id limit 100", &[Value::from(key)])?;
    Ok(asked.into_iter().map(|order| order.drafted_at).collect())
}
