//! Reach: every account that the money could be on, and every transfer that could have carried it. The
//! same answer as a trace by `poison` for one victim, without amounts, books and notes: it asks for
//! debits only, and for each of them once.

use crate::archive::{Archive, Debit, Span};
use crate::names::{AccountId, TxId};
use crate::question::{Root, Start};
use crate::transfer::Stamp;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;

/// How far a walk goes.
#[derive(Clone, Debug)]
pub struct Limits {
    pub window_ms: i64,
    pub hops: u32,
    /// Accounts beyond which nothing is followed.
    pub ends: FxHashSet<AccountId>,
}

/// A transfer that was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed {
    pub id: TxId,
    pub from: AccountId,
    pub to: AccountId,
    pub amount: u64,
    /// How many transfers the shortest walk has of which it is the last.
    pub hop: u32,
}

/// An account that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The beginning has 1.
    pub level: u32,
    /// The earliest.
    pub at: Stamp,
}

#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// By hop.
    pub followed: Vec<Followed>,
    pub accounts: FxHashMap<AccountId, Arrival>,
}

/// What a walk knows of an account.
#[derive(Clone, Copy, Debug)]
struct Seen {
    level: u32,
    /// The earliest arrival within the window, from which the next round goes on.
    arrived: Stamp,
    /// The earliest of all.
    first: Stamp,
    /// Debits after this one were followed.
    opened: Stamp,
    waits: bool,
}

const NEVER: Stamp = Stamp::new(i64::MAX, i64::MAX);

/// Follows one victim's money.
pub fn reach(archive: &Archive, roots: &[Root], limits: &Limits) -> Reach {
    let ends = roots.iter().map(|root| root.start.at().saturating_add(limits.window_ms));
    let mut walk = Walk { limits, end: ends.max().unwrap_or(i64::MIN), seen: FxHashMap::default(), next: Vec::new() };
    roots.iter().for_each(|root| walk.begin(&root.start));
    let mut reach = Reach::default();
    for hop in 1..=limits.hops {
        let now = walk.take_next();
        if now.is_empty() {
            break;
        }
        for (from, span) in now {
            archive.debits(from, span, |debit| walk.follow(from, debit, hop, &mut reach.followed));
        }
    }
    let arrival = |seen: Seen| Arrival { level: seen.level, at: seen.first };
    reach.accounts = walk.seen.into_iter().map(|(account, seen)| (account, arrival(seen))).collect();
    reach
}

struct Walk<'l> {
    limits: &'l Limits,
    end: i64,
    seen: FxHashMap<AccountId, Seen>,
    /// Accounts from which more is to be followed.
    next: Vec<AccountId>,
}

impl Walk<'_> {
    fn begin(&mut self, start: &Start) {
        match start {
            Start::Transfer(transfer) => self.arrive(transfer.to, transfer.credited(), 1),
            // After every posting of that moment.
            Start::Account { account, at, .. } => self.arrive(*account, Stamp::after(*at), 1),
        }
    }

    /// The accounts of the next round, each with the debits that were not followed yet.
    fn take_next(&mut self) -> Vec<(AccountId, Span)> {
        let mut now = Vec::with_capacity(self.next.len());
        for account in self.next.drain(..) {
            let Some(seen) = self.seen.get_mut(&account) else { continue };
            now.push((account, Span { after: seen.arrived, until: seen.opened, end: self.end }));
            (seen.opened, seen.waits) = (seen.arrived, false);
        }
        now
    }

    #[inline]
    fn follow(&mut self, from: AccountId, debit: Debit, hop: u32, followed: &mut Vec<Followed>) {
        let Debit { id, to, amount, credited } = debit;
        followed.push(Followed { id, from, to, amount, hop });
        self.arrive(to, credited, hop.saturating_add(1));
    }

    #[inline]
    fn arrive(&mut self, account: AccountId, at: Stamp, level: u32) {
        let seen = match self.seen.entry(account) {
            Entry::Occupied(seen) => seen.into_mut(),
            Entry::Vacant(new) => new.insert(Seen { level, arrived: NEVER, first: at, opened: NEVER, waits: false }),
        };
        seen.first = seen.first.min(at);
        if at.t <= self.end && at < seen.arrived && !self.limits.ends.contains(&account) {
            seen.arrived = at;
            if !seen.waits {
                seen.waits = true;
                self.next.push(account);
            }
        }
    }
}
