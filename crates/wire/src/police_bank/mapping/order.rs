//! An order of the model as a message: which field says what.

use super::ask;
use super::{
    account_type, application_id, at, body, channel, free, missing, not_supported, some_text, stand_in_case_number,
    time,
};
use crate::police_bank::Message;
use crate::police_bank::attachments::{Attachment, PaperFormat, PaperKind};
use crate::police_bank::envelope::{DownHead, HEAD};
use crate::police_bank::error::WireError;
use crate::police_bank::fields::{Private, Text};
use crate::police_bank::ids::{ApplicationId, BankCode, IdType, OrgCode, TransSerialNumber, business_code};
use crate::police_bank::parties::{Application, Authority, Investigator, Operator, StopAccount, StopTransfer};
use crate::police_bank::stop::{ExtendOrder, ReliefOrder, StopOrder};
use crate::police_bank::values::{ApplicationType, EmergencyLevel, WireTime};
use cordon_model::exchange::{
    Attachment as Paper, Media, OpenOrder, OpenTransfer, PaperKind as PaperOf, Private as Clear, Signatory,
};
use cordon_model::{Note, OrderKind, TargetKind};

/// 公安案件类型 of telecom fraud; implementations differ over `0000` and `0001`.
pub(super) const CASE_TYPE: &str = "0001";

/// The bytes of an order (100101 and its like, 100201, 100301, 100305, A00311 …, or the A-codes for a
/// payment firm).
pub fn order_bytes(order: &OpenOrder) -> Result<Vec<u8>, WireError> {
    order_message(order)?.encode()
}

/// The order as a message.
pub fn order_message(order: &OpenOrder) -> Result<Message, WireError> {
    match order.kind {
        OrderKind::Stop | OrderKind::ExtendStop | OrderKind::LiftStop => stop_message(order),
        OrderKind::Freeze | OrderKind::ExtendFreeze | OrderKind::LiftFreeze => {
            ask::freeze(order).map(Message::FreezeOrder)
        }
        OrderKind::QueryAccount => ask::statement(order).map(Message::StatementQuery),
        OrderKind::Watch => ask::watch(order).map(Message::WatchOrder),
        OrderKind::EndWatch => ask::end_of_watch(order).map(Message::WatchEndOrder),
        OrderKind::QuerySerial => ask::serial(order).map(Message::SerialQuery),
        OrderKind::RiskNotice
        | OrderKind::ConfirmDebit
        | OrderKind::ReduceHold
        | OrderKind::RaiseHold
        | OrderKind::VoidValue
        | OrderKind::RestoreValue
        | OrderKind::ShutNumber
        | OrderKind::RestoreNumber => {
            Err(not_supported("this wire has no message for such an order; use the JSON form"))
        }
    }
}

fn stop_message(order: &OpenOrder) -> Result<Message, WireError> {
    let channel = channel(order.agency_kind)?;
    let head = down_head(order)?;
    let application = application(order)?;
    let account = stop_account(order)?;
    let authority = authority(order)?;
    let attachments = papers(order)?;
    let transfer = order.transfer.as_ref().map(stop_transfer).transpose()?;
    let reason = free(&order.reason);
    let remark = Some(remark(order));
    Ok(match order.kind {
        OrderKind::LiftStop => Message::ReliefOrder(ReliefOrder {
            channel,
            head,
            application,
            transfer,
            account,
            withdrawal_remark: reason.clone(),
            reason: Some(reason),
            remark,
            authority,
            attachments,
        }),
        OrderKind::ExtendStop => Message::ExtendOrder(ExtendOrder {
            channel,
            head,
            application,
            transfer,
            account,
            extend_remark: reason.clone(),
            reason: Some(reason),
            remark,
            from: time("PostponeStartTime")(order.from.unwrap_or(order.issued_at))?,
            until: until(order)?,
            authority,
            attachments,
        }),
        _ => Message::StopOrder(StopOrder {
            channel,
            head,
            application,
            transfer: transfer.ok_or_else(|| missing("TransferAmount", "a stop names the transfer"))?,
            account,
            reason,
            remark,
            from: time("StartTime")(order.from.unwrap_or(order.issued_at))?,
            until: until(order)?,
            authority,
            attachments,
        }),
    })
}

pub(super) fn until(order: &OpenOrder) -> Result<WireTime, WireError> {
    let until = order.until.ok_or_else(|| missing("ExpireTime", "the order says until when"))?;
    time("ExpireTime")(until)
}

/// The serial follows from the order alone.
pub(super) fn down_head(order: &OpenOrder) -> Result<DownHead, WireError> {
    let from = OrgCode::parse(&order.organ_code).map_err(at(format!("{HEAD}/MessageFrom")))?;
    let [.., a, b, c, d, e, f, g, h] = order.id.bytes();
    let bits = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
    let serial = TransSerialNumber::new(&from, None, time("ApplicationTime")(order.issued_at)?, bits)
        .map_err(at(format!("{HEAD}/TransSerialNumber")))?;
    Ok(DownHead { from, serial })
}

fn application(order: &OpenOrder) -> Result<Application, WireError> {
    Ok(Application {
        id: application_id(order.kind, order.id)?,
        kind: if is_bank_reported(order) { ApplicationType::BankReportCurrent } else { ApplicationType::FirstCurrent },
        original: original(order)?,
        case_number: case_number(order),
        case_type: Text::new(CASE_TYPE),
        urgency: urgency(order),
    })
}

/// The bank held first and told of it: the stop that confirms its hold names its report.
fn is_bank_reported(order: &OpenOrder) -> bool {
    let noted = order.notes.iter().any(|note| note == Note::BankReported.name());
    order.kind == OrderKind::Stop && noted && order.original.is_some()
}

/// What is extended, lifted or ended is the first order of its kind.
pub(super) fn original(order: &OpenOrder) -> Result<Option<ApplicationId>, WireError> {
    let code = match order.kind {
        OrderKind::ExtendFreeze | OrderKind::LiftFreeze => business_code::FREEZE,
        OrderKind::EndWatch => business_code::WATCH,
        OrderKind::Stop => business_code::CASE_REPORT,
        _ => business_code::STOP,
    };
    order.original.map(|id| ApplicationId::new(code, id.bytes())).transpose().map_err(body("OriginalApplicationID"))
}

pub(super) fn case_number(order: &OpenOrder) -> Text {
    Text::new(order.case_number.clone().unwrap_or_else(|| stand_in_case_number(order.id)))
}

pub(super) const fn urgency(order: &OpenOrder) -> EmergencyLevel {
    if order.urgent { EmergencyLevel::Urgent } else { EmergencyLevel::Normal }
}

fn stop_transfer(transfer: &OpenTransfer) -> Result<StopTransfer, WireError> {
    let bank = Some(&transfer.from.institution_code).filter(|code| !code.is_empty());
    Ok(StopTransfer {
        from_bank_id: bank.map(|code| BankCode::parse(code)).transpose().map_err(body("TransferOutBankID"))?,
        from_bank_name: some_text(&transfer.from.institution_name),
        from_name: transfer.from.holder.as_ref().map(|name| Private::new(&name.0)),
        from_number: Some(Private::new(&transfer.from.number.0)).filter(|n| !n.reveal().is_empty()),
        amount: transfer.amount,
        at: time("TransferTime")(transfer.at)?,
    })
}

pub(super) fn stop_account(order: &OpenOrder) -> Result<StopAccount, WireError> {
    let party = match (&order.target.account, order.target.kind) {
        (Some(party), TargetKind::Account) => party,
        _ => return Err(missing("AccountNumber", "this wire holds accounts, with their bank and holder")),
    };
    let name = party.holder.as_ref().ok_or_else(|| missing("AccountName", "the bank checks the holder's name"))?;
    let bank_name = if party.institution_name.is_empty() { &order.agency_name } else { &party.institution_name };
    Ok(StopAccount {
        bank_id: BankCode::parse(&party.institution_code).map_err(body("BankID"))?,
        bank_name: Text::new(bank_name),
        class: account_type(party.class),
        name: Private::new(&name.0),
        number: Private::new(&order.target.value.0),
    })
}

pub(super) fn authority(order: &OpenOrder) -> Result<Authority, WireError> {
    let (operator, investigator) = officers(order)?;
    let phone = if operator.phone.is_empty() { &order.public_phone } else { &operator.phone.0 };
    Ok(Authority {
        applied_at: time("ApplicationTime")(order.issued_at)?,
        org_id: OrgCode::parse(&order.organ_code).map_err(body("ApplicationOrgID"))?,
        org_name: Text::new(&order.organ_name),
        operator: Operator {
            id_type: IdType::police_certificate(),
            id_number: Private::new(&operator.police_number.0),
            name: Private::new(&operator.name.0),
            phone: Private::new(phone),
        },
        investigator: Investigator {
            id_type: IdType::police_certificate(),
            id_number: Private::new(&investigator.police_number.0),
            name: Private::new(&investigator.name.0),
        },
    })
}

/// Two officers sign. What sets a person free may go without them (a clock ran out in the citizen's
/// favour), and a question too: then the office itself stands in, for neither may fail over a field.
fn officers(order: &OpenOrder) -> Result<(Signatory, Signatory), WireError> {
    match order.signatories.as_slice() {
        [operator, investigator, ..] => Ok((operator.clone(), investigator.clone())),
        [] if may_lack(order.kind) => {
            let office = Signatory {
                name: Clear(order.organ_name.clone()),
                police_number: Clear(order.organ_code.clone()),
                phone: Clear(order.public_phone.clone()),
            };
            Ok((office.clone(), office))
        }
        [one] if may_lack(order.kind) => Ok((one.clone(), one.clone())),
        _ => Err(missing("InvestigatorName", "a restriction and its extension are signed by two officers")),
    }
}

const fn may_lack(kind: OrderKind) -> bool {
    kind.frees() || !kind.needs_signatures()
}

/// What the interface calls a paper; an answer on paper is none of its own.
const fn kind_of(paper: PaperOf) -> Option<PaperKind> {
    match paper {
        PaperOf::Certificate => Some(PaperKind::PoliceCertificate),
        PaperOf::FreezeDocument => Some(PaperKind::FreezeDocument),
        PaperOf::StopApplication => Some(PaperKind::StopApplication),
        PaperOf::IdCard => Some(PaperKind::IdentityCard),
        PaperOf::Answer => None,
    }
}

pub(super) fn papers(order: &OpenOrder) -> Result<Vec<Attachment>, WireError> {
    let compose = |(at, (kind, paper)): (usize, (PaperKind, &Paper))| {
        let format = match paper.media {
            Media::Jpg => PaperFormat::Jpg,
            Media::Pdf => PaperFormat::Pdf,
        };
        Attachment::compose(kind, format, &at.saturating_add(1).to_string(), paper.content.clone())
    };
    let known = order.attachments.iter().filter_map(|paper| Some((kind_of(paper.kind)?, paper)));
    known.enumerate().map(compose).collect::<Result<_, _>>().map_err(body("Attachments"))
}

/// The legal basis and the way to object: what the bank's counter tells the account's holder.
pub(super) fn remark(order: &OpenOrder) -> Text {
    let code = order.public_code.as_ref().map(|code| format!("查询码{code} ")).unwrap_or_default();
    free(&format!("依据:{};{code}异议电话{}", order.basis, order.public_phone))
}
