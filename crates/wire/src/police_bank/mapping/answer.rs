//! An agency's answer as a feedback, and back.

use super::{account_type, application_id, at, body, channel, free, missing, receipt_result, time};
use crate::police_bank::Message;
use crate::police_bank::envelope::{HEAD, UpHead};
use crate::police_bank::error::{Fault, WireError, WireErrorKind as Kind};
use crate::police_bank::feedback::{StopFeedback, StopVerb};
use crate::police_bank::fields::{Private, Text};
use crate::police_bank::ids::{ApplicationId, OrgCode, TransSerialNumber};
use crate::police_bank::results::ResultCode;
use crate::police_bank::values::{Amount, WireTime};
use cordon_model::exchange::{Answer, OpenOrder, Private as Clear};
use cordon_model::{Currency, OrderId, OrderKind, ReceiptResult, Stamp};

/// What a feedback says of the agency that gives it.
#[derive(Debug, Clone)]
pub struct FeedbackContext {
    pub org_name: String,
    pub operator_name: String,
    pub operator_phone: String,
    /// The number as it came, where it is at hand: a peer may write capitals, and an answer echoes.
    pub application_id: Option<ApplicationId>,
    /// When the answer is written, and random bits for its serial.
    pub at: Stamp,
    pub random: u64,
}

/// The bytes of an answer to an order (100102, 100104, 100106, or the A-codes).
pub fn answer_bytes(answer: &Answer, order: &OpenOrder, context: &FeedbackContext) -> Result<Vec<u8>, WireError> {
    let result = ResultCode::parse(&answer.code)
        .ok_or_else(|| missing("Result", "an answer on this wire has a code of 4 digits"))?;
    let sender = OrgCode::parse(&order.agency_code).map_err(at(format!("{HEAD}/TransSerialNumber")))?;
    let head = UpHead {
        to: OrgCode::parse(&order.organ_code).map_err(at(format!("{HEAD}/To")))?,
        serial: TransSerialNumber::new(&sender, None, time("StartTime")(context.at)?, context.random)
            .map_err(at(format!("{HEAD}/TransSerialNumber")))?,
    };
    let id = match &context.application_id {
        Some(id) => id.clone(),
        None => application_id(order.kind, order.id)?,
    };
    let mut feedback = StopFeedback::new(channel(order.agency_kind)?, verb(order.kind)?, head, id, result);
    feedback.account_type = order.target.account.as_ref().map(|party| account_type(party.class));
    feedback.account_number = Some(Private::new(&order.target.value.0));
    feedback.card_number = Some(Private::new(main_account(&order.target.value)));
    // An overdrawn balance has no form on this wire and stays unsaid.
    feedback.balance = answer.balance.and_then(|balance| Amount::of(balance).ok());
    feedback.from = answer.from.map(time("StartTime")).transpose()?;
    feedback.until = answer.until.map(time("ExpireTime")).transpose()?;
    if receipt_result(result) == ReceiptResult::Failed {
        feedback.failure_cause = result.meaning().map(Text::new);
    }
    feedback.remark = Some(free(&feedback_remark(answer))).filter(|text| !text.as_str().is_empty());
    feedback.org_name = Some(Text::new(&context.org_name));
    feedback.operator_name = Some(Private::new(&context.operator_name));
    feedback.operator_phone = Some(Private::new(&context.operator_phone));
    feedback.encode()
}

/// An answer as the centre reads it. A balance is taken as CNY: this wire's feedback names none.
pub fn answer_from(message: &Message) -> Result<Answer, WireError> {
    let Message::StopFeedback(feedback) = message else {
        return Err(WireError::document(Kind::NotSupported, HEAD, "this message is not a feedback"));
    };
    let balance =
        feedback.balance.map(|amount| amount.money(Currency::CNY)).transpose().map_err(body("AccountBalance"))?;
    let said: Vec<&str> = [&feedback.failure_cause, &feedback.remark].into_iter().flatten().map(Text::as_str).collect();
    Ok(Answer {
        order: OrderId::from_bytes(feedback.application_id.uuid()),
        result: receipt_result(feedback.result),
        code: feedback.result.to_string(),
        balance,
        held: None,
        from: feedback.from.map(WireTime::stamp),
        until: feedback.until.map(WireTime::stamp),
        debit: None,
        earlier: Vec::new(),
        remark: Some(said.join("; ")).filter(|text| !text.is_empty()).map(Clear),
    })
}

fn verb(kind: OrderKind) -> Result<StopVerb, WireError> {
    match kind {
        OrderKind::Stop => Ok(StopVerb::Stop),
        OrderKind::LiftStop => Ok(StopVerb::Relief),
        OrderKind::ExtendStop => Ok(StopVerb::Extend),
        _ => {
            let rule = "this wire has no feedback for such an order; use the JSON form";
            Err(WireError::content(Fault::new(Kind::NotSupported, ResultCode::NOT_OPEN, rule), HEAD))
        }
    }
}

/// The account before `_`, where the number names a sub-account.
fn main_account(number: &str) -> &str {
    number.split_once('_').map_or(number, |(main, _)| main)
}

/// This wire has no fields for earlier freezes of others in a stop's feedback; they are told in words.
fn feedback_remark(answer: &Answer) -> String {
    let mut words: Vec<String> = answer.remark.iter().map(|remark| remark.0.clone()).collect();
    for earlier in &answer.earlier {
        let amount = earlier.amount.map_or_else(|| "全额".to_owned(), |amount| amount.decimal());
        let until = earlier.until.map(|until| format!(" 至{}", until.shanghai())).unwrap_or_default();
        words.push(format!("在先措施:{} {amount}{until}", earlier.organ));
    }
    words.join("; ")
}
