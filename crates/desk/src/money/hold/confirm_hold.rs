//! The police confirm an agency's own hold: it is bound to a case, and the formal stop that takes its
//! place is drafted, with papers as every stop. Until that stop is answered the hold keeps its own
//! clock.

use crate::desk::{Act, Call, Desk};
use crate::money::plan::times_stopped;
use crate::order::draft::NewOrder;
use crate::order::hands::ask_measure;
use crate::read::cases::newest_trace;
use crate::refusal::Refusal;
use crate::verbs::ConfirmHold;
use cordon_journal::Fact;
use cordon_model::{
    Author, BankReport, Case, CaseId, Code, Measure, MeasureId, MeasureKind, MeasureState, Money, NormKey, Note, Order,
    OrderId, OrderKind,
};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

const REASON: &str = "涉嫌电信网络诈骗资金，机构已先行止付";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmedHold {
    /// The stop that takes the hold's place.
    pub order: OrderId,
    pub state: String,
    /// Until when the hold lasts without it.
    pub until: cordon_model::Stamp,
}

pub fn confirm_hold(desk: &Desk, call: &Call, id: MeasureId, case: CaseId) -> Result<ConfirmedHold, Refusal> {
    desk.act::<ConfirmHold, _, _>(
        call,
        |look| {
            look.about(case);
            ask_measure(look, id)
        },
        |_permit, act, mut hold| {
            let mut case: Case = act.need(case)?;
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            if hold.kind != MeasureKind::Hold {
                return Err(Refusal::new(Code::WrongState, "only an agency's own hold is confirmed"));
            }
            let force = *hold.state.force().ok_or(Refusal::bare(Code::NoMeasureInForce))?;
            if act.now() >= force.until {
                return Err(Refusal::bare(Code::NoMeasureInForce));
            }
            if !hold.claims.is_empty() {
                return Err(Refusal::new(Code::WrongState, "the hold was confirmed before"));
            }
            if case.reporter.is_none() {
                return Err(Refusal::new(
                    Code::WrongState,
                    "nobody is restricted for a reporter who is not identified",
                ));
            }
            let claimed = act.claimed_on(&case, hold.target.key())?;
            let claimed = claimed.ok_or_else(|| Refusal::field("case", "claims nothing on this account"))?;
            hold.joined(case.id, claimed)?;
            let order = act.stop_for_hold(&mut case, &mut hold, claimed, Author::Officer { officer })?;
            if !hold.orders.contains(&order.id) {
                hold.orders.push(order.id);
            }
            act.put(&hold)?;
            act.put(&case)?;
            act.bind_report(&hold, case.id)?;
            act.fact_money("claimed", claimed);
            act.fact("until", Fact::Time(force.until));
            Ok(ConfirmedHold { order: order.id, state: order.state.name().to_owned(), until: force.until })
        },
    )
}

impl Act<'_, '_> {
    /// A stop that is on its way for the account already will take the hold's place as well.
    fn stop_for_hold(
        &mut self,
        case: &mut Case,
        hold: &mut Measure,
        claimed: Money,
        author: Author,
    ) -> Result<Order, Refusal> {
        let all = self.measures_on(hold.target.key())?;
        let pending = all.iter().find(|measure| {
            measure.kind == MeasureKind::Stop
                && matches!(measure.state, MeasureState::Pending { .. })
                && measure.is_claimed_by(case.id)
        });
        if let Some(pending) = pending {
            let orders: Vec<Order> =
                self.select("where measure_id = $1 order by id", &[Value::from(pending.id.to_string())])?;
            if let Some(order) = orders.into_iter().find(|order| order.kind == OrderKind::Stop) {
                return Ok(order);
            }
        }
        let now = self.now();
        let max = self.norms()?.count(NormKey::StopTimesMax, now)?;
        if times_stopped(&all) >= max {
            return Err(Refusal::new(Code::StopTimesExceeded, format!("{max} times")));
        }
        self.draft_stop_for(case, hold, claimed, author)
    }

    fn draft_stop_for(
        &mut self,
        case: &mut Case,
        hold: &Measure,
        claimed: Money,
        author: Author,
    ) -> Result<Order, Refusal> {
        let now = self.now();
        let until = self.norms()?.deadline(NormKey::StopLife, now, now)?;
        let key = hold.target.key();
        let transfer = case.payment_for(key).cloned();
        let level = newest_trace(self, case.id)?.and_then(|trace| Some(trace.place(key)?.level)).unwrap_or(1);
        let mut measure = self.new_measure(MeasureKind::Stop, hold.agency, hold.target.clone(), REASON);
        measure.life = Some(until.norm);
        measure.joined(case.id, claimed)?;
        let new = NewOrder {
            kind: OrderKind::Stop,
            case: Some(case.id),
            agency: hold.agency,
            target: hold.target.clone(),
            transfer: transfer.as_ref().map(|transfer| transfer.id),
            limit: Some(claimed),
            reason: REASON.to_owned(),
            author,
            from: Some(now),
            until: Some(until),
            original: None,
            level,
            query: None,
        };
        let mut order = self.draft_order(new, Some(&mut measure));
        order.note(Note::BankReported);
        if transfer.is_some_and(|transfer| !transfer.is_confirmed()) {
            order.note(Note::DebitUnconfirmed);
        }
        self.put(&measure)?;
        self.advance_stop(case, &mut order)?;
        Ok(order)
    }

    /// The agency's report of the hold belongs to the case from now on.
    fn bind_report(&mut self, hold: &Measure, case: CaseId) -> Result<(), Refusal> {
        let Some(force) = hold.state.force() else { return Ok(()) };
        let id = cordon_model::BankReportId::from_bytes(force.receipt.bytes());
        if let Some(mut report) = self.load::<BankReport>(id)? {
            report.case = Some(case);
            self.put(&report)?;
        }
        Ok(())
    }
}
