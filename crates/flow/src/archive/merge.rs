//! Several segments as one: a walk reads one index instead of several.
//!
//! What books held before each transfer is not found again but taken along. It stays true: segments that
//! were sealed one after the other are merged, and an account with a posting that came later than one of
//! a later moment is known as odd, so that nobody reads its columns. A merge of everything heals the odd.

use super::accounts::Accounts;
use super::books::{Books, Corrected};
use super::number;
use super::presence::Presence;
use super::segment::{Head, SEGMENT_ROWS_MAX, SEGMENT_SPAN_MS_MAX, Segment, Wide};
use crate::names::AccountId;
use std::sync::Arc;

/// So many segments of a like size become one: so there are at most three of each size, and each size is
/// four times the one before.
const WAYS: usize = 4;

/// A row of one of the parts.
#[derive(Clone, Copy)]
struct Source {
    part: u32,
    row: u32,
}

/// Merges the newest segments as long as several are of a like size. How many of the segments that
/// were there are still there.
pub(super) fn merge(segments: &mut Vec<Arc<Segment>>, accounts: &mut Accounts) -> usize {
    let mut kept = segments.len();
    while let Some(alike) = alike(segments) {
        kept = segments.len() - alike;
        let parts = segments.split_off(kept);
        let mut merged = Segment::merged(&parts);
        if kept == 0 {
            // All that any account has is in it.
            let mut books = std::mem::take(&mut merged.books);
            books.heal(&merged, accounts);
            merged.books = books;
        }
        segments.push(Arc::new(merged));
    }
    kept
}

/// How many of the newest are to be one: none of them is of a greater size than the newest.
fn alike(segments: &[Arc<Segment>]) -> Option<usize> {
    let size = |segment: &Segment| segment.len().checked_ilog(WAYS);
    let newest = segments.last()?;
    let (mut head, mut rows) = (newest.head, 0_usize);
    let fits = |segment: &&Arc<Segment>| {
        head = head.with(segment.head);
        rows = rows.saturating_add(segment.len());
        size(segment) <= size(newest) && rows <= SEGMENT_ROWS_MAX && head.span() <= SEGMENT_SPAN_MS_MAX
    };
    Some(segments.iter().rev().take_while(fits).count()).filter(|alike| *alike >= WAYS)
}

impl Segment {
    fn merged(parts: &[Arc<Self>]) -> Self {
        let head = parts.iter().map(|part| part.head).reduce(Head::with).unwrap_or_default();
        let (sources, accounts) = by_payer(parts);
        let mut merged = Self { head, accounts, ..Self::default() };
        merged.rows.reserve_exact(sources.len());
        let has_seqs = parts.iter().any(|part| !part.seqs.is_empty());
        let mut places: Vec<Vec<u32>> = parts.iter().map(|part| vec![0; part.len()]).collect();
        for (at, source) in (0_u32..).zip(&sources) {
            let (Some(part), Some(places)) = (parts.get(source.part as usize), places.get_mut(source.part as usize))
            else {
                continue;
            };
            merged.take(part, source.row as usize, has_seqs);
            if let Some(place) = places.get_mut(source.row as usize) {
                *place = at;
            }
        }
        let place_of = |part: usize, row: usize| places.get(part).and_then(|rows| rows.get(row)).copied().unwrap_or(0);
        for (number, part) in parts.iter().enumerate() {
            let moved = |mut wide: Wide| {
                wide.at = place_of(number, wide.at as usize);
                wide
            };
            merged.wide.extend(part.wide.iter().copied().map(moved));
        }
        merged.wide.sort_unstable_by_key(|wide| wide.at);
        merged.books = merged_books(&merged, parts, &sources, place_of);
        merged
    }

    fn take(&mut self, part: &Self, row: usize, has_seqs: bool) {
        let Some(mut found) = part.rows.get(row).copied() else { return };
        let stamp = part.stamp_of(row, &found);
        // INVARIANT (span): the parts fit together.
        found.t = u32::try_from(stamp.t - self.head.begins).unwrap_or(u32::MAX);
        self.rows.push(found);
        if has_seqs {
            self.seqs.push(stamp.seq);
        }
    }
}

/// Where each row of the merged segment comes from: by payer, then by stamp and id.
fn by_payer(parts: &[Arc<Segment>]) -> (Vec<Source>, Presence) {
    let payers = parts.iter().map(|part| part.accounts()).max().unwrap_or(0);
    let mut sources: Vec<Source> = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    let mut counts = Vec::with_capacity(payers as usize);
    for payer in (0..payers).map(AccountId) {
        let begins = sources.len();
        for (part, segment) in (0_u32..).zip(parts) {
            sources.extend(segment.rows_of(payer).map(|row| Source { part, row: number(row) }));
        }
        let run = sources.get_mut(begins..).unwrap_or_default();
        counts.push(number(run.len()));
        let key = |source: &Source| parts.get(source.part as usize).map(|part| part.key(source.row as usize));
        if !run.is_sorted_by_key(key) {
            run.sort_by_key(key);
        }
    }
    // As many as the last that has any, as where nothing was merged.
    let last = counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
    counts.truncate(last);
    (sources, Presence::of(&counts))
}

fn merged_books(
    merged: &Segment,
    parts: &[Arc<Segment>],
    sources: &[Source],
    place_of: impl Fn(usize, usize) -> u32,
) -> Books {
    let nets_of = |source: &Source| parts.get(source.part as usize)?.books.nets.get(source.row as usize).copied();
    let mut books = Books { nets: sources.iter().filter_map(nets_of).collect(), ..Books::default() };
    for (number, part) in parts.iter().enumerate() {
        let place = |row: u64| u64::from(place_of(number, usize::try_from(row).unwrap_or(usize::MAX)));
        let moved = |corrected: &Corrected| Corrected { row: place(corrected.row), ..*corrected };
        books.corrected.extend(part.books.corrected.iter().map(moved));
        books.odd.extend(&part.books.odd);
    }
    books.corrected.sort_unstable_by_key(|corrected| corrected.row);
    books.odd.sort_unstable();
    let payees = parts.iter().map(|part| part.books.payees.accounts()).max().unwrap_or(0);
    let mut counts = Vec::with_capacity(payees as usize);
    books.credits.reserve_exact(sources.len());
    for payee in (0..payees).map(AccountId) {
        let begins = books.credits.len();
        for (number, part) in parts.iter().enumerate() {
            let credits = part.books.credits_of(payee);
            books.credits.extend(credits.map(|credit| place_of(number, part.books.row(credit))));
        }
        let run = books.credits.get_mut(begins..).unwrap_or_default();
        counts.push(number(run.len()));
        let key = |row: &u32| merged.credited(*row as usize);
        if !run.is_sorted_by_key(key) {
            run.sort_by_key(key);
        }
    }
    let last = counts.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
    counts.truncate(last);
    books.payees = Presence::of(&counts);
    books
}
