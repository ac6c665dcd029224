//! What crosses between the centre and an agency, in clear: an order opened for the agency that must
//! carry it out, and the agency's answer before it is sealed into a receipt.
//!
//! These values exist only between a sealed record and a wire. They are never stored, and their
//! `Debug` shows no personal data.

use crate::account::AccountClass;
use crate::agency::AgencyKind;
use crate::ids::OrderId;
use crate::money::Money;
use crate::order::{OrderKind, Query};
use crate::receipt::ReceiptResult;
use crate::target::TargetKind;
use crate::time::Stamp;
use std::fmt;

/// Text that must not reach a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Private(pub String);

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹private›")
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::ops::Deref for Private {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

/// One side of the transfer an order is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Party {
    pub institution_code: String,
    pub institution_name: String,
    pub number: Private,
    pub holder: Option<Private>,
    pub class: AccountClass,
}

/// The transfer that the victim reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTransfer {
    pub from: Party,
    /// None while the payee is not known.
    pub to: Option<Party>,
    pub amount: Money,
    pub at: Stamp,
}

/// What the order is about, in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTarget {
    pub kind: TargetKind,
    /// Account number, phone number, domain …
    pub value: Private,
    /// For accounts: institution, holder and class.
    pub account: Option<Party>,
}

/// A police officer who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signatory {
    pub name: Private,
    pub police_number: Private,
    pub phone: Private,
}

/// File types of the police interface: 01 certificate, 02 freeze document, 03 victim's form, 04 id card. One of our
/// own, which no wire carries: 90, an answer that came back on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    Certificate,
    FreezeDocument,
    StopApplication,
    IdCard,
    Answer,
}

impl PaperKind {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Certificate => "01",
            Self::FreezeDocument => "02",
            Self::StopApplication => "03",
            Self::IdCard => "04",
            Self::Answer => "90",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    Jpg,
    Pdf,
}

impl Media {
    /// By the first bytes, never by the name.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpg),
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(Self::Pdf),
            _ => None,
        }
    }
}

/// A scanned or printed paper that travels with an order.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    pub kind: PaperKind,
    pub media: Media,
    pub content: Vec<u8>,
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attachment({:?}, {:?}, {} bytes)", self.kind, self.media, self.content.len())
    }
}

/// An order as the agency gets it. Every wire is a rendering of this; the same order always renders
/// to the same bytes, so a message that is given again is the same message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOrder {
    pub id: OrderId,
    pub kind: OrderKind,
    /// The order that this one extends or lifts.
    pub original: Option<OrderId>,
    /// The organ that asks: code and name.
    pub organ_code: String,
    pub organ_name: String,
    /// The agency that is asked.
    pub agency_code: String,
    pub agency_name: String,
    pub agency_kind: AgencyKind,
    pub case_number: Option<String>,
    pub target: OpenTarget,
    pub transfer: Option<OpenTransfer>,
    pub limit: Option<Money>,
    /// What a question asks for.
    pub query: Option<Query>,
    /// Number of the legal document a freeze stands on.
    pub document: Option<String>,
    pub reason: String,
    pub basis: String,
    pub urgent: bool,
    pub issued_at: Stamp,
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
    /// By when an answer is due.
    pub due: Option<Stamp>,
    pub signatories: Vec<Signatory>,
    pub attachments: Vec<Attachment>,
    /// What the restricted person is given: the public code and the phone of the office.
    pub public_code: Option<String>,
    pub public_phone: String,
    pub notes: Vec<String>,
}

/// The payer's bank on the debit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebitFound {
    pub found: bool,
    pub at: Option<Stamp>,
    pub payee: Option<Party>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierMeasure {
    pub organ: String,
    pub amount: Option<Money>,
    pub until: Option<Stamp>,
}

/// Which way money went on an account: 借 or 贷.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Debit,
    Credit,
}

/// What an account is and what moved on it (100302, 100306).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub account: Party,
    pub balance: Option<Money>,
    /// What may leave it now.
    pub available: Option<Money>,
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
    /// False where the agency has more of the period than it gave.
    pub complete: bool,
    /// In the order of the account's own postings.
    pub rows: Vec<StatementRow>,
}

/// One posting of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    pub side: Side,
    pub amount: Money,
    /// What was on the account after it.
    pub balance: Option<Money>,
    pub at: Stamp,
    /// The agency's own serial number.
    pub serial: String,
    /// None where the row names nobody: cash, a fee, a merchant known by name only.
    pub opponent: Option<Party>,
    /// The payment firm's order number or the other channel's serial, where the row has one.
    pub order_number: Option<String>,
    /// Money that left the institutions by this row.
    pub exit: Option<crate::movement::Exit>,
    pub remark: Option<Private>,
}

/// A payment found by its serial number (payment firms).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundPayment {
    pub order_number: String,
    /// The bank's serial number that it was paid with.
    pub bank_serial: Option<String>,
    pub amount: Money,
    pub at: Stamp,
    pub payer: Option<Party>,
    pub payee: Option<Party>,
    pub exit: Option<crate::movement::Exit>,
}

/// An agency's answer, read from a wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub order: OrderId,
    pub result: ReceiptResult,
    /// The wire's code: 4 digits on the police interface.
    pub code: String,
    /// Balance before the measure.
    pub balance: Option<Money>,
    /// What is held now, where the wire says it.
    pub held: Option<Money>,
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
    pub debit: Option<DebitFound>,
    pub earlier: Vec<EarlierMeasure>,
    pub statement: Option<Statement>,
    pub payments: Vec<FoundPayment>,
    pub remark: Option<Private>,
}

impl Answer {
    /// An answer that says nothing beyond its result.
    pub fn bare(order: OrderId, result: ReceiptResult, code: &str) -> Self {
        Self {
            order,
            result,
            code: code.to_owned(),
            balance: None,
            held: None,
            from: None,
            until: None,
            debit: None,
            earlier: Vec::new(),
            statement: None,
            payments: Vec::new(),
            remark: None,
        }
    }
}
