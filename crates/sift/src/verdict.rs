//! One verdict for a text, a call, a payment: what to do, how sure, what kind, how far it has come, and why.
//!
//! Not here: how it comes about (`judge`), and who is told.

use crate::kinds::ScamType;
use serde::{Deserialize, Serialize};

/// Reasons that are shown.
pub const REASONS_MAX: usize = 5;

/// What should be done about it, mildest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    #[default]
    Allow,
    /// Look at it again; nobody is disturbed.
    Watch,
    /// Tell the one who is at risk.
    Warn,
    /// Delay and verify: the bank's own measures of Art. 18, never more for a score alone.
    Hold,
    /// Refuse: only on an executed measure, traced money or an order that is in force.
    Block,
}

impl Action {
    pub const ALL: [Self; 5] = [Self::Allow, Self::Watch, Self::Warn, Self::Hold, Self::Block];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Watch => "watch",
            Self::Warn => "warn",
            Self::Hold => "hold",
            Self::Block => "block",
        }
    }
}

/// How likely it is, in words that members grade by (as India's Financial Fraud Risk Indicator).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    #[default]
    Low,
    Medium,
    High,
    VeryHigh,
}

/// Why: a rule or a phrase, in both languages, with its part of the sum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// `rule.<id>` or a code of the lexicon.
    pub code: String,
    pub zh: String,
    pub en: String,
    /// Thousandths of a logit.
    pub contribution: i32,
    /// Where in the text, if it is of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// Characters of a turn, half open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub turn: u16,
    pub from: u32,
    pub to: u32,
}

/// By what it was judged: an appeal is judged again by the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Versions {
    pub model: String,
    pub lexicon: String,
    pub rules: String,
    pub lists: String,
    /// Of a payment: how many entries of the journal were taken in for what is known of the payee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journal: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub action: Action,
    /// Thousandths: of events with such a sum, were scams and others equally many, these are scams.
    pub probability: u16,
    pub grade: Grade,
    /// None is 未定: nothing stands out.
    #[serde(rename = "type")]
    pub kind: Option<ScamType>,
    /// Stage of the script, 1 to 8.
    pub stage: Option<u8>,
    /// Strongest first, at most `REASONS_MAX`.
    pub reasons: Vec<Reason>,
    /// What spoke most against it.
    pub against: Option<Reason>,
    /// Rules that could not be evaluated. They never lower a verdict; the event goes to a person.
    pub failed: Vec<String>,
    pub versions: Versions,
    /// What a person names who objects.
    pub redress: String,
}
