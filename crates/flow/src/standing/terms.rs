//! What a table is asked once and for all, and when windows end.

use crate::names::{AccountId, VictimId};
use crate::rule::Rule;
use crate::trace::{Note, Notes};
use cordon_model::time::HOUR_MS;
use rustc_hash::{FxHashMap, FxHashSet};

/// The largest pages, as a power of two.
const PAGE_BITS_MAX: u32 = 24;

#[derive(Clone, Debug)]
pub struct Terms {
    /// One that knows sums only: `taint-first`, `clean-first` or `haircut`.
    pub rule: Rule,
    /// How long each beginning is followed.
    pub window_ms: i64,
    /// How many transfers a walk may have at most.
    pub hops: u32,
    /// What an account must have received before it is expanded, in minor units; 0 is anything.
    pub floor: u64,
    /// Accounts where the trace stops because somebody said so, and those where money leaves the books.
    pub stops: FxHashSet<AccountId>,
    pub sinks: FxHashSet<AccountId>,
    /// How far behind the stream a posting, a report or a hold may come. The past of the stream is kept
    /// for three times as long.
    pub late_ms: i64,
    /// The past is given back in pages of two to the power of this many transfers.
    pub page_bits: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    #[error("`{0}` cannot stand over a stream; taint-first, clean-first and haircut can")]
    Rule(Rule),
    #[error("the window or the lateness is below 0")]
    Span,
    #[error("a page has more than 2^{PAGE_BITS_MAX} transfers")]
    Page,
}

impl Terms {
    /// With the usual limits: 72 hours, six transfers, one yuan; a day's lateness.
    pub fn new(rule: Rule) -> Self {
        Self {
            rule,
            window_ms: 72 * HOUR_MS,
            hops: 6,
            floor: 100,
            stops: FxHashSet::default(),
            sinks: FxHashSet::default(),
            late_ms: 24 * HOUR_MS,
            page_bits: 14,
        }
    }

    pub fn check(&self) -> Result<(), TermsError> {
        if !self.rule.counts() || self.rule.is_ordered() {
            return Err(TermsError::Rule(self.rule));
        }
        if self.page_bits > PAGE_BITS_MAX {
            return Err(TermsError::Page);
        }
        if self.window_ms < 0 || self.late_ms < 0 { Err(TermsError::Span) } else { Ok(()) }
    }

    /// How often what an account was like is put aside, and how much longer than needed rows are kept for it.
    pub(super) fn kept_ms(&self) -> i64 {
        self.late_ms.saturating_mul(2).max(HOUR_MS)
    }

    pub(super) fn may_expand(&self, account: AccountId) -> bool {
        !self.stops.contains(&account) && !self.sinks.contains(&account)
    }

    pub(super) fn why_leaf(&self, account: AccountId, received: u64, walk: u32) -> Notes {
        let reasons = [
            (Note::Sink, self.sinks.contains(&account)),
            (Note::Stopped, self.stops.contains(&account)),
            (Note::Floor, received < self.floor.max(1)),
            (Note::Hops, walk >= self.hops),
        ];
        reasons.into_iter().filter(|(_, holds)| *holds).map(|(note, _)| note).collect()
    }
}

/// A transfer where his money begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seed {
    pub place: u32,
    pub amount: u64,
    /// What of it is somebody's already.
    pub overlap: u64,
    /// It was debited.
    pub is_begun: bool,
}

/// What the table knows of one victim.
#[derive(Clone, Debug, Default)]
pub(super) struct Case {
    /// The last moment of his window.
    pub end: i64,
    /// Accounts where he was met; some may have been taken back, some stand twice.
    pub places: Vec<AccountId>,
    pub seeds: Vec<Seed>,
    /// Beginnings on accounts, by number.
    pub begins: Vec<u32>,
    /// Nothing is told of him any more.
    pub is_closed: bool,
}

pub(super) type Cases = FxHashMap<VictimId, Case>;

/// Terms, and when windows end.
#[derive(Clone, Copy, Debug)]
pub struct Ends<'a> {
    pub terms: &'a Terms,
    pub(super) cases: &'a Cases,
}

impl Ends<'_> {
    pub fn end(&self, victim: VictimId) -> Option<i64> {
        self.cases.get(&victim).map(|case| case.end)
    }
}
