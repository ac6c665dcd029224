//! A segment's columns as bytes, as they lie in memory: for files.

use super::presence::blocks_of_first;
use super::segment::Segment;
use bytemuck::{Pod, bytes_of, bytes_of_mut, cast_slice, cast_slice_mut};

/// What a segment is made of, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Head = 1,
    /// Of the first version: read, and never written.
    FirstPayerBlocks,
    PayerStarts,
    Rows,
    Seqs,
    Wide,
    Nets,
    Corrected,
    /// Of the first version, too.
    FirstPayeeBlocks,
    PayeeStarts,
    Credits,
    Odd,
    PayerBlocks,
    PayeeBlocks,
}

impl Section {
    /// As they are written.
    pub const ALL: [Self; 12] = [
        Self::Head,
        Self::PayerBlocks,
        Self::PayerStarts,
        Self::Rows,
        Self::Seqs,
        Self::Wide,
        Self::Nets,
        Self::Corrected,
        Self::PayeeBlocks,
        Self::PayeeStarts,
        Self::Credits,
        Self::Odd,
    ];

    pub fn of(kind: u32) -> Option<Self> {
        let first = [Self::FirstPayerBlocks, Self::FirstPayeeBlocks];
        Self::ALL.into_iter().chain(first).find(|section| *section as u32 == kind)
    }

    /// Whether it has another form since the first version.
    pub const fn is_first(self) -> bool {
        matches!(self, Self::FirstPayerBlocks | Self::FirstPayeeBlocks)
    }
}

impl Segment {
    /// The columns as bytes.
    pub fn sections(&self) -> Vec<(Section, &[u8])> {
        Section::ALL.into_iter().map(|section| (section, self.column(section))).collect()
    }

    fn column(&self, section: Section) -> &[u8] {
        match section {
            Section::FirstPayerBlocks | Section::FirstPayeeBlocks => &[],
            Section::Head => bytes_of(&self.head),
            Section::PayerBlocks => cast_slice(&self.accounts.blocks),
            Section::PayerStarts => cast_slice(&self.accounts.starts),
            Section::Rows => cast_slice(&self.rows),
            Section::Seqs => cast_slice(&self.seqs),
            Section::Wide => cast_slice(&self.wide),
            Section::Nets => cast_slice(&self.books.nets),
            Section::Corrected => cast_slice(&self.books.corrected),
            Section::PayeeBlocks => cast_slice(&self.books.payees.blocks),
            Section::PayeeStarts => cast_slice(&self.books.payees.starts),
            Section::Credits => cast_slice(&self.books.credits),
            Section::Odd => cast_slice(&self.books.odd),
        }
    }

    /// Takes a column as it is in files of the first version; None where these are no such bytes.
    pub fn take_first(&mut self, section: Section, bytes: &[u8]) -> Option<()> {
        let blocks = match section {
            Section::FirstPayerBlocks => &mut self.accounts.blocks,
            Section::FirstPayeeBlocks => &mut self.books.payees.blocks,
            _ => return None,
        };
        *blocks = blocks_of_first(bytes)?;
        Some(())
    }

    /// Room for a column of so many bytes; None when no column has so many.
    pub fn room(&mut self, section: Section, len: usize) -> Option<&mut [u8]> {
        match section {
            Section::FirstPayerBlocks | Section::FirstPayeeBlocks => None,
            Section::Head => Some(bytes_of_mut(&mut self.head)).filter(|bytes| bytes.len() == len),
            Section::PayerBlocks => room(&mut self.accounts.blocks, len),
            Section::PayerStarts => room(&mut self.accounts.starts, len),
            Section::Rows => room(&mut self.rows, len),
            Section::Seqs => room(&mut self.seqs, len),
            Section::Wide => room(&mut self.wide, len),
            Section::Nets => room(&mut self.books.nets, len),
            Section::Corrected => room(&mut self.books.corrected, len),
            Section::PayeeBlocks => room(&mut self.books.payees.blocks, len),
            Section::PayeeStarts => room(&mut self.books.payees.starts, len),
            Section::Credits => room(&mut self.books.credits, len),
            Section::Odd => room(&mut self.books.odd, len),
        }
    }

    /// Whether the columns fit together.
    pub fn is_whole(&self) -> bool {
        let rows = self.rows.len();
        let columns = [self.books.nets.len(), self.books.credits.len()];
        columns.into_iter().all(|len| len == rows)
            && (self.seqs.is_empty() || self.seqs.len() == rows)
            && self.accounts.is_of(rows)
            && self.books.payees.is_of(rows)
    }
}

fn room<T: Pod>(column: &mut Vec<T>, len: usize) -> Option<&mut [u8]> {
    if !len.is_multiple_of(size_of::<T>()) {
        return None;
    }
    *column = vec![T::zeroed(); len / size_of::<T>()];
    Some(cast_slice_mut(column))
}

#[cfg(test)]
mod tests {
    use super::super::Archive;
    use super::super::presence::as_first;
    use super::*;
    use crate::names::{AccountId, TxId};
    use crate::transfer::{Stamp, Transfer};

    /// The column as the first version wrote it.
    fn first(segment: &Segment, section: Section, bytes: &[u8]) -> (Section, Vec<u8>) {
        match section {
            Section::PayerBlocks => (Section::FirstPayerBlocks, as_first(&segment.accounts.blocks)),
            Section::PayeeBlocks => (Section::FirstPayeeBlocks, as_first(&segment.books.payees.blocks)),
            section => (section, bytes.to_vec()),
        }
    }

    #[test]
    fn a_segment_of_the_first_version_is_read_as_it_was() {
        let transfer = |id: u32| {
            let (from, to) = (AccountId(id * 7 % 2_000), AccountId(id * 11 % 1_500));
            let debit = Stamp::new(i64::from(id), 0);
            Transfer { id: TxId(id), from, to, amount: 1 + u64::from(id), debit, credit: None, balance_before: None }
        };
        let archive = Archive::of(&(0..3_000).map(transfer).collect::<Vec<_>>()).unwrap();
        let (segment, mut read) = (&archive.segments[0], Segment::default());
        for (section, bytes) in segment.sections() {
            let (section, bytes) = first(segment, section, bytes);
            assert_eq!(Section::of(section as u32), Some(section));
            if section.is_first() {
                assert!(read.take_first(section, &bytes[1..]).is_none());
                read.take_first(section, &bytes).unwrap();
            } else {
                read.room(section, bytes.len()).unwrap().copy_from_slice(&bytes);
            }
        }
        assert!(read.is_whole());
        // The first version knew accounts by 480, this one by 384: there may be empty blocks behind them.
        let rows =
            |segment: &Segment, at: u32| (segment.rows_of(AccountId(at)), segment.books().credits_of(AccountId(at)));
        assert!((0..2_500).all(|at| rows(segment, at) == rows(&read, at)));
    }
}
