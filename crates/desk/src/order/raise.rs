//! Raising: a stop holds more, because more stolen money is on the account. The same measure with the same
//! end; nothing but a stop with a limit is raised, and nothing that a person or an agency refused.

use crate::desk::Act;
use crate::order::draft::NewOrder;
use crate::refusal::Refusal;
use cordon_journal::Fact;
use cordon_model::{
    Author, Case, CaseNote, Measure, MeasureKind, Money, NormKey, Note, Order, OrderId, OrderKind, OrderState,
    ReceiptResult,
};
use cordon_store::{Read, Value};

const REASON: &str = "账户另有涉案资金流入，调增止付限额";

/// What the trace says of the account, and who asks.
#[derive(Clone, Copy, Debug)]
pub struct Raise {
    /// What all identified cases have there by the table.
    pub of_all: Money,
    /// Whether the check of plans lets the account be stopped by itself.
    pub passed: bool,
    pub level: u32,
    pub author: Author,
}

impl Act<'_, '_> {
    /// Has a stop hold what all cases claim on it, if that is worth an order. Where only a person may, the
    /// case says so.
    pub(crate) fn raise_hold(
        &mut self,
        case: &mut Case,
        measure: &mut Measure,
        raise: Raise,
    ) -> Result<Option<OrderId>, Refusal> {
        if !matches!(measure.kind, MeasureKind::Stop | MeasureKind::Freeze) {
            return Ok(None);
        }
        let Some(wanted) = self.wanted(measure, raise.of_all)? else { return Ok(None) };
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        let is_freed = orders.iter().any(|order| order.kind.frees() && !order.state.is_over());
        let is_whole = orders.iter().any(|order| order.notes.contains(&Note::LimitNotCarried));
        if is_freed || is_whole {
            return Ok(None);
        }
        let last = orders.iter().rfind(|order| order.kind == OrderKind::RaiseHold);
        if let Some(waits) = last.filter(|order| order.state.is_unsent()) {
            return self.raise_unsent(waits.clone(), wanted).map(|()| None);
        }
        if !raise.passed || !may_raise(measure, &orders) {
            case.note(CaseNote::HeldShort);
            self.fact(&format!("{}.held_short", measure.id), Fact::Bool(true));
            return Ok(None);
        }
        // What failed is tried again when the claims are others.
        if last.is_some_and(|order| !order.state.is_over() || order.limit == Some(wanted)) {
            return Ok(None);
        }
        self.draft_raise(case, measure, &orders, wanted, raise).map(Some)
    }

    /// What a measure should hold in all, where that is more than it does: what is claimed, but for what
    /// other measures hold of the account.
    pub(crate) fn wanted(&mut self, measure: &Measure, of_all: Money) -> Result<Option<Money>, Refusal> {
        let Some(force) = measure.state.force().copied() else { return Ok(None) };
        // More than its limit may be held: by a house that holds whole accounts.
        let Some(has) = force.reach() else { return Ok(None) };
        let mut wanted = of_all;
        for other in self.running_on(measure.target.key())?.iter().filter(|other| other.id != measure.id) {
            let held = other.state.force().and_then(|force| force.held);
            if let (Some(held), true) = (held, other.kind != MeasureKind::Delay) {
                wanted = wanted.minus(held.at_most(wanted)?)?;
            }
        }
        let now = self.now();
        let least = self.norms()?.amount(NormKey::PlanStopMin, now)?;
        let is_short = wanted > has && wanted.minus(has)? >= least;
        Ok(is_short.then_some(wanted))
    }

    fn raise_unsent(&mut self, mut order: Order, wanted: Money) -> Result<(), Refusal> {
        if order.limit == Some(wanted) {
            return Ok(());
        }
        order.limit = Some(wanted);
        self.about(order.id);
        self.put(&order)?;
        Ok(())
    }

    fn draft_raise(
        &mut self,
        case: &mut Case,
        measure: &mut Measure,
        orders: &[Order],
        wanted: Money,
        raise: Raise,
    ) -> Result<OrderId, Refusal> {
        let original = orders.iter().find(|order| order.kind == OrderKind::Stop);
        let new = NewOrder {
            kind: OrderKind::RaiseHold,
            case: Some(case.id),
            agency: measure.agency,
            target: measure.target.clone(),
            transfer: original.filter(|order| order.case == Some(case.id)).and_then(|order| order.transfer),
            limit: Some(wanted),
            reason: REASON.to_owned(),
            author: raise.author,
            from: Some(self.now()),
            until: None,
            original: original.map(|order| order.id),
            level: raise.level,
            query: None,
        };
        let mut order = self.draft_order(new, Some(measure));
        self.put(measure)?;
        self.sign(&mut order)?;
        self.advance_stop(case, &mut order)?;
        Ok(order.id)
    }
}

/// A freeze is changed by people only, and so is what a person reduced, or what was refused before.
fn may_raise(measure: &Measure, orders: &[Order]) -> bool {
    let refused = |order: &Order| {
        let answered = matches!(order.state, OrderState::Answered { result: ReceiptResult::Refused, .. });
        answered || matches!(order.state, OrderState::Withdrawn { .. })
    };
    measure.kind == MeasureKind::Stop
        && !orders.iter().any(|order| order.kind == OrderKind::ReduceHold)
        && !orders.iter().any(|order| order.kind == OrderKind::RaiseHold && refused(order))
}
