//! What the answer to a freeze, a void or a reduction does.

use crate::desk::Act;
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::exchange::{Answer, EarlierMeasure};
use cordon_model::{Measure, MeasureEvent, MeasureKind, MeasureState, Money, NormKey, Note, Order, Receipt};
use cordon_store::Read;

impl Act<'_, '_> {
    /// A freeze takes the place of what ran on the account until then. Behind another organ's freeze it
    /// is queued, and what ran goes on.
    pub(super) fn freeze_begins(
        &mut self,
        order: &mut Order,
        receipt: &Receipt,
        answer: &Answer,
    ) -> Result<(), Refusal> {
        let Some(mut measure) = self.pending_of(order)? else {
            return Ok(());
        };
        if !receipt.result.took_effect() {
            return self.never_came_to_be(&mut measure, receipt);
        }
        if let Some(before) = queued_behind(answer) {
            return self.is_queued(&mut measure, order, receipt, before);
        }
        let held = match (receipt.held, receipt.balance) {
            (Some(held), _) => Some(held),
            (None, balance) if order.limit.is_none() => balance,
            (None, _) => None,
        };
        if let (Some(held), Some(limit)) = (held, order.limit)
            && held > limit
        {
            // More than was ordered: it stands on the order, and its excess on the measure.
            order.note(Note::StrangeAnswer);
        }
        self.impose(&mut measure, order, receipt, NormKey::FreezeLife, held)?;
        let converted = self.freeze_replaces(&measure)?;
        self.lift_converted(&converted, order, held)
    }

    fn is_queued(
        &mut self,
        measure: &mut Measure,
        order: &Order,
        receipt: &Receipt,
        before: &EarlierMeasure,
    ) -> Result<(), Refusal> {
        let now = self.now();
        let life = self.norms()?.deadline(NormKey::FreezeLife, now, now)?;
        let life_until = order.until.map_or(life.at, |until| until.at.min(life.at));
        let event = MeasureEvent::Queued {
            behind: before.organ.clone(),
            until: before.until.filter(|until| *until > now),
            limit: order.limit,
            life_until,
            receipt: receipt.id,
        };
        measure.step(&event, now)?;
        self.put(measure)?;
        self.fact("queued", Fact::Bool(true));
        self.state_measure(measure);
        Ok(())
    }

    pub(super) fn void_begins(&mut self, order: &mut Order, receipt: &Receipt) -> Result<(), Refusal> {
        let Some(mut measure) = self.pending_of(order)? else {
            return Ok(());
        };
        if !receipt.result.took_effect() || !receipt.held.is_none_or(Money::is_positive) {
            // Nothing was left to void.
            return self.never_came_to_be(&mut measure, receipt);
        }
        self.impose(&mut measure, order, receipt, NormKey::VoidLife, receipt.held)
    }

    /// The agency holds the tainted part only.
    pub(super) fn is_reduced(&mut self, order: &mut Order, receipt: &Receipt) -> Result<(), Refusal> {
        let (Some(id), Some(limit)) = (order.measure, order.limit) else {
            return Ok(());
        };
        let mut measure: Measure = self.need(id)?;
        let Some(force) = measure.state.force().copied() else {
            return Ok(());
        };
        if !receipt.result.took_effect() {
            // It is still held: that must not go unseen.
            return self.lift_again(order, &mut measure, receipt);
        }
        let told = receipt.held.or(force.held);
        let held = told.map(|held| held.at_most(limit)).transpose()?;
        if told.is_some_and(|told| told > limit) {
            order.note(Note::StrangeAnswer);
        }
        measure.step(&MeasureEvent::Reduced { held, limit, receipt: receipt.id }, self.now())?;
        self.put(&measure)?;
        self.state_measure(&measure);
        Ok(())
    }

    /// The measure that an order brings about, as long as nothing has come of it yet.
    pub(super) fn pending_of(&mut self, order: &mut Order) -> Result<Option<Measure>, Refusal> {
        let Some(id) = order.measure else {
            return Ok(None);
        };
        let measure: Measure = self.need(id)?;
        if matches!(measure.state, MeasureState::Pending { .. }) {
            return Ok(Some(measure));
        }
        order.note(Note::StrangeAnswer);
        Ok(None)
    }

    pub(super) fn never_came_to_be(&mut self, measure: &mut Measure, receipt: &Receipt) -> Result<(), Refusal> {
        measure.step(&MeasureEvent::NotImposed { receipt: Some(receipt.id) }, self.now())?;
        self.put(measure)?;
        self.state_measure(measure);
        Ok(())
    }

    /// What ran on the target until now is converted into the new measure: the same money is not held
    /// twice. A freeze is not: it ends by its own order or its own time.
    pub(super) fn replace_running(&mut self, measure: &Measure, order: &Order) -> Result<(), Refusal> {
        for mut before in self.replaceable(order.target.key())? {
            self.convert(&mut before, measure)?;
        }
        Ok(())
    }

    /// A freeze takes the place of the stop for its own cases only. For others that claim there the stop
    /// goes on until its time, with what is not frozen: no fen is held for two. What ended altogether.
    pub(crate) fn freeze_replaces(&mut self, freeze: &Measure) -> Result<Vec<Measure>, Refusal> {
        let mut converted = Vec::new();
        let Some(force) = freeze.state.force().copied() else { return Ok(converted) };
        for mut before in self.replaceable(freeze.target.key())? {
            let mut others = before.claims.clone();
            others.retain(|claim| !freeze.claims.iter().any(|own| own.case == claim.case));
            let Some(first) = others.first() else {
                self.convert(&mut before, freeze)?;
                converted.push(before);
                continue;
            };
            let mut limit = Money::zero(first.claimed.currency());
            for claim in &others {
                limit = limit.plus(claim.claimed)?;
            }
            let held = before.state.force().and_then(|running| running.held);
            let left = match (held, force.held) {
                (Some(held), Some(frozen)) => Some(held.minus(frozen.at_most(held)?)?),
                (held, _) => held,
            };
            before.claims = others;
            before.step(&MeasureEvent::Reduced { held: left, limit, receipt: force.receipt }, self.now())?;
            self.put(&before)?;
            self.about(before.id);
        }
        Ok(converted)
    }

    fn replaceable(&mut self, key: &str) -> Result<Vec<Measure>, Refusal> {
        let running = self.running_on(key)?;
        let goes = |kind| matches!(kind, MeasureKind::Delay | MeasureKind::Stop | MeasureKind::Hold);
        Ok(running.into_iter().filter(|before| goes(before.kind)).collect())
    }

    fn convert(&mut self, before: &mut Measure, into: &Measure) -> Result<(), Refusal> {
        before.step(&MeasureEvent::Converted { into: into.id }, self.now())?;
        self.put(before)?;
        self.about(before.id);
        self.appeals_follow(before.id, into.id)
    }

    /// What a stop holds of a balance on which freezes of ours stand already.
    pub(super) fn beside_freezes(&mut self, key: &str, balance: Money) -> Result<Money, Refusal> {
        let mut left = balance;
        for measure in self.running_on(key)? {
            let held = measure.state.force().and_then(|force| force.held);
            if let (MeasureKind::Freeze, Some(frozen)) = (measure.kind, held) {
                left = left.minus(frozen.at_most(left)?)?;
            }
        }
        Ok(left)
    }

    /// The agency says that the earlier freeze is over and ours holds.
    pub(crate) fn turn_comes(&mut self, order: &Order, receipt: &Receipt) -> Result<(), Refusal> {
        let Some(id) = order.measure else { return Ok(()) };
        let mut measure: Measure = self.need(id)?;
        let event = MeasureEvent::TookEffect { held: receipt.held, receipt: Some(receipt.id) };
        measure.step(&event, self.now())?;
        self.put(&measure)?;
        let converted = self.freeze_replaces(&measure)?;
        self.lift_converted(&converted, order, receipt.held)?;
        self.state_measure(&measure);
        Ok(())
    }
}

/// Nothing is held, and somebody else froze before: the freeze waits its turn.
fn queued_behind(answer: &Answer) -> Option<&EarlierMeasure> {
    let nothing = answer.held.is_some_and(|held| !held.is_positive());
    answer.earlier.first().filter(|_| nothing)
}
