//! Sending: papers, approval and the outbox. An approved order leaves in the same transaction.

use crate::desk::Act;
use crate::refusal::Refusal;
use cordon_model::exchange::PaperKind;
use cordon_model::{
    Agency, Approval, CaseId, Duty, Measure, MeasureId, MeasureKind, Missing, NormKey, Note, Order, OrderEvent,
    OrderId, OrderKind, PaperId, Review, Signatories, Wire,
};
use cordon_store::outbox::{self, Message};
use cordon_store::{Read, Value};

const fn answer_norm(kind: OrderKind) -> NormKey {
    match kind {
        OrderKind::RiskNotice => NormKey::NoticeAnswerDue,
        OrderKind::ConfirmDebit => NormKey::DebitConfirmDue,
        OrderKind::Stop | OrderKind::ExtendStop | OrderKind::RaiseHold => NormKey::StopAnswerDue,
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

    /// What is still missing before an order may leave: a stop needs the victim's signed form, a freeze
    /// the document of the deciding organ, both two officers (result 0600 without).
    pub fn missing_papers(&mut self, order: &mut Order) -> Result<Vec<Missing>, Refusal> {
        let (paper, lacking) = match order.kind {
            OrderKind::Stop => (PaperKind::StopApplication, Missing::SignedForm),
            OrderKind::Freeze | OrderKind::ExtendFreeze => (PaperKind::FreezeDocument, Missing::FreezeDocument),
            _ => return Ok(Vec::new()),
        };
        let mut missing = Vec::new();
        if !self.has_paper(order, paper)? {
            missing.push(lacking);
        }
        if !self.sign(order)? {
            missing.push(Missing::TwoOfficers);
        }
        Ok(missing)
    }

    /// The newest paper of a kind that one of the cases has. A renewal of a freeze is a decision of its
    /// own: the document that an earlier order of the same measure left with does not serve it again.
    fn has_paper(&mut self, order: &mut Order, kind: PaperKind) -> Result<bool, Refusal> {
        let spent = match (order.kind, order.measure) {
            (OrderKind::ExtendFreeze, Some(measure)) => self.spent_papers(measure, order.id)?,
            _ => Vec::new(),
        };
        for case in self.claimants(order)? {
            let papers: Vec<cordon_model::Paper> =
                self.select("where case_id = $1 order by id", &[Value::from(case.to_string())])?;
            let good = |paper: &&cordon_model::Paper| paper.kind == kind && !spent.contains(&paper.id);
            if let Some(paper) = papers.iter().rev().find(good) {
                order.papers = vec![paper.id];
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Papers that the other orders of a measure left with.
    fn spent_papers(&mut self, measure: MeasureId, but: OrderId) -> Result<Vec<PaperId>, Refusal> {
        let orders: Vec<Order> =
            self.select("where measure_id = $1 order by id", &[Value::from(measure.to_string())])?;
        Ok(orders.into_iter().filter(|other| other.id != but).flat_map(|other| other.papers).collect())
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

    /// The wire that takes an order; none of the agency's own means that people carry it. The police
    /// interface knows its own stops only: what a bank began by itself is ended by our form.
    fn wire_to(&mut self, agency: &Agency, order: &Order) -> Result<Wire, Refusal> {
        let measure: Option<Measure> = order.measure.map(|id| self.need(id)).transpose()?;
        let own = measure.is_some_and(|measure| matches!(measure.kind, MeasureKind::Delay | MeasureKind::Hold));
        let wire = if own && order.kind.frees() {
            agency.wires.iter().copied().find(|wire| *wire == Wire::JsonForm)
        } else {
            agency.wire_for(order.kind)
        };
        Ok(wire.unwrap_or(Wire::ByHand))
    }

    /// Puts an approved order into the outbox of its agency's wire; what people carry to another system
    /// waits for them on a list instead.
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
        if wire == Wire::ByHand {
            order.note(Note::ExecutedElsewhere);
        } else {
            outbox::queue(self.unit, &message(order, wire), now)?;
        }
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
pub(crate) fn carries_limit(agency: &Agency, wire: Wire, kind: OrderKind) -> bool {
    let of_stop = matches!(kind, OrderKind::Stop | OrderKind::ExtendStop | OrderKind::RaiseHold);
    wire.carries_limit(kind) && (agency.limited_stop || !of_stop)
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
