//! Where each account's rows begin. Accounts that have none cost a bit: a segment of one day knows few
//! of those that a year knows.

use super::number;
use crate::names::AccountId;
use bytemuck::{Pod, Zeroable};
use std::ops::Range;

const WORDS: usize = 6;
const ACCOUNTS: u32 = 384;

/// One cache line for 384 accounts in a row: which of them have rows, how many before them have, and how many
/// before each word: an account is found by counting the bits of one word.
#[derive(Clone, Copy, Debug, Default, Pod, Zeroable)]
#[repr(C, align(64))]
pub(super) struct Block {
    before: u32,
    before_word: [u16; WORDS],
    bits: [u64; WORDS],
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
        let mut row = 0_u32;
        let starts = counts.iter().filter(|count| **count > 0).map(|count| {
            let start = row;
            row = row.saturating_add(*count);
            start
        });
        let mut starts: Vec<u32> = starts.collect();
        starts.push(row);
        starts.shrink_to_fit();
        Self { blocks: blocks_of(counts.iter().map(|count| *count > 0)), starts }
    }

    /// The rows of an account.
    #[inline]
    pub fn rows(&self, account: AccountId) -> Range<usize> {
        let (block, within) = (account.0 / ACCOUNTS, account.0 % ACCOUNTS);
        let (word, bit) = ((within / 64) as usize, within % 64);
        let Some(block) = self.blocks.get(block as usize) else { return 0..0 };
        let (Some(bits), Some(earlier)) = (block.bits.get(word), block.before_word.get(word)) else { return 0..0 };
        if (bits >> bit) & 1 == 0 {
            return 0..0;
        }
        let at = block.before + u32::from(*earlier) + (bits & ((1 << bit) - 1)).count_ones();
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
        let found = self.blocks.get(at).and_then(|block| block.select(nth - block.before));
        found.map_or(AccountId(u32::MAX), |within| AccountId(number(at) * ACCOUNTS + within))
    }

    /// Whether these are the places of so many rows.
    pub fn is_of(&self, rows: usize) -> bool {
        self.starts.last().is_none_or(|last| *last as usize == rows) && self.starts.is_sorted()
    }

    pub fn bytes(&self) -> usize {
        size_of_val(self.blocks.as_slice()) + size_of_val(self.starts.as_slice())
    }
}

impl Block {
    /// The account with so many before it.
    fn select(&self, nth: u32) -> Option<u32> {
        let word = self.before_word.partition_point(|before| u32::from(*before) <= nth).checked_sub(1)?;
        let (bits, before) = (*self.bits.get(word)?, *self.before_word.get(word)?);
        // The bit that has so many before it.
        let rest = (u32::from(before)..nth).fold(bits, |bits, _| bits & bits.saturating_sub(1));
        (rest != 0).then(|| number(word) * 64 + rest.trailing_zeros())
    }
}

/// Of accounts in a row, each with whether it has rows.
fn blocks_of(present: impl Iterator<Item = bool>) -> Vec<Block> {
    let (mut blocks, mut found) = (Vec::new(), 0_u32);
    let mut present = present.peekable();
    while present.peek().is_some() {
        let mut block = Block { before: found, ..Block::default() };
        for (bits, before) in block.bits.iter_mut().zip(&mut block.before_word) {
            *before = u16::try_from(found - block.before).unwrap_or(u16::MAX);
            let word = present.by_ref().take(64).enumerate();
            *bits = word.fold(0, |bits, (at, is_there)| bits | u64::from(is_there) << at);
            found += bits.count_ones();
        }
        blocks.push(block);
    }
    blocks
}

/// What was a block in files of the first version: 480 accounts, in words of 32.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
struct FirstBlock {
    before: u32,
    bits: [u32; 15],
}

/// Blocks out of those of the first version; none where these bytes are no such blocks.
pub(super) fn blocks_of_first(bytes: &[u8]) -> Option<Vec<Block>> {
    let (blocks, rest) = bytes.as_chunks::<{ size_of::<FirstBlock>() }>();
    let words = blocks.iter().flat_map(|block| bytemuck::pod_read_unaligned::<FirstBlock>(block).bits);
    let present = words.flat_map(|word| (0..32).map(move |bit| (word >> bit) & 1 == 1));
    rest.is_empty().then(|| blocks_of(present))
}

/// The same blocks as the first version wrote them.
#[cfg(test)]
pub(super) fn as_first(blocks: &[Block]) -> Vec<u8> {
    let words: Vec<u32> =
        blocks.iter().flat_map(|block| block.bits).flat_map(|bits| [bits as u32, (bits >> 32) as u32]).collect();
    let mut before = 0;
    let first = words.chunks(15).map(|words| {
        let mut block = FirstBlock { before, bits: [0; 15] };
        block.bits[..words.len()].copy_from_slice(words);
        before += words.iter().map(|word| word.count_ones()).sum::<u32>();
        block
    });
    bytemuck::cast_slice(&first.collect::<Vec<_>>()).to_vec()
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
