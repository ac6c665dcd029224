//! What every account has, tainted or not: 16 bytes, so that four share a line of a cache.

use super::log::NONE;

const LIVE: u32 = 1 << 31;
const STATED: u32 = 1 << 30;
const SLOT: u32 = STATED - 1;

#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// What is there less what is owed.
    pub net: i64,
    /// Its newest row.
    pub newest: u32,
    /// Its slot, and two marks.
    mark: u32,
}

pub const NO_SLOT: u32 = SLOT;

impl Line {
    pub const NEW: Self = Self { net: 0, newest: NONE, mark: SLOT };

    #[inline]
    pub const fn slot(&self) -> u32 {
        self.mark & SLOT
    }

    #[inline]
    pub const fn has_slot(&self) -> bool {
        self.slot() != NO_SLOT
    }

    pub const fn set_slot(&mut self, slot: u32) {
        self.mark = (self.mark & !SLOT) | slot;
    }

    /// Every debit and credit can matter.
    #[inline]
    pub const fn is_live(&self) -> bool {
        self.mark & LIVE != 0
    }

    pub const fn set_live(&mut self, live: bool) {
        self.mark = if live { self.mark | LIVE } else { self.mark & !LIVE };
    }

    /// Its bank has stated a balance.
    #[inline]
    pub const fn is_stated(&self) -> bool {
        self.mark & STATED != 0
    }

    pub const fn set_stated(&mut self, stated: bool) {
        self.mark = if stated { self.mark | STATED } else { self.mark & !STATED };
    }
}
