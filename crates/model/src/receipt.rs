//! Receipts: what an agency answered. The first valid one decides; the others are kept and flagged.

use crate::agency::Wire;
use crate::ids::{AgencyId, OrderId, PaperId, ReceiptId};
use crate::money::Money;
use crate::sealed::{Digest, Sealed};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// The outcome in our own words; the agency's code stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptResult {
    Done,
    /// Done, with a lawful shortfall (1200: limited stop, balance below the limit).
    Part,
    /// Lawfully not done: mismatch, white list, too many stops, held by others.
    Refused,
    /// Technically not done.
    Failed,
}

impl ReceiptResult {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Part => "part",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    pub const fn took_effect(self) -> bool {
        matches!(self, Self::Done | Self::Part)
    }
}

/// How a receipt stands to the order it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// The first valid answer.
    Deciding,
    /// Says again what the first said.
    Repeated,
    /// Says something else than the first; changes nothing.
    Contradicting,
    /// Came after the order was withdrawn; changes nothing.
    TooLate,
    /// One more of many: a watch is answered as often as something moves, a queued freeze when its turn comes.
    Further,
}

/// An earlier freeze or stop that the agency reports on the same target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub organ: String,
    pub amount: Option<Money>,
    pub until: Option<Stamp>,
}

/// What the payer's bank says of a debit it was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebitAnswer {
    pub found: bool,
    pub at: Option<Stamp>,
    /// Where the money went, when the question did not name it.
    pub payee_institution_code: Option<String>,
    pub payee_number: Option<Sealed>,
    pub payee_holder: Option<Sealed>,
    pub payee_class: Option<crate::account::AccountClass>,
}

/// Movements that came with an answer; the rows themselves are a [`crate::Statement`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementTold {
    pub rows: u32,
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
    /// Whether the agency gave all of the period.
    pub complete: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub id: ReceiptId,
    pub order: OrderId,
    pub agency: AgencyId,
    pub wire: Wire,
    pub received_at: Stamp,
    pub weight: Weight,
    pub result: ReceiptResult,
    /// The code of the wire, such as 0000 or 1304.
    pub code: String,
    /// Balance before the measure.
    pub balance: Option<Money>,
    /// What is held now.
    pub held: Option<Money>,
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
    pub debit: Option<DebitAnswer>,
    pub earlier: Vec<Earlier>,
    /// The movements it told, where a question asked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementTold>,
    /// What the agency wrote; it may name people.
    pub remark: Option<Sealed>,
    /// The paper it came on, where somebody typed it in from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scan: Option<PaperId>,
    /// SHA-256 of the raw bytes.
    pub body: Digest,
    pub late: bool,
}

impl Receipt {
    /// Whether two answers say the same of the world.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.result == other.result
            && self.code == other.code
            && self.balance == other.balance
            && self.held == other.held
            && self.from == other.from
            && self.until == other.until
            && self.statement.as_ref().map(|told| told.rows) == other.statement.as_ref().map(|told| told.rows)
    }
}
