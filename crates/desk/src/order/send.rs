//! Sending: papers, approval and the outbox. An approved order leaves in the same transaction.

use crate::desk::Act;
use crate::refusal::Refusal;
use cordon_model::exchange::PaperKind;
use cordon_model::{
    Agency, Approval, CaseId, Code, Duty, Measure, Missing, NormKey, Note, Order, OrderEvent, OrderKind, Review,
    Signatories, Wire,
};
use cordon_store::outbox::{self, Message};
use cordon_store::{Read, Value};

const fn answer_norm(kind: OrderKind) -> NormKey {
    match kind {
        OrderKind::RiskNotice => NormKey::NoticeAnswerDue,
        OrderKind::ConfirmDebit => NormKey::DebitConfirmDue,
        OrderKind::Stop | OrderKind::ExtendStop => NormKey::StopAnswerDue,
        OrderKind::LiftStop => NormKey::StopLiftDue,
        OrderKind::QueryAccount | OrderKind::QuerySerial | OrderKind::Watch | OrderKind::EndWatch => {
            NormKey::QueryAnswerDue
        }
        OrderKind::Freeze | OrderKind::ExtendFreeze => NormKey::FreezeAnswerDue,
        OrderKind::LiftFreeze => NormKey::FreezeLiftDue,
        OrderKind::ReduceHold => NormKey::HoldReduceDue,
        OrderKind::VoidValue | OrderKind::RestoreValue => NormKey::VoidAnswerDue,
        OrderKind::ShutNumber => NormKey::NumberAnswerDue,
        OrderKind::RestoreNumber => NormKey::NumberRestoreDue,
    }
}

impl Act<'_, '_> {
    /// The two officers on duty now; the latest roster entry wins.
    pub fn duty(&mut self) -> Result<Option<Duty>, Refusal> {
        let now = self.now();
        let mut duties: Vec<Duty> =
            self.select("where from_at <= $1 and until_at > $1 order by id desc limit 1", &[Value::from(now)])?;
        Ok(duties.pop())
    }

    /// What is still missing before a formal stop may leave (银发〔2016〕86号; result 0600 without).
    pub fn missing_papers(&mut self, order: &mut Order) -> Result<Vec<Missing>, Refusal> {
        if !order.kind.needs_papers() {
            return Ok(Vec::new());
        }
        let mut missing = Vec::new();
        if !self.has_signed_form(order)? {
            missing.push(Missing::SignedForm);
        }
        if !self.sign(order)? {
            missing.push(Missing::TwoOfficers);
        }
        Ok(missing)
    }

    fn has_signed_form(&mut self, order: &mut Order) -> Result<bool, Refusal> {
        for case in self.claimants(order)? {
            let papers: Vec<cordon_model::Paper> =
                self.select("where case_id = $1 order by id", &[Value::from(case.to_string())])?;
            if let Some(paper) = papers.iter().rev().find(|paper| paper.kind == PaperKind::StopApplication) {
                order.papers = vec![paper.id];
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The cases that ask for an order: the form of any of them will do.
    fn claimants(&mut self, order: &Order) -> Result<Vec<CaseId>, Refusal> {
        let measure: Option<Measure> = order.measure.map(|id| self.need(id)).transpose()?;
        let claims = measure.map(|measure| measure.claims).unwrap_or_default();
        if claims.is_empty() {
            return Ok(order.case.into_iter().collect());
        }
        Ok(claims.into_iter().map(|claim| claim.case).collect())
    }

    /// Puts the two officers on duty under the order, if both can sign.
    pub fn sign(&mut self, order: &mut Order) -> Result<bool, Refusal> {
        let Some(duty) = self.duty()? else {
            return Ok(false);
        };
        let signatories = Signatories { operator: duty.operator, investigator: duty.investigator };
        let both = self.signatories_of(signatories)?;
        let able = both.iter().all(|officer| officer.active && officer.is_police() && officer.certificate.is_some());
        if able {
            order.signatories = Some(signatories);
        }
        Ok(able)
    }

    /// Approves an order that waits for approval and sends it.
    pub fn approve_and_send(&mut self, order: &mut Order, approval: Approval) -> Result<(), Refusal> {
        order.step(&OrderEvent::Approved(approval), self.now())?;
        if let Approval::Standing { norm: _, .. } = approval {
            self.open_review(order)?;
        }
        self.send(order)
    }

    fn open_review(&mut self, order: &Order) -> Result<(), Refusal> {
        let now = self.now();
        let due = self.norms()?.deadline(NormKey::StandingReviewDue, now, now)?;
        self.put(&Review { order: order.id, case: order.case, acted_at: now, due, reviewed: None })?;
        Ok(())
    }

    /// The wire that takes an order. The police interface knows stops only: a bank's own delay, which
    /// began with a notice, is ended by the form that the notice came in.
    fn wire_to(&mut self, agency: &Agency, order: &Order) -> Result<Wire, Refusal> {
        let original: Option<Order> = order.original.map(|id| self.need(id)).transpose()?;
        if original.is_some_and(|original| original.kind == OrderKind::RiskNotice) {
            return Ok(Wire::JsonForm);
        }
        agency
            .wire_for(order.kind)
            .ok_or_else(|| Refusal::new(Code::AgencyWrongKind, format!("no wire carries `{}`", order.kind.name())))
    }

    /// Puts an approved order into the outbox of its agency's wire.
    fn send(&mut self, order: &mut Order) -> Result<(), Refusal> {
        let agency: Agency = self.need(order.agency)?;
        let wire = self.wire_to(&agency, order)?;
        let now = self.now();
        let due = self.norms()?.deadline(answer_norm(order.kind), now, now)?;
        order.wire = Some(wire);
        self.restart_span(order)?;
        order.step(&OrderEvent::Dispatched(due), now)?;
        if order.limit.is_some() && order.kind.restricts() && !carries_limit(&agency, wire, order.kind) {
            order.note(Note::LimitNotCarried);
        }
        outbox::queue(self.unit, &message(order, wire), now)?;
        self.put(order)?;
        self.state_order(order);
        Ok(())
    }
}

impl Act<'_, '_> {
    /// A stop may have waited long for its papers: its time begins when it leaves.
    fn restart_span(&mut self, order: &mut Order) -> Result<(), Refusal> {
        let life = match order.kind {
            OrderKind::Stop => NormKey::StopLife,
            OrderKind::Freeze => NormKey::FreezeLife,
            OrderKind::VoidValue => NormKey::VoidLife,
            OrderKind::ShutNumber => NormKey::NumberShutLife,
            _ => return Ok(()),
        };
        let now = self.now();
        order.from = Some(now);
        order.until = Some(self.norms()?.deadline(life, now, now)?);
        Ok(())
    }
}

/// Whether the agency will hold the amount and no more: its wire says it, and for a stop it must be able to.
fn carries_limit(agency: &Agency, wire: Wire, kind: OrderKind) -> bool {
    wire.carries_limit(kind) && (agency.limited_stop || !matches!(kind, OrderKind::Stop | OrderKind::ExtendStop))
}

fn message(order: &Order, wire: Wire) -> Message {
    Message {
        id: order.id.to_string(),
        agency: order.agency.to_string(),
        wire: wire.name().to_owned(),
        order_id: order.id.to_string(),
        urgent: order.urgent,
        // The order renders to the same bytes each time, so no second copy of its facts is kept.
        payload: Vec::new(),
    }
}
