//! A stop that became a freeze, at the bank. Whether a bank ends its stop by itself when it freezes, the
//! police interface does not say: the built-in gateway does, another may hold the whole account until the
//! stop's time is over. So the stop is lifted there, in the act that takes the bank's word that the freeze
//! holds: after the freeze, so that the money is held at every moment, and only where no other case needs
//! the stop. A bank that ended it already says so (0900), and nothing changes. A stop that it carried out
//! after the freeze stands beside it, whatever the interface: its answer came first, and it is lifted too.

use crate::desk::Act;
use crate::order::draft::NewOrder;
use crate::refusal::Refusal;
use cordon_model::{
    Approval, Author, Measure, MeasureKind, MeasureState, Money, NormKey, Order, OrderEvent, OrderKind, Wire,
};
use cordon_store::{Read, Value};

const REASON: &str = "已转为冻结，解除原止付";

impl Act<'_, '_> {
    /// `freeze` was answered, and `held` is what the bank says it holds by it.
    pub(super) fn lift_converted(
        &mut self,
        converted: &[Measure],
        freeze: &Order,
        held: Option<Money>,
    ) -> Result<(), Refusal> {
        if held.is_some_and(|held| !held.is_positive()) {
            return Ok(());
        }
        for measure in converted.iter().filter(|measure| measure.kind == MeasureKind::Stop) {
            self.lift_stops_of(&mut measure.clone(), freeze)?;
        }
        Ok(())
    }

    /// Lifts what a converted measure began with; `by` is the order whose signatories and approval serve.
    pub(super) fn lift_stops_of(&mut self, measure: &mut Measure, by: &Order) -> Result<(), Refusal> {
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
        if orders.iter().any(|order| order.kind == OrderKind::LiftStop && !order.state.is_over()) {
            return Ok(());
        }
        let came_after = self.came_after_its_freeze(measure)?;
        let stopped = |order: &&Order| {
            let done = matches!(order.state.name(), "done" | "part");
            order.kind == OrderKind::Stop && done && (came_after || order.wire == Some(Wire::PoliceBank))
        };
        let Some(stop) = orders.iter().find(stopped) else { return Ok(()) };
        let norm = self.norms()?.at(NormKey::StopLiftDue, self.now())?.reference();
        let new = NewOrder {
            kind: OrderKind::LiftStop,
            case: by.case,
            agency: stop.agency,
            target: stop.target.clone(),
            transfer: stop.transfer,
            limit: None,
            reason: REASON.to_owned(),
            author: Author::Platform { norm },
            from: Some(self.now()),
            until: None,
            original: Some(stop.id),
            level: stop.level,
            query: None,
        };
        let mut lift = self.draft_order(new, Some(measure));
        lift.step(&OrderEvent::PapersComplete, self.now())?;
        lift.signatories = by.signatories.or(stop.signatories);
        lift.movement = stop.movement;
        self.put(measure)?;
        // Who approved the freeze approved that it takes the place of the stop.
        self.approve_and_send(&mut lift, by.state.approval().copied().unwrap_or(Approval::Clock { norm }))
    }

    /// Whether the bank's own times say that it stopped when it had frozen already.
    fn came_after_its_freeze(&mut self, stop: &Measure) -> Result<bool, Refusal> {
        let MeasureState::Converted { was, into, .. } = stop.state else { return Ok(false) };
        let freeze: Measure = self.need(into)?;
        Ok(freeze.state.force().is_some_and(|force| force.from <= was.from))
    }
}
