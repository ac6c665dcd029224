//! What a deciding answer does in the world: it puts a measure in force, renews it, ends it, or
//! confirms or denies the debit a case began with.

mod converted;
mod freeze;
mod raise;

use crate::desk::Act;
use crate::limits::LIFT_ATTEMPTS_MAX;
use crate::order::receive::believable;
use crate::order::{lift_measure, reduce_measure};
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::exchange::Answer;
use cordon_model::{
    Appeal, AppealState, Approval, Author, Case, CaseNote, Measure, MeasureEvent, MeasureId, MeasureKind, MeasureState,
    Money, NormKey, Note, Order, OrderKind, Receipt, ReceiptResult, Stamp,
};
use cordon_store::{Read, Value};

impl Act<'_, '_> {
    pub(crate) fn take_effect(
        &mut self,
        order: &mut Order,
        receipt: &mut Receipt,
        answer: &Answer,
    ) -> Result<(), Refusal> {
        match order.kind {
            OrderKind::RiskNotice => self.delay_begins(order, receipt),
            OrderKind::ConfirmDebit => self.debit_answered(order, receipt, answer),
            OrderKind::Stop => self.stop_begins(order, receipt),
            OrderKind::Freeze => self.freeze_begins(order, receipt, answer),
            OrderKind::ShutNumber => self.shut_begins(order, receipt),
            OrderKind::VoidValue => self.void_begins(order, receipt),
            OrderKind::ExtendStop => self.goes_on(order, receipt, NormKey::StopLife),
            OrderKind::ExtendFreeze => self.goes_on(order, receipt, NormKey::FreezeLife),
            OrderKind::ReduceHold => self.is_reduced(order, receipt),
            OrderKind::RaiseHold => self.is_raised(order, receipt),
            OrderKind::LiftStop | OrderKind::LiftFreeze | OrderKind::RestoreValue | OrderKind::RestoreNumber => {
                self.measure_ends(order, receipt)
            }
            OrderKind::QuerySerial if answer.payments.is_empty() && answer.statement.is_none() => {
                self.passage_unknown(order, receipt)
            }
            OrderKind::QueryAccount | OrderKind::QuerySerial | OrderKind::Watch => {
                self.learn_from(order, receipt, answer)
            }
            OrderKind::EndWatch => self.unwatch_again(order, receipt.result),
        }
    }

    /// When a measure begins and ends: the agency's moments as far as they can be true, never
    /// longer than the norm allows from its beginning.
    fn span(&mut self, order: &mut Order, receipt: &Receipt, life: NormKey) -> Result<(Stamp, Stamp), Refusal> {
        let now = self.now();
        let from = believable(receipt.from, order.state.dispatched_at(), now);
        if receipt.from.is_some() && from.is_none() {
            order.note(Note::StrangeAnswer);
        }
        let from = from.unwrap_or(now);
        let longest = self.norms()?.deadline(life, from, now)?;
        let until = receipt.until.filter(|until| *until > from).unwrap_or(longest.at);
        if until > longest.at {
            order.note(Note::StrangeAnswer);
        }
        self.fact("life_norm", Fact::text(longest.norm));
        Ok((from, until.min(longest.at)))
    }

    pub(crate) fn state_measure(&mut self, measure: &Measure) {
        self.about(measure.id);
        self.fact("measure_state", Fact::text(measure.state.name()));
        for claim in &measure.claims {
            self.about(claim.case);
        }
        if let Some(force) = measure.state.force() {
            self.fact("from", Fact::Time(force.from));
            self.fact("until", Fact::Time(force.until));
            if let Some(held) = force.held {
                self.fact_money("held", held);
            }
        }
    }

    fn impose(
        &mut self,
        measure: &mut Measure,
        order: &mut Order,
        receipt: &Receipt,
        life: NormKey,
        held: Option<Money>,
    ) -> Result<(), Refusal> {
        let (from, until) = self.span(order, receipt, life)?;
        let event = MeasureEvent::Imposed { held, limit: order.limit, from, until, receipt: receipt.id };
        measure.step(&event, self.now())?;
        self.put(measure)?;
        self.state_measure(measure);
        Ok(())
    }

    /// The bank delays on a notice by itself: a measure of its own, until a stop takes its place.
    fn delay_begins(&mut self, order: &mut Order, receipt: &Receipt) -> Result<(), Refusal> {
        let delays = receipt.result.took_effect() && receipt.held.is_some_and(Money::is_positive);
        let (Some(case), true) = (order.case, delays) else {
            return Ok(());
        };
        let running: Vec<Measure> = self.running_on(order.target.key())?;
        if !running.is_empty() {
            return Ok(());
        }
        let mut measure = self.new_measure(MeasureKind::Delay, order.agency, order.target.clone(), &order.reason);
        measure.orders.push(order.id);
        let told: Case = self.need(case)?;
        let denied = order.transfer.and_then(|id| told.transfer(id)).is_some_and(cordon_model::Transfer::is_denied);
        if let (Some(limit), false) = (order.limit, denied) {
            measure.joined(case, limit)?;
        }
        order.measure = Some(measure.id);
        self.impose(&mut measure, order, receipt, NormKey::NoticeDelayLife, receipt.held)?;
        // The order must stand before it can be lifted by another.
        self.put(order)?;
        self.release_if_nobody_claims(&mut measure)
    }

    fn stop_begins(&mut self, order: &mut Order, receipt: &Receipt) -> Result<(), Refusal> {
        let Some(mut measure) = self.pending_of(order)? else {
            return Ok(());
        };
        if !receipt.result.took_effect() {
            return self.never_came_to_be(&mut measure, receipt);
        }
        // On a wire without the amount the whole balance is held, whatever the order's limit says.
        let held = match (receipt.held, receipt.balance) {
            (Some(held), _) if !order.notes.contains(&Note::LimitNotCarried) => Some(held),
            (_, Some(balance)) => Some(self.beside_freezes(order.target.key(), balance)?),
            (held, None) => held,
        };
        self.replace_running(&measure, order)?;
        self.impose(&mut measure, order, receipt, NormKey::StopLife, held)?;
        self.release_if_nobody_claims(&mut measure)
    }

    fn shut_begins(&mut self, order: &mut Order, receipt: &Receipt) -> Result<(), Refusal> {
        let Some(id) = order.measure else {
            return Ok(());
        };
        let mut measure: Measure = self.need(id)?;
        if receipt.result.took_effect() {
            return self.impose(&mut measure, order, receipt, NormKey::NumberShutLife, None);
        }
        self.never_came_to_be(&mut measure, receipt)
    }

    fn goes_on(&mut self, order: &mut Order, receipt: &Receipt, life: NormKey) -> Result<(), Refusal> {
        let (Some(id), true) = (order.measure, receipt.result.took_effect()) else {
            return Ok(());
        };
        let mut measure: Measure = self.need(id)?;
        let Some(force) = measure.state.force().copied() else {
            order.note(Note::StrangeAnswer);
            return Ok(());
        };
        let now = self.now();
        // A renewal runs from the end of the first life, or from now where that has been agreed earlier.
        let longest = self.norms()?.deadline(life, force.until.max(now), now)?;
        let asked = order.until.map_or(longest.at, |until| until.at);
        let until = receipt.until.filter(|until| *until > force.until).unwrap_or(asked).min(longest.at);
        measure.step(&MeasureEvent::Renewed { until, receipt: receipt.id }, now)?;
        measure.alarms_raised = 0;
        self.put(&measure)?;
        self.state_measure(&measure);
        Ok(())
    }

    fn measure_ends(&mut self, order: &mut Order, receipt: &Receipt) -> Result<(), Refusal> {
        let Some(id) = order.measure else { return Ok(()) };
        let mut measure: Measure = self.need(id)?;
        if !receipt.result.took_effect() {
            return self.lift_again(order, &mut measure, receipt);
        }
        if !measure.state.is_live() {
            // It had ended by itself meanwhile: nothing is left to release.
            return Ok(());
        }
        let event = match measure.state.force() {
            Some(_) => MeasureEvent::Released { receipt: receipt.id },
            // It left the queue before its turn came.
            None => MeasureEvent::NotImposed { receipt: Some(receipt.id) },
        };
        measure.step(&event, self.now())?;
        self.put(&measure)?;
        self.state_measure(&measure);
        self.moot_appeals(&measure)
    }

    /// The agency could not set somebody free: the order goes again at once, a few times; what it
    /// refuses, or fails again and again, stands on the case for people.
    fn lift_again(&mut self, order: &mut Order, measure: &mut Measure, receipt: &Receipt) -> Result<(), Refusal> {
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        let tried = orders.iter().filter(|other| other.kind == order.kind).count();
        let again = receipt.result == ReceiptResult::Failed && tried < LIFT_ATTEMPTS_MAX;
        if again && matches!(measure.state, MeasureState::Converted { .. }) {
            self.put(order)?;
            return self.lift_stops_of(measure, order);
        }
        if !measure.state.is_live() {
            return Ok(());
        }
        if again {
            self.put(order)?;
            let norm = self.norms()?.at(NormKey::StopLiftDue, self.now())?.reference();
            let approval = order.state.approval().copied().unwrap_or(Approval::Clock { norm });
            let (author, reason) = (Author::Platform { norm }, order.reason.clone());
            match (order.kind, order.limit) {
                (OrderKind::ReduceHold, Some(kept)) => reduce_measure(self, measure, author, approval, kept, &reason)?,
                _ => lift_measure(self, measure, author, approval, &reason)?,
            };
            return Ok(());
        }
        order.note(Note::StrangeAnswer);
        if let Some(id) = order.case {
            let mut case: Case = self.need(id)?;
            case.note(CaseNote::StrangeAnswer);
            self.put(&case)?;
        }
        Ok(())
    }

    /// An open appeal against a delay is an appeal against the stop that took its place, by its own clock.
    fn appeals_follow(&mut self, from: MeasureId, into: MeasureId) -> Result<(), Refusal> {
        let open: Vec<Appeal> =
            self.select("where measure_id = $1 and state = 'open' order by id", &[Value::from(from.to_string())])?;
        for mut appeal in open {
            appeal.measure = into;
            self.about(appeal.id);
            self.put(&appeal)?;
        }
        Ok(())
    }

    /// An open appeal against a measure that ended has nothing left to decide.
    pub(crate) fn moot_appeals(&mut self, measure: &Measure) -> Result<(), Refusal> {
        let open: Vec<Appeal> = self
            .select("where measure_id = $1 and state = 'open' order by id", &[Value::from(measure.id.to_string())])?;
        for mut appeal in open {
            appeal.state = AppealState::Moot { at: self.now() };
            self.about(appeal.id);
            self.put(&appeal)?;
        }
        Ok(())
    }
}
