//! How many people got nearly the same text within a day: each text becomes a sketch of what stands in it, near
//! sketches are one campaign, and each campaign counts its distinct receivers.
//!
//! Sketches are minima of hashes (MinHash) and not SimHash: a name changed in a message of 60 characters turns six
//! of SimHash's 64 bits, more than an index by bands finds. Figures: `examples/copies.rs`.
//!
//! Not here: what a campaign says, nor any text: none is kept.

use crate::event::TextEvent;
use crate::facts::{Fact, Facts};
use crate::key::{Key, Keyer};
use crate::text::normal::{Normaliser, Piece, Symbol};
use cordon_model::time::{HOUR_MS, Stamp};
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// Minima in a sketch.
pub const SLOTS: usize = 30;
/// Minima that one look into the index takes together.
const BAND: usize = 3;
/// Sketches that share so many minima are of near copies. Where at most nine of thirty differ, one of ten
/// bands is whole: the index misses nothing.
pub const NEAR: usize = 21;
/// A text of fewer pairs of symbols says what many say.
const PAIRS_MIN: usize = 12;
/// The hour that goes on and the 23 before it.
pub const HOURS: i64 = 24;

/// What stands in a text, wherever it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sketch([u16; SLOTS]);

/// What a sketch is made with: from a secret, so that nobody writes texts that fill one place of the index.
#[derive(Clone, Copy, Debug)]
pub struct Hands {
    masks: [u32; SLOTS],
    factors: [u32; SLOTS],
}

impl Hands {
    pub fn new(seed: u64) -> Self {
        let draws = |from: u64| {
            let mut place = 0u64;
            [0u32; SLOTS].map(|_| {
                place = place.wrapping_add(1);
                low(mix(seed ^ from.wrapping_add(place)))
            })
        };
        Self { masks: draws(0), factors: draws(1 << 32).map(|factor| factor | 1) }
    }
}

/// A text as it is counted: made of the event alone, before anything is locked.
#[derive(Clone, Copy, Debug)]
pub struct Sent {
    at: Stamp,
    receiver: Key,
    sketch: Sketch,
}

impl Sent {
    /// None of what may not be read, says to nobody, or is too short to be known again.
    pub fn of(event: &TextEvent, hands: &Hands, keyer: &Keyer) -> Option<Self> {
        let (text, to) = (event.readable()?, event.to.as_deref()?);
        let receiver = Key(crate::numbers::key(to, keyer));
        Some(Self { at: event.at, receiver, sketch: Sketch::of(text, hands)? })
    }
}

impl Sketch {
    /// None of a text that is too short to be known again.
    pub fn of(text: &str, hands: &Hands) -> Option<Self> {
        let mut minima = [u32::MAX; SLOTS];
        let mut pairs = 0usize;
        let mut before = None;
        let mut take = |piece: Piece<'_>| {
            let Piece::Symbol(Symbol { what, .. }) = piece else { return };
            let Some(before) = before.replace(what) else { return };
            let pair = low(mix((u64::from(before as u32) << 32) | u64::from(what as u32)));
            pairs = pairs.saturating_add(1);
            for ((least, mask), factor) in minima.iter_mut().zip(&hands.masks).zip(&hands.factors) {
                *least = (*least).min((pair ^ mask).wrapping_mul(*factor));
            }
        };
        let mut normaliser = Normaliser::default();
        text.chars().for_each(|c| normaliser.push(c, &mut take));
        normaliser.finish(&mut take);
        let folded = |least: u32| u16::try_from(mix(u64::from(least)) >> 48).unwrap_or(0);
        (pairs >= PAIRS_MIN).then(|| Self(minima.map(folded)))
    }

    /// Minima that both share, of `SLOTS`.
    pub fn shared(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count()
    }

    fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        let (bands, _) = self.0.as_chunks::<BAND>();
        (0u64..).zip(bands).map(|(place, band)| band.iter().fold(place, |key, slot| (key << 16) | u64::from(*slot)))
    }
}

fn mix(mut of: u64) -> u64 {
    of = of.wrapping_add(0x9e37_79b9_7f4a_7c15);
    of = (of ^ (of >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    of = (of ^ (of >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    of ^ (of >> 31)
}

fn low(of: u64) -> u32 {
    u32::try_from(of & u64::from(u32::MAX)).unwrap_or(0)
}

/// Memory that is not exceeded; what is over it leaves the longest idle campaigns uncounted.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub campaigns: usize,
    /// Of one campaign; more than these is told as at least these.
    pub receivers: usize,
    /// Of all campaigns.
    pub receivers_in_all: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { campaigns: 50_000, receivers: 10_000, receivers_in_all: 2_000_000 }
    }
}

/// What a text is a near copy of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// In the order in which campaigns were first seen.
    pub number: u64,
    /// Distinct receivers within 24 hours, this one among them.
    pub receivers: usize,
    /// More than could be counted.
    pub at_least: bool,
}

/// Keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = mix(self.0 ^ key);
    }
}

type Map<V> = HashMap<u64, V, BuildHasherDefault<AsItIs>>;

#[derive(Debug)]
struct Row {
    sketch: Sketch,
    /// The hour of its newest text.
    newest: i64,
    /// The hour up to which old receivers were let go.
    swept: i64,
    /// By receiver, the hour of the newest text.
    receivers: Map<i64>,
}

/// The campaigns of the last 24 hours.
#[derive(Debug)]
pub struct Copies {
    hands: Hands,
    limits: Limits,
    now: i64,
    next: u64,
    rows: Map<Row>,
    by_band: Map<Vec<u64>>,
    idle: BTreeSet<(i64, u64)>,
    receivers: usize,
    let_go: u64,
    at_least: u64,
}

impl Copies {
    pub fn new(seed: u64, limits: Limits) -> Self {
        Self {
            hands: Hands::new(seed),
            let_go: 0,
            at_least: 0,
            limits,
            now: i64::MIN,
            next: 0,
            rows: Map::default(),
            by_band: Map::default(),
            idle: BTreeSet::new(),
            receivers: 0,
        }
    }

    /// Counts an event that may be read, and says in its facts how many got the like.
    pub fn tell(&mut self, event: &TextEvent, keyer: &Keyer, facts: &mut Facts) -> Option<Campaign> {
        let sent = Sent::of(event, &self.hands, keyer)?;
        self.tell_sent(&sent, facts)
    }

    /// The same of a text that was looked at before.
    pub fn tell_sent(&mut self, sent: &Sent, facts: &mut Facts) -> Option<Campaign> {
        let campaign = self.count_sketch(sent.at, sent.receiver, &sent.sketch)?;
        facts.set_known(Fact::TextCopies, i64::try_from(campaign.receivers).ok());
        Some(campaign)
    }

    /// None of a text that is too short, or older than the window.
    pub fn count(&mut self, at: Stamp, receiver: Key, text: &str) -> Option<Campaign> {
        let sketch = Sketch::of(text, &self.hands)?;
        self.count_sketch(at, receiver, &sketch)
    }

    pub fn count_sketch(&mut self, at: Stamp, receiver: Key, sketch: &Sketch) -> Option<Campaign> {
        let hour = at.ms().div_euclid(HOUR_MS);
        self.pass(hour);
        if hour <= self.oldest() {
            return None;
        }
        let number = self.nearest(sketch).unwrap_or_else(|| self.open(sketch, hour));
        let campaign = self.add(number, hour, receiver);
        while self.receivers > self.limits.receivers_in_all && self.rows.len() > 1 {
            self.close_idle(number);
        }
        campaign
    }

    pub fn campaigns(&self) -> usize {
        self.rows.len()
    }

    /// Receivers of all campaigns that are kept.
    pub fn receivers(&self) -> usize {
        self.receivers
    }

    /// How often a limit was reached: campaigns that were let go before their time, and texts of which it was said
    /// that at least so many got them.
    pub const fn over_limits(&self) -> (u64, u64) {
        (self.let_go, self.at_least)
    }

    /// The newest hour that no longer counts.
    fn oldest(&self) -> i64 {
        self.now.saturating_sub(HOURS)
    }

    fn pass(&mut self, hour: i64) {
        if hour <= self.now {
            return;
        }
        self.now = hour;
        while let Some((newest, number)) = self.idle.first().copied().filter(|(newest, _)| *newest <= self.oldest()) {
            self.close(newest, number);
        }
    }

    /// The most alike, the oldest of several.
    fn nearest(&self, sketch: &Sketch) -> Option<u64> {
        let numbers = sketch.bands().filter_map(|band| self.by_band.get(&band)).flatten();
        let alike = numbers.filter_map(|number| {
            let shared = self.rows.get(number)?.sketch.shared(sketch);
            (shared >= NEAR).then_some((shared, std::cmp::Reverse(*number)))
        });
        alike.max().map(|(_, number)| number.0)
    }

    fn open(&mut self, sketch: &Sketch, hour: i64) -> u64 {
        let number = self.next;
        self.next = number.saturating_add(1);
        if self.rows.len() >= self.limits.campaigns {
            self.close_idle(number);
        }
        for band in sketch.bands() {
            self.by_band.entry(band).or_default().push(number);
        }
        self.rows.insert(number, Row { sketch: *sketch, newest: hour, swept: self.now, receivers: Map::default() });
        self.idle.insert((hour, number));
        number
    }

    fn add(&mut self, number: u64, hour: i64, receiver: Key) -> Option<Campaign> {
        let (now, oldest) = (self.now, self.oldest());
        let row = self.rows.get_mut(&number)?;
        let before = row.receivers.len();
        if row.swept < now {
            row.receivers.retain(|_, seen| *seen > oldest);
            row.swept = now;
        }
        let known = row.receivers.contains_key(&receiver.0);
        let at_least = !known && row.receivers.len() >= self.limits.receivers;
        if !at_least {
            let seen = row.receivers.entry(receiver.0).or_insert(hour);
            *seen = (*seen).max(hour);
        }
        self.receivers = self.receivers.saturating_sub(before).saturating_add(row.receivers.len());
        if hour > row.newest {
            self.idle.remove(&(row.newest, number));
            self.idle.insert((hour, number));
            row.newest = hour;
        }
        self.at_least = self.at_least.saturating_add(u64::from(at_least));
        Some(Campaign { number, receivers: row.receivers.len(), at_least })
    }

    /// The longest idle one that is not `but`.
    fn close_idle(&mut self, but: u64) {
        if let Some((newest, number)) = self.idle.iter().copied().find(|(_, number)| *number != but) {
            self.let_go = self.let_go.saturating_add(1);
            self.close(newest, number);
        }
    }

    fn close(&mut self, newest: i64, number: u64) {
        self.idle.remove(&(newest, number));
        let Some(row) = self.rows.remove(&number) else { return };
        self.receivers = self.receivers.saturating_sub(row.receivers.len());
        for band in row.sketch.bands() {
            let Some(numbers) = self.by_band.get_mut(&band) else { continue };
            numbers.retain(|other| *other != number);
            if numbers.is_empty() {
                self.by_band.remove(&band);
            }
        }
    }
}
