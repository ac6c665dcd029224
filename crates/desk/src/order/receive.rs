//! An agency's answer comes in. The first valid one decides; every other is kept, flagged, and
//! changes nothing.

use crate::desk::{Act, Call, Desk};
use crate::limits::{CLOCK_SKEW_MAX_MS, REASON_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::ReceiveAnswer;
use cordon_journal::Fact;
use cordon_model::exchange::Answer;
use cordon_model::receipt::{DebitAnswer, Earlier, Weight};
use cordon_model::sealed::{mask_name, mask_tail};
use cordon_model::{
    Case, CaseNote, Code, Digest, Measure, MeasureState, Money, Note, Order, OrderEvent, OrderKind, OrderState,
    Receipt, ReceiptId, Stamp, Wire,
};
use cordon_store::{Read, Value, outbox};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub receipt: ReceiptId,
    pub weight: Weight,
}

/// `kind` is what the wire's own message answers, where it says so: a lift's answer is not a stop's.
pub fn receive(
    desk: &Desk,
    call: &Call,
    wire: Wire,
    answer: &Answer,
    kind: Option<OrderKind>,
    body: [u8; 32],
) -> Result<Received, Refusal> {
    desk.act::<ReceiveAnswer, _, _>(
        call,
        |look| {
            let order: Order = look.find(answer.order)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            Ok((Resource::new("Order", order.id).agency(order.agency), order))
        },
        |_permit, act, order| {
            if kind.is_some_and(|kind| kind != order.kind) {
                return Err(Refusal::field("TxCode", "does not answer an order of this kind"));
            }
            act.take_answer(order, wire, answer, Digest(body))
        },
    )
}

impl Act<'_, '_> {
    pub(crate) fn take_answer(
        &mut self,
        mut order: Order,
        wire: Wire,
        answer: &Answer,
        body: Digest,
    ) -> Result<Received, Refusal> {
        check_answer(&order, answer)?;
        let earlier: Vec<Receipt> =
            self.select("where order_id = $1 order by id", &[Value::from(order.id.to_string())])?;
        let mut receipt = self.make_receipt(&order, wire, answer, body)?;
        receipt.weight = weigh(&order, &receipt, &earlier, self.more_comes(&order, answer)?)?;
        receipt.late = order.state.due().is_some_and(|due| self.now() > due.at);
        self.about(receipt.id);
        self.fact("weight", Fact::text(format!("{:?}", receipt.weight).to_lowercase()));
        self.fact("result", Fact::text(receipt.result.name()));
        self.fact("code", Fact::text(&receipt.code));
        self.fact("late", Fact::Bool(receipt.late));
        self.fact("body", Fact::Bytes(body.0.to_vec()));
        match receipt.weight {
            Weight::Deciding => self.decide(&mut order, &mut receipt, answer)?,
            Weight::Repeated => {}
            Weight::Further if order.kind == OrderKind::Freeze => self.turn_comes(&order, &receipt)?,
            Weight::Further => {
                self.learn_from(&order, &mut receipt, answer)?;
                self.note_told_late(&mut order)?;
            }
            Weight::Contradicting => self.flag(&mut order, Note::ContradictedAnswer)?,
            Weight::TooLate => self.flag(&mut order, Note::AnsweredAfterWithdrawal)?,
        }
        self.put(&receipt)?;
        Ok(Received { receipt: receipt.id, weight: receipt.weight })
    }

    /// Orders that are answered more than once: a watch as often as something moves, a freeze that was
    /// queued when its turn comes.
    fn more_comes(&mut self, order: &Order, answer: &Answer) -> Result<bool, Refusal> {
        match (order.kind, order.measure) {
            (OrderKind::Watch, _) => Ok(answer.statement.is_some()),
            (OrderKind::Freeze, Some(measure)) => {
                let measure: Measure = self.need(measure)?;
                let holds = answer.result.took_effect() && answer.held.is_some_and(Money::is_positive);
                Ok(holds && matches!(measure.state, MeasureState::Queued { .. }))
            }
            _ => Ok(false),
        }
    }

    fn decide(&mut self, order: &mut Order, receipt: &mut Receipt, answer: &Answer) -> Result<(), Refusal> {
        let event = OrderEvent::Answered { receipt: receipt.id, result: receipt.result };
        order.step(&event, self.now())?;
        if receipt.late {
            order.note(Note::AnsweredLate);
        }
        outbox::answered(self.unit, &order.id.to_string(), self.now())?;
        self.state_order(order);
        self.take_effect(order, receipt, answer)?;
        self.put(order)?;
        Ok(())
    }

    /// What a watch tells after its end is learned all the same, and stands on the watch.
    fn note_told_late(&mut self, watch: &mut Order) -> Result<(), Refusal> {
        if self.has_ended(watch)? {
            watch.note(Note::ToldAfterEnd);
            self.put(watch)?;
            self.fact("told_after_end", Fact::Bool(true));
        }
        Ok(())
    }

    /// What contradicts stands on the order and on its case for everybody to see.
    fn flag(&mut self, order: &mut Order, note: Note) -> Result<(), Refusal> {
        order.note(note);
        self.put(order)?;
        if let Some(id) = order.case {
            let mut case: Case = self.need(id)?;
            case.note(CaseNote::StrangeAnswer);
            self.put(&case)?;
        }
        Ok(())
    }

    fn make_receipt(&mut self, order: &Order, wire: Wire, answer: &Answer, body: Digest) -> Result<Receipt, Refusal> {
        let id = self.fresh.id(ReceiptId::make);
        let remark = answer.remark.as_ref().filter(|text| !text.trim().is_empty());
        let remark = remark
            .map(|text| {
                let short: String = text.chars().take(REASON_CHARS_MAX).collect();
                self.seal_text("remark", &short, REASON_CHARS_MAX)
            })
            .transpose()?;
        Ok(Receipt {
            id,
            order: order.id,
            agency: order.agency,
            wire,
            received_at: self.now(),
            weight: Weight::Deciding,
            result: answer.result,
            code: answer.code.chars().take(32).collect(),
            balance: answer.balance,
            held: answer.held,
            from: answer.from,
            until: answer.until,
            debit: self.seal_debit(answer)?,
            earlier: answer
                .earlier
                .iter()
                .take(16)
                .map(|e| Earlier { organ: e.organ.chars().take(150).collect(), amount: e.amount, until: e.until })
                .collect(),
            statement: None,
            remark,
            scan: None,
            body,
            late: false,
        })
    }

    fn seal_debit(&mut self, answer: &Answer) -> Result<Option<DebitAnswer>, Refusal> {
        let Some(debit) = &answer.debit else {
            return Ok(None);
        };
        let payee = debit.payee.as_ref();
        let number =
            payee.map(|p| self.seal("debit_payee", p.number.as_bytes(), mask_tail(&p.number, 4))).transpose()?;
        let holder = payee.and_then(|p| p.holder.as_ref());
        let holder = holder.map(|h| self.seal("debit_payee_holder", h.as_bytes(), mask_name(h))).transpose()?;
        Ok(Some(DebitAnswer {
            found: debit.found,
            at: debit.at,
            payee_institution_code: payee.map(|p| p.institution_code.clone()),
            payee_number: number,
            payee_holder: holder,
            payee_class: payee.map(|p| p.class),
        }))
    }
}

fn weigh(order: &Order, receipt: &Receipt, earlier: &[Receipt], more_comes: bool) -> Result<Weight, Refusal> {
    if let Some(deciding) = earlier.iter().find(|other| other.weight == Weight::Deciding) {
        // The same bytes again are the same answer.
        if more_comes {
            let known = earlier.iter().any(|other| other.body == receipt.body);
            return Ok(if known { Weight::Repeated } else { Weight::Further });
        }
        return Ok(if deciding.agrees_with(receipt) { Weight::Repeated } else { Weight::Contradicting });
    }
    match order.state {
        OrderState::Dispatched { .. } | OrderState::Seen { .. } => Ok(Weight::Deciding),
        OrderState::Withdrawn { .. } => Ok(Weight::TooLate),
        _ => Err(Refusal::new(Code::WrongState, format!("the order is {} and was not sent", order.state.name()))),
    }
}

/// What cannot be true is refused as a whole; the agency is told which field.
fn check_answer(order: &Order, answer: &Answer) -> Result<(), Refusal> {
    let currency = order.limit.map(|limit| limit.currency());
    for (name, amount) in [("balance", answer.balance), ("held", answer.held)] {
        let Some(amount) = amount else { continue };
        if amount.minor() < 0 {
            return Err(Refusal::field(name, "is negative"));
        }
        if currency.is_some_and(|currency| currency != amount.currency()) {
            return Err(Refusal::field(name, "is in another currency than the order"));
        }
    }
    if order.kind == OrderKind::ConfirmDebit && answer.result.took_effect() && answer.debit.is_none() {
        return Err(Refusal::missing("debit"));
    }
    if let (Some(from), Some(until)) = (answer.from, answer.until)
        && until < from
    {
        return Err(Refusal::field("until", "lies before `from`"));
    }
    Ok(())
}

/// The moment from which a measure runs: the agency's own, as long as it can be true.
pub(crate) fn believable(said: Option<Stamp>, sent: Option<Stamp>, now: Stamp) -> Option<Stamp> {
    let earliest = sent.unwrap_or(now).minus_ms(CLOCK_SKEW_MAX_MS);
    said.filter(|at| *at >= earliest && *at <= now.plus_ms(CLOCK_SKEW_MAX_MS))
}
