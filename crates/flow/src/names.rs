//! Names as numbers: an account or a transfer is a `u32` inside and its text at the edge.
//!
//! Numbers are handed out in the order of first sight and mean nothing; where an order is wanted,
//! the texts are compared, as bytes.

mod texts;

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;
pub(crate) use texts::Texts;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TxId(pub u32);

/// Whoever lost money. Victims who share an account are served in the order of these numbers, so
/// whoever hands them out decides it: the order of the reports, as a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VictimId(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more than 4,294,967,295 names; trace a part of the data")]
pub struct NamesFull;

/// The texts of accounts and transfers.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub(crate) accounts: Texts,
    pub(crate) transfers: Texts,
    spelling: Option<Spelling>,
}

/// What the text of a transfer stands for: whoever has very many of them keeps something short, and tells and
/// orders them by something longer.
#[derive(Clone)]
pub struct Spelling(Arc<dyn Fn(&str) -> String + Send + Sync>);

impl Spelling {
    pub fn new(spell: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(spell))
    }
}

impl fmt::Debug for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Spelling")
    }
}

impl Names {
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on transfers are told and ordered by what their texts stand for; they are found by what is kept.
    #[must_use]
    pub fn spelled(self, spelling: Spelling) -> Self {
        Self { spelling: Some(spelling), ..self }
    }

    /// The same as far as they have come, for whoever reads while more are told: what comes later he does not
    /// see.
    pub fn look(&mut self) -> Self {
        Self { accounts: self.accounts.look(), transfers: self.transfers.look(), spelling: self.spelling.clone() }
    }

    pub fn account(&mut self, text: &str) -> Result<AccountId, NamesFull> {
        self.accounts.number(text).map(AccountId)
    }

    pub fn transfer(&mut self, text: &str) -> Result<TxId, NamesFull> {
        self.transfers.number(text).map(TxId)
    }

    pub fn find_account(&self, text: &str) -> Option<AccountId> {
        self.accounts.find(text).map(AccountId)
    }

    pub fn find_transfer(&self, text: &str) -> Option<TxId> {
        self.transfers.find(text).map(TxId)
    }

    /// The text; empty for a number that was never handed out.
    pub fn account_text(&self, id: AccountId) -> &str {
        self.accounts.text(id.0)
    }

    /// What the text stands for; empty for a number that was never handed out.
    pub fn transfer_text(&self, id: TxId) -> Cow<'_, str> {
        let kept = self.transfer_kept(id);
        self.spelling.as_ref().map_or(Cow::Borrowed(kept), |spelling| Cow::Owned(spelling.0(kept)))
    }

    /// The text as it is kept; empty for a number that was never handed out.
    pub fn transfer_kept(&self, id: TxId) -> &str {
        self.transfers.text(id.0)
    }

    /// How many accounts and transfers have a name.
    pub const fn count(&self) -> (usize, usize) {
        (self.accounts.len(), self.transfers.len())
    }

    /// How much memory the texts take, in bytes.
    pub fn bytes(&self) -> usize {
        self.accounts.bytes().saturating_add(self.transfers.bytes())
    }

    pub fn account_order(&self, a: AccountId, b: AccountId) -> Ordering {
        self.account_text(a).as_bytes().cmp(self.account_text(b).as_bytes()).then(a.cmp(&b))
    }

    pub fn transfer_order(&self, a: TxId, b: TxId) -> Ordering {
        self.transfer_text(a).as_bytes().cmp(self.transfer_text(b).as_bytes()).then(a.cmp(&b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_and_is_ordered_by_its_text() {
        let mut names = Names::new();
        let (b, a) = (names.account("b").unwrap(), names.account("a").unwrap());
        assert_eq!(names.account("b"), Ok(b));
        assert_eq!(names.account_text(a), "a");
        assert_eq!(names.account_order(a, b), Ordering::Less);
        assert_eq!(names.find_account("c"), None);
        let (ten, nine) = (names.transfer("10").unwrap(), names.transfer("9").unwrap());
        assert_eq!(names.transfer_order(ten, nine), Ordering::Less);
        assert_eq!((names.account_text(AccountId(2)), names.account_text(AccountId(u32::MAX))), ("", ""));
    }
}
