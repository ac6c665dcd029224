//! What the three orders over a stop have in common: the application, the transfer that brought the
//! money, the account, the two officers.

use super::envelope::BODY;
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::feedback::{APPLICATION_ID, StopVerb};
use super::fields::{Class, Fields, Note, Notes, Out, Private, Spec, Text};
use super::ids::{ApplicationId, BankCode, IdType, OrgCode};
use super::results::ResultCode;
use super::values::{AccountType, Amount, ApplicationType, EmergencyLevel, WireTime};
use cordon_model::{Currency, Money};

pub(crate) const APPLICATION_TYPE: Spec = Spec::typed("ApplicationType");
pub(crate) const ORIGINAL: Spec = Spec::typed("OriginalApplicationID");
pub(crate) const CASE_NUMBER: Spec = Spec::new("CaseNumber", 30, Class::Line);
pub(crate) const CASE_TYPE: Spec = Spec::new("CaseType", 4, Class::Digits(2));
pub(crate) const EMERGENCY: Spec = Spec::typed("EmergencyLevel");
const OUT_BANK_ID: Spec = Spec::typed("TransferOutBankID");
const OUT_BANK_NAME: Spec = Spec::new("TransferOutBankName", 150, Class::Line);
const OUT_NAME: Spec = Spec::new("TransferOutAccountName", 100, Class::Line);
const OUT_NUMBER: Spec = Spec::new("TransferOutAccountNumber", 30, Class::Account);
pub(crate) const CURRENCY: Spec = Spec::typed("Currency");
const AMOUNT: Spec = Spec::typed("TransferAmount");
const TRANSFER_TIME: Spec = Spec::typed("TransferTime");
pub(crate) const BANK_ID: Spec = Spec::typed("BankID");
pub(crate) const BANK_NAME: Spec = Spec::new("BankName", 150, Class::Line);
pub(crate) const ACCOUNT_TYPE: Spec = Spec::typed("AccountType");
pub(crate) const ACCOUNT_NAME: Spec = Spec::new("AccountName", 120, Class::Line);
pub(crate) const ACCOUNT_NUMBER: Spec = Spec::new("AccountNumber", 50, Class::Account);
pub(crate) const EXPIRE_TIME: Spec = Spec::typed("ExpireTime");
const APPLICATION_TIME: Spec = Spec::typed("ApplicationTime");
const ORG_ID: Spec = Spec::typed("ApplicationOrgID");
const ORG_NAME: Spec = Spec::new("ApplicationOrgName", 150, Class::Line);
const OPERATOR_ID_TYPE: Spec = Spec::typed("OperatorIDType");
const OPERATOR_ID: Spec = Spec::new("OperatorIDNumber", 30, Class::Number);
pub(crate) const OPERATOR_NAME: Spec = Spec::new("OperatorName", 60, Class::Line);
pub(crate) const OPERATOR_PHONE: Spec = Spec::new("OperatorPhoneNumber", 30, Class::Line);
const INVESTIGATOR_ID_TYPE: Spec = Spec::typed("InvestigatorIDType");
const INVESTIGATOR_ID: Spec = Spec::new("InvestigatorIDNumber", 30, Class::Number);
const INVESTIGATOR_NAME: Spec = Spec::new("InvestigatorName", 60, Class::Line);

/// What every one of the three orders says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    pub id: ApplicationId,
    pub kind: ApplicationType,
    /// Required for a stop of types 02-05, a lift and an extension.
    pub original: Option<ApplicationId>,
    pub case_number: Text,
    /// 公安案件类型; implementations differ over `0000` and `0001` for telecom fraud.
    pub case_type: Text,
    pub urgency: EmergencyLevel,
}

/// The transfer that brought the money to the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopTransfer {
    pub from_bank_id: Option<BankCode>,
    pub from_bank_name: Option<Text>,
    pub from_name: Option<Private>,
    pub from_number: Option<Private>,
    pub amount: Money,
    pub at: WireTime,
}

/// The account that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopAccount {
    pub bank_id: BankCode,
    pub bank_name: Text,
    pub class: AccountType,
    pub name: Private,
    /// Main account or card; `main_sub` for a sub-account (types 01 and 03).
    pub number: Private,
}

impl StopAccount {
    /// The main account and, where the number names one, the sub-account.
    pub fn main_and_sub(&self) -> (Private, Option<Private>) {
        match self.number.reveal().split_once('_') {
            Some((main, sub)) => (Private::new(main), Some(Private::new(sub))),
            None => (self.number.clone(), None),
        }
    }
}

/// The officer who files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub id_type: IdType,
    pub id_number: Private,
    pub name: Private,
    pub phone: Private,
}

/// The second officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Investigator {
    pub id_type: IdType,
    pub id_number: Private,
    pub name: Private,
}

/// Who orders, and when it was applied for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    pub applied_at: WireTime,
    pub org_id: OrgCode,
    pub org_name: Text,
    pub operator: Operator,
    pub investigator: Investigator,
}

impl Application {
    pub(crate) fn read(body: &mut Fields<'_>, verb: StopVerb, notes: &mut Notes) -> Result<Self, WireError> {
        let application = Self {
            id: body.required(&APPLICATION_ID)?,
            kind: body.required(&APPLICATION_TYPE)?,
            original: body.optional(&ORIGINAL)?,
            case_number: body.required(&CASE_NUMBER)?,
            case_type: body.required(&CASE_TYPE)?,
            urgency: body.required(&EMERGENCY)?,
        };
        note_business_code(&application.id, verb.business_code(), notes);
        Ok(application)
    }

    pub(crate) fn write(&self, body: &mut Out) -> Result<(), WireError> {
        body.put(&APPLICATION_ID, &self.id)?;
        body.put(&APPLICATION_TYPE, &self.kind)?;
        body.put_optional(&ORIGINAL, self.original.as_ref())?;
        body.put(&CASE_NUMBER, &self.case_number)?;
        body.put(&CASE_TYPE, &self.case_type)?;
        body.put(&EMERGENCY, &self.urgency)
    }
}

impl StopTransfer {
    pub(crate) fn read_if_told(body: &mut Fields<'_>) -> Result<Option<Self>, WireError> {
        let told = [OUT_BANK_ID, OUT_BANK_NAME, OUT_NAME, OUT_NUMBER, CURRENCY, AMOUNT, TRANSFER_TIME]
            .iter()
            .any(|spec| body.child(spec.name).is_some_and(|element| !element.text.is_empty()));
        if told { Self::read(body).map(Some) } else { Ok(None) }
    }

    pub(crate) fn read(body: &mut Fields<'_>) -> Result<Self, WireError> {
        let currency: Currency = body.required(&CURRENCY)?;
        let amount: Amount = body.required(&AMOUNT)?;
        let amount = amount.money(currency).map_err(|fault| body.fail(AMOUNT.name, fault))?;
        check_amount(amount)?;
        Ok(Self {
            from_bank_id: body.optional(&OUT_BANK_ID)?,
            from_bank_name: body.optional(&OUT_BANK_NAME)?,
            from_name: body.optional(&OUT_NAME)?,
            from_number: body.optional(&OUT_NUMBER)?,
            amount,
            at: body.required(&TRANSFER_TIME)?,
        })
    }

    pub(crate) fn write(&self, body: &mut Out) -> Result<(), WireError> {
        check_amount(self.amount)?;
        let amount = Amount::of(self.amount).map_err(|fault| WireError::content(fault, at(AMOUNT)))?;
        body.put_optional(&OUT_BANK_ID, self.from_bank_id.as_ref())?;
        body.put_optional(&OUT_BANK_NAME, self.from_bank_name.as_ref())?;
        body.put_optional(&OUT_NAME, self.from_name.as_ref())?;
        body.put_optional(&OUT_NUMBER, self.from_number.as_ref())?;
        body.put(&CURRENCY, &self.amount.currency())?;
        body.put(&AMOUNT, &amount)?;
        body.put(&TRANSFER_TIME, &self.at)
    }
}

impl StopAccount {
    pub(crate) fn read(body: &mut Fields<'_>) -> Result<Self, WireError> {
        Ok(Self {
            bank_id: body.required(&BANK_ID)?,
            bank_name: body.required(&BANK_NAME)?,
            class: body.required(&ACCOUNT_TYPE)?,
            name: body.required(&ACCOUNT_NAME)?,
            number: body.required(&ACCOUNT_NUMBER)?,
        })
    }

    pub(crate) fn write(&self, body: &mut Out) -> Result<(), WireError> {
        body.put(&BANK_ID, &self.bank_id)?;
        body.put(&BANK_NAME, &self.bank_name)?;
        body.put(&ACCOUNT_TYPE, &self.class)?;
        body.put(&ACCOUNT_NAME, &self.name)?;
        body.put(&ACCOUNT_NUMBER, &self.number)
    }
}

impl Authority {
    pub(crate) fn read(body: &mut Fields<'_>) -> Result<Self, WireError> {
        Ok(Self {
            applied_at: body.required(&APPLICATION_TIME)?,
            org_id: body.required(&ORG_ID)?,
            org_name: body.required(&ORG_NAME)?,
            operator: Operator {
                id_type: body.optional(&OPERATOR_ID_TYPE)?.unwrap_or_else(IdType::police_certificate),
                id_number: body.required(&OPERATOR_ID)?,
                name: body.required(&OPERATOR_NAME)?,
                phone: body.required(&OPERATOR_PHONE)?,
            },
            investigator: Investigator {
                id_type: body.optional(&INVESTIGATOR_ID_TYPE)?.unwrap_or_else(IdType::police_certificate),
                id_number: body.required(&INVESTIGATOR_ID)?,
                name: body.required(&INVESTIGATOR_NAME)?,
            },
        })
    }

    pub(crate) fn write(&self, body: &mut Out) -> Result<(), WireError> {
        body.put(&APPLICATION_TIME, &self.applied_at)?;
        body.put(&ORG_ID, &self.org_id)?;
        body.put(&ORG_NAME, &self.org_name)?;
        body.put(&OPERATOR_ID_TYPE, &self.operator.id_type)?;
        body.put(&OPERATOR_ID, &self.operator.id_number)?;
        body.put(&OPERATOR_NAME, &self.operator.name)?;
        body.put(&OPERATOR_PHONE, &self.operator.phone)?;
        body.put(&INVESTIGATOR_ID_TYPE, &self.investigator.id_type)?;
        body.put(&INVESTIGATOR_ID, &self.investigator.id_number)?;
        body.put(&INVESTIGATOR_NAME, &self.investigator.name)
    }
}

fn at(spec: Spec) -> String {
    format!("{BODY}/{}", spec.name)
}

pub(crate) fn check_original(application: &Application, needed: bool) -> Result<(), WireError> {
    if needed && application.original.is_none() {
        return Err(WireError::content(
            Fault::missing("is required here; name the original application"),
            at(ORIGINAL),
        ));
    }
    Ok(())
}

pub(crate) fn check_order(from: WireTime, until: WireTime) -> Result<(), WireError> {
    if until > from {
        return Ok(());
    }
    let fault = Fault::new(Kind::Contradiction, ResultCode::DATE_RANGE, "must be later than the start");
    Err(WireError::content(fault, at(EXPIRE_TIME)))
}

fn check_amount(amount: Money) -> Result<(), WireError> {
    if amount.is_positive() {
        return Ok(());
    }
    Err(WireError::content(
        Fault::malformed(ResultCode::BAD_AMOUNT, "a transferred amount is more than zero"),
        at(AMOUNT),
    ))
}

pub(crate) fn note_business_code(id: &ApplicationId, expected: &str, notes: &mut Notes) {
    if id.business_code() != expected {
        notes.push(Note::BusinessCode);
    }
}
