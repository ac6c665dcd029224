//! The rules by which a debit takes units out of a book. What each does stands in the table of
//! `docs/concepts/tracing.md`; here are only their names and what can be asked of them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    Poison,
    TaintFirst,
    CleanFirst,
    Haircut,
    Fifo,
    Lifo,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no rule; there are poison, taint-first, clean-first, haircut, fifo and lifo")]
pub struct UnknownRule(String);

impl Rule {
    pub const ALL: [Self; 6] =
        [Self::Poison, Self::TaintFirst, Self::CleanFirst, Self::Haircut, Self::Fifo, Self::Lifo];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Poison => "poison",
            Self::TaintFirst => "taint-first",
            Self::CleanFirst => "clean-first",
            Self::Haircut => "haircut",
            Self::Fifo => "fifo",
            Self::Lifo => "lifo",
        }
    }

    /// What the rule is called at work.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Poison => "全额污染",
            Self::TaintFirst => "涉案先出",
            Self::CleanFirst => "涉案后出",
            Self::Haircut => "按比例",
            Self::Fifo => "先进先出",
            Self::Lifo => "后进先出",
        }
    }

    /// Whether it says how much, and so needs to know how much was lost.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Poison)
    }

    /// Whether units lie in an order.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::Fifo | Self::Lifo)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Rule {
    type Err = UnknownRule;
    fn from_str(text: &str) -> Result<Self, UnknownRule> {
        let found = Self::ALL.into_iter().find(|rule| rule.name() == text);
        found.ok_or_else(|| UnknownRule(text.chars().take(24).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_survives_its_name() {
        for rule in Rule::ALL {
            assert_eq!(rule.name().parse(), Ok(rule));
        }
        assert!("fifo ".parse::<Rule>().is_err());
    }
}
