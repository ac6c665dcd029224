//! A feedback as an answer of the model, on the centre's side.

use super::learn::{Learned, payments, statement_of, watched};
use super::{body, receipt_result};
use crate::police_bank::Message;
use crate::police_bank::envelope::HEAD;
use crate::police_bank::error::{WireError, WireErrorKind as Kind};
use crate::police_bank::feedback::StopFeedback;
use crate::police_bank::fields::{Private, Text};
use crate::police_bank::freeze::FreezeVerb;
use crate::police_bank::freeze_feedback::FreezeFeedback;
use crate::police_bank::request::Reply;
use crate::police_bank::values::{Amount, WireTime};
use cordon_model::exchange::{Answer, EarlierMeasure, Private as Clear};
use cordon_model::{Currency, Money, OrderId};

/// An answer as the centre reads it. A stop's balance is taken as CNY: its feedback names none.
pub fn answer_from(message: &Message) -> Result<Answer, WireError> {
    match message {
        Message::StopFeedback(feedback) => stop(feedback),
        Message::FreezeFeedback(feedback) => freeze(feedback),
        Message::StatementFeedback(feedback) => statement_of(feedback).map(|told| learned(&feedback.reply, told)),
        Message::WatchFeedback(feedback) => watched(feedback).map(|told| learned(&feedback.reply, told)),
        Message::WatchEndFeedback(feedback) => Ok(bare(&feedback.reply)),
        Message::SerialFeedback(feedback) => {
            let (payments, words) = payments(feedback)?;
            let said = feedback.reply.remark.as_ref().map(|remark| remark.reveal().to_owned());
            Ok(Answer { payments, remark: in_one(said.into_iter().chain(words)), ..bare(&feedback.reply) })
        }
        _ => Err(WireError::document(Kind::NotSupported, HEAD, "this message is not a feedback")),
    }
}

/// An answer without its remark.
fn bare(reply: &Reply) -> Answer {
    let order = OrderId::from_bytes(reply.application_id.uuid());
    let answer = Answer::bare(order, receipt_result(reply.result), &reply.result.to_string());
    Answer { remark: in_one(reply.remark.as_ref().map(|remark| remark.reveal().to_owned())), ..answer }
}

fn in_one(said: impl IntoIterator<Item = String>) -> Option<Clear> {
    let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
    if said.is_empty() { None } else { Some(Clear(said.join("; "))) }
}

fn learned(reply: &Reply, told: Learned) -> Answer {
    Answer { statement: told.statement, remark: in_one([told.remark].into_iter().chain(told.words)), ..bare(reply) }
}

fn stop(feedback: &StopFeedback) -> Result<Answer, WireError> {
    let balance =
        feedback.balance.map(|amount| amount.money(Currency::CNY)).transpose().map_err(body("AccountBalance"))?;
    let said = [&feedback.failure_cause, &feedback.remark].into_iter().flatten().map(|text| text.as_str().to_owned());
    let order = OrderId::from_bytes(feedback.application_id.uuid());
    Ok(Answer {
        balance,
        from: feedback.from.map(WireTime::stamp),
        until: feedback.until.map(WireTime::stamp),
        remark: in_one(said),
        ..Answer::bare(order, receipt_result(feedback.result), &feedback.result.to_string())
    })
}

fn freeze(feedback: &FreezeFeedback) -> Result<Answer, WireError> {
    let outcome = &feedback.outcome;
    let currency = outcome.currency.unwrap_or(Currency::CNY);
    let held = outcome.frozen.map(|amount| amount.money(currency)).transpose().map_err(body("FrozedBalance"))?;
    let balance = outcome.balance.map(|amount| amount.money(currency)).transpose().map_err(body("AccountBalance"))?;
    let cause = outcome.failure_cause.as_ref().map(Text::as_str).unwrap_or_default().to_owned();
    let remark = feedback.reply.remark.as_ref().map(Private::reveal).unwrap_or_default().to_owned();
    let lifted = feedback.verb == FreezeVerb::Relief;
    Ok(Answer {
        balance,
        held,
        from: if lifted { outcome.released_at.or(outcome.from) } else { outcome.from }.map(WireTime::stamp),
        until: outcome.until.map(WireTime::stamp),
        earlier: former(feedback, currency)?.into_iter().collect(),
        remark: in_one([cause, remark]),
        ..bare(&feedback.reply)
    })
}

/// The freeze that stands before this one, where the bank names its organ.
fn former(feedback: &FreezeFeedback, currency: Currency) -> Result<Option<EarlierMeasure>, WireError> {
    let outcome = &feedback.outcome;
    let Some(organ) = &outcome.former_organ else { return Ok(None) };
    let currency = outcome.former_currency.unwrap_or(currency);
    let in_currency =
        |amount: Amount| -> Result<Money, WireError> { amount.money(currency).map_err(body("FormerFrozenBalance")) };
    Ok(Some(EarlierMeasure {
        organ: organ.as_str().to_owned(),
        amount: outcome.former_frozen.map(in_currency).transpose()?,
        until: outcome.former_until.map(WireTime::stamp),
    }))
}
