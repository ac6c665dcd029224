//! An agency's answer as a feedback.

use super::tell::{card, payment, rows};
use super::{
    account_type, application_id, at, body, channel, free, main_account, missing, not_supported, receipt_result,
    some_private, some_text, time,
};
use crate::police_bank::Message;
use crate::police_bank::envelope::{HEAD, UpHead};
use crate::police_bank::error::WireError;
use crate::police_bank::feedback::{StopFeedback, StopVerb};
use crate::police_bank::fields::{Private, Text};
use crate::police_bank::freeze::FreezeVerb;
use crate::police_bank::freeze_feedback::{FreezeFeedback, FreezeOutcome};
use crate::police_bank::ids::{ApplicationId, OrgCode, TransSerialNumber};
use crate::police_bank::payments::SerialFeedback;
use crate::police_bank::query_values::{Applied, Balance};
use crate::police_bank::request::Reply;
use crate::police_bank::results::ResultCode;
use crate::police_bank::statement::{PARTIAL_MARK, StatementFeedback, WatchEndFeedback, WatchFeedback};
use crate::police_bank::values::Amount;
use cordon_model::exchange::{Answer, EarlierMeasure, OpenOrder};
use cordon_model::{Currency, Money, OrderKind, ReceiptResult, Stamp};

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

/// The bytes of an answer to an order (100102 and its like, 100202, 100302, 100306, 100308, A00312 …, or
/// the A-codes). A watch is answered as often as something moves, each time under a new serial.
pub fn answer_bytes(answer: &Answer, order: &OpenOrder, context: &FeedbackContext) -> Result<Vec<u8>, WireError> {
    answer_message(answer, order, context)?.encode()
}

/// The answer as a message.
pub fn answer_message(answer: &Answer, order: &OpenOrder, context: &FeedbackContext) -> Result<Message, WireError> {
    let result = ResultCode::parse(&answer.code)
        .ok_or_else(|| missing("Result", "an answer on this wire has a code of 4 digits"))?;
    let given = Given { answer, order, context, result, head: up_head(order, context)?, id: echoed(order, context)? };
    match order.kind {
        OrderKind::Stop => given.stop(StopVerb::Stop).map(Message::StopFeedback),
        OrderKind::LiftStop => given.stop(StopVerb::Relief).map(Message::StopFeedback),
        OrderKind::ExtendStop => given.stop(StopVerb::Extend).map(Message::StopFeedback),
        OrderKind::Freeze => given.freeze(FreezeVerb::Freeze).map(Message::FreezeFeedback),
        OrderKind::LiftFreeze => given.freeze(FreezeVerb::Relief).map(Message::FreezeFeedback),
        OrderKind::ExtendFreeze => given.freeze(FreezeVerb::Extend).map(Message::FreezeFeedback),
        OrderKind::QueryAccount => given.statement().map(Message::StatementFeedback),
        OrderKind::Watch => given.watch().map(Message::WatchFeedback),
        OrderKind::EndWatch => given.end_of_watch().map(Message::WatchEndFeedback),
        OrderKind::QuerySerial => given.payments().map(Message::SerialFeedback),
        OrderKind::RiskNotice
        | OrderKind::ConfirmDebit
        | OrderKind::ReduceHold
        | OrderKind::RaiseHold
        | OrderKind::VoidValue
        | OrderKind::RestoreValue
        | OrderKind::ShutNumber
        | OrderKind::RestoreNumber => {
            Err(not_supported("this wire has no feedback for such an order; use the JSON form"))
        }
    }
}

fn up_head(order: &OpenOrder, context: &FeedbackContext) -> Result<UpHead, WireError> {
    let serial = || at(format!("{HEAD}/TransSerialNumber"));
    let sender = OrgCode::parse(&order.agency_code).map_err(serial())?;
    Ok(UpHead {
        to: OrgCode::parse(&order.organ_code).map_err(at(format!("{HEAD}/To")))?,
        serial: TransSerialNumber::new(&sender, None, time("StartTime")(context.at)?, context.random)
            .map_err(serial())?,
    })
}

fn echoed(order: &OpenOrder, context: &FeedbackContext) -> Result<ApplicationId, WireError> {
    match &context.application_id {
        Some(id) => Ok(id.clone()),
        None => application_id(order.kind, order.id),
    }
}

/// An answer on its way into a message.
struct Given<'a> {
    answer: &'a Answer,
    order: &'a OpenOrder,
    context: &'a FeedbackContext,
    result: ResultCode,
    head: UpHead,
    id: ApplicationId,
}

impl Given<'_> {
    fn stop(self, verb: StopVerb) -> Result<StopFeedback, WireError> {
        let (answer, order) = (self.answer, self.order);
        let failure_cause = self.failure_cause();
        let mut feedback = StopFeedback::new(channel(order.agency_kind)?, verb, self.head, self.id, self.result);
        feedback.account_type = order.target.account.as_ref().map(|party| account_type(party.class));
        feedback.account_number = Some(Private::new(&order.target.value.0));
        feedback.card_number = Some(Private::new(main_account(&order.target.value)));
        // An overdrawn balance has no form in this message and stays unsaid.
        feedback.balance = answer.balance.and_then(|balance| Amount::of(balance).ok());
        feedback.from = answer.from.map(time("StartTime")).transpose()?;
        feedback.until = answer.until.map(time("ExpireTime")).transpose()?;
        feedback.failure_cause = failure_cause;
        feedback.remark = some_text(free(&in_words(answer, &answer.earlier)).as_str());
        feedback.org_name = Some(Text::new(&self.context.org_name));
        feedback.operator_name = Some(Private::new(&self.context.operator_name));
        feedback.operator_phone = Some(Private::new(&self.context.operator_phone));
        Ok(feedback)
    }

    fn failure_cause(&self) -> Option<Text> {
        let failed = receipt_result(self.result) == ReceiptResult::Failed;
        if failed { self.result.meaning().map(Text::new) } else { None }
    }

    fn reply(&self, remark: &str) -> Reply {
        Reply {
            application_id: self.id.clone(),
            result: self.result,
            remark: some_private(free(remark).as_str()),
            org_name: some_text(&self.context.org_name),
            operator_name: some_private(&self.context.operator_name),
            operator_phone: some_private(&self.context.operator_phone),
        }
    }

    /// Of several earlier freezes the first has fields; the others are told in words.
    fn freeze(self, verb: FreezeVerb) -> Result<FreezeFeedback, WireError> {
        let (answer, order) = (self.answer, self.order);
        let (former, others) = match answer.earlier.split_first() {
            Some((former, others)) if verb == FreezeVerb::Freeze => (Some(former), others),
            _ => (None, answer.earlier.as_slice()),
        };
        let reply = self.reply(&in_words(answer, others));
        let mut outcome = self.outcome()?;
        match verb {
            FreezeVerb::Relief => outcome.released_at = answer.from.map(time("WithdrawalTime")).transpose()?,
            FreezeVerb::Freeze | FreezeVerb::Extend => {
                let limit = order.limit.map(Amount::of).transpose().map_err(body("AppliedBalance"))?;
                outcome.applied = Some(limit.map_or(Applied::Full, Applied::Limited));
                outcome.from = answer.from.map(time("StartTime")).transpose()?;
                outcome.until = answer.until.map(time("ExpireTime")).transpose()?;
            }
        }
        if let Some(former) = former {
            outcome.former_organ = some_text(&former.organ);
            outcome.former_currency = former.amount.map(Money::currency);
            outcome.former_frozen = former.amount.map(Amount::of).transpose().map_err(body("FormerFrozenBalance"))?;
            outcome.former_until = former.until.map(time("FormerFrozenExpireTime")).transpose()?;
        }
        Ok(FreezeFeedback { channel: channel(order.agency_kind)?, verb, head: self.head, reply, outcome })
    }

    /// What all three have. A sum of another currency than the others has no place and stays unsaid.
    fn outcome(&self) -> Result<FreezeOutcome, WireError> {
        let answer = self.answer;
        let currency = [answer.held, answer.balance, self.order.limit].into_iter().flatten().next();
        let currency = currency.map_or(Currency::CNY, Money::currency);
        let same = |money: &Money| money.currency() == currency;
        Ok(FreezeOutcome {
            account_type: self.order.target.account.as_ref().map(|party| account_type(party.class)),
            account_number: some_private(&self.order.target.value),
            card_number: some_private(main_account(&self.order.target.value)),
            currency: Some(currency),
            frozen: answer.held.filter(same).map(Amount::of).transpose().map_err(body("FrozedBalance"))?,
            balance: answer.balance.filter(same).map(Balance::of).transpose().map_err(body("AccountBalance"))?,
            failure_cause: self.failure_cause(),
            ..FreezeOutcome::default()
        })
    }

    /// An answer that lacks a part of the period says so first.
    fn told(&self) -> Reply {
        let words = in_words(self.answer, &self.answer.earlier);
        let partial = self.answer.statement.as_ref().is_some_and(|statement| !statement.complete);
        match (partial, words.is_empty()) {
            (false, _) => self.reply(&words),
            (true, true) => self.reply(PARTIAL_MARK),
            (true, false) => self.reply(&format!("{PARTIAL_MARK}; {words}")),
        }
    }

    fn statement(self) -> Result<StatementFeedback, WireError> {
        let statement = self.answer.statement.as_ref();
        Ok(StatementFeedback {
            channel: channel(self.order.agency_kind)?,
            reply: self.told(),
            from: statement.and_then(|s| s.from).map(time("InquiryPeriodStart")).transpose()?,
            until: statement.and_then(|s| s.until).map(time("InquiryPeriodEnd")).transpose()?,
            card: statement.map(card).transpose()?,
            head: self.head,
        })
    }

    fn watch(self) -> Result<WatchFeedback, WireError> {
        let statement = self.answer.statement.as_ref();
        let number = statement.map(|s| s.account.number.0.as_str());
        Ok(WatchFeedback {
            channel: channel(self.order.agency_kind)?,
            reply: self.told(),
            name: statement.and_then(|s| s.account.holder.as_ref()).and_then(|name| some_private(name)),
            number: number.and_then(some_private),
            card: number.and_then(|number| some_private(main_account(number))),
            from: statement.and_then(|s| s.from).map(time("InquiryPeriodStart")).transpose()?,
            until: statement.and_then(|s| s.until).map(time("InquiryPeriodEnd")).transpose()?,
            rows: statement.map(|s| rows(&s.rows)).transpose()?.unwrap_or_default(),
            head: self.head,
        })
    }

    fn end_of_watch(self) -> Result<WatchEndFeedback, WireError> {
        let reply = self.reply(&in_words(self.answer, &self.answer.earlier));
        Ok(WatchEndFeedback { channel: channel(self.order.agency_kind)?, head: self.head, reply })
    }

    fn payments(self) -> Result<SerialFeedback, WireError> {
        let reply = self.reply(&in_words(self.answer, &self.answer.earlier));
        let payments = self.answer.payments.iter().map(payment).collect::<Result<_, _>>()?;
        Ok(SerialFeedback { head: self.head, reply, payments })
    }
}

/// What has no fields of its own on this wire is told in words.
fn in_words(answer: &Answer, earlier: &[EarlierMeasure]) -> String {
    let mut words: Vec<String> = answer.remark.iter().map(|remark| remark.0.clone()).collect();
    for earlier in earlier {
        let amount = earlier.amount.map_or_else(|| "全额".to_owned(), |amount| amount.decimal());
        let until = earlier.until.map(|until| format!(" 至{}", until.shanghai())).unwrap_or_default();
        words.push(format!("在先措施:{} {amount}{until}", earlier.organ));
    }
    words.join("; ")
}
