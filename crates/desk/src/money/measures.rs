//! Measures on a target: which run, which are on their way, how often it was stopped.

use crate::desk::Act;
use crate::order::draft::basis;
use crate::order::lift_measure;
use crate::refusal::Refusal;
use cordon_model::{
    AgencyId, Approval, Author, Case, CaseId, Measure, MeasureId, MeasureKind, MeasureState, Money, NormKey, Order,
    OrderKind, OrderState, Target,
};
use cordon_store::{Read, Value};

impl Act<'_, '_> {
    pub fn measures_on(&mut self, target_key: &str) -> Result<Vec<Measure>, Refusal> {
        Ok(self.select("where target_key = $1 order by id", &[Value::from(target_key)])?)
    }

    pub fn running_on(&mut self, target_key: &str) -> Result<Vec<Measure>, Refusal> {
        let all = self.measures_on(target_key)?;
        Ok(all.into_iter().filter(|measure| measure.state.force().is_some()).collect())
    }

    pub fn new_measure(&mut self, kind: MeasureKind, agency: AgencyId, target: Target, reason: &str) -> Measure {
        let by = match kind {
            MeasureKind::Delay | MeasureKind::Hold => OrderKind::RiskNotice,
            MeasureKind::Stop => OrderKind::Stop,
            MeasureKind::Freeze => OrderKind::Freeze,
            MeasureKind::Void => OrderKind::VoidValue,
            MeasureKind::Shut => OrderKind::ShutNumber,
        };
        let id = self.fresh.id(MeasureId::make);
        self.about(id);
        Measure {
            id,
            kind,
            agency,
            target,
            state: MeasureState::Pending { since: self.now() },
            claims: Vec::new(),
            orders: Vec::new(),
            public_code: self.fresh.code(),
            reason: reason.to_owned(),
            basis: basis(by).to_owned(),
            alarms_raised: 0,
            life: None,
            owner: None,
            release_due: None,
            escalated_at: None,
        }
    }

    /// A running stop, or a bank's own delay, whose every claim turned out to be none is lifted at once.
    /// A freeze is not lifted by a clock: its release is drafted, and must come within the norm's time.
    pub(crate) fn release_if_nobody_claims(&mut self, measure: &mut Measure) -> Result<(), Refusal> {
        if measure.kind == MeasureKind::Shut || !measure.claims.is_empty() || !measure.state.is_live() {
            return Ok(());
        }
        let norm = self.norms()?.at(NormKey::DebitConfirmDue, self.now())?.reference();
        let author = Author::Platform { norm };
        if measure.kind == MeasureKind::Freeze {
            if measure.release_due.is_none() {
                self.is_unrelated(measure, author, "付款未获付款行确认，应予解除")?;
            }
            return Ok(());
        }
        lift_measure(self, measure, author, Approval::Clock { norm }, "付款未获付款行确认，自动解除")?;
        Ok(())
    }

    /// Takes a case's claims off a target; orders that only it had asked for are withdrawn, and a
    /// stop that nobody claims any more is lifted.
    pub(crate) fn give_up_claims(&mut self, case: &Case, target_key: &str) -> Result<(), Refusal> {
        let norm = self.norms()?.at(NormKey::DebitConfirmDue, self.now())?.reference();
        for mut measure in self.measures_on(target_key)? {
            if measure.state.is_over() || !measure.is_claimed_by(case.id) {
                continue;
            }
            measure.claims.retain(|claim| claim.case != case.id);
            self.put(&measure)?;
            self.about(measure.id);
            let pending = matches!(measure.state, MeasureState::Pending { .. });
            if pending && !measure.claims.is_empty() && measure.kind != MeasureKind::Freeze {
                self.hand_on(&measure, case.id)?;
            } else if pending {
                self.withdraw_unsent(&measure, Author::Platform { norm })?;
            } else {
                self.release_if_nobody_claims(&mut measure)?;
            }
        }
        Ok(())
    }

    /// An unsent stop was drafted for a case that gave up: it goes on for the next that claims, about
    /// that case's own transfer.
    fn hand_on(&mut self, measure: &Measure, from: CaseId) -> Result<(), Refusal> {
        let Some(claim) = measure.claims.first() else { return Ok(()) };
        let next: Case = self.need(claim.case)?;
        let key = measure.target.key();
        let transfer = next.payment_for(key);
        let mut sum = claim.claimed;
        for other in measure.claims.iter().skip(1) {
            sum = sum.plus(other.claimed)?;
        }
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        for mut order in orders.into_iter().filter(|order| order.case == Some(from) && order.state.is_unsent()) {
            order.case = Some(next.id);
            order.transfer = transfer.map(|transfer| transfer.id);
            order.limit = Some(sum);
            self.put(&order)?;
            self.about(order.id);
            self.about(next.id);
        }
        Ok(())
    }

    /// The case claims less on a target than before.
    pub(crate) fn shrink_claims(&mut self, case: &Case, target_key: &str, left: Money) -> Result<(), Refusal> {
        for mut measure in self.measures_on(target_key)? {
            let claim = measure.claims.iter_mut().find(|claim| claim.case == case.id);
            if let (Some(claim), false) = (claim, measure.state.is_over()) {
                claim.claimed = left;
                self.put(&measure)?;
                self.about(measure.id);
            }
        }
        Ok(())
    }

    /// Whether an order that ends the measure is on its way: nobody should join it any more.
    pub(crate) fn is_being_lifted(&mut self, measure: &Measure) -> Result<bool, Refusal> {
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        Ok(orders.iter().any(|order| order.kind.frees() && !order.state.is_over()))
    }

    /// A stop that has not left yet asks for what all who joined it claim.
    pub(crate) fn raise_unsent_limit(&mut self, measure: &Measure, by: Money) -> Result<(), Refusal> {
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        for mut order in orders {
            if let (OrderKind::Stop, true, Some(limit)) = (order.kind, order.state.is_unsent(), order.limit) {
                order.limit = Some(limit.plus(by)?);
                self.put(&order)?;
                self.about(order.id);
            }
        }
        Ok(())
    }

    /// Orders of a pending measure that nobody has read yet. One that was read runs its course: its
    /// answer finds no claim, and is followed by a lift.
    fn withdraw_unsent(&mut self, measure: &Measure, by: Author) -> Result<(), Refusal> {
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        for mut order in orders {
            if order.state.is_over() || matches!(order.state, OrderState::Seen { .. }) {
                continue;
            }
            self.withdraw_order(&mut order, by, "付款未获付款行确认")?;
        }
        Ok(())
    }
}
