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

pub(super) fn wait_of(
    read: &mut impl Read,
    known: &KnownAccount,
    arrived_at: Stamp,
    norms: &Norms,
    now: Stamp,
) -> Result<Wait, Refusal> {
    if known.class != AccountClass::Unknown || is_told(known, arrived_at) {
        return Ok(Wait::None);
    }
    // Whoever is not asked yet is asked in this very round.
    let asked_at = asked_at(read, &known.key, arrived_at)?.unwrap_or(now);
    let until = norms.deadline(NormKey::PlanClassWait, asked_at, now)?.at;
    Ok(if until <= now { Wait::Over } else { Wait::Runs { until } })
}

/// When its bank was first asked since the money came. A question that failed and was put again does not
/// begin the wait anew; where the bank's clock is ahead of ours, any question counts.
fn asked_at(read: &mut impl Read, key: &str, arrived_at: Stamp) -> Result<Option<Stamp>, Refusal> {
    let asked: Vec<Order> =
        read.select("where target_key = $1 and kind = 'query_account' order by id limit 100", &[Value::from(key)])?;
    let since = asked.iter().find(|order| order.drafted_at >= arrived_at);
    Ok(since.or(asked.last()).map(|order| order.drafted_at))
}
