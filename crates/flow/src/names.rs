//! Names as numbers: an account or a transfer is a `u32` inside and its text at the edge.
//!
//! Numbers are handed out in the order of first sight and mean nothing; where an order is wanted,
//! the texts are compared, as bytes.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

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
    accounts: Texts,
    transfers: Texts,
}

impl Names {
    pub fn new() -> Self {
        Self::default()
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

    /// The text; empty for a number that was never handed out.
    pub fn transfer_text(&self, id: TxId) -> &str {
        self.transfers.text(id.0)
    }

    pub fn account_order(&self, a: AccountId, b: AccountId) -> Ordering {
        self.account_text(a).as_bytes().cmp(self.account_text(b).as_bytes()).then(a.cmp(&b))
    }

    pub fn transfer_order(&self, a: TxId, b: TxId) -> Ordering {
        self.transfer_text(a).as_bytes().cmp(self.transfer_text(b).as_bytes()).then(a.cmp(&b))
    }
}

#[derive(Clone, Debug, Default)]
struct Texts {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Texts {
    fn number(&mut self, text: &str) -> Result<u32, NamesFull> {
        if let Some(number) = self.numbers.get(text) {
            return Ok(*number);
        }
        let number = u32::try_from(self.texts.len()).map_err(|_| NamesFull)?;
        let text: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        Ok(number)
    }

    fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    fn text(&self, number: u32) -> &str {
        usize::try_from(number).ok().and_then(|at| self.texts.get(at)).map_or("", |text| text)
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
    }
}
