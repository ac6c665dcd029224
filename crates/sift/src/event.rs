//! What comes in to be judged: a text, a call, a payment, as the agency that sees it tells of it.
//!
//! Not here: the words of a live call, which come turn by turn (`text::call`), and who may send an event.

use crate::text::call::Channel;
use cordon_model::time::Stamp;
use serde::{Deserialize, Serialize};

/// One thing under judgement.
#[allow(clippy::large_enum_variant, reason = "one lives at a time; a box would cost each payment more")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    Text(TextEvent),
    Call(CallEvent),
    Payment(PaymentEvent),
}

/// On which ground content is read (personal information law Art. 13; anti-fraud law Art. 14). Without one
/// only signalling is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContentBasis {
    /// The one called or written to agreed, and was told how to withdraw it.
    Consent,
    /// A party of the conversation reported it.
    Reported,
    /// Anybody could read it.
    Public,
    /// A technical measure that the authority in charge approved.
    Approved,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextEvent {
    /// The sender's own number of the event; the same again gets the same verdict.
    pub id: String,
    pub at: Stamp,
    pub channel: Channel,
    /// Number, port or account that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<ContentBasis>,
}

impl TextEvent {
    /// The words, if there is a basis to read them.
    pub fn readable(&self) -> Option<&str> {
        self.basis.and(self.text.as_deref())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    Local,
    Domestic,
    International,
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallStage {
    Attempt,
    Answered,
    Ended,
}

/// STIR/SHAKEN (RFC 8224, 8588).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attested {
    A,
    B,
    C,
    #[serde(rename = "failed")]
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallEvent {
    /// The same for all stages of one call.
    pub id: String,
    pub at: Stamp,
    pub stage: CallStage,
    /// The number that is shown to the one called.
    pub caller: String,
    pub callee: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attested: Option<Attested>,
    /// Of an ended call that was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_at: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roaming: Option<bool>,
    /// The caller's device (IMEI) and cell, where the carrier tells them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameCheck {
    Match,
    Close,
    NoMatch,
    Unavailable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayChannel {
    App,
    Web,
    Counter,
    Atm,
    Wallet,
    Card,
}

/// A payment before it leaves. What the bank does not tell stays unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentEvent {
    pub id: String,
    pub at: Stamp,
    pub payer: Party,
    pub payee: Party,
    /// Minor units.
    pub amount: i64,
    pub currency: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<PayChannel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance_before: Option<i64>,
    /// The largest of the payer's usual payments within 90 days, as the bank knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_to_payee: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_check: Option<NameCheck>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screen_shared: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote_control: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_device: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan_at: Option<Stamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elder: Option<bool>,
    /// What the bank's own app sees at work on the payer's device: `package|signer`, or the package alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<String>,
}

/// One side of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// `institution:number`.
    pub account: String,
    /// The phone number that the bank knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_at: Option<Stamp>,
    /// SM3 hash of the name, as the bank's and the centre's exchange has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_hash: Option<String>,
}

impl Event {
    pub fn id(&self) -> &str {
        match self {
            Self::Text(text) => &text.id,
            Self::Call(call) => &call.id,
            Self::Payment(payment) => &payment.id,
        }
    }

    pub fn at(&self) -> Stamp {
        match self {
            Self::Text(text) => text.at,
            Self::Call(call) => call.at,
            Self::Payment(payment) => payment.at,
        }
    }
}
