//! What stands on an order for everybody to see.

use serde::{Deserialize, Serialize};

/// Things that stand on an order for everybody to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Note {
    /// The wire or the agency holds the whole account; what it holds beyond the limit is wrongly held.
    LimitNotCarried,
    /// The deadline passed without an answer; somebody was told.
    Overdue,
    /// Drafted before the debit was confirmed by the payer's bank.
    DebitUnconfirmed,
    /// The time for confirming the debit is over, and what hung on it was dealt with.
    DebitClockPassed,
    /// An answer came that contradicts the first.
    ContradictedAnswer,
    /// The answer came after the deadline.
    AnsweredLate,
    /// An answer came after the order had been withdrawn.
    AnsweredAfterWithdrawal,
    /// A watch told of movements after its end had been confirmed.
    ToldAfterEnd,
    /// A message about this order came from an agency it was not sent to, or could not be read.
    StrangeAnswer,
    /// The order could not be put into the agency's message form.
    NotEncodable,
    /// The agency has no wire for it: it is executed in another system, by a prefilled form.
    ExecutedElsewhere,
    /// Money left the account after the agency had confirmed the hold.
    Breach,
    /// The bank held first and told of it (ApplicationType 02 of the police interface).
    BankReported,
}

impl Note {
    pub const fn name(self) -> &'static str {
        match self {
            Self::LimitNotCarried => "LIMIT_NOT_CARRIED",
            Self::Overdue => "OVERDUE",
            Self::DebitUnconfirmed => "DEBIT_UNCONFIRMED",
            Self::DebitClockPassed => "DEBIT_CLOCK_PASSED",
            Self::ContradictedAnswer => "CONTRADICTED_ANSWER",
            Self::AnsweredLate => "ANSWERED_LATE",
            Self::AnsweredAfterWithdrawal => "ANSWERED_AFTER_WITHDRAWAL",
            Self::ToldAfterEnd => "TOLD_AFTER_END",
            Self::StrangeAnswer => "STRANGE_ANSWER",
            Self::NotEncodable => "NOT_ENCODABLE",
            Self::ExecutedElsewhere => "EXECUTED_ELSEWHERE",
            Self::Breach => "BREACH",
            Self::BankReported => "BANK_REPORTED",
        }
    }

    /// Whether the agency is told: what was so when the order was sent, and stays so.
    pub const fn travels(self) -> bool {
        matches!(self, Self::LimitNotCarried | Self::DebitUnconfirmed | Self::BankReported)
    }
}
