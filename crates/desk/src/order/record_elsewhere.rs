//! What another system answered to an order is entered by an officer. It goes the way of every answer:
//! the first valid one decides, late is shown late, contradictions are kept; the entry says who
//! entered it. A question about an account may be answered on paper with what moved there.

use crate::desk::{Call, Desk};
use crate::limits::ANSWER_CODE_CHARS_MAX;
use crate::order::execute_elsewhere::by_hand;
use crate::order::paper_statement::PaperStatement;
use crate::order::receive::Received;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::RecordElsewhere;
use cordon_journal::Fact;
use cordon_model::exchange::{Answer, PaperKind};
use cordon_model::{Code, Digest, Order, OrderKind, Receipt, Wire};
use cordon_store::Read;

fn check(order: &Order, answer: &Answer) -> Result<(), Refusal> {
    by_hand(order)?;
    let good = (1..=ANSWER_CODE_CHARS_MAX).contains(&answer.code.len())
        && answer.code.bytes().all(|b| b.is_ascii_alphanumeric());
    if !good {
        return Err(Refusal::field("code", format!("has to be 1 to {ANSWER_CODE_CHARS_MAX} letters or digits")));
    }
    // A freeze or a stop that "was done" without an amount would hold nobody knows what.
    let holds = matches!(order.kind, OrderKind::Stop | OrderKind::Freeze);
    if holds && answer.result.took_effect() && answer.held.is_none() && answer.balance.is_none() {
        return Err(Refusal::missing("held"));
    }
    Ok(())
}

/// What an officer typed in.
#[derive(Clone, Copy, Debug)]
pub struct Entered<'a> {
    pub answer: &'a Answer,
    /// What moved on the account that was asked about.
    pub statement: Option<&'a PaperStatement>,
    /// The paper that it was typed in from, sealed beside it.
    pub scan: Option<&'a [u8]>,
    /// The digest of all of it: the same words are the same answer.
    pub body: [u8; 32],
}

/// `body` is the digest of what the officer entered.
pub fn record_elsewhere(desk: &Desk, call: &Call, answer: &Answer, body: [u8; 32]) -> Result<Received, Refusal> {
    record_with_scan(desk, call, answer, None, body)
}

/// The same with the paper that it was typed in from.
pub fn record_with_scan(
    desk: &Desk,
    call: &Call,
    answer: &Answer,
    scan: Option<&[u8]>,
    body: [u8; 32],
) -> Result<Received, Refusal> {
    record_entered(desk, call, &Entered { answer, statement: None, scan, body })
}

pub fn record_entered(desk: &Desk, call: &Call, entered: &Entered<'_>) -> Result<Received, Refusal> {
    let answer = entered.answer;
    desk.act::<RecordElsewhere, _, _>(
        call,
        |look| {
            let order: Order = look.find(answer.order)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            Ok((Resource::new("Order", order.id).agency(order.agency), order))
        },
        |_permit, act, order| {
            check(&order, answer)?;
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            act.fact("entered_by", Fact::text(officer));
            if let Some(number) = &order.foreign_number {
                act.fact("foreign_number", Fact::text(number));
            }
            let case = order.case;
            let told = entered.statement.map(|paper| act.told_on_paper(&order, answer, paper)).transpose()?;
            let answer = Answer { statement: told, ..answer.clone() };
            let done = act.take_answer(order, Wire::ByHand, &answer, Digest(entered.body))?;
            if let Some(scan) = entered.scan {
                let paper = act.keep_paper(PaperKind::Answer, scan, case, None, officer)?;
                let receipt: Receipt = act.need(done.receipt)?;
                act.put(&Receipt { scan: Some(paper.id), ..receipt })?;
            }
            Ok(done)
        },
    )
}
