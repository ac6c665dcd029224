//! What a case claims on an account: no more than that is frozen or voided for it.

use crate::desk::Act;
use crate::read::cases::newest_trace;
use crate::refusal::Refusal;
use cordon_model::{Case, Money, Transfer};

fn add(sum: Option<Money>, amount: Money) -> Result<Option<Money>, Refusal> {
    Ok(Some(sum.map_or(Ok(amount), |sum| sum.plus(amount))?))
}

/// The sum of some of a case's transfers, without those that were denied.
fn sum_of(case: &Case, counts: impl Fn(&Transfer) -> bool) -> Result<Option<Money>, Refusal> {
    case.transfers
        .iter()
        .filter(|transfer| !transfer.is_denied() && counts(transfer))
        .try_fold(None, |sum, transfer| add(sum, transfer.amount))
}

impl Act<'_, '_> {
    /// Where a trace follows the case's money, what of it is there; else what the case sent there, or
    /// what it claims in a measure there. None where it claims nothing.
    pub(crate) fn claimed_on(&mut self, case: &Case, key: &str) -> Result<Option<Money>, Refusal> {
        let known = sum_of(case, |transfer| transfer.to.is_some())?;
        if let Some(trace) = newest_trace(self, case.id)?.filter(|trace| Some(trace.claimed) == known) {
            return Ok(trace.place(key).map(|place| place.amount).filter(|amount| amount.is_positive()));
        }
        let sent = sum_of(case, |transfer| transfer.to.as_ref().is_some_and(|to| to.key == key))?;
        let claims = self.measures_on(key)?.into_iter().filter(|measure| !measure.state.is_over());
        let claimed =
            claims.flat_map(|measure| measure.claims).find(|claim| claim.case == case.id).map(|claim| claim.claimed);
        Ok(sent.or(claimed).filter(|amount| amount.is_positive()))
    }
}
