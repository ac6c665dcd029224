//! Which accounts to stop next: those with the most recoverable money first. A proposal only; what may
//! be done of it, [`super::check`] decides, by other code.

use super::CasePart;
use cordon_model::{AccountClass, AgencyId, Money, MoneyError};
use std::collections::BTreeSet;

/// One account that a plan would stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub account: String,
    pub agency: AgencyId,
    pub class: AccountClass,
    pub level: u32,
    /// What of this case is there, and of all cases.
    pub amount: Money,
    pub tainted: Money,
    /// The lesser of what is tainted and what is there.
    pub recoverable: Money,
}

/// Every account of the case that holds its money and on which nothing runs or is on its way, ordered by
/// what can be saved there.
pub fn propose(part: &CasePart, busy: &BTreeSet<String>) -> Result<Vec<Proposed>, MoneyError> {
    let mut proposed = Vec::new();
    for place in &part.places {
        let (Some(agency), None) = (place.institution, place.exit) else { continue };
        if !place.amount.is_positive() || busy.contains(&place.account) {
            continue;
        }
        proposed.push(Proposed {
            account: place.account.clone(),
            agency,
            class: place.class,
            level: place.level,
            amount: place.amount,
            tainted: place.tainted,
            recoverable: place.balance.map_or(Ok(place.tainted), |balance| place.tainted.at_most(balance))?,
        });
    }
    // Stable: places of the same worth keep the order of level and arrival.
    proposed.sort_by_key(|one| std::cmp::Reverse(one.recoverable.minor()));
    Ok(proposed)
}
