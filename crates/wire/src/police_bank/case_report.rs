//! A case that a bank or payment firm reports, and the police's answer (100401 / A00401, 100402).
//!
//! A bank reports what a victim told at its counter, what followed a stop of its own, or its own
//! suspicion; so the victim and the papers may be absent. Of the transfers' fields the sources give
//! the meaning; the tag names `IP`, `MAC`, `DeviceID`, `Place`, `Remark`, `IsCeased` are less sure.
//! The two sides of a transfer are written flat (`TransferOutBankID`), as in 100101; the nested form
//! (`TransferOut/BankID`), which the sources do not rule out, is read too, with a note.

use super::attachments::{self, Attachment, PaperKind, PaperRule};
use super::codes::{Channel, Tx};
use super::envelope::{self, DownHead, Parts, UpHead};
use super::error::{Fault, WireError, WireErrorKind as Kind};
use super::feedback::{APPLICATION_ID, FEEDBACK_ORG, FEEDBACK_REMARK, RESULT};
use super::fields::{Class, Fields, Note, Notes, Out, Private, Spec, Text};
use super::ids::{ApplicationId, BankCode, IdType, business_code};
use super::limits::TRANSACTIONS_MAX;
use super::parties::{OPERATOR_NAME, OPERATOR_PHONE, note_business_code};
use super::results::ResultCode;
use super::values::{Amount, CaseReportType, Ceased, WireTime};
use cordon_model::{Currency, Money};

const INITIAL_NODE: Spec = Spec::new("isInitialNode", 2, Class::Number);
const INITIAL_NODE_VALUE: &str = "01";
const REPORT_TYPE: Spec = Spec::typed("ApplicationType");
const REPORT_END: Spec = Spec::typed("ReportEndTime");
const VICTIM_NAME: Spec = Spec::new("VictimName", 100, Class::Line);
const VICTIM_PHONE: Spec = Spec::new("VictimPhoneNumber", 30, Class::Line);
const VICTIM_ID_TYPE: Spec = Spec::typed("VictimIDType");
const VICTIM_ID: Spec = Spec::new("VictimIDNumber", 30, Class::Number);
const ACCIDENT: Spec = Spec::new("AccidentDescription", 300, Class::Lines);
const REPORT_ORG: Spec = Spec::new("ReportOrgName", 150, Class::Line);
const FREEZE_END: Spec = Spec::typed("FreezeEndTime");
const LIST: &str = "Transactions";
const ITEM: &str = "Transaction";
const TX_ID: Spec = Spec::new("Id", 50, Class::Number);
const TX_TIME: Spec = Spec::typed("Time");
const TX_TYPE: Spec = Spec::new("Type", 30, Class::Line);
const CURRENCY: Spec = Spec::typed("Currency");
const AMOUNT: Spec = Spec::typed("TransferAmount");
const IP: Spec = Spec::new("IP", 30, Class::Number);
const MAC: Spec = Spec::new("MAC", 50, Class::Number);
const DEVICE: Spec = Spec::new("DeviceID", 50, Class::Number);
const PLACE: Spec = Spec::new("Place", 150, Class::Line);
const REMARK: Spec = Spec::new("Remark", 300, Class::Lines);
const CEASED: Spec = Spec::typed("IsCeased");

/// The four fields of one side of a transfer.
struct SideSpecs {
    nested: &'static str,
    bank_id: Spec,
    bank_name: Spec,
    name: Spec,
    number: Spec,
}

const OUT_SIDE: SideSpecs = SideSpecs {
    nested: "TransferOut",
    bank_id: Spec::typed("TransferOutBankID"),
    bank_name: Spec::new("TransferOutBankName", 150, Class::Line),
    name: Spec::new("TransferOutAccountName", 100, Class::Line),
    number: Spec::new("TransferOutAccountNumber", 30, Class::Account),
};

const IN_SIDE: SideSpecs = SideSpecs {
    nested: "TransferIn",
    bank_id: Spec::typed("TransferInBankID"),
    bank_name: Spec::new("TransferInBankName", 150, Class::Line),
    name: Spec::new("TransferInAccountName", 120, Class::Line),
    number: Spec::new("TransferInAccountNumber", 50, Class::Account),
};

/// Who reports the loss.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Victim {
    pub name: Option<Private>,
    pub phone: Option<Private>,
    pub id_type: Option<IdType>,
    pub id_number: Option<Private>,
}

/// One side of a reported transfer. Cash has one side only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Side {
    pub bank_id: Option<BankCode>,
    pub bank_name: Option<Text>,
    pub name: Option<Private>,
    pub number: Option<Private>,
}

/// One reported transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedTransfer {
    pub id: Option<Text>,
    pub at: WireTime,
    /// The bank's own word for the kind of transfer.
    pub kind: Option<Text>,
    pub amount: Money,
    pub from: Side,
    pub to: Side,
    pub ip: Option<Private>,
    pub mac: Option<Private>,
    pub device: Option<Private>,
    pub place: Option<Private>,
    pub remark: Option<Text>,
    pub ceased: Option<Ceased>,
}

/// 100401: a bank reports a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReport {
    pub channel: Channel,
    pub head: UpHead,
    pub application_id: ApplicationId,
    pub kind: CaseReportType,
    pub report_end_at: Option<WireTime>,
    pub victim: Victim,
    pub account_of_events: Option<Private>,
    pub org_name: Text,
    pub operator_name: Option<Private>,
    pub operator_phone: Option<Private>,
    pub transfers: Vec<ReportedTransfer>,
    pub attachments: Vec<Attachment>,
}

/// 100402: what the police answer to a report. One code for banks and payment firms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReportAnswer {
    pub head: DownHead,
    /// Of the report that is answered.
    pub application_id: ApplicationId,
    pub kind: Option<CaseReportType>,
    pub report_end_at: Option<WireTime>,
    pub result: ResultCode,
    pub operator_name: Option<Private>,
    pub operator_phone: Option<Private>,
    pub org_name: Option<Text>,
    pub remark: Option<Text>,
    /// 反馈冻结截止时间: until when the police want the bank's hold to stand. Tag name inferred.
    pub freeze_until: Option<WireTime>,
}

impl CaseReport {
    /// Whether the victim's signed form came with it.
    pub fn has_stop_application(&self) -> bool {
        self.attachments.iter().any(|paper| paper.kind() == PaperKind::StopApplication)
    }

    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.head.write(Tx::CaseReport, self.channel)?;
        let mut body = envelope::new_body();
        body.put(&INITIAL_NODE, &Text::new(INITIAL_NODE_VALUE))?;
        body.put(&APPLICATION_ID, &self.application_id)?;
        body.put(&REPORT_TYPE, &self.kind)?;
        body.put_optional(&REPORT_END, self.report_end_at.as_ref())?;
        self.victim.write(&mut body)?;
        body.put_optional(&ACCIDENT, self.account_of_events.as_ref())?;
        body.put(&REPORT_ORG, &self.org_name)?;
        body.put_optional(&OPERATOR_NAME, self.operator_name.as_ref())?;
        body.put_optional(&OPERATOR_PHONE, self.operator_phone.as_ref())?;
        write_transfers(&mut body, &self.transfers)?;
        attachments::write(&mut body, PaperRule::Report, &self.attachments)?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, channel: Channel, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let application_id = body.required(&APPLICATION_ID)?;
        note_business_code(&application_id, business_code::CASE_REPORT, notes);
        check_initial_node(&mut body)?;
        let report = Self {
            channel,
            head: UpHead::read(parts.head, notes)?,
            application_id,
            kind: body.required(&REPORT_TYPE)?,
            report_end_at: body.optional(&REPORT_END)?,
            victim: Victim::read(&mut body, notes)?,
            account_of_events: body.optional(&ACCIDENT)?,
            org_name: body.required(&REPORT_ORG)?,
            operator_name: body.optional(&OPERATOR_NAME)?,
            operator_phone: body.optional(&OPERATOR_PHONE)?,
            transfers: read_transfers(&mut body, notes)?,
            attachments: attachments::read(&mut body, PaperRule::Report, notes)?,
        };
        body.finish(notes);
        Ok(report)
    }
}

fn check_initial_node(body: &mut Fields<'_>) -> Result<(), WireError> {
    let node: Text = body.required(&INITIAL_NODE)?;
    if node.as_str() == INITIAL_NODE_VALUE {
        return Ok(());
    }
    Err(body.fail(INITIAL_NODE.name, Fault::malformed(ResultCode::BAD_FIELD, "must be 01")))
}

impl CaseReportAnswer {
    pub fn encode(&self) -> Result<Vec<u8>, WireError> {
        let head = self.head.write(Tx::CaseReportAnswer, Channel::Bank)?;
        let mut body = envelope::new_body();
        body.put(&APPLICATION_ID, &self.application_id)?;
        body.put_optional(&REPORT_TYPE, self.kind.as_ref())?;
        body.put_optional(&REPORT_END, self.report_end_at.as_ref())?;
        body.put(&RESULT, &self.result)?;
        body.put_optional(&OPERATOR_NAME, self.operator_name.as_ref())?;
        body.put_optional(&OPERATOR_PHONE, self.operator_phone.as_ref())?;
        body.put_optional(&FEEDBACK_ORG, self.org_name.as_ref())?;
        body.put_optional(&FEEDBACK_REMARK, self.remark.as_ref())?;
        body.put_optional(&FREEZE_END, self.freeze_until.as_ref())?;
        envelope::seal_message(head, body)
    }

    pub(crate) fn read(parts: Parts<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        let mut body = parts.body()?;
        let answer = Self {
            application_id: body.required(&APPLICATION_ID)?,
            head: DownHead::read(parts.head, notes)?,
            kind: body.optional(&REPORT_TYPE)?,
            report_end_at: body.optional(&REPORT_END)?,
            result: body.required(&RESULT)?,
            operator_name: body.optional(&OPERATOR_NAME)?,
            operator_phone: body.optional(&OPERATOR_PHONE)?,
            org_name: body.optional(&FEEDBACK_ORG)?,
            remark: body.optional(&FEEDBACK_REMARK)?,
            freeze_until: body.optional(&FREEZE_END)?,
        };
        note_business_code(&answer.application_id, business_code::CASE_REPORT, notes);
        if answer.result.meaning().is_none() {
            notes.push(Note::UnknownResult(answer.result));
        }
        body.finish(notes);
        Ok(answer)
    }
}

impl Victim {
    fn read(body: &mut Fields<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        Ok(Self {
            name: body.optional(&VICTIM_NAME)?,
            // The sources write "VictimName/PhoneNumber/IDType/IDNumber": the prefix may be meant
            // for the first alone.
            phone: body.optional_alias(&VICTIM_PHONE, "PhoneNumber", notes)?,
            id_type: body.optional_alias(&VICTIM_ID_TYPE, "IDType", notes)?,
            id_number: body.optional_alias(&VICTIM_ID, "IDNumber", notes)?,
        })
    }

    fn write(&self, body: &mut Out) -> Result<(), WireError> {
        body.put_optional(&VICTIM_NAME, self.name.as_ref())?;
        body.put_optional(&VICTIM_PHONE, self.phone.as_ref())?;
        body.put_optional(&VICTIM_ID_TYPE, self.id_type.as_ref())?;
        body.put_optional(&VICTIM_ID, self.id_number.as_ref())
    }
}

fn too_many(path: String) -> WireError {
    let rule = format!("more than {TRANSACTIONS_MAX} transfers; send a second report");
    WireError::content(Fault::new(Kind::TooMany, ResultCode::BAD_FIELD, rule), path)
}

fn read_transfers(body: &mut Fields<'_>, notes: &mut Notes) -> Result<Vec<ReportedTransfer>, WireError> {
    let path = body.path_of(LIST);
    let Some(list) = body.child(LIST) else { return Ok(Vec::new()) };
    let mut transfers = Vec::new();
    for (at, item) in list.children.iter().filter(|child| child.name == ITEM).enumerate() {
        if at >= TRANSACTIONS_MAX {
            return Err(too_many(path));
        }
        let fields = Fields::of(item, format!("{path}/{ITEM}[{}]", at.saturating_add(1)))?;
        transfers.push(ReportedTransfer::read(fields, notes)?);
    }
    let unknown = list.children.iter().filter(|child| child.name != ITEM).count();
    if unknown > 0 {
        notes.push(Note::UnknownElements { path, count: unknown });
    }
    Ok(transfers)
}

fn write_transfers(body: &mut Out, transfers: &[ReportedTransfer]) -> Result<(), WireError> {
    if transfers.is_empty() {
        return Ok(());
    }
    let mut list = Out::new(LIST, body.path());
    if transfers.len() > TRANSACTIONS_MAX {
        return Err(too_many(list.path().to_owned()));
    }
    for transfer in transfers {
        let mut item = Out::new(ITEM, list.path());
        transfer.write(&mut item)?;
        list.push(item);
    }
    body.push(list);
    Ok(())
}

impl ReportedTransfer {
    fn read(mut fields: Fields<'_>, notes: &mut Notes) -> Result<Self, WireError> {
        let currency: Currency = fields.required(&CURRENCY)?;
        let amount: Amount = fields.required(&AMOUNT)?;
        let transfer = Self {
            id: fields.optional(&TX_ID)?,
            at: fields.required(&TX_TIME)?,
            kind: fields.optional(&TX_TYPE)?,
            amount: amount.money(currency).map_err(|fault| fields.fail(AMOUNT.name, fault))?,
            from: Side::read(&mut fields, &OUT_SIDE, notes)?,
            to: Side::read(&mut fields, &IN_SIDE, notes)?,
            ip: fields.optional(&IP)?,
            mac: fields.optional(&MAC)?,
            device: fields.optional(&DEVICE)?,
            place: fields.optional(&PLACE)?,
            remark: fields.optional(&REMARK)?,
            ceased: fields.optional(&CEASED)?,
        };
        fields.finish(notes);
        Ok(transfer)
    }

    fn write(&self, item: &mut Out) -> Result<(), WireError> {
        let amount = Amount::of(self.amount)
            .map_err(|fault| WireError::content(fault, format!("{}/{}", item.path(), AMOUNT.name)))?;
        item.put_optional(&TX_ID, self.id.as_ref())?;
        item.put(&TX_TIME, &self.at)?;
        item.put_optional(&TX_TYPE, self.kind.as_ref())?;
        item.put(&CURRENCY, &self.amount.currency())?;
        item.put(&AMOUNT, &amount)?;
        self.from.write(item, &OUT_SIDE)?;
        self.to.write(item, &IN_SIDE)?;
        item.put_optional(&IP, self.ip.as_ref())?;
        item.put_optional(&MAC, self.mac.as_ref())?;
        item.put_optional(&DEVICE, self.device.as_ref())?;
        item.put_optional(&PLACE, self.place.as_ref())?;
        item.put_optional(&REMARK, self.remark.as_ref())?;
        item.put_optional(&CEASED, self.ceased.as_ref())
    }
}

impl Side {
    fn read(fields: &mut Fields<'_>, specs: &SideSpecs, notes: &mut Notes) -> Result<Self, WireError> {
        let flat = Self::read_flat(fields, specs)?;
        let path = fields.path_of(specs.nested);
        let Some(element) = fields.child(specs.nested) else { return Ok(flat) };
        if flat != Self::default() {
            let fault = Fault::new(Kind::Duplicate, ResultCode::BAD_FIELD, "one side of a transfer is told twice");
            return Err(WireError::content(fault, path));
        }
        let mut nested = Fields::of(element, path.clone())?;
        let side = Self::read_flat(&mut nested, &specs.without_prefix())?;
        nested.finish(notes);
        notes.push(Note::Alias { path });
        Ok(side)
    }

    fn read_flat(fields: &mut Fields<'_>, specs: &SideSpecs) -> Result<Self, WireError> {
        Ok(Self {
            bank_id: fields.optional(&specs.bank_id)?,
            bank_name: fields.optional(&specs.bank_name)?,
            name: fields.optional(&specs.name)?,
            number: fields.optional(&specs.number)?,
        })
    }

    fn write(&self, item: &mut Out, specs: &SideSpecs) -> Result<(), WireError> {
        item.put_optional(&specs.bank_id, self.bank_id.as_ref())?;
        item.put_optional(&specs.bank_name, self.bank_name.as_ref())?;
        item.put_optional(&specs.name, self.name.as_ref())?;
        item.put_optional(&specs.number, self.number.as_ref())
    }
}

impl SideSpecs {
    fn without_prefix(&self) -> Self {
        Self {
            nested: self.nested,
            bank_id: Spec { name: "BankID", ..self.bank_id },
            bank_name: Spec { name: "BankName", ..self.bank_name },
            name: Spec { name: "AccountName", ..self.name },
            number: Spec { name: "AccountNumber", ..self.number },
        }
    }
}
