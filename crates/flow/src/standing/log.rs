//! The stream of the last days as it came, in pages. Each row leads to the one before it of its payer and
//! to the one before it of its payee, and knows what victims' money it was followed with.

use super::ids::Ids;
use crate::names::{AccountId, TxId};
use crate::trace::CarriedShare;
use crate::transfer::{Stamp, Transfer};
use std::collections::VecDeque;

pub const NONE: u32 = u32::MAX;
/// Pages kept to be written again: fresh memory costs more than what is written into it.
const SPARE_MAX: usize = 4;

/// The debit is booked.
pub const DEBITED: u32 = 1;
/// The credit is booked.
pub const CREDITED: u32 = 2;
/// It went against a hold.
pub const BREACH: u32 = 4;
/// It was told that it carries victims' money.
pub const TOLD: u32 = 8;
/// Victims' money begins with it.
pub const SEED: u32 = 16;

/// The stream has come to its debit.
pub const ARRIVED: u32 = 32;

/// 64 bytes: one line of a cache.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    t: i64,
    seq: i64,
    pub amount: u64,
    pub from: AccountId,
    pub to: AccountId,
    pub id: TxId,
    before_from: u32,
    before_to: u32,
    /// Where its load begins in the page's, and how many shares it has.
    load: u32,
    loads: u32,
    /// The place of what few rows have, in the page.
    more: u32,
    pub flags: u32,
}

/// What few rows have.
#[derive(Clone, Copy, Debug, Default)]
pub struct More {
    pub credit: Option<Stamp>,
    pub balance_before: Option<i64>,
    /// Where a balance is stated: what was there before, with everything that was found out since.
    pub net_before: i64,
}

impl Row {
    pub const fn debit(&self) -> Stamp {
        Stamp::new(self.t, self.seq)
    }

    pub const fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    pub const fn has_load(&self) -> bool {
        self.loads > 0
    }

    pub const fn has_more(&self) -> bool {
        self.more != NONE
    }
}

#[derive(Debug)]
struct Page {
    rows: Vec<Row>,
    loads: Vec<CarriedShare>,
    more: Vec<More>,
    /// The latest stamp of any posting here, and here or earlier.
    last: Stamp,
    latest: Stamp,
}

/// Before everything.
pub const FIRST: Stamp = Stamp::new(i64::MIN, i64::MIN);

#[derive(Debug)]
pub struct Log {
    /// A page has two to the power of it rows.
    bits: u32,
    pages: VecDeque<Page>,
    /// The number of the first page.
    first: u32,
    spare: Vec<Page>,
    latest: Stamp,
    pub ids: Ids,
}

impl Log {
    pub fn new(bits: u32) -> Self {
        Self { bits, pages: VecDeque::new(), first: 0, spare: Vec::new(), latest: FIRST, ids: Ids::default() }
    }

    #[inline]
    const fn row_of(&self, place: u32) -> usize {
        (place & ((1 << self.bits) - 1)) as usize
    }

    #[inline]
    fn page(&self, place: u32) -> Option<&Page> {
        self.pages.get((place >> self.bits).checked_sub(self.first)? as usize)
    }

    #[inline]
    fn page_mut(&mut self, place: u32) -> Option<&mut Page> {
        self.pages.get_mut((place >> self.bits).checked_sub(self.first)? as usize)
    }

    #[inline]
    pub fn row(&self, place: u32) -> Option<&Row> {
        self.page(place)?.rows.get(self.row_of(place))
    }

    #[inline]
    pub fn row_mut(&mut self, place: u32) -> Option<&mut Row> {
        let at = self.row_of(place);
        self.page_mut(place)?.rows.get_mut(at)
    }

    pub fn more(&self, place: u32) -> More {
        let more = || {
            let (page, row) = (self.page(place)?, self.row(place)?);
            page.more.get(row.more as usize).copied()
        };
        more().unwrap_or_default()
    }

    pub fn set_more(&mut self, place: u32, more: More) {
        let at = self.row(place).map_or(NONE, |row| row.more);
        let at_row = self.row_of(place);
        let Some(page) = self.page_mut(place) else { return };
        if let Some(slot) = page.more.get_mut(at as usize) {
            *slot = more;
            return;
        }
        let at = u32::try_from(page.more.len()).unwrap_or(NONE);
        page.more.push(more);
        if let Some(row) = page.rows.get_mut(at_row) {
            row.more = at;
        }
    }

    /// When the credit counts.
    pub fn credited(&self, place: u32, row: &Row) -> Stamp {
        let debit = row.debit();
        if row.has_more() { self.more(place).credit.map_or(debit, |credit| credit.max(debit)) } else { debit }
    }

    pub fn load(&self, place: u32) -> &[CarriedShare] {
        let load = || {
            let (page, row) = (self.page(place)?, self.row(place)?);
            page.loads.get(row.load as usize..row.load as usize + row.loads as usize)
        };
        load().unwrap_or_default()
    }

    pub fn set_load(&mut self, place: u32, load: &[CarriedShare]) {
        let at_row = self.row_of(place);
        let Some(page) = self.page_mut(place) else { return };
        let Some(row) = page.rows.get_mut(at_row) else { return };
        if row.loads as usize >= load.len() {
            // What is told anew is seldom longer.
            let old = page.loads.get_mut(row.load as usize..row.load as usize + load.len());
            old.unwrap_or_default().copy_from_slice(load);
        } else {
            row.load = u32::try_from(page.loads.len()).unwrap_or(NONE);
            page.loads.extend_from_slice(load);
        }
        row.loads = u32::try_from(load.len()).unwrap_or(0);
    }

    /// The place that the next row gets. None: there is no number left for it.
    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.pages.back().is_none_or(|page| page.rows.len() >> self.bits > 0) {
            self.open_page()?;
        }
        let page = self.first.checked_add(u32::try_from(self.pages.len()).ok()?)?.checked_sub(1)?;
        let row = self.pages.back().map_or(0, |page| page.rows.len());
        Some(page << self.bits | u32::try_from(row).ok()?)
    }

    #[cold]
    fn open_page(&mut self) -> Option<()> {
        // Place `NONE` is never given: the last page of all is not opened.
        let number = self.first.checked_add(u32::try_from(self.pages.len()).ok()?)?;
        if number >= NONE >> self.bits {
            return None;
        }
        let page = self.spare.pop().unwrap_or_else(|| Page {
            rows: Vec::with_capacity(1 << self.bits),
            loads: Vec::new(),
            more: Vec::new(),
            last: FIRST,
            latest: FIRST,
        });
        self.pages.push_back(page);
        Some(())
    }

    /// Writes a row down; `before` are the newest rows of its payer and its payee.
    #[inline]
    pub fn push(&mut self, transfer: &Transfer, before: (u32, u32), flags: u32) -> Option<u32> {
        let place = self.next()?;
        self.ids.add(transfer.id, place);
        let latest = transfer.credited();
        self.latest = self.latest.max(latest);
        let page = self.pages.back_mut()?;
        page.last = page.last.max(latest);
        page.latest = self.latest;
        page.rows.push(Row {
            t: transfer.debit.t,
            seq: transfer.debit.seq,
            amount: transfer.amount,
            from: transfer.from,
            to: transfer.to,
            id: transfer.id,
            before_from: before.0,
            before_to: before.1,
            load: 0,
            loads: 0,
            more: NONE,
            flags,
        });
        if transfer.credit.is_some() || transfer.balance_before.is_some() {
            let (credit, balance_before) = (transfer.credit, transfer.balance_before);
            self.set_more(place, More { credit, balance_before, net_before: 0 });
        }
        Some(place)
    }

    /// A row has a later posting than it had.
    pub fn stretch(&mut self, place: u32, stamp: Stamp) {
        self.latest = self.latest.max(stamp);
        if let Some(page) = self.page_mut(place) {
            page.last = page.last.max(stamp);
        }
        let from = (place >> self.bits).saturating_sub(self.first) as usize;
        self.pages.iter_mut().skip(from).for_each(|page| page.latest = page.latest.max(stamp));
    }

    /// The rows of an account, newest first, as far back as one can have a posting after a stamp.
    pub fn back(&self, account: AccountId, newest: u32, after: Stamp, mut each: impl FnMut(u32, &Row)) {
        let mut place = newest;
        while let Some(page) = self.page(place).filter(|page| page.latest > after) {
            let Some(row) = page.rows.get(self.row_of(place)) else { return };
            each(place, row);
            place = if row.from == account { row.before_from } else { row.before_to };
        }
    }

    pub fn transfer(&self, place: u32) -> Option<Transfer> {
        let (row, more) = (self.row(place)?, self.more(place));
        Some(Transfer {
            id: row.id,
            from: row.from,
            to: row.to,
            amount: row.amount,
            debit: row.debit(),
            credit: more.credit,
            balance_before: more.balance_before,
        })
    }

    /// Drops pages all of whose postings are before a moment. How far back the rest goes.
    pub fn trim(&mut self, before: i64, mut dropped: impl FnMut(u32)) {
        while self.pages.len() > 1 && self.pages.front().is_some_and(|page| page.last.t < before) {
            let Some(mut page) = self.pages.pop_front() else { return };
            let start = self.first << self.bits;
            self.first += 1;
            for (place, row) in (start..).zip(&page.rows) {
                self.ids.drop(row.id);
                if row.has(SEED) {
                    dropped(place);
                }
            }
            (page.last, page.latest) = (FIRST, FIRST);
            page.rows.clear();
            page.loads.clear();
            page.more.clear();
            if self.spare.len() < SPARE_MAX {
                self.spare.push(page);
            }
        }
    }

    /// Whether the page that is written to has just begun.
    pub fn is_fresh(&self) -> bool {
        self.pages.back().is_some_and(|page| page.rows.len() == 1)
    }

    pub fn len(&self) -> usize {
        self.pages.iter().map(|page| page.rows.len()).sum()
    }

    pub fn bytes(&self) -> usize {
        let page = |page: &Page| {
            page.rows.capacity() * size_of::<Row>()
                + page.loads.capacity() * size_of::<CarriedShare>()
                + page.more.capacity() * size_of::<More>()
        };
        self.pages.iter().chain(&self.spare).map(page).sum::<usize>() + self.ids.bytes()
    }
}
