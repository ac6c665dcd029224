//! What the answer to a raise does.

use crate::desk::Act;
use crate::refusal::Refusal;
use cordon_model::{Case, CaseNote, Measure, MeasureEvent, Note, Order, Receipt};
use cordon_store::Read;

impl Act<'_, '_> {
    /// The agency holds more, until the same end. What it could not stands on the case.
    pub(super) fn is_raised(&mut self, order: &mut Order, receipt: &Receipt) -> Result<(), Refusal> {
        let (Some(id), Some(limit), Some(case)) = (order.measure, order.limit, order.case) else {
            return Ok(());
        };
        let mut measure: Measure = self.need(id)?;
        let Some(force) = measure.state.force().copied() else {
            // It had ended meanwhile: a raise begins nothing anew.
            return Ok(());
        };
        if receipt.result.took_effect() {
            let told = receipt.held.or(force.held);
            if told.is_some_and(|told| told > limit) {
                order.note(Note::StrangeAnswer);
            }
            let held = told.map(|held| held.at_most(limit)).transpose()?;
            measure.step(&MeasureEvent::Raised { held, limit, receipt: receipt.id }, self.now())?;
            self.put(&measure)?;
            self.state_measure(&measure);
            return Ok(());
        }
        let mut case: Case = self.need(case)?;
        case.note(CaseNote::HeldShort);
        self.put(&case)?;
        Ok(())
    }
}
