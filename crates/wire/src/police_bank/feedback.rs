//! The bank's answer to a stop, a lift or an extension (100102, 100104, 100106; A00102 and so on).
//!
//! Few fields are required: an answer to an order that was carried out must not be lost because a
//! remark is missing. What is unusual is noted instead.

use super::codes::{Channel, Tx};
use super::envelope::{self, Parts, UpHead};
use super::error::WireError;
use super::fields::{Class, Note, Notes, Private, Spec, Text};
use super::ids::{ApplicationId, business_code};
use super::parties::{
    ACCOUNT_NUMBER, ACCOUNT_TYPE, EXPIRE_TIME, OPERATOR_NAME, OPERATOR_PHONE, check_order, note_business_code,
};
use super::results::ResultCode;
use super::values::{AccountType, Amount, WireTime};

pub(crate) const APPLICATION_ID: Spec = Spec::typed("ApplicationID");
pub(crate) const START_TIME: Spec = Spec::typed("StartTime");
pub(crate) const RESULT: Spec = Spec::typed("Result");
pub(crate) const CARD_NUMBER: Spec = Spec::new("CardNumber", 50, Class::Account);
pub(crate) const BALANCE: Spec = Spec::typed("AccountBalance");
pub(crate) const FAILURE_CAUSE: Spec = Spec::new("FailureCause", 300, Class::Lines);
pub(crate) const FEEDBACK_REMARK: Spec = Spec::new("FeedbackRemark", 300, Class::Lines);
pub(crate) const FEEDBACK_ORG: Spec = Spec::new("FeedbackOrgName", 150, Class::Line);

/// Which of the three orders, or the feedback of which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StopVerb {
    Stop,
    Relief,
    Extend,
}

impl StopVerb {
    fn feedback_tx(self) -> Tx {
        match self {
            Self::Stop => Tx::StopFeedback,
            Self::Relief => Tx::ReliefFeedback,
            Self::Extend => Tx::ExtendFeedback,
        }
    }

    pub(crate) fn business_code(self) -> &'static str {
        match self {
            Self::Stop => business_code::STOP,
            Self::Relief => business_code::RELIEF,
            Self::Extend => business_code::EXTEND,
        }
    }
}

/// 100102, 100104, 100106: the bank's answer to an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopFeedback {
    pub channel: Channel,
    pub verb: StopVerb,
    pub head: UpHead,
    /// Of the order that is answered.
    pub application_id: ApplicationId,
    pub result: ResultCode,
    pub account_type: Option<AccountType>,
    pub account_number: Option<Private>,
    pub card_number: Option<Private>,
    /// Before the stop.
    pub balance: Option<Amount>,
    /// When the stop began; in the answer to a lift, when it ended.
    pub from: Option<WireTime>,
    pub until: Option<WireTime>,
    /// Of the machine.
    pub failure_cause: Option<Text>,
    /// Of the business.
    pub remark: Option<Text>,
    pub org_name: Option<Text>,
    pub operator_name: Option<Private>,
    pub operator_phone: Option<Private>,
}

impl StopFeedback {
    /// An answer with a result and nothing else; the rest is filled where it is known.
    pub fn new(
        channel: Channel,
        verb: StopVerb,
        head: UpHead,
        application_id: ApplicationId,
        result: ResultCode,
    ) -> Self {
        Self {
            channel,
            verb,
            head,
            application_id,
            result,
            account_type: None,
            account_number: None,
            card_number: None,
            balance: None,
            from: None,
            until: None,
            failure_cause: None,
            remark: None,
            org_name: None,
            operator_name: None,
            operator_phone: None,
        }
    }

    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        self.check_times()?;
        let head = self.head.write(self.verb.feedback_tx(), self.channel)?;
        let mut body = envelope::new_body();
        body.put(&APPLICATION_ID, &self.application_id)?;
        body.put(&RESULT, &self.result)?;
        body.put_optional(&ACCOUNT_TYPE, self.account_type.as_ref())?;
        body.put_optional(&ACCOUNT_NUMBER, self.account_number.as_ref())?;
        body.put_optional(&CARD_NUMBER, self.card_number.as_ref())?;
        body.put_optional(&BALANCE, self.balance.as_ref())?;
        body.put_optional(&START_TIME, self.from.as_ref())?;
        body.put_optional(&EXPIRE_TIME, self.until.as_ref())?;
        body.put_optional(&FAILURE_CAUSE, self.failure_cause.as_ref())?;
        body.put_optional(&FEEDBACK_REMARK, self.remark.as_ref())?;
        body.put_optional(&FEEDBACK_ORG, self.org_name.as_ref())?;
        body.put_optional(&OPERATOR_NAME, self.operator_name.as_ref())?;
        body.put_optional(&OPERATOR_PHONE, self.operator_phone.as_ref())?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(
        parts: Parts<'_>,
        channel: Channel,
        verb: StopVerb,
        notes: &mut Notes,
    ) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let feedback = Self {
            channel,
            verb,
            application_id: body.required(&APPLICATION_ID)?,
            head: UpHead::read(parts.head, notes)?,
            result: body.required(&RESULT)?,
            account_type: body.optional(&ACCOUNT_TYPE)?,
            account_number: body.optional(&ACCOUNT_NUMBER)?,
            card_number: body.optional(&CARD_NUMBER)?,
            balance: body.optional(&BALANCE)?,
            from: body.optional(&START_TIME)?,
            until: body.optional(&EXPIRE_TIME)?,
            failure_cause: body.optional(&FAILURE_CAUSE)?,
            remark: body.optional(&FEEDBACK_REMARK)?,
            org_name: body.optional(&FEEDBACK_ORG)?,
            operator_name: body.optional(&OPERATOR_NAME)?,
            operator_phone: body.optional(&OPERATOR_PHONE)?,
        };
        feedback.check_times()?;
        feedback.note(notes);
        body.finish(notes);
        Ok(feedback)
    }

    fn note(&self, notes: &mut Notes) {
        note_business_code(&self.application_id, self.verb.business_code(), notes);
        if self.result.meaning().is_none() {
            notes.push(Note::UnknownResult(self.result));
        }
        let timed = self.from.is_some() && (self.until.is_some() || self.verb == StopVerb::Relief);
        if self.result.took_effect() && !timed {
            notes.push(Note::EffectWithoutTimes);
        }
    }

    /// A measure in force ends after it began. A lift's end of the original is not its own.
    fn check_times(&self) -> Result<(), WireError> {
        match (self.from, self.until) {
            (Some(from), Some(until)) if self.verb != StopVerb::Relief && self.result.took_effect() => {
                check_order(from, until)
            }
            _ => Ok(()),
        }
    }
}
