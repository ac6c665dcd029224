//! What an account's book in a segment held at a moment, and at its end.

use super::segment::Segment;
use crate::names::AccountId;
use crate::transfer::{Stamp, signed};
use std::ops::Range;

impl Segment {
    /// What the book held after every posting up to a stamp; None where there is none here.
    pub(super) fn net_at(&self, account: AccountId, last: Stamp) -> Option<i64> {
        self.posting_at(account, last).map(|(_, net)| net)
    }

    /// The last posting of the account, and what its book held after it.
    pub fn last_of(&self, account: AccountId) -> Option<(Stamp, i64)> {
        self.posting_at(account, Stamp::new(i64::MAX, i64::MAX))
    }

    /// Whether a balance was stated with a debit of the account.
    pub fn is_stated(&self, account: AccountId) -> bool {
        self.rows_of(account).any(|row| self.books().is_stated(row))
    }

    fn posting_at(&self, account: AccountId, last: Stamp) -> Option<(Stamp, i64)> {
        let books = self.books();
        let (run, credits) = (self.rows_of(account), books.credits_of(account));
        let later = self.first_after(&run, last);
        let debit = (later > run.start).then(|| later - 1).map(|row| {
            let (net, stated) = books.before_debit(row);
            (self.stamp(row), stated.unwrap_or(net) - signed(self.amount(row)))
        });
        let later = partition(&credits, |credit| self.credited(books.row(credit)) <= last);
        let credit = (later > credits.start)
            .then(|| books.row(later - 1))
            .map(|row| (self.credited(row), books.before_credit(row) + signed(self.amount(row))));
        // Of both with one stamp the credit is the later.
        match (debit, credit) {
            (Some(debit), Some(credit)) if debit.0 > credit.0 => Some(debit),
            (debit, credit) => credit.or(debit),
        }
    }
}

fn partition(range: &Range<usize>, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}
