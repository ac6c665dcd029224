//! The bank's answer to a freeze, its lift or its extension (100202, 100204, 100206; A00202 and so on).
//!
//! `FrozedBalance` and `AccountAvaiableBalance` are spelled on the wire as they are here. A freeze that
//! stands in the queue behind another one (轮候) is a success with nothing frozen and with the earlier
//! organ's fields.

use super::codes::Channel;
use super::envelope::{self, Parts, UpHead};
use super::error::WireError;
use super::feedback::{BALANCE, CARD_NUMBER, FAILURE_CAUSE, RESULT, START_TIME};
use super::fields::{Class, Fields, Note, Notes, Out, Private, Spec, Text, optional_fields};
use super::freeze::FreezeVerb;
use super::parties::{ACCOUNT_NUMBER, ACCOUNT_TYPE, CURRENCY, EXPIRE_TIME, check_order};
use super::query_values::{Applied, Balance};
use super::request::Reply;
use super::results::ResultCode;
use super::values::{AccountType, Amount, WireTime};
use cordon_model::Currency;

const SHORT_RESULT: Spec = Spec::new("Result", 4, Class::Digits(1));

optional_fields! {
    /// What the bank did and found. Amounts are in `currency`.
    FreezeOutcome {
        account_type: AccountType = ACCOUNT_TYPE,
        account_number: Private = ACCOUNT_NUMBER,
        card_number: Private = CARD_NUMBER,
        /// What was asked for.
        applied: Applied = Spec::typed("AppliedBalance"),
        /// What is held under this order.
        frozen: Amount = Spec::typed("FrozedBalance"),
        currency: Currency = CURRENCY,
        /// What is on the account at that moment.
        balance: Balance = BALANCE,
        from: WireTime = START_TIME,
        until: WireTime = EXPIRE_TIME,
        /// Of the machine.
        failure_cause: Text = FAILURE_CAUSE,
        /// 在先冻结机关: the one before it in the queue.
        former_organ: Text = Spec::new("FormerApplicationDepartment", 150, Class::Line),
        former_currency: Currency = Spec::typed("FormerFrozenCurrency"),
        former_frozen: Amount = Spec::typed("FormerFrozenBalance"),
        former_until: WireTime = Spec::typed("FormerFrozenExpireTime"),
        /// What may leave the account after the freeze.
        available: Balance = Spec::typed("AccountAvaiableBalance"),
        /// Of a lift: what is free again, and since when.
        released: Amount = Spec::typed("UnfreezeBalance"),
        released_at: WireTime = Spec::typed("WithdrawalTime"),
    }
}

/// 100202, 100204, 100206.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreezeFeedback {
    pub channel: Channel,
    pub verb: FreezeVerb,
    pub head: UpHead,
    pub reply: Reply,
    pub outcome: FreezeOutcome,
}

impl FreezeFeedback {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        self.check_times()?;
        let head = self.head.write(self.verb.feedback_tx(), self.channel)?;
        let mut body = envelope::new_body();
        self.reply.write_begin(&mut body)?;
        self.outcome.write(&mut body)?;
        self.reply.write_end(&mut body)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(
        parts: Parts<'_>,
        channel: Channel,
        verb: FreezeVerb,
        notes: &mut Notes,
    ) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let result = read_result(&mut body, verb, notes)?;
        let feedback = Self {
            channel,
            verb,
            reply: Reply::read_with(&mut body, verb.business_code(), result, notes)?,
            head: UpHead::read(parts.head, notes)?,
            outcome: FreezeOutcome::read(&mut body)?,
        };
        feedback.check_times()?;
        if result.took_effect() && !feedback.is_timed() {
            notes.push(Note::EffectWithoutTimes);
        }
        body.finish(notes);
        Ok(feedback)
    }

    fn is_timed(&self) -> bool {
        match self.verb {
            FreezeVerb::Relief => self.outcome.released_at.is_some(),
            FreezeVerb::Freeze | FreezeVerb::Extend => self.outcome.from.is_some() && self.outcome.until.is_some(),
        }
    }

    /// A freeze in force ends after it began. A lift's times are the original's.
    fn check_times(&self) -> Result<(), WireError> {
        match (self.outcome.from, self.outcome.until) {
            (Some(from), Some(until)) if self.verb != FreezeVerb::Relief && self.reply.result.took_effect() => {
                check_order(from, until)
            }
            _ => Ok(()),
        }
    }
}

/// One implementation answers an extension with 0 or 1. 0 is success; 1 says only that it failed, which
/// is for a person to look at.
fn read_result(body: &mut Fields<'_>, verb: FreezeVerb, notes: &mut Notes) -> Result<ResultCode, WireError> {
    if verb == FreezeVerb::Extend && body.child(RESULT.name).is_some_and(|element| element.text.len() == 1) {
        let short: Text = body.required(&SHORT_RESULT)?;
        let result = match short.as_str() {
            "0" => Some(ResultCode::SUCCESS),
            "1" => Some(ResultCode::FAULT_OTHER),
            _ => None,
        };
        if let Some(result) = result {
            notes.push(Note::ShortResult);
            return Ok(result);
        }
    }
    body.required(&RESULT)
}
