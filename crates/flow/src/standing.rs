//! Standing traces: whose money is where, for all open cases at once, kept up over a stream of transfers.
//!
//! At any moment a [`Table`] is what the oracle says of the transfers that came so far, asked as of that
//! moment: it is the same law, `docs/concepts/tracing.md`, taken one posting at a time. A transfer between
//! accounts that victims' money is not on changes two sums. What comes late (a posting, a report, a hold)
//! goes back to where it belongs: the accounts that it changes are taken back to that moment, from there
//! they are gone through again, and with them each account to which they now pay other money than before.
//!
//! Not here: rules with an order of units, the note `TIE`, and what lies before the days that are kept.

mod account;
mod beginning;
mod book;
mod ids;
mod late;
mod line;
mod log;
mod net;
mod opening;
mod past;
mod report;
mod slots;
mod split;
mod terms;

pub use terms::{Terms, TermsError};

use crate::names::{AccountId, Names, VictimId};
use crate::question::{Hold, QuestionError};
use crate::trace::{CarriedShare, Notes};
use crate::transfer::{Stamp, Transfer, TransferError, VOLUME_MAX};
use beginning::Begin;
use line::Line;
use log::Log;
use opening::Opening;
use past::{Due, Kind};
use rustc_hash::FxHashMap;
use slots::Slots;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use terms::{Cases, Ends};

/// The longest that a credit may be behind its debit: its row is kept until then.
pub const CREDIT_LATE_MS_MAX: i64 = 31 * cordon_model::time::DAY_MS;
/// Transfers whose accounts are looked at before the first of them is booked.
const AHEAD: usize = 64;

/// A transfer that carries money of open cases.
#[derive(Clone, Copy, Debug)]
pub struct Tainted<'a> {
    pub transfer: &'a Transfer,
    /// In the order of victims; empty where a correction says that it carries nothing.
    pub shares: &'a [CarriedShare],
    /// `BREACH` where it left a held account.
    pub notes: Notes,
}

/// What is told of a transfer, in the order of debits; never twice the same.
#[derive(Clone, Copy, Debug)]
pub enum News<'a> {
    /// It was followed, and nothing was told of it before.
    Followed(Tainted<'a>),
    /// Something came late, and what was told of it is no longer so.
    Corrected(Tainted<'a>),
}

impl<'a> News<'a> {
    pub const fn tainted(&self) -> &Tainted<'a> {
        match self {
            Self::Followed(tainted) | Self::Corrected(tainted) => tainted,
        }
    }
}

type Tell<'t> = &'t mut dyn FnMut(News<'_>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Transfer(#[from] TransferError),
    #[error(transparent)]
    Beginning(NoBeginning),
    #[error("it is from before what is kept of the stream; ask for a full trace")]
    TooOld,
    #[error("the credit is more than {} days after the debit", CREDIT_LATE_MS_MAX / cordon_model::time::DAY_MS)]
    CreditTooLate,
    #[error("more transfers or accounts than there are numbers")]
    Full,
}

/// Why a beginning is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoBeginning {
    #[error("a beginning needs an amount above 0 and not above the limit")]
    Amount,
    #[error("a moment of a beginning is outside the years 1 to 9999")]
    Moment,
    #[error("his case is closed")]
    Closed,
}

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Transfers that were not known, or are known better now.
    pub fresh: usize,
    /// Transfers that were left out, and why.
    pub refused: Vec<(crate::names::TxId, Refused)>,
}

#[derive(Debug)]
pub struct Table {
    terms: Terms,
    cases: Cases,
    /// By account number.
    lines: Vec<Line>,
    slots: Slots,
    log: Log,
    holds: FxHashMap<AccountId, Vec<Hold>>,
    /// Beginnings on accounts, and which are on which.
    begins: Vec<Begin>,
    begun: FxHashMap<AccountId, Vec<u32>>,
    free_begins: Vec<u32>,
    /// The victims whose money begins with a row.
    seeds: FxHashMap<u32, Vec<VictimId>>,
    openings: FxHashMap<AccountId, Opening>,
    /// What is stamped later than the stream is.
    pending: BinaryHeap<Reverse<Due>>,
    /// Everything up to here is booked.
    mark: Stamp,
    /// The latest posting that is booked.
    booked: Stamp,
    volume: u64,
    claimed: u64,
    closed: Vec<VictimId>,
    /// Of the debit that is being booked.
    load: Vec<CarriedShare>,
    /// Keeps the look ahead from being left out.
    looked: i64,
}

impl Table {
    pub fn new(terms: Terms) -> Result<Self, TermsError> {
        terms.check()?;
        Ok(Self {
            log: Log::new(terms.page_bits),
            terms,
            cases: Cases::default(),
            lines: Vec::new(),
            slots: Slots::default(),
            holds: FxHashMap::default(),
            begins: Vec::new(),
            begun: FxHashMap::default(),
            free_begins: Vec::new(),
            seeds: FxHashMap::default(),
            openings: FxHashMap::default(),
            pending: BinaryHeap::new(),
            mark: log::FIRST,
            booked: log::FIRST,
            volume: 0,
            claimed: 0,
            closed: Vec::new(),
            load: Vec::new(),
            looked: 0,
        })
    }

    /// Takes transfers as they come. Their debits are the clock of the table: whoever hands them over says
    /// whether a stamp can be believed.
    pub fn take(&mut self, transfers: &[Transfer], names: &Names, mut tell: impl FnMut(News<'_>)) -> Taken {
        let mut taken = Taken::default();
        for some in transfers.chunks(AHEAD) {
            self.look_ahead(some);
            for transfer in some {
                if self.take_plain(transfer) {
                    taken.fresh += 1;
                    continue;
                }
                match self.take_one(transfer, names, &mut tell) {
                    Ok(true) => taken.fresh += 1,
                    Ok(false) => {}
                    Err(why) => taken.refused.push((transfer.id, why)),
                }
            }
        }
        taken
    }

    /// Asks for the lines of several transfers at once, so that the waits for them overlap.
    fn look_ahead(&mut self, transfers: &[Transfer]) {
        let line = |account: AccountId| self.lines.get(account.0 as usize).copied().unwrap_or(Line::NEW);
        let looked = transfers.iter().fold(0, |looked, t| looked ^ line(t.from).newest ^ line(t.to).newest);
        let live = transfers.iter().flat_map(|t| [line(t.from), line(t.to)]).filter(|line| line.is_live());
        let touched = |line: Line| self.slots.get(line.slot()).map_or(0, |slot| slot.state.touched.t);
        self.looked ^= i64::from(looked) ^ live.map(touched).fold(0, |looked, touched| looked ^ touched);
    }

    /// Everything up to and at a moment is there: what is stamped no later is booked.
    pub fn pass(&mut self, until: i64, names: &Names, mut tell: impl FnMut(News<'_>)) {
        let until = Stamp::after(until);
        self.book_pending(until, names, &mut tell);
        self.mark = self.mark.max(until);
    }

    /// A transfer that came in order, after everything else, from an account from which nobody's money can
    /// leave. False: it is not so, and nothing was done.
    #[inline]
    fn take_plain(&mut self, transfer: &Transfer) -> bool {
        let Transfer { id, from, to, amount, debit, .. } = *transfer;
        let is_next = debit > self.mark
            && self.pending.peek().is_none_or(|Reverse(due)| due.stamp > debit)
            && transfer.credit.is_none()
            && transfer.balance_before.is_none()
            && self.log.ids.is_next(id)
            && from != to;
        let line = |account: AccountId| self.lines.get(account.0 as usize).copied();
        let (Some(payer), Some(payee)) = (line(from), line(to)) else { return false };
        let is_plain = is_next && !payer.is_live() && amount <= VOLUME_MAX.saturating_sub(self.volume);
        if !is_plain || transfer.check().is_err() {
            return false;
        }
        let booked = log::ARRIVED | log::DEBITED | log::CREDITED;
        let Some(place) = self.log.push(transfer, (payer.newest, payee.newest), booked) else { return false };
        let amount_signed = net::signed(amount);
        if let Some(line) = self.lines.get_mut(from.0 as usize) {
            (line.net, line.newest) = (line.net - amount_signed, place);
        }
        if let Some(line) = self.lines.get_mut(to.0 as usize) {
            (line.net, line.newest) = (line.net + amount_signed, place);
            if line.is_live()
                && let Some(slot) = self.slots.get_mut(line.slot())
            {
                slot.touch(debit, self.terms.kept_ms());
                slot.state.end_windows(debit.t);
                line.set_live(slot.state.is_live());
            }
        }
        self.volume += amount;
        (self.mark, self.booked) = (debit, debit);
        if self.log.is_fresh() {
            self.forget_past();
        }
        true
    }

    const fn ends(&self) -> Ends<'_> {
        Ends { terms: &self.terms, cases: &self.cases }
    }

    /// The earliest moment that can still be gone back to.
    fn horizon(&self) -> i64 {
        self.mark.t.saturating_sub(self.terms.late_ms)
    }

    /// Drops what nothing can go back to, and the victims whose closed cases it was needed for.
    #[cold]
    fn forget_past(&mut self) {
        let before = self.horizon().saturating_sub(self.terms.kept_ms());
        let seeds = &mut self.seeds;
        self.log.trim(before, |place| {
            seeds.remove(&place);
        });
        let over = |victim: &VictimId| self.cases.get(victim).is_none_or(|case| case.end < before);
        let gone: Vec<VictimId> = self.closed.iter().copied().filter(over).collect();
        // Nothing comes before a first statement that is so old.
        let horizon = self.horizon();
        self.openings.retain(|_, opening| opening.stamp.t >= horizon);
        self.closed.retain(|victim| !gone.contains(victim));
        gone.into_iter().for_each(|victim| self.forget(victim));
    }
}

impl From<QuestionError> for Refused {
    fn from(error: QuestionError) -> Self {
        match error {
            QuestionError::Transfer(why) => Self::Transfer(why),
            QuestionError::Moment => Self::Beginning(NoBeginning::Moment),
            _ => Self::Beginning(NoBeginning::Amount),
        }
    }
}

/// An event of an account that belongs at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    stamp: Stamp,
    kind: Kind,
}
