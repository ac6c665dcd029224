//! One credit transfer between institutions (`CdtTrfTxInf` of a `pacs.008`).

use super::entry::given;
use super::moment::{self, Moment};
use super::party::{End, Role};
use super::xml::Element;
use super::{IsoError, amount};
use cordon_model::Money;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub path: String,
    /// Unique among the institutions on the way: UETR, else the first institution's own.
    pub id: String,
    pub from: End,
    pub to: End,
    pub amount: Money,
    /// When it was taken, else when it was settled.
    pub at: Moment,
    /// When the payee's institution was credited, where the message says so.
    pub credited: Option<Moment>,
}

/// What the header says for all transfers of a message.
#[derive(Debug, Default)]
pub(super) struct Group {
    id: Option<String>,
    created: Option<String>,
    settled_on: Option<String>,
}

impl Group {
    pub fn of(header: &Element) -> Self {
        let text = |path| header.text_at(path).map(str::to_owned);
        Self { id: text("MsgId"), created: text("CreDtTm"), settled_on: text("IntrBkSttlmDt") }
    }
}

pub(super) fn read(transfer: &Element, path: &str, group: &Group) -> Result<Payment, IsoError> {
    let money = transfer.child("IntrBkSttlmAmt").ok_or_else(|| IsoError::missing(path, "IntrBkSttlmAmt"))?;
    let money = amount(money).map_err(|rule| IsoError::at(path, "IntrBkSttlmAmt", rule))?;
    if !money.is_positive() {
        return Err(IsoError::at(path, "IntrBkSttlmAmt", "must be above 0"));
    }
    let credited = transfer.text_at("SttlmTmIndctn/CdtDtTm").map(moment::time).transpose();
    Ok(Payment {
        path: path.to_owned(),
        id: id(transfer, group).ok_or_else(|| IsoError::missing(path, "PmtId/TxId"))?,
        from: end(transfer, Role::Debtor).ok_or_else(|| IsoError::missing(path, "DbtrAcct/Id"))?,
        to: end(transfer, Role::Creditor).ok_or_else(|| IsoError::missing(path, "CdtrAcct/Id"))?,
        amount: money,
        at: moment(transfer, path, group)?,
        credited: credited.map_err(|rule| IsoError::at(path, "SttlmTmIndctn/CdtDtTm", rule))?,
    })
}

fn end(transfer: &Element, role: Role) -> Option<End> {
    End::of_role(Some(transfer), Some(transfer), role).filter(|end| end.number.is_some())
}

/// `EndToEndId` is the payer's own and may come again; it never stands for a transfer.
fn id(transfer: &Element, group: &Group) -> Option<String> {
    let own = transfer.first_text(&["PmtId/UETR", "PmtId/TxId"]).and_then(given);
    own.or_else(|| {
        let instruction = transfer.text_at("PmtId/InstrId").and_then(given)?;
        Some(format!("{}/{instruction}", group.id.as_deref().unwrap_or_default()))
    })
}

/// When it was taken or debited; else when the message was made, unless it is settled on a later day.
fn moment(transfer: &Element, path: &str, group: &Group) -> Result<Moment, IsoError> {
    for name in ["AccptncDtTm", "SttlmTmIndctn/DbtDtTm"] {
        if let Some(text) = transfer.text_at(name) {
            return moment::time(text).map_err(|rule| IsoError::at(path, name, rule));
        }
    }
    let created = group.created.as_deref().and_then(|text| moment::time(text).ok());
    let settled = transfer.text_at("IntrBkSttlmDt").or(group.settled_on.as_deref());
    match settled.map(moment::day).transpose().map_err(|rule| IsoError::at(path, "IntrBkSttlmDt", rule))? {
        Some(day) => Ok(day.refined(created)),
        None => created.ok_or_else(|| IsoError::missing(path, "IntrBkSttlmDt")),
    }
}
