//! An account's postings out of the archive, for the rules that count: its debits one after the other,
//! each with what its book held, as far as the columns can be relied on; and all of them where not.

use super::{Segment, Snapshot, Tail, number};
use crate::names::{AccountId, TxId};
use crate::transfer::{Stamp, Transfer};
use std::convert::Infallible;
use std::ops::{Range, RangeInclusive};

/// A place in the debits of an account that are sealed.
#[derive(Clone, Debug)]
pub(crate) struct Cursor {
    account: AccountId,
    segment: usize,
    rows: Range<usize>,
    after: Stamp,
}

/// A transfer, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    pub transfer: Transfer,
    pub at: At,
}

/// Where a sealed transfer stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    segment: u32,
    row: u32,
}

/// What is known of an account's book at the end of what is sealed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sealed {
    pub net: i64,
    pub is_stated: bool,
    pub has_postings: bool,
}

impl Snapshot {
    /// The debits of an account that are sealed and later than a stamp.
    pub(crate) fn cursor(&self, account: AccountId, after: Stamp) -> Cursor {
        let rows = self.segments.first().map_or(0..0, |segment| segment.rows_after(account, after));
        Cursor { account, segment: 0, rows, after }
    }

    /// The stamp of the next debit.
    #[inline]
    pub(crate) fn peek(&self, cursor: &mut Cursor) -> Option<Stamp> {
        while cursor.rows.is_empty() {
            cursor.segment += 1;
            cursor.rows = self.segments.get(cursor.segment)?.rows_after(cursor.account, cursor.after);
        }
        Some(self.segments.get(cursor.segment)?.stamp(cursor.rows.start))
    }

    /// Reads the next debit. Where it stands, and what the payer's book held before it, less an overdraft.
    #[inline]
    pub(crate) fn next(&self, cursor: &mut Cursor, into: &mut Transfer) -> Option<(At, i64)> {
        let row = cursor.rows.next()?;
        let net = self.segments.get(cursor.segment)?.read(cursor.account, row, into)?;
        Some((At { segment: number(cursor.segment), row: number(row) }, net))
    }

    /// Passes over debits as long as it is wanted: of each is told its stamp, its amount, what the book held, and
    /// what was stated. The first that is not wanted is the next.
    #[inline]
    pub(crate) fn pass_over(&self, cursor: &mut Cursor, mut wants: impl FnMut(Stamp, u64, i64, Option<i64>) -> bool) {
        while let Some(segment) = self.segments.get(cursor.segment) {
            while !cursor.rows.is_empty() {
                let row = cursor.rows.start;
                let Some((stamp, amount)) = segment.posting(row) else { return };
                let (net, stated) = segment.books().before_debit(row);
                if !wants(stamp, amount, net, stated) {
                    return;
                }
                cursor.rows.start += 1;
            }
            if self.peek(cursor).is_none() {
                return;
            }
        }
    }

    /// What the payee's book held before the credit of a transfer.
    #[inline]
    pub(crate) fn net_before_credit(&self, at: At) -> i64 {
        self.segments.get(at.segment as usize).map_or(0, |segment| segment.books().before_credit(at.row as usize))
    }

    /// Where a transfer is sealed, if it is.
    pub(crate) fn find(&self, wanted: &Transfer) -> Option<Kept> {
        self.segments.iter().enumerate().find_map(|(number_of, segment)| {
            let before = Stamp::new(wanted.debit.t, wanted.debit.seq.saturating_sub(1));
            let rows = segment.rows_after(wanted.from, before).take_while(|row| segment.stamp(*row) <= wanted.debit);
            let mut found = rows.filter_map(|row| Some((row, segment.whole(wanted.from, row)?)));
            let (row, transfer) = found.find(|(_, transfer)| transfer.id == wanted.id)?;
            Some(Kept { transfer, at: At { segment: number(number_of), row: number(row) } })
        })
    }

    /// Whether the columns say all that there is of the account.
    #[inline]
    pub(crate) fn is_plain(&self, account: AccountId) -> bool {
        !self.marks.is_odd(account) && self.tails().all(|tail| tail.is_empty() || tail.of(account).next().is_none())
    }

    /// What the columns say of the account, unless they cannot be relied on, or what is not sealed yet
    /// comes before what is.
    pub(crate) fn sealed(&self, account: AccountId) -> Option<Sealed> {
        if self.marks.is_odd(account) {
            return None;
        }
        // Whose postings came in their order has the last of them in the last segment that has any.
        let found = self.segments.iter().rev().find_map(|segment| segment.last_of(account));
        let (last, net) = found.map_or((i64::MIN, 0), |(last, net)| (last.t, net));
        let first = self.tails().filter_map(|tail| tail.earliest(account)).min();
        let follows = first.is_none_or(|first| first.t > last);
        let sealed = Sealed { net, is_stated: self.marks.is_stated(account), has_postings: found.is_some() };
        follows.then_some(sealed)
    }

    /// The transfers of an account that are not sealed yet, in no order.
    pub(crate) fn in_tail(&self, account: AccountId) -> Vec<Transfer> {
        self.tails().flat_map(|tail| tail.of(account)).copied().collect()
    }

    /// All transfers of an account, each once, in no order.
    pub fn of_account(&self, account: AccountId) -> Vec<Transfer> {
        let mut all = Vec::new();
        let taken: Result<(), Infallible> = self.each_of(account, |transfer| {
            all.push(transfer);
            Ok(())
        });
        match taken {
            Ok(()) => all,
            Err(never) => match never {},
        }
    }

    /// The same one by one, as long as they are taken.
    pub fn each_of<E>(&self, account: AccountId, mut take: impl FnMut(Transfer) -> Result<(), E>) -> Result<(), E> {
        self.tails().flat_map(|tail| tail.of(account)).copied().try_for_each(&mut take)?;
        for segment in self.segments.iter() {
            let of = |from, row| segment.whole(from, row);
            segment.rows_of(account).filter_map(|row| of(account, row)).try_for_each(&mut take)?;
            let credits = segment.books().credits_of(account).map(|credit| segment.books().row(credit));
            let received = credits.filter_map(|row| of(segment.payer(row), row));
            received.filter(|transfer| transfer.from != account).try_for_each(&mut take)?;
        }
        Ok(())
    }

    /// How many postings an account has; a transfer to itself may count twice.
    pub fn count_of(&self, account: AccountId) -> usize {
        let sealed = |segment: &Segment| segment.rows_of(account).len() + segment.books().credits_of(account).len();
        self.in_tail(account).len() + self.segments.iter().map(|segment| sealed(segment)).sum::<usize>()
    }

    /// The debits of an account at these moments, in no order.
    pub fn debits_within(&self, account: AccountId, moments: RangeInclusive<i64>) -> Vec<Transfer> {
        let mut found = self.in_tail(account);
        found.retain(|transfer| transfer.from == account && moments.contains(&transfer.debit.t));
        let before = Stamp::after(moments.start().saturating_sub(1));
        for segment in self.segments.iter() {
            let rows = segment.rows_after(account, before);
            let rows = rows.take_while(|row| segment.stamp(*row).t <= *moments.end());
            found.extend(rows.filter_map(|row| segment.whole(account, row)));
        }
        found
    }

    /// Every transfer, each once: the sealed ones by payer and time, then the others as they came.
    pub fn each<E>(&self, mut take: impl FnMut(Transfer) -> Result<(), E>) -> Result<(), E> {
        for segment in self.segments.iter() {
            for payer in (0..segment.accounts()).map(AccountId) {
                segment.rows_of(payer).filter_map(|row| segment.whole(payer, row)).try_for_each(&mut take)?;
            }
        }
        self.tails().flat_map(Tail::transfers).copied().try_for_each(take)
    }

    /// The transfer of that number, wherever it is: every row is looked at.
    pub fn by_id(&self, id: TxId) -> Option<Transfer> {
        let sealed = self.segments.iter().find_map(|segment| segment.by_id(id));
        sealed.or_else(|| self.tails().flat_map(Tail::transfers).find(|transfer| transfer.id == id).copied())
    }

    /// What a sealed book held after every posting at or before a moment; 0 where there was none.
    pub(crate) fn net_at(&self, account: AccountId, t: i64) -> i64 {
        let last = Stamp::after(t);
        self.segments.iter().rev().find_map(|segment| segment.net_at(account, last)).unwrap_or(0)
    }
}
