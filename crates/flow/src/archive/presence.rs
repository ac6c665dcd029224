//! Where each account's rows begin. Accounts that have none cost a bit: a segment of one day knows few
//! of those that a year knows.

use super::number;
use crate::names::AccountId;
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

const WORDS: usize = 15;
const ACCOUNTS: u32 = 480;

/// One cache line for 480 accounts in a row: which of them have rows, and how many before them have.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C, align(64))]
pub(super) struct Block {
    before: u32,
    bits: [u32; WORDS],
}

#[derive(Clone, Debug, Default)]
pub(super) struct Presence {
    pub blocks: Vec<Block>,
    /// Of each account that has rows, the first; then the number of all rows.
    pub starts: Vec<u32>,
}

impl Presence {
    /// From the number of rows of each account.
    pub fn of(counts: &[u32]) -> Self {
        let mut presence = Self::default();
        let mut row = 0_u32;
        for counts in counts.chunks(ACCOUNTS as usize) {
            let mut block = Block { before: number(presence.starts.len()), ..Block::default() };
            for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                if let Some(word) = block.bits.get_mut(at / 32) {
                    *word |= 1 << (at % 32);
                }
                presence.starts.push(row);
                row = row.saturating_add(*count);
            }
            presence.blocks.push(block);
        }
        presence.starts.push(row);
        presence.starts.shrink_to_fit();
        presence
    }

    /// The rows of an account.
    #[inline]
    pub fn rows(&self, account: AccountId) -> Range<usize> {
        let (block, within) = (account.0 / ACCOUNTS, account.0 % ACCOUNTS);
        let (word, bit) = ((within / 32) as usize, within % 32);
        let Some(block) = self.blocks.get(block as usize) else { return 0..0 };
        let Some(bits) = block.bits.get(word).filter(|bits| **bits & (1 << bit) != 0) else { return 0..0 };
        let earlier: u32 = block.bits.iter().take(word).map(|bits| bits.count_ones()).sum();
        let at = block.before + earlier + (bits & ((1 << bit) - 1)).count_ones();
        match self.starts.get(at as usize..at as usize + 2) {
            Some([from, to]) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    /// One more than the greatest account that may have rows.
    pub fn accounts(&self) -> u32 {
        number(self.blocks.len()).saturating_mul(ACCOUNTS)
    }

    /// Whose a row is.
    pub fn account(&self, row: usize) -> AccountId {
        let nth = number(self.starts.partition_point(|start| *start as usize <= row)).saturating_sub(1);
        let at = self.blocks.partition_point(|block| block.before <= nth).saturating_sub(1);
        let Some(block) = self.blocks.get(at) else { return AccountId(u32::MAX) };
        let mut left = nth - block.before;
        let mut account = number(at) * ACCOUNTS;
        for word in block.bits {
            if word.count_ones() > left {
                // The bit that has so many before it.
                let rest = (0..left).fold(word, |word, _| word & (word - 1));
                return AccountId(account + rest.trailing_zeros());
            }
            left -= word.count_ones();
            account += 32;
        }
        AccountId(u32::MAX)
    }

    /// Whether these are the places of so many rows.
    pub fn is_of(&self, rows: usize) -> bool {
        self.starts.last().is_none_or(|last| *last as usize == rows) && self.starts.is_sorted()
    }

    pub fn bytes(&self) -> usize {
        size_of_val(self.blocks.as_slice()) + size_of_val(self.starts.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_has_its_rows_and_no_others() {
        let counts: Vec<u32> = (0..2_000_u32).map(|at| if at % 7 == 0 || at == 479 { at % 5 } else { 0 }).collect();
        let presence = Presence::of(&counts);
        let mut next = 0;
        for (at, count) in (0_u32..).zip(&counts) {
            let rows = presence.rows(AccountId(at));
            assert_eq!(rows.len(), *count as usize, "account {at}");
            if !rows.is_empty() {
                assert_eq!(rows.start, next);
                assert!(rows.clone().all(|row| presence.account(row) == AccountId(at)));
                next = rows.end;
            }
        }
        assert_eq!(presence.rows(AccountId(u32::MAX)), 0..0);
        assert_eq!(Presence::of(&[]).rows(AccountId(0)), 0..0);
    }
}
