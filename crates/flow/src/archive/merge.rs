//! Several segments as one: a walk reads one index instead of several.
//!
//! What books held before each transfer is not found again but taken along. It stays true: segments that
//! were sealed one after the other are merged, and an account with a posting that came later than one of
//! a later moment is known as odd, so that nobody reads its columns. A merge of everything heals the odd.
//!
//! A merge goes on slice by slice, so that whoever merges can do something else in between.

use super::books::Corrected;
use super::number;
use super::presence::Presence;
use super::segment::{Head, SEGMENT_ROWS_MAX, SEGMENT_SPAN_MS_MAX, Segment, Wide};
use crate::names::AccountId;
use std::ops::Range;
use std::sync::Arc;

/// So many segments of a like size become one: so there are at most three of each size, and each size is
/// four times the one before.
const WAYS: usize = 4;

/// What of a segment says whether it is merged.
#[derive(Clone, Copy)]
pub(super) struct Size {
    rows: usize,
    head: Head,
}

impl Size {
    pub fn of(segment: &Arc<Segment>) -> Self {
        Self { rows: segment.len(), head: segment.head }
    }

    pub fn with(self, other: Self) -> Self {
        Self { rows: self.rows.saturating_add(other.rows), head: self.head.with(other.head) }
    }

    const fn class(self) -> Option<u32> {
        self.rows.checked_ilog(WAYS)
    }
}

/// How many of the newest are to be one: none of them is of a greater size than the newest.
pub(super) fn alike(sizes: &[Size]) -> Option<usize> {
    let newest = sizes.last()?;
    let mut whole = Size { rows: 0, ..*newest };
    let fits = |size: &&Size| {
        whole = whole.with(**size);
        let is_one = whole.rows <= SEGMENT_ROWS_MAX && whole.head.span() <= SEGMENT_SPAN_MS_MAX;
        size.class() <= newest.class() && is_one
    };
    Some(sizes.iter().rev().take_while(fits).count()).filter(|alike| *alike >= WAYS)
}

/// A merge that is under way.
#[derive(Debug)]
pub(super) struct Merging {
    parts: Vec<Arc<Segment>>,
    merged: Segment,
    /// Of each part's rows, where they are now.
    places: Vec<Vec<u32>>,
    stage: Stage,
    /// The next account, and how many rows or credits each of those before it has.
    next: u32,
    counts: Vec<u32>,
    has_seqs: bool,
    /// Each part begins after the one before it has ended: one behind the other, rows are in order.
    in_order: bool,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Rows,
    Aside,
    Credits,
    Done,
}

impl Merging {
    pub fn of(parts: &[Arc<Segment>]) -> Self {
        let rows: usize = parts.iter().map(|part| part.len()).sum();
        let head = parts.iter().map(|part| part.head).reduce(Head::with).unwrap_or_default();
        let mut merged = Segment { head, ..Segment::default() };
        merged.rows.reserve_exact(rows);
        merged.books.nets.reserve_exact(rows);
        merged.books.credits.reserve_exact(rows);
        Self {
            parts: parts.to_vec(),
            merged,
            places: parts.iter().map(|part| vec![0; part.len()]).collect(),
            stage: Stage::Rows,
            next: 0,
            counts: Vec::new(),
            has_seqs: parts.iter().any(|part| !part.seqs.is_empty()),
            in_order: parts.is_sorted_by(|before, after| before.head.ends < after.head.begins),
        }
    }

    pub const fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Takes about so many rows or credits. The merged segment when it is whole.
    pub fn go_on(&mut self, rows: usize) -> Option<Segment> {
        match self.stage {
            Stage::Rows => {
                let all = self.parts.iter().map(|part| part.accounts()).max().unwrap_or(0);
                let enough = self.merged.rows.len().saturating_add(rows);
                while self.next < all && self.merged.rows.len() < enough {
                    self.take_rows(AccountId(self.next));
                    self.next += 1;
                }
                if self.next >= all {
                    self.merged.accounts = self.presence();
                    self.stage = Stage::Aside;
                }
            }
            Stage::Aside => {
                self.take_aside();
                self.stage = Stage::Credits;
            }
            Stage::Credits => {
                let all = self.parts.iter().map(|part| part.books.payees.accounts()).max().unwrap_or(0);
                let enough = self.merged.books.credits.len().saturating_add(rows);
                while self.next < all && self.merged.books.credits.len() < enough {
                    self.take_credits(AccountId(self.next));
                    self.next += 1;
                }
                if self.next >= all {
                    self.merged.books.payees = self.presence();
                    self.stage = Stage::Done;
                }
            }
            Stage::Done => return Some(std::mem::take(&mut self.merged)),
        }
        None
    }

    /// Of those that were counted. As many as the last that has any, as where nothing was merged.
    fn presence(&mut self) -> Presence {
        self.next = 0;
        let mut counts = std::mem::take(&mut self.counts);
        let last = counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        counts.truncate(last);
        Presence::of(&counts)
    }

    fn take_rows(&mut self, payer: AccountId) {
        let begins = self.merged.rows.len();
        for part in 0..self.parts.len() {
            let rows = self.parts.get(part).map_or(0..0, |part| part.rows_of(payer));
            self.copy(part, rows);
        }
        let run = begins..self.merged.rows.len();
        self.counts.push(number(run.len()));
        if !self.in_order && !run.clone().is_sorted_by_key(|row| self.merged.key(row)) {
            self.sort(payer, begins);
        }
    }

    /// Rows of a part, in their order.
    fn copy(&mut self, part: usize, rows: Range<usize>) {
        let (Some(from), Some(places)) = (self.parts.get(part), self.places.get_mut(part)) else { return };
        let merged = &mut self.merged;
        let at = number(merged.rows.len());
        (at..).zip(places.get_mut(rows.clone()).unwrap_or_default()).for_each(|(at, place)| *place = at);
        // INVARIANT (span): the parts fit together.
        let later = u32::try_from(from.head.begins - merged.head.begins).unwrap_or(u32::MAX);
        let found = from.rows.get(rows.clone()).unwrap_or_default();
        merged.rows.extend(found.iter().map(|row| row.moved(later)));
        merged.books.nets.extend_from_slice(from.books.nets.get(rows.clone()).unwrap_or_default());
        if self.has_seqs {
            merged.seqs.extend(rows.map(|row| from.stamp(row).seq));
        }
    }

    /// Takes an account's rows again, by stamp and id.
    fn sort(&mut self, payer: AccountId, begins: usize) {
        let parts = self.parts.iter().enumerate();
        let mut sources: Vec<(usize, usize)> =
            parts.flat_map(|(at, part)| part.rows_of(payer).map(move |row| (at, row))).collect();
        sources.sort_by_key(|(part, row)| self.parts.get(*part).map(|part| part.key(*row)));
        self.merged.rows.truncate(begins);
        self.merged.books.nets.truncate(begins);
        self.merged.seqs.truncate(begins);
        sources.into_iter().for_each(|(part, row)| self.copy(part, row..row + 1));
    }

    fn place_of(&self, part: usize, row: usize) -> u32 {
        self.places.get(part).and_then(|rows| rows.get(row)).copied().unwrap_or(0)
    }

    /// What stands aside of the rows.
    fn take_aside(&mut self) {
        let (mut wide, mut books) = (Vec::new(), std::mem::take(&mut self.merged.books));
        for (at, part) in self.parts.iter().enumerate() {
            let moved = |wide: &Wide| wide.at(self.place_of(at, wide.at as usize));
            wide.extend(part.wide.iter().map(moved));
            let place = |row: u64| u64::from(self.place_of(at, usize::try_from(row).unwrap_or(usize::MAX)));
            let moved = |corrected: &Corrected| Corrected { row: place(corrected.row), ..*corrected };
            books.corrected.extend(part.books.corrected.iter().map(moved));
            books.odd.extend(&part.books.odd);
        }
        wide.sort_unstable_by_key(|wide| wide.at);
        books.corrected.sort_unstable_by_key(|corrected| corrected.row);
        books.odd.sort_unstable();
        (self.merged.wide, self.merged.books) = (wide, books);
    }

    fn take_credits(&mut self, payee: AccountId) {
        let mut credits = std::mem::take(&mut self.merged.books.credits);
        let begins = credits.len();
        for (at, part) in self.parts.iter().enumerate() {
            let of_part = part.books.credits.get(part.books.credits_of(payee)).unwrap_or_default();
            credits.extend(of_part.iter().map(|row| self.place_of(at, *row as usize)));
        }
        let run = credits.get_mut(begins..).unwrap_or_default();
        self.counts.push(number(run.len()));
        let key = |row: &u32| self.merged.credited(*row as usize);
        let in_order = self.in_order && !self.merged.has_own_credits();
        if !in_order && !run.is_sorted_by_key(key) {
            run.sort_by_key(key);
        }
        self.merged.books.credits = credits;
    }
}
