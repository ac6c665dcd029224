//! A segment's columns as bytes, as they lie in memory: for files.

use super::segment::Segment;
use bytemuck::{Pod, bytes_of, bytes_of_mut, cast_slice, cast_slice_mut};

/// What a segment is made of, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Head = 1,
    PayerBlocks,
    PayerStarts,
    Rows,
    Seqs,
    Wide,
    Nets,
    Corrected,
    PayeeBlocks,
    PayeeStarts,
    Credits,
    Odd,
}

impl Section {
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
}

impl Segment {
    /// The columns as bytes.
    pub fn sections(&self) -> Vec<(Section, &[u8])> {
        Section::ALL.into_iter().map(|section| (section, self.column(section))).collect()
    }

    fn column(&self, section: Section) -> &[u8] {
        match section {
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

    /// Room for a column of so many bytes; None when no column has so many.
    pub fn room(&mut self, section: Section, len: usize) -> Option<&mut [u8]> {
        match section {
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
