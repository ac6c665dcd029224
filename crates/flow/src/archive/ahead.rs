//! The debits of many accounts. Each stands somewhere else in memory: where is looked up for several before the
//! first of them is read, so that memory is asked for all of them at once.

use super::segment::Segment;
use super::snapshot::Snapshot;
use super::{Debit, Span, number};
use crate::names::AccountId;
use std::hint::black_box;
use std::ops::Range;
use std::sync::Arc;

/// So many accounts are looked up before the first is read.
const AHEAD: usize = 16;

/// What was looked up, kept for the next walk.
#[derive(Debug, Default)]
pub struct Ahead(Vec<Run>);

/// An account's rows in a segment.
#[derive(Debug)]
struct Run {
    nth: u32,
    segment: u32,
    rows: Range<usize>,
}

impl Snapshot {
    /// Every debit of these accounts in their spans, each once, in no order.
    #[inline]
    pub fn debits(&self, of: &[(AccountId, Span)], ahead: &mut Ahead, mut found: impl FnMut(AccountId, Debit)) {
        let has_unsealed = self.tails().any(|tail| !tail.is_empty());
        for some in of.chunks(AHEAD) {
            self.look_up(some, &mut ahead.0);
            for (segment, (account, span), rows) in found_in(&ahead.0, &self.segments, some) {
                segment.debits(rows, *span, |debit| found(*account, debit));
            }
            if has_unsealed {
                self.unsealed_debits(some, &mut found);
            }
        }
    }

    #[inline]
    fn look_up(&self, of: &[(AccountId, Span)], runs: &mut Vec<Run>) {
        runs.clear();
        for (nth, (account, span)) in (0..).zip(of) {
            for (at, segment) in self.segments.iter().enumerate() {
                let rows = segment.may_have(*account, *span);
                if !rows.is_empty() {
                    runs.push(Run { nth, segment: number(at), rows });
                }
            }
        }
        let looked =
            found_in(runs, &self.segments, of).map(|(segment, (_, span), rows)| segment.look_near(rows, *span));
        black_box(looked.fold(0, |seen, looked| seen ^ looked));
    }

    fn unsealed_debits(&self, of: &[(AccountId, Span)], found: &mut dyn FnMut(AccountId, Debit)) {
        for (account, span) in of {
            self.tails().for_each(|tail| tail.debits(*account, *span, &mut |debit| found(*account, debit)));
        }
    }
}

fn found_in<'a>(
    runs: &'a [Run],
    segments: &'a [Arc<Segment>],
    of: &'a [(AccountId, Span)],
) -> impl Iterator<Item = (&'a Segment, &'a (AccountId, Span), &'a Range<usize>)> {
    let found = |run: &'a Run| Some((&**segments.get(run.segment as usize)?, of.get(run.nth as usize)?, &run.rows));
    runs.iter().filter_map(found)
}
