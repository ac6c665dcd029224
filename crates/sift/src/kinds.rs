//! The types of scams, as the police count them. What each one's script is stands in `lexicon/types/`.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// T01 to T14 of the taxonomy; T15 (those who help) is no script that a victim hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ScamType {
    T01,
    T02,
    T03,
    T04,
    T05,
    T06,
    T07,
    T08,
    T09,
    T10,
    T11,
    T12,
    T13,
    T14,
}

impl ScamType {
    pub const ALL: [Self; 14] = [
        Self::T01,
        Self::T02,
        Self::T03,
        Self::T04,
        Self::T05,
        Self::T06,
        Self::T07,
        Self::T08,
        Self::T09,
        Self::T10,
        Self::T11,
        Self::T12,
        Self::T13,
        Self::T14,
    ];

    pub fn place(self) -> usize {
        self as usize
    }
}

impl fmt::Display for ScamType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl FromStr for ScamType {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.to_string() == text).ok_or(())
    }
}

/// Names that published sets give to types, and the type that each is counted as here.
///
/// One name may cover several types; then it is the one that most of its records are of.
pub const NAMES: &[(&str, ScamType)] = &[
    ("shuadan", ScamType::T01),
    ("invest", ScamType::T02),
    ("gamble", ScamType::T02),
    ("shopping", ScamType::T03),
    ("escort", ScamType::T03),
    ("fake_id", ScamType::T03),
    ("ecom_cs", ScamType::T04),
    ("tech_support", ScamType::T04),
    ("loan", ScamType::T05),
    ("bank_cs", ScamType::T06),
    ("acquaintance", ScamType::T07),
    ("gongjianfa", ScamType::T08),
    ("kidnap", ScamType::T08),
    ("romance", ScamType::T09),
    ("phish", ScamType::T13),
    ("identity", ScamType::T13),
    ("lottery", ScamType::T14),
    ("fake_job", ScamType::T14),
    ("pyramid", ScamType::T14),
];

/// The type that a name means, in codes or in the words of published sets.
pub fn named(name: &str) -> Option<ScamType> {
    let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    known.or_else(|| name.parse().ok())
}
