//! What is not tainted goes free (善意取得, 法释〔2011〕7号 Art. 10), in the act that decides so. Where the
//! agency can hold an amount, it holds the tainted part from now on. Where it can hold all or nothing,
//! the stop is lifted, and for a filed case a freeze of the tainted part is drafted: what was received
//! in good faith does not wait for it (decision 0042).

use crate::desk::Act;
use crate::money::freeze::freeze_account::Settled;
use crate::order::{lift_measure, reduce_measure};
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::{Agency, Approval, Author, Case, Code, Measure, MeasureKind, Money, OfficerId, OrderId, Role};
use cordon_store::Read;

impl Act<'_, '_> {
    /// The order that frees, and the freeze that was drafted for what is kept.
    pub(super) fn free_untainted(
        &mut self,
        measure: &mut Measure,
        kept: Money,
        by: OfficerId,
        reason: &str,
    ) -> Result<(OrderId, Option<OrderId>), Refusal> {
        check_kept(measure, kept)?;
        self.fact_money("kept", kept);
        let (author, approval) = (Author::Officer { officer: by }, Approval::Person { officer: by });
        let agency: Agency = self.need(measure.agency)?;
        let holds_amounts = match measure.kind {
            MeasureKind::Freeze => true,
            MeasureKind::Stop | MeasureKind::Delay | MeasureKind::Hold => agency.limited_stop,
            MeasureKind::Void | MeasureKind::Shut => false,
        };
        if kept.is_positive() && holds_amounts {
            return Ok((reduce_measure(self, measure, author, approval, kept, reason)?, None));
        }
        let lift = lift_measure(self, measure, author, approval, reason)?;
        self.fact("lifted_whole", Fact::Bool(true));
        let freezable = kept.is_positive() && !matches!(measure.kind, MeasureKind::Void | MeasureKind::Shut);
        let freeze = if freezable { self.freeze_kept(measure, kept, author, reason)? } else { None };
        Ok((lift, freeze))
    }

    /// A freeze of the tainted part, for the first of the cases that was filed. It waits for its document
    /// and for another person, as every freeze does.
    fn freeze_kept(
        &mut self,
        measure: &Measure,
        kept: Money,
        author: Author,
        reason: &str,
    ) -> Result<Option<OrderId>, Refusal> {
        let Some(account) = measure.target.account().cloned() else { return Ok(None) };
        for claim in measure.claims.clone() {
            let mut case: Case = self.need(claim.case)?;
            let Some(owner) = case.filing.as_ref().map(|filing| filing.recorded_by) else { continue };
            let frozen = self.measures_on(&account.key)?.into_iter().any(|other| {
                other.kind == MeasureKind::Freeze
                    && !other.state.is_over()
                    && other.claims.iter().any(|own| own.case == case.id)
            });
            let officer: cordon_model::Officer = self.need(owner)?;
            let able = officer.holds(Role::Officer) && officer.is_police();
            if frozen || !able {
                continue;
            }
            let limit = kept.at_most(claim.claimed)?;
            let settled = Settled {
                account: account.clone(),
                limit: Some(limit),
                claimed: limit,
                reason: reason.to_owned(),
                owner,
                author,
            };
            let drafted = self.draft_freeze(&mut case, settled)?;
            self.put(&case)?;
            return Ok(Some(drafted.order));
        }
        Ok(None)
    }
}

/// Something is kept and something goes: else the measure is upheld or rejected whole.
fn check_kept(measure: &Measure, kept: Money) -> Result<(), Refusal> {
    let force = measure.state.force().ok_or(Refusal::bare(Code::NoMeasureInForce))?;
    let most = match (force.held, force.limit) {
        (Some(held), Some(limit)) => held.at_most(limit)?,
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => {
            return Err(Refusal::field("kept", "cannot be told from what is held: nobody said how much is"));
        }
    };
    let held = force.held.unwrap_or(most);
    if kept.currency() != most.currency() || kept.minor() < 0 || kept > most {
        return Err(Refusal::field("kept", format!("has to be 0 to {most}: what may be held")));
    }
    if kept >= held {
        return Err(Refusal::field("kept", "frees nothing; reject the appeal instead"));
    }
    Ok(())
}
