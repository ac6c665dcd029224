//! What the table keeps of one account: its two sides, what lies on it, and what was noticed about it.

use super::code::{Codes, FeatureCode, is_dispersed};
use super::side::{EMPTIES, FRESH, Held, NOWHERE, Posting, Side, Slot, Sums};
use super::trail::Trails;
use super::window::Begins;

/// A debit that leaves at most this part of what was there empties the account.
const EMPTY_PART: u64 = 50;

/// Something noticed, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<T> {
    pub at: i64,
    pub what: T,
}

impl<T: Default> Default for Seen<T> {
    fn default() -> Self {
        Self { at: i64::MIN, what: T::default() }
    }
}

impl<T: Copy> Seen<T> {
    pub const fn after(&self, since: i64) -> Option<T> {
        if self.at > since { Some(self.what) } else { None }
    }
}

/// An account that woke: how long it had slept, and how many postings there were since within a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Woke {
    pub slept_ms: i64,
    pub postings: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Account {
    pub debits: Side,
    pub credits: Side,
    /// What is there as far as its postings tell.
    pub book: u64,
    /// The newest credit of which something is left.
    newest: Slot,
    /// When its last posting was.
    last: i64,
    pub woke: Seen<Woke>,
    /// The transfers of a cycle on which it was.
    pub cycle: Seen<u8>,
    /// Over how many accounts money was scattered and gathered, on whichever place it stood.
    pub scattered: Seen<u32>,
    /// Three transfers in a row with the same account and of like amounts; the moment is the first one's.
    pub alike: Seen<()>,
    /// A transfer to, and from, an involved account.
    pub paid_involved: Seen<()>,
    pub involved_paid: Seen<()>,
    pub layer: Seen<u8>,
    pub trails: Option<Box<Trails>>,
    /// A limit was reached: something of it was forgotten before its time.
    pub cut: bool,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            debits: Side::default(),
            credits: Side::default(),
            book: 0,
            newest: NOWHERE,
            last: i64::MIN,
            woke: Seen::default(),
            cycle: Seen::default(),
            scattered: Seen::default(),
            alike: Seen::default(),
            paid_involved: Seen::default(),
            involved_paid: Seen::default(),
            layer: Seen::default(),
            trails: None,
            cut: false,
        }
    }
}

/// What a posting is told of the one before it with the same account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub last: Option<Slot>,
    pub is_fresh: bool,
}

impl Met {
    const fn marks(self) -> u8 {
        if self.is_fresh { FRESH } else { 0 }
    }
}

/// What a debit took from credits that are here.
#[derive(Clone, Copy, Debug, Default)]
struct Drawn {
    amount: u64,
    held: u128,
    /// Of this hour's credits: how much, and over how many accounts in a row at most it had come.
    quick: u64,
    layer: u8,
}

impl Account {
    /// Whether there was ever a posting.
    pub const fn is_known(&self) -> bool {
        self.last != i64::MIN
    }

    /// A posting is about to come.
    #[inline]
    pub fn touch(&mut self, now: i64, begins: &Begins, dormant_ms: i64, burst_ms: i64) {
        self.debits.advance(begins);
        self.credits.advance(begins);
        let slept_ms = now.saturating_sub(self.last);
        if self.is_known() && slept_ms >= dormant_ms {
            self.woke = Seen { at: now, what: Woke { slept_ms, postings: 0 } };
        }
        if self.woke.after(now.saturating_sub(burst_ms)).is_some() {
            self.woke.what.postings = self.woke.what.postings.saturating_add(1);
        }
        self.last = now;
    }

    /// Takes a debit; says over how many accounts in a row its money has come so far.
    #[inline]
    pub fn pay(&mut self, now: i64, amount: u64, stated: Option<i64>, met: Met, begins: &Begins, most: usize) -> u8 {
        let drawn = self.draw(now, amount, begins.hour);
        let held_ms = drawn.held.checked_div(u128::from(drawn.amount)).unwrap_or(0);
        self.debits.meet(met.last);
        let posting = Posting {
            t: now,
            amount,
            left: 0,
            drawn: drawn.amount,
            before: met.last.unwrap_or(NOWHERE),
            held_ms: u32::try_from(held_ms).unwrap_or(u32::MAX),
            marks: met.marks() | if self.take_from_book(amount, stated) { EMPTIES } else { 0 },
            layer: 0,
        };
        self.cut |= self.debits.push(posting, most);
        if drawn.quick >= amount.div_ceil(2) { drawn.layer } else { 0 }
    }

    #[inline]
    pub fn receive(&mut self, now: i64, amount: u64, met: Met, layer: u8, most: usize) {
        self.book = self.book.saturating_add(amount);
        self.credits.meet(met.last);
        let place = self.credits.next();
        let posting = Posting {
            t: now,
            amount,
            left: amount,
            drawn: 0,
            before: self.newest,
            held_ms: 0,
            marks: met.marks(),
            layer,
        };
        self.newest = place;
        self.layer = Seen { at: now, what: layer };
        self.cut |= self.credits.push(posting, most);
    }

    /// The newest money first: what came minutes ago and goes on is what is looked for.
    #[inline]
    fn draw(&mut self, now: i64, amount: u64, hour: i64) -> Drawn {
        let mut drawn = Drawn::default();
        while let Some(credit) = self.credits.get_mut(self.newest).filter(|_| drawn.amount < amount) {
            let taken = credit.left.min(amount - drawn.amount);
            credit.left -= taken;
            drawn.amount += taken;
            drawn.held += u128::from(taken) * u128::from(now.abs_diff(credit.t));
            if credit.t > hour {
                drawn.quick += taken;
                drawn.layer = drawn.layer.max(credit.layer);
            }
            if credit.left == 0 {
                self.newest = credit.before;
            }
        }
        drawn
    }

    /// Whether next to nothing is left. A debit of more than the book has says only that there was more
    /// than we saw.
    fn take_from_book(&mut self, amount: u64, stated: Option<i64>) -> bool {
        let had = stated.map_or(self.book, |stated| u64::try_from(stated).unwrap_or(0));
        self.book = had.saturating_sub(amount);
        had >= amount && self.book <= had / EMPTY_PART
    }

    /// What its windows hold at a moment not before its last posting: credits and debits.
    #[inline]
    pub fn held(&self, at: i64, begins: &Begins) -> (Held, Held) {
        if at == self.last {
            return (self.credits.held, self.debits.held);
        }
        (self.credits.as_of(begins), self.debits.as_of(begins))
    }

    /// With how many accounts it has to do within a day.
    pub const fn fan(&self) -> u32 {
        self.credits.held.sums.day.fan.saturating_add(self.debits.held.sums.day.fan)
    }

    /// The codes that its transfers of the longest window raise, as of its last posting.
    pub fn codes(&self, begins: &Begins) -> Codes {
        codes(&self.credits.held.sums.week, &self.debits.held.sums.week, self.alike.after(begins.week).is_some())
    }

    pub fn bytes(&self) -> usize {
        let trails = self.trails.as_ref().map_or(0, |trails| size_of::<Trails>() + trails.bytes());
        size_of::<Self>() + self.debits.bytes() + self.credits.bytes() + trails
    }
}

/// The codes that are decided by the sums of the longest window's credits and debits, and by the alike.
pub(super) fn codes(credits: &Sums, debits: &Sums, alike: bool) -> Codes {
    Codes::default()
        .with(FeatureCode::DispersedIn, is_dispersed(credits.count, credits.fan, debits.fan))
        .with(FeatureCode::DispersedOut, is_dispersed(debits.count, debits.fan, credits.fan))
        .with(FeatureCode::Alike, alike)
}
