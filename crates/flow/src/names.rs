//! Names as numbers: an account or a transfer is a `u32` inside and its text at the edge.
//!
//! Numbers are handed out in the order of first sight and mean nothing; where an order is wanted,
//! the texts are compared, as bytes.

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
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

/// Texts one behind the other, where each ends, and a table of their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    bytes: String,
    ends: Vec<u64>,
    numbers: HashTable<u32>,
    /// Keyed: some texts are chosen by those whose money is followed.
    hasher: RandomState,
}

impl Texts {
    pub(crate) fn number(&mut self, text: &str) -> Result<u32, NamesFull> {
        let hash = self.hasher.hash_one(text);
        match self.find_hashed(hash, text) {
            Some(number) => Ok(number),
            None => self.push_hashed(hash, text),
        }
    }

    /// Adds a text that is not there yet.
    pub(crate) fn push(&mut self, text: &str) -> Result<u32, NamesFull> {
        self.push_hashed(self.hasher.hash_one(text), text)
    }

    fn push_hashed(&mut self, hash: u64, text: &str) -> Result<u32, NamesFull> {
        let number = u32::try_from(self.ends.len()).map_err(|_| NamesFull)?;
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        let hash_of = |number: &u32| hasher.hash_one(text_at(bytes, ends, *number));
        self.numbers.insert_unique(hash, number, hash_of);
        Ok(number)
    }

    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.find_hashed(self.hasher.hash_one(text), text)
    }

    fn find_hashed(&self, hash: u64, text: &str) -> Option<u32> {
        self.numbers.find(hash, |number| self.text(*number) == text).copied()
    }

    /// Empty for a number that was never handed out.
    pub(crate) fn text(&self, number: u32) -> &str {
        text_at(&self.bytes, &self.ends, number)
    }

    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// The texts of some numbers, one behind the other, and the length of each.
    pub(crate) fn part(&self, numbers: Range<usize>) -> (&str, Vec<u32>) {
        let begin = |number: usize| number.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, as_place);
        let bytes = self.bytes.get(begin(numbers.start)..begin(numbers.end)).unwrap_or_default();
        let length = |number| u32::try_from(begin(number + 1) - begin(number)).unwrap_or(u32::MAX);
        (bytes, numbers.map(length).collect())
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u64>() + self.numbers.allocation_size()
    }
}

fn text_at<'t>(bytes: &'t str, ends: &[u64], number: u32) -> &'t str {
    let at = number as usize;
    let Some(end) = ends.get(at) else { return "" };
    let begin = at.checked_sub(1).and_then(|before| ends.get(before)).map_or(0, as_place);
    bytes.get(begin..as_place(end)).unwrap_or("")
}

fn as_place(at: &u64) -> usize {
    // INVARIANT (texts): places lie within what is in memory.
    usize::try_from(*at).unwrap_or(usize::MAX)
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

    #[test]
    fn texts_are_found_among_many_and_given_out_in_parts() {
        let mut texts = Texts::default();
        let text = |number: u32| "账".repeat(number as usize % 7) + &number.to_string();
        for number in 0..3_000 {
            assert_eq!(texts.number(&text(number)), Ok(number));
        }
        for number in 0..3_000 {
            assert_eq!((texts.find(&text(number)), texts.text(number)), (Some(number), text(number).as_str()));
        }
        let (part, lengths) = texts.part(10..12);
        assert_eq!((part, lengths), (format!("{}{}", text(10), text(11)).as_str(), vec![11, 14]));
        assert_eq!(texts.part(0..0), ("", vec![]));
        assert!(texts.bytes() < 3_000 * 40);
    }
}
