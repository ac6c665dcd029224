//! Detours that money could have taken to an account within a day: trails, of at most five transfers, each
//! later than the one before. A transfer to where a trail began closes a cycle; trails of two transfers
//! from one account over several others are scatter and gather.
//!
//! Kept are the trails that matter: of two from the same account the one that is not longer and not
//! older. Each account keeps so many; where one had to go, it says so.

use crate::names::AccountId;

/// The transfers of the longest cycle that is found.
pub const CYCLE_MAX: u8 = 6;
/// The trails that an account keeps, and the detours.
pub const TRAILS_MAX: usize = 16;
pub const DETOURS_MAX: usize = 16;

const MIDDLES: usize = CYCLE_MAX as usize - 2;

#[derive(Clone, Copy, Debug)]
pub(super) struct Trail {
    left_at: i64,
    origin: AccountId,
    /// The accounts between, the first `transfers` - 1 of them.
    middles: [AccountId; MIDDLES],
    transfers: u8,
}

/// From one account over one other to here.
#[derive(Clone, Copy, Debug)]
struct Detour {
    left_at: i64,
    from: AccountId,
    over: AccountId,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Trails {
    trails: Vec<Trail>,
    detours: Vec<Detour>,
}

/// What a transfer completed.
#[derive(Clone, Debug, Default)]
pub(super) struct Completed {
    /// Of the shortest cycle: its accounts but the one that was paid.
    pub cycle: Option<Cycle>,
    /// Where money that one account scattered is gathered: that account, and over how many others.
    pub scattered: Option<(AccountId, u32)>,
    /// Something had to be forgotten before its time.
    pub cut: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Cycle {
    pub transfers: u8,
    trail: Trail,
}

impl Cycle {
    /// The accounts between the first, which was paid now, and the last, which paid.
    pub fn middles(&self) -> impl Iterator<Item = AccountId> {
        self.trail.middles()
    }
}

impl Trail {
    fn middles(&self) -> impl Iterator<Item = AccountId> {
        self.middles.into_iter().take(usize::from(self.transfers) - 1)
    }

    const fn is_no_worse(&self, other: &Self) -> bool {
        self.transfers <= other.transfers && self.left_at >= other.left_at
    }

    /// The same, one transfer further.
    fn over(&self, account: AccountId) -> Self {
        let mut longer = *self;
        if let Some(middle) = longer.middles.get_mut(usize::from(self.transfers) - 1) {
            *middle = account;
        }
        longer.transfers += 1;
        longer
    }
}

impl Trails {
    /// A transfer from `from`, whose trails these are, to `to`, whose trails `there` are. What left before
    /// `since` is over.
    #[inline]
    pub fn pass(&self, from: AccountId, to: AccountId, there: &mut Self, now: i64, since: i64) -> Completed {
        let mut completed = Completed::default();
        for trail in self.trails.iter().filter(|trail| trail.left_at > since) {
            if trail.origin == to {
                let cycle = Cycle { transfers: trail.transfers + 1, trail: *trail };
                if completed.cycle.is_none_or(|best| cycle.transfers < best.transfers) {
                    completed.cycle = Some(cycle);
                }
                continue;
            }
            if trail.transfers == 1 {
                completed.cut |=
                    there.add_detour(Detour { left_at: trail.left_at, from: trail.origin, over: from }, since);
                let ways = there.detours_from(trail.origin, since);
                if completed.scattered.is_none_or(|(_, most)| ways > most) {
                    completed.scattered = Some((trail.origin, ways));
                }
            }
            if trail.transfers < CYCLE_MAX - 1 && !trail.middles().any(|middle| middle == to) {
                completed.cut |= there.add(trail.over(from), since);
            }
        }
        let begun = Trail { left_at: now, origin: from, middles: [from; MIDDLES], transfers: 1 };
        completed.cut |= there.add(begun, since);
        completed
    }

    /// The accounts over which money of that one came.
    pub fn middles_from(&self, from: AccountId, since: i64) -> impl Iterator<Item = AccountId> {
        self.detours
            .iter()
            .filter(move |detour| detour.from == from && detour.left_at > since)
            .map(|detour| detour.over)
    }

    fn detours_from(&self, from: AccountId, since: i64) -> u32 {
        self.detours.iter().map(|detour| u32::from(detour.from == from && detour.left_at > since)).sum()
    }

    /// Whether one that still counted had to go for it.
    fn add(&mut self, trail: Trail, since: i64) -> bool {
        let mut at = 0;
        while let Some(known) = self.trails.get(at) {
            if known.origin != trail.origin {
                at += 1;
            } else if known.is_no_worse(&trail) {
                return false;
            } else if trail.is_no_worse(known) {
                self.trails.swap_remove(at);
            } else {
                at += 1;
            }
        }
        put(&mut self.trails, trail, TRAILS_MAX, since, |trail| trail.left_at)
    }

    fn add_detour(&mut self, detour: Detour, since: i64) -> bool {
        if let Some(known) =
            self.detours.iter_mut().find(|known| known.over == detour.over && known.from == detour.from)
        {
            known.left_at = known.left_at.max(detour.left_at);
            return false;
        }
        put(&mut self.detours, detour, DETOURS_MAX, since, |detour| detour.left_at)
    }

    pub const fn bytes(&self) -> usize {
        self.trails.capacity() * size_of::<Trail>() + self.detours.capacity() * size_of::<Detour>()
    }
}

/// Adds one; where there are too many, the oldest goes, be it this one. Whether that still counted.
fn put<T>(kept: &mut Vec<T>, new: T, most: usize, since: i64, left_at: impl Fn(&T) -> i64) -> bool {
    if kept.len() < most {
        kept.push(new);
        return false;
    }
    let Some(oldest) = kept.iter_mut().min_by_key(|kept| left_at(kept)) else { return false };
    let gone = left_at(oldest).min(left_at(&new));
    if left_at(oldest) <= left_at(&new) {
        *oldest = new;
    }
    gone > since
}
