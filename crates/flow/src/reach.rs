//! Reach: every account that the money could be on, and every transfer that could have carried it. The
//! same answer as a trace by `poison` for one victim, without amounts, books and notes: it asks for
//! debits only, and for each of them once.

mod seen;

use crate::archive::{Ahead, Debit, Snapshot, Span};
use crate::names::{AccountId, TxId};
use crate::question::{Root, Start};
use crate::transfer::Stamp;
use rustc_hash::FxHashSet;
use seen::{All, Seen};

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
    pub account: AccountId,
    /// The beginning has 1.
    pub level: u32,
    /// The earliest.
    pub at: Stamp,
}

#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// By hop.
    pub followed: Vec<Followed>,
    /// Each once, as they were first reached.
    pub accounts: Vec<Arrival>,
}

/// What a walk needs, kept for the next one.
#[derive(Debug, Default)]
pub struct Room {
    seen: All,
    /// From which more is to be followed.
    next: Vec<u32>,
    /// Of this round, with the debits that were not followed yet.
    now: Vec<(AccountId, Span)>,
    ahead: Ahead,
    found: Reach,
}

/// Follows one victim's money.
pub fn reach(archive: &Snapshot, roots: &[Root], limits: &Limits) -> Reach {
    let mut room = Room::default();
    reach_in(&mut room, archive, roots, limits);
    room.found
}

/// The same in a room that was used before: nothing has to grow again. What is found stays there until the next
/// walk.
pub fn reach_in<'r>(room: &'r mut Room, archive: &Snapshot, roots: &[Root], limits: &Limits) -> &'r Reach {
    room.seen.clear();
    room.next.clear();
    let mut found = std::mem::take(&mut room.found);
    found.followed.clear();
    found.accounts.clear();
    let ends = roots.iter().map(|root| root.start.at().saturating_add(limits.window_ms));
    let mut walk = Walk { limits, end: ends.max().unwrap_or(i64::MIN), room };
    roots.iter().for_each(|root| walk.begin(&root.start));
    for hop in 1..=limits.hops {
        let now = walk.take_next();
        let mut ahead = std::mem::take(&mut walk.room.ahead);
        archive.debits(&now, &mut ahead, |from, debit| walk.follow(from, debit, hop, &mut found.followed));
        walk.room.ahead = ahead;
        let is_over = now.is_empty();
        walk.room.now = now;
        if is_over {
            break;
        }
    }
    let arrival = |seen: &Seen| Arrival { account: seen.account, level: seen.level, at: seen.first };
    found.accounts.extend(room.seen.list.iter().map(arrival));
    room.found = found;
    &room.found
}

struct Walk<'l> {
    limits: &'l Limits,
    end: i64,
    room: &'l mut Room,
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
        let Room { seen, next, now, .. } = &mut *self.room;
        let mut now = std::mem::take(now);
        now.clear();
        for at in next.drain(..) {
            let Some(seen) = seen.list.get_mut(at as usize) else { continue };
            now.push((seen.account, Span { after: seen.first, until: seen.opened, end: self.end }));
            (seen.opened, seen.waits) = (seen.first, false);
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
        let Room { seen, next, .. } = &mut *self.room;
        let Some((place, seen)) = seen.reached(account, level) else { return };
        if at >= seen.first {
            return;
        }
        seen.first = at;
        if at.t <= self.end && !seen.waits && !self.limits.ends.contains(&account) {
            seen.waits = true;
            next.push(place);
        }
    }
}
