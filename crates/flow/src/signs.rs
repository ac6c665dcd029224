//! Signs that an account is a mule's, kept up to date while transfers come: how fast money passes through,
//! from and to how many accounts, in which patterns, how far from an open case. The table takes each
//! transfer once, in the order of the debits' moments; what a sign is stands in `docs/concepts/signs.md`.
//!
//! Not here: whose money it is (the tracer, the standing table), and what to do about it: a score without
//! traced money never stops anything.

mod account;
mod cases;
mod code;
mod fit;
mod labels;
mod model;
mod pair;
mod peak;
mod quality;
mod reading;
mod side;
mod trail;
mod window;

pub use account::Woke;
pub use cases::{CASE_HOPS_MAX, CASE_WINDOW_MS, Near};
pub use code::{ALIKE_PART, CONCENTRATION, Codes, FEW, FeatureCode, Ground, OPENED_MANY, OPENED_OFTEN};
pub use code::{OPENINGS_MAX, Opening, Openings};
pub use fit::{Labelled, train};
pub use labels::{LabelError, Labels, read_labels};
pub use model::{BINS_MAX, Model, ModelError, Reason, Score};
pub use peak::Peaks;
pub use quality::Quality;
pub use reading::{Reading, SIGNS, Sign, Signs};
pub use side::{Deep, Sums};
pub use trail::{CYCLE_MAX, DETOURS_MAX, TRAILS_MAX};
pub use window::{Each, Window};

use crate::names::AccountId;
use crate::transfer::{Transfer, TransferError, VOLUME_MAX};
use account::{Account, Met, Seen};
use cases::Cases;
use cordon_model::calendar::Calendar;
use cordon_model::time::{DAY_MS, HOUR_MS};
use pair::{Pair, Pairs};
use trail::Trails;
use window::{Begins, Clock};

/// How many working days the longest window has, where the published codes decide it.
pub const WORKING_DAYS: u32 = 5;

#[derive(Clone, Debug)]
pub struct Settings {
    pub hour_ms: i64,
    pub day_ms: i64,
    pub working_days: u32,
    pub calendar: Calendar,
    /// A counterparty is new when there was no transfer to it for so long.
    pub memory_ms: i64,
    /// An account without a posting for so long sleeps.
    pub dormant_ms: i64,
    /// The most postings that are kept of one side of an account.
    pub postings_max: usize,
    /// With more counterparties than this within a day an account is a hub: no trail goes over it.
    pub hub_fan: u32,
    /// Whether cycles, scatter and gather are looked for.
    pub patterns: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hour_ms: HOUR_MS,
            day_ms: DAY_MS,
            working_days: WORKING_DAYS,
            calendar: Calendar::default(),
            memory_ms: 90 * DAY_MS,
            dormant_ms: 30 * DAY_MS,
            postings_max: 1 << 16,
            hub_fan: 64,
            patterns: true,
        }
    }
}

/// What became of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It counts. Codes that it raised, of the payer's account and the payee's.
    Counted { payer: Codes, payee: Codes },
    /// It is earlier than one that was taken before it, and is left out: what a window had let go, nobody
    /// can bring back. A table made again from all transfers holds it.
    Late,
    /// From an account to itself: nothing moved.
    Itself,
}

#[derive(Clone, Debug)]
pub struct Table {
    settings: Settings,
    clock: Clock,
    now: i64,
    volume: u64,
    late: u64,
    /// By their numbers, which [`crate::Names`] hands out without gaps.
    accounts: Vec<Account>,
    pairs: Pairs,
    cases: Cases,
    noted: Vec<AccountId>,
}

impl Table {
    pub fn new(settings: Settings) -> Self {
        let clock = Clock::new(settings.hour_ms, settings.day_ms, settings.working_days, settings.calendar.clone());
        Self {
            settings,
            clock,
            now: i64::MIN,
            volume: 0,
            late: 0,
            accounts: Vec::new(),
            pairs: Pairs::default(),
            cases: Cases::default(),
            noted: Vec::new(),
        }
    }

    /// An account on which so much of a case's money lay at a moment. Said before the transfers are taken
    /// by which it left.
    pub fn involve(&mut self, account: AccountId, since: i64, taint: u64) {
        self.cases.involve(account, since, taint);
    }

    /// Takes the next transfer. An error leaves the table as it was.
    #[inline]
    pub fn take(&mut self, transfer: &Transfer) -> Result<Taken, TransferError> {
        transfer.check()?;
        let volume = self.volume.checked_add(transfer.amount).filter(|volume| *volume <= VOLUME_MAX);
        let volume = volume.ok_or(TransferError::Volume)?;
        if transfer.debit.t < self.now {
            self.late += 1;
            return Ok(Taken::Late);
        }
        if transfer.from == transfer.to {
            return Ok(Taken::Itself);
        }
        self.noted.clear();
        (self.now, self.volume) = (transfer.debit.t, volume);
        Ok(self.count(transfer))
    }

    fn count(&mut self, transfer: &Transfer) -> Taken {
        let Transfer { from, to, amount, .. } = *transfer;
        let (now, begins) = (self.now, self.clock.begins(self.now));
        let (at_from, at_to) = (from.0 as usize, to.0 as usize);
        if self.accounts.len() <= at_from.max(at_to) {
            self.accounts.resize_with(at_from.max(at_to) + 1, Account::default);
        }
        let Ok([payer, payee]) = self.accounts.get_disjoint_mut([at_from, at_to]) else { return Taken::Itself };
        let (dormant, burst) = (self.settings.dormant_ms, self.settings.day_ms);
        payer.touch(now, &begins, dormant, burst);
        payee.touch(now, &begins, dormant, burst);

        let pair = Pair { t: now, debit: payer.debits.next(), credit: payee.credits.next() };
        let remembered = now.saturating_sub(self.settings.memory_ms).min(begins.week);
        let last = self.pairs.meet(from, to, pair, remembered);
        let met = |place: fn(Pair) -> u32| Met { last: last.map(place), is_fresh: last.is_none() };
        let most = self.settings.postings_max.max(1);
        let layer = payer.pay(now, amount, transfer.balance_before, met(|pair| pair.debit), &begins, most);
        payee.receive(now, amount, met(|pair| pair.credit), layer.saturating_add(1), most);
        if last.is_some() {
            note_alike(payer, payee, pair.debit);
        }
        if self.settings.patterns {
            self.find_patterns(from, to, &begins);
        }
        if !self.cases.is_empty() {
            self.note_cases(from, to, amount);
        }
        self.raised(from, to, &begins)
    }
}

impl Table {
    fn find_patterns(&mut self, from: AccountId, to: AccountId, begins: &Begins) {
        let (now, hub_fan) = (self.now, self.settings.hub_fan);
        let places = [from.0 as usize, to.0 as usize];
        let Ok([payer, payee]) = self.accounts.get_disjoint_mut(places) else { return };
        if payer.fan() > hub_fan || payee.fan() > hub_fan {
            return;
        }
        let none = Trails::default();
        let (trails, there) = (payer.trails.as_deref().unwrap_or(&none), payee.trails.get_or_insert_default());
        let completed = trails.pass(from, to, there, now, begins.day);
        payee.cut |= completed.cut;
        if let Some(cycle) = completed.cycle {
            for account in cycle.middles().chain([from, to]) {
                self.note(account, |account| account.cycle = Seen { at: now, what: cycle.transfers });
            }
        }
        if let Some((origin, ways)) = completed.scattered.filter(|(_, ways)| *ways >= FEW) {
            self.note_scattered(origin, to, ways, begins.day);
        }
    }

    #[cold]
    fn note_scattered(&mut self, origin: AccountId, to: AccountId, ways: u32, since: i64) {
        let gathered = self.accounts.get(to.0 as usize).and_then(|account| account.trails.as_deref());
        let middles: Vec<AccountId> =
            gathered.into_iter().flat_map(|there| there.middles_from(origin, since)).collect();
        for account in middles.into_iter().chain([origin, to]) {
            let at = self.now;
            self.note(account, |account| account.scattered = Seen { at, what: ways });
        }
    }

    fn note(&mut self, account: AccountId, noted: impl FnOnce(&mut Account)) {
        if let Some(known) = self.accounts.get_mut(account.0 as usize) {
            noted(known);
            self.noted.push(account);
        }
    }

    fn note_cases(&mut self, from: AccountId, to: AccountId, amount: u64) {
        let seen = Seen { at: self.now, what: () };
        if self.cases.is_involved(to) {
            self.note(from, |payer| payer.paid_involved = seen);
        }
        if self.cases.is_involved(from) {
            self.note(to, |payee| payee.involved_paid = seen);
        }
        self.cases.pass(from, to, amount, self.now);
    }

    fn raised(&self, from: AccountId, to: AccountId, begins: &Begins) -> Taken {
        let raised = |account: AccountId| {
            let account = self.accounts.get(account.0 as usize);
            account.map_or_else(Codes::default, |account| account.codes(begins))
        };
        let involved = |codes: Codes| {
            codes
                .with(FeatureCode::PayeeInvolved, self.cases.is_involved(to))
                .with(FeatureCode::PayerInvolved, self.cases.is_involved(from))
        };
        Taken::Counted { payer: involved(raised(from)), payee: involved(raised(to)) }
    }

    /// What is known of an account at a moment, not earlier than the last transfer; nothing if it has none.
    #[inline]
    pub fn read(&self, account: AccountId, at: i64) -> Option<Reading> {
        let at = at.max(self.now);
        let known = self.accounts.get(account.0 as usize).filter(|known| known.is_known())?;
        Some(Reading::of(known, self.cases.near(account, at), at, &self.clock.at(at)))
    }

    /// The accounts that have postings.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        let known = (0_u32..).zip(&self.accounts).filter(|(_, account)| account.is_known());
        known.map(|(number, _)| AccountId(number))
    }

    /// The accounts, besides payer and payee, of which the last transfer completed a pattern; and these two
    /// where it did.
    pub fn noted(&self) -> &[AccountId] {
        &self.noted
    }

    /// The moment of the last transfer that was taken.
    pub const fn now(&self) -> i64 {
        self.now
    }

    /// How many transfers came too late and were left out.
    pub const fn late(&self) -> u64 {
        self.late
    }

    /// How much memory it takes, in bytes.
    pub fn bytes(&self) -> usize {
        let unused = (self.accounts.capacity() - self.accounts.len()) * size_of::<Account>();
        let accounts: usize = self.accounts.iter().map(Account::bytes).sum();
        accounts + unused + self.pairs.bytes() + self.cases.bytes()
    }
}

/// Whether this debit and the two before it to the same account are alike, all within the longest window.
fn note_alike(payer: &mut Account, payee: &mut Account, place: side::Slot) {
    let debits = &payer.debits;
    let Some(third) = debits.get(place) else { return };
    let Some(second) = debits.get(third.before) else { return };
    let Some(first) = debits.get(second.before) else { return };
    if code::are_alike([first.amount, second.amount, third.amount]) {
        let first_t = first.t;
        for account in [payer, payee] {
            account.alike.at = account.alike.at.max(first_t);
        }
    }
}
