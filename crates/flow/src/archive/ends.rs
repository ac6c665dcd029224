//! The first and the last posting of an account in a segment, and its book at a moment between.

use super::segment::Segment;
use crate::names::AccountId;
use crate::transfer::Stamp;
use std::collections::BTreeSet;
use std::ops::Range;

/// A posting of an account: when, and what the book held, before the first or after the last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Posting {
    pub stamp: Stamp,
    pub net: i64,
    /// A balance was stated in this segment.
    pub is_stated: bool,
}

impl Segment {
    /// The accounts that have a posting here.
    pub(super) fn touched(&self) -> impl Iterator<Item = AccountId> {
        let payers = self.payers().each().map(|(id, _)| id);
        let payees = self.books().payees.each().map(|(id, _)| id);
        payers.chain(payees).collect::<BTreeSet<_>>().into_iter()
    }

    pub(super) fn has(&self, account: AccountId) -> bool {
        !self.rows_of(account).is_empty() || !self.books().credits_of(account).is_empty()
    }

    pub(super) fn first_of(&self, account: AccountId) -> Option<Posting> {
        let books = self.books();
        let debit = self.rows_of(account).next().map(|row| (self.stamp(row), books.before_debit(row).0));
        let credit = books.credits_of(account).next().map(|credit| books.row(credit));
        let credit = credit.map(|row| (self.credited(row), books.before_credit(row)));
        let (stamp, net) = match (debit, credit) {
            (Some(debit), Some(credit)) if credit.0 < debit.0 => credit,
            (Some(debit), _) => debit,
            (None, credit) => credit?,
        };
        Some(Posting { stamp, net, is_stated: self.is_stated(account) })
    }

    pub(super) fn last_of(&self, account: AccountId) -> Option<Posting> {
        let last = Stamp::new(i64::MAX, i64::MAX);
        let (stamp, net) = self.posting_at(account, last)?;
        Some(Posting { stamp, net, is_stated: self.is_stated(account) })
    }

    fn is_stated(&self, account: AccountId) -> bool {
        self.rows_of(account).any(|row| self.books().before_debit(row).1.is_some())
    }

    /// What the book held after every posting up to a stamp; None where there is none here.
    pub(super) fn net_at(&self, account: AccountId, last: Stamp) -> Option<i64> {
        self.posting_at(account, last).map(|(_, net)| net)
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

fn signed(amount: u64) -> i64 {
    // INVARIANT (amount): `Transfer::check` keeps amounts far below i64::MAX.
    i64::try_from(amount).unwrap_or(i64::MAX)
}
