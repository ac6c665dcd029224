//! The accounts of a walk in the order in which they were first reached, and a table by which they are found
//! again: looked into once for every transfer that is followed. What is looked for is then read in any case, so
//! the table has nothing but places in the list.

use crate::names::AccountId;
use crate::transfer::Stamp;

/// What a walk knows of an account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub account: AccountId,
    pub level: u32,
    /// The earliest arrival. If it is within the window, the next round goes on from it.
    pub first: Stamp,
    /// Debits after this one were followed.
    pub opened: Stamp,
    pub waits: bool,
}

/// The least room, when there is any.
const ROOM_MIN: usize = 64;
/// With more slots than so many for each account emptying them one by one costs less than emptying all.
const SPARSE: usize = 32;
const NEVER: Stamp = Stamp::new(i64::MAX, i64::MAX);

#[derive(Debug, Default)]
pub(super) struct All {
    pub list: Vec<Seen>,
    /// One more than a place in the list; 0 where there is none. At least twice as many as accounts.
    slots: Vec<u32>,
}

impl All {
    /// The account and its place in the list. Who was not there yet was never reached before.
    #[inline]
    pub fn reached(&mut self, account: AccountId, level: u32) -> Option<(u32, &mut Seen)> {
        if self.list.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let (slot, there) = self.find(account);
        let place = if there == 0 {
            // INVARIANT (names): accounts are numbered by `u32`, so there are never more.
            let place = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
            self.list.push(Seen { account, level, first: NEVER, opened: NEVER, waits: false });
            self.slots.get_mut(slot).into_iter().for_each(|slot| *slot = place + 1);
            place
        } else {
            there - 1
        };
        self.list.get_mut(place as usize).map(|seen| (place, seen))
    }

    /// Its own slot, or the free one that it would have, and what stands there.
    ///
    /// INVARIANT (room): half of the slots are free, so one is never far.
    #[inline]
    fn find(&self, account: AccountId) -> (usize, u32) {
        let mask = self.slots.len().wrapping_sub(1);
        let spread = u64::from(account.0).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let mut at = usize::try_from(spread).unwrap_or(0) & mask;
        loop {
            let there = self.slots.get(at).copied().unwrap_or(0);
            if there == 0 || self.list.get(there as usize - 1).is_none_or(|seen| seen.account == account) {
                return (at, there);
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 4).max(ROOM_MIN)];
        for place in 0..self.list.len() {
            let Some(seen) = self.list.get(place) else { return };
            let (slot, _) = self.find(seen.account);
            self.slots.get_mut(slot).into_iter().for_each(|slot| *slot = u32::try_from(place + 1).unwrap_or(0));
        }
    }

    /// Nobody was reached yet. Who came last goes first: nobody's slot was found over his.
    pub fn clear(&mut self) {
        if self.list.len() * SPARSE > self.slots.len() {
            self.slots.fill(0);
            self.list.clear();
        }
        while let Some(last) = self.list.last() {
            let (slot, _) = self.find(last.account);
            self.slots.get_mut(slot).into_iter().for_each(|slot| *slot = 0);
            self.list.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn every_account_keeps_its_place_and_after_emptying_nobody_has_one() {
        let (mut all, mut dice) = (All::default(), 7_u32);
        for walk in 0..200_u32 {
            let mut known: HashMap<AccountId, u32> = HashMap::new();
            // Large and small by turns; accounts that are close together and far apart.
            let count = if walk % 5 == 0 { 3_000 } else { walk };
            let apart = [1, 64, 1 << 20][walk as usize % 3];
            for nth in 0..count {
                dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let account = AccountId((dice >> 16) % 1_000 * apart);
                let next = u32::try_from(known.len()).unwrap();
                let (place, seen) = all.reached(account, nth).unwrap();
                assert_eq!(place, *known.entry(account).or_insert(next), "{walk}");
                assert!(seen.account == account && (seen.level == nth) == (place == next), "{walk}");
            }
            assert_eq!(all.list.len(), known.len());
            all.clear();
            assert!(all.list.is_empty() && all.slots.iter().all(|slot| *slot == 0), "{walk}");
        }
    }
}
