//! A segment's columns out of transfers in the order of time, in one pass: each goes to its place among the
//! rows of its payer and the credits of its payee, and both books go on.
//!
//! That is the order in which an account's postings are read, but for accounts of which it is not known
//! here: those are told, and `Books::keep_again` puts their postings in order.

use super::accounts::Accounts;
use super::books::{Corrected, Nets};
use super::counts::Counts;
use super::number;
use super::segment::Segment;
use crate::names::AccountId;
use crate::transfer::{Transfer, signed};
use std::hint::black_box;

/// So many transfers' places are looked at before the first of them is put anywhere.
const AHEAD: usize = 16;

/// Where an account stands: half a cache line, since almost every look at one waits for memory.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(32))]
struct Stand {
    /// Its book, less an overdraft.
    net: i64,
    /// The moment of its last posting in the segments before.
    last: i64,
    /// Its next row, and its next place among the credits.
    row: u32,
    credit: u32,
    /// The last transfer that touched it, counted from 1; 0 where none did.
    touched: u32,
    is_stated: bool,
    /// Its postings may have another order.
    is_unsure: bool,
}

impl Stand {
    /// `first_alike`: the first transfer with the stamp of this one.
    fn touch(&mut self, at: u32, first_alike: u32, t: i64) {
        let shares_stamp = self.touched >= first_alike && self.touched != at;
        self.is_unsure |= shares_stamp || t <= self.last;
        self.touched = at;
    }
}

/// Fills a segment that has room for the transfers, and tells of whom it is unsure. All others' books have
/// gone on.
pub(super) fn fill(
    segment: &mut Segment,
    transfers: &[Transfer],
    counts: &Counts,
    accounts: &mut Accounts,
) -> Vec<AccountId> {
    let mut stands = stands(counts, accounts);
    let (mut first_alike, mut stamp) = (1, None);
    for (at, transfer) in (1_u32..).zip(transfers) {
        if (at as usize - 1).is_multiple_of(AHEAD) {
            look_ahead(segment, &stands, transfers.get(at as usize - 1..).unwrap_or_default());
        }
        if stamp != Some(transfer.debit) {
            (first_alike, stamp) = (at, Some(transfer.debit));
        }
        let (amount, t) = (signed(transfer.amount), transfer.debit.t);
        let Some(payer) = stands.get_mut(transfer.from.0 as usize) else { continue };
        payer.touch(at, first_alike, t);
        let stated = transfer.balance_before;
        let before = stated.map_or(payer.net, |stated| state(segment, payer, transfer.from, stated));
        let row = payer.row;
        payer.row += 1;
        payer.net -= amount;
        let Some(payee) = stands.get_mut(transfer.to.0 as usize) else { continue };
        payee.touch(at, first_alike, t);
        payee.is_unsure |= transfer.credit.is_some();
        let (credit, payee_before) = (payee.credit, payee.net);
        payee.credit += 1;
        payee.net += amount;
        segment.put(row, transfer);
        segment.books.put(row, credit, Nets::of(before, stated.is_some(), payee_before));
    }
    segment.books.corrected.sort_unstable_by_key(|corrected| corrected.row);
    go_on(accounts, &stands, transfers)
}

/// Looks at the places of the next transfers: all at once, so that memory is waited for once and not for each.
fn look_ahead(segment: &Segment, stands: &[Stand], next: &[Transfer]) {
    let next = next.get(..AHEAD).unwrap_or(next);
    let stand = |account: AccountId| stands.get(account.0 as usize);
    let row = |transfer: &Transfer| stand(transfer.from).map_or(0, |payer| payer.row);
    let credit = |transfer: &Transfer| stand(transfer.to).map_or(0, |payee| payee.credit);
    black_box(next.iter().fold(0, |seen, transfer| seen ^ row(transfer) ^ credit(transfer)));
    let places = |transfer: &Transfer| segment.look(row(transfer) as usize, credit(transfer) as usize);
    black_box(next.iter().fold(0, |seen, transfer| seen ^ places(transfer)));
}

/// Of every account where it stands before the first transfer.
fn stands(counts: &Counts, accounts: &Accounts) -> Vec<Stand> {
    let (mut row, mut credit) = (0, 0);
    let count = counts.payers.len().max(counts.payees.len());
    let mut stands = Vec::with_capacity(count);
    for id in 0..count {
        let account = accounts.get(AccountId(number(id)));
        let (net, last, is_stated) = (account.net, account.last, account.is_stated);
        stands.push(Stand { net, last, row, credit, touched: 0, is_stated, is_unsure: false });
        row += counts.payers.get(id).copied().unwrap_or(0);
        credit += counts.payees.get(id).copied().unwrap_or(0);
    }
    stands
}

/// A balance is stated with the payer's next debit. What his column says of it.
fn state(segment: &mut Segment, payer: &mut Stand, id: AccountId, stated: i64) -> i64 {
    let is_first = !std::mem::replace(&mut payer.is_stated, true);
    let held = std::mem::replace(&mut payer.net, stated);
    if is_first && stated > held {
        // So much was there from the beginning.
        payer.is_unsure |= payer.last > i64::MIN;
        let rows = segment.accounts.rows(id).start..payer.row as usize;
        let credits = segment.books.credits_of(id);
        // Whoever is never paid has no place among the credits.
        let credits = credits.start..credits.end.min(payer.credit as usize);
        segment.books.raise(rows, credits, stated - held);
        return stated;
    }
    if stated != held {
        segment.books.corrected.push(Corrected { row: u64::from(payer.row), stated });
    }
    held
}

/// The accounts are as they stand now, but for those of whom it is unsure: these are told.
fn go_on(accounts: &mut Accounts, stands: &[Stand], transfers: &[Transfer]) -> Vec<AccountId> {
    let (mut unsure, mut stands) = (Vec::new(), stands.iter());
    accounts.each(number(stands.len()), |id, account| {
        let Some(stand) = stands.next().filter(|stand| stand.touched > 0) else { return };
        if stand.is_unsure {
            unsure.push(id);
            return;
        }
        let last = transfers.get(stand.touched as usize - 1).map_or(i64::MIN, |last| last.debit.t);
        (account.net, account.last, account.is_stated) = (stand.net, account.last.max(last), stand.is_stated);
        account.forget_if_odd();
    });
    unsure
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::names::TxId;
    use crate::transfer::Stamp;
    use proptest::prelude::*;

    /// Few accounts and few moments, so that stamps are shared, and segments follow each other in the middle of one.
    pub fn transfers() -> impl Strategy<Value = Vec<Transfer>> {
        let balance = prop_oneof![2 => Just(None), 1 => (-20..200_i64).prop_map(Some)];
        let stamp = |most: i64| (0..most, 0..3_i64).prop_map(|(t, seq)| Stamp::new(t, seq));
        let credit = prop_oneof![8 => Just(None), 1 => stamp(60).prop_map(Some)];
        let one = (0..12_u32, 0..12_u32, 1..50_u64, stamp(60), credit, balance);
        prop::collection::vec(one, 0..120).prop_map(|all| {
            let made = (0..).zip(all).map(|(id, (from, to, amount, debit, credit, balance_before))| {
                let (from, to) = (AccountId(from), AccountId(to));
                Transfer { id: TxId(id), from, to, amount, debit, credit, balance_before }
            });
            made.collect()
        })
    }

    pub fn bytes(segment: &Segment) -> Vec<Vec<u8>> {
        segment.sections().into_iter().map(|(_, bytes)| bytes.to_vec()).collect()
    }

    proptest! {
        #[test]
        fn what_is_kept_as_it_comes_is_what_is_kept_account_by_account(all in transfers(), cut in 0..120_usize) {
            let mut accounts = Accounts::default();
            let (earlier, later) = all.split_at(cut.min(all.len()));
            for transfers in [earlier, later] {
                let mut sorted = transfers.to_vec();
                sorted.sort_by_key(|transfer| (transfer.debit, transfer.id));
                let mut plain = accounts.clone();
                let mut segment = Segment::of(&sorted, &(0..1), &mut accounts);
                let (found, everybody): (_, Vec<AccountId>) = (bytes(&segment), (0..12).map(AccountId).collect());
                segment.books.odd.clear();
                plain.each(12, |_, _| {});
                segment.keep_again(&everybody, &mut plain);
                prop_assert_eq!(found, bytes(&segment));
                for id in everybody {
                    prop_assert_eq!((id, accounts.get(id)), (id, plain.get(id)));
                    prop_assert_eq!(accounts.marks().is_odd(id), plain.get(id).is_odd);
                    prop_assert_eq!(accounts.marks().is_stated(id), plain.get(id).is_stated);
                }
            }
        }
    }
}
