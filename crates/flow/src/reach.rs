//! Reach: every account that the money could be on, and every transfer that could have carried it. The
//! same answer as a trace by `poison` for one victim, without amounts, books and notes: it asks for
//! debits only, and for each of them once.

use crate::archive::{Debit, Snapshot, Span};
use crate::names::{AccountId, TxId};
use crate::question::{Root, Start};
use crate::transfer::Stamp;
use rustc_hash::{FxHashMap, FxHashSet};

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
    /// Where in `seen` an account stands.
    places: FxHashMap<AccountId, u32>,
    seen: Vec<Seen>,
    /// From which more is to be followed.
    next: Vec<u32>,
    /// Of this round, with the debits that were not followed yet.
    now: Vec<(AccountId, Span)>,
}

/// What a walk knows of an account.
#[derive(Clone, Copy, Debug)]
struct Seen {
    account: AccountId,
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
pub fn reach(archive: &Snapshot, roots: &[Root], limits: &Limits) -> Reach {
    reach_in(&mut Room::default(), archive, roots, limits)
}

/// The same in a room that was used before: nothing has to grow again.
pub fn reach_in(room: &mut Room, archive: &Snapshot, roots: &[Root], limits: &Limits) -> Reach {
    room.places.clear();
    room.seen.clear();
    room.next.clear();
    let ends = roots.iter().map(|root| root.start.at().saturating_add(limits.window_ms));
    let mut walk = Walk { limits, end: ends.max().unwrap_or(i64::MIN), room };
    roots.iter().for_each(|root| walk.begin(&root.start));
    let mut followed = Vec::new();
    for hop in 1..=limits.hops {
        let now = walk.take_next();
        for (from, span) in &now {
            archive.debits(*from, *span, |debit| walk.follow(*from, debit, hop, &mut followed));
        }
        let is_over = now.is_empty();
        walk.room.now = now;
        if is_over {
            break;
        }
    }
    let arrival = |seen: &Seen| Arrival { account: seen.account, level: seen.level, at: seen.first };
    Reach { followed, accounts: walk.room.seen.iter().map(arrival).collect() }
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
            let Some(seen) = seen.get_mut(at as usize) else { continue };
            now.push((seen.account, Span { after: seen.arrived, until: seen.opened, end: self.end }));
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
        let Room { places, seen, next, .. } = &mut *self.room;
        let place = *places.entry(account).or_insert_with(|| {
            seen.push(Seen { account, level, arrived: NEVER, first: at, opened: NEVER, waits: false });
            // INVARIANT (names): accounts are numbered by `u32`.
            u32::try_from(seen.len() - 1).unwrap_or(u32::MAX)
        });
        let Some(seen) = seen.get_mut(place as usize) else { return };
        seen.first = seen.first.min(at);
        if at.t <= self.end && at < seen.arrived && !self.limits.ends.contains(&account) {
            seen.arrived = at;
            if !seen.waits {
                seen.waits = true;
                next.push(place);
            }
        }
    }
}
