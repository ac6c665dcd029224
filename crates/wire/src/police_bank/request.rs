//! What freezes and queries have in common: the request, the account asked about, and the reply.
//!
//! A stop says more of itself (`parties::Application`): a freeze and a query have no type 00 to 05
//! that would change what they are.

use super::attachments::{self, Attachment, PaperRule};
use super::envelope::{BODY, DownHead};
use super::error::{Fault, WireError};
use super::feedback::{APPLICATION_ID, CARD_NUMBER, FEEDBACK_ORG, FEEDBACK_REMARK, RESULT};
use super::fields::{Class, Fields, Note, Notes, Out, Private, Spec, Text};
use super::ids::{ApplicationId, BankCode};
use super::parties::{
    ACCOUNT_NAME, ACCOUNT_TYPE, Authority, BANK_ID, BANK_NAME, CASE_NUMBER, CASE_TYPE, EMERGENCY, OPERATOR_NAME,
    OPERATOR_PHONE, ORIGINAL, note_business_code,
};
use super::results::ResultCode;
use super::values::{AccountType, EmergencyLevel};

pub(crate) const REASON: Spec = Spec::new("Reason", 300, Class::Lines);
pub(crate) const REMARK: Spec = Spec::new("Remark", 300, Class::Lines);

/// What a freeze or a query says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub id: ApplicationId,
    /// Required for a lift, an extension and the end of a watch.
    pub original: Option<ApplicationId>,
    pub case_number: Text,
    pub case_type: Text,
    /// Payment firms' queries have been seen without it: then normal.
    pub urgency: EmergencyLevel,
}

impl Request {
    pub(crate) fn read(
        body: &mut Fields<'_>,
        business_code: &str,
        original: bool,
        notes: &mut Notes,
    ) -> Result<Self, WireError> {
        let request = Self {
            id: body.required(&APPLICATION_ID)?,
            original: body.optional(&ORIGINAL)?,
            case_number: body.required(&CASE_NUMBER)?,
            case_type: body.required(&CASE_TYPE)?,
            urgency: body.optional(&EMERGENCY)?.unwrap_or(EmergencyLevel::Normal),
        };
        note_business_code(&request.id, business_code, notes);
        request.check(original)?;
        Ok(request)
    }

    pub(crate) fn write(&self, body: &mut Out, original: bool) -> Result<(), WireError> {
        self.check(original)?;
        body.put(&APPLICATION_ID, &self.id)?;
        body.put_optional(&ORIGINAL, self.original.as_ref())?;
        body.put(&CASE_NUMBER, &self.case_number)?;
        body.put(&CASE_TYPE, &self.case_type)?;
        body.put(&EMERGENCY, &self.urgency)
    }

    fn check(&self, original: bool) -> Result<(), WireError> {
        if original && self.original.is_none() {
            let fault = Fault::missing("is required here; name the original application");
            return Err(WireError::content(fault, format!("{BODY}/{}", ORIGINAL.name)));
        }
        Ok(())
    }
}

/// The account that a query is about. Its holder may be what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryAccount {
    pub bank_id: BankCode,
    pub bank_name: Option<Text>,
    pub class: Option<AccountType>,
    pub name: Option<Private>,
    pub card: Private,
}

/// Another name for the kind of holder, in one implementation.
const SUBJECT_TYPE: &str = "SubjectType";

impl QueryAccount {
    pub(crate) fn read(body: &mut Fields<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        Ok(Self {
            bank_id: body.required(&BANK_ID)?,
            bank_name: body.optional(&BANK_NAME)?,
            class: body.optional_alias(&ACCOUNT_TYPE, SUBJECT_TYPE, notes)?,
            name: body.optional(&ACCOUNT_NAME)?,
            card: body.required(&CARD_NUMBER)?,
        })
    }

    pub(crate) fn write(&self, body: &mut Out) -> Result<(), WireError> {
        body.put(&BANK_ID, &self.bank_id)?;
        body.put_optional(&BANK_NAME, self.bank_name.as_ref())?;
        body.put_optional(&ACCOUNT_TYPE, self.class.as_ref())?;
        body.put_optional(&ACCOUNT_NAME, self.name.as_ref())?;
        body.put(&CARD_NUMBER, &self.card)
    }
}

/// What every query carries besides its own question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryCover {
    pub head: DownHead,
    pub request: Request,
    pub reason: Option<Text>,
    pub remark: Option<Text>,
    pub authority: Authority,
    /// Any papers may come, none must.
    pub attachments: Vec<Attachment>,
}

impl QueryCover {
    /// Reads all but the question.
    pub(crate) fn read(
        body: &mut Fields<'_>,
        head: Fields<'_>,
        business_code: &str,
        original: bool,
        notes: &mut Notes,
    ) -> Result<Self, WireError> {
        Ok(Self {
            request: Request::read(body, business_code, original, notes)?,
            head: DownHead::read(head, notes)?,
            reason: body.optional(&REASON)?,
            remark: body.optional(&REMARK)?,
            authority: Authority::read(body)?,
            attachments: attachments::read(body, PaperRule::Any, notes)?,
        })
    }

    /// The part behind the question.
    pub(crate) fn write_end(&self, body: &mut Out) -> Result<(), WireError> {
        body.put_optional(&REASON, self.reason.as_ref())?;
        body.put_optional(&REMARK, self.remark.as_ref())?;
        self.authority.write(body)?;
        attachments::write(body, PaperRule::Any, &self.attachments)
    }
}

/// What every feedback of a freeze or a query says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Of the order that is answered.
    pub application_id: ApplicationId,
    pub result: ResultCode,
    pub remark: Option<Private>,
    pub org_name: Option<Text>,
    pub operator_name: Option<Private>,
    pub operator_phone: Option<Private>,
}

impl Reply {
    /// A reply with a result and nothing else.
    pub const fn new(application_id: ApplicationId, result: ResultCode) -> Self {
        Self { application_id, result, remark: None, org_name: None, operator_name: None, operator_phone: None }
    }

    pub(crate) fn read(body: &mut Fields<'_>, business_code: &str, notes: &mut Notes) -> Result<Self, WireError> {
        let result = body.required(&RESULT)?;
        Self::read_with(body, business_code, result, notes)
    }

    /// As `read`, for a message whose result is read in its own way.
    pub(crate) fn read_with(
        body: &mut Fields<'_>,
        business_code: &str,
        result: ResultCode,
        notes: &mut Notes,
    ) -> Result<Self, WireError> {
        let reply = Self {
            application_id: body.required(&APPLICATION_ID)?,
            result,
            remark: body.optional(&FEEDBACK_REMARK)?,
            org_name: body.optional(&FEEDBACK_ORG)?,
            operator_name: body.optional(&OPERATOR_NAME)?,
            operator_phone: body.optional(&OPERATOR_PHONE)?,
        };
        note_business_code(&reply.application_id, business_code, notes);
        if result.meaning().is_none() {
            notes.push(Note::UnknownResult(result));
        }
        Ok(reply)
    }

    /// The two fields in front.
    pub(crate) fn write_begin(&self, body: &mut Out) -> Result<(), WireError> {
        body.put(&APPLICATION_ID, &self.application_id)?;
        body.put(&RESULT, &self.result)
    }

    /// The four behind.
    pub(crate) fn write_end(&self, body: &mut Out) -> Result<(), WireError> {
        body.put_optional(&FEEDBACK_REMARK, self.remark.as_ref())?;
        body.put_optional(&FEEDBACK_ORG, self.org_name.as_ref())?;
        body.put_optional(&OPERATOR_NAME, self.operator_name.as_ref())?;
        body.put_optional(&OPERATOR_PHONE, self.operator_phone.as_ref())
    }
}
