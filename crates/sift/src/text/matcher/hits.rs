//! What is found in one clause: phrases that are complete, and those that have begun.

use super::{GAP_MAX, NOWHERE, Part, WORD};

/// Hits of one clause; more are let go.
pub const HITS_MAX: usize = 48;

/// Where a phrase was found: symbols of the clause, half open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    pub code: u8,
    pub from: u8,
    pub to: u8,
    /// Found by sound only.
    pub by_ear: bool,
}

/// The pieces of a phrase that were found, up to one of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Open {
    pub from: u8,
    pub to: u8,
    pub by_ear: bool,
}

/// The hits of one clause, in a place that is used again and again.
#[derive(Clone, Debug)]
pub struct Hits {
    hits: [Hit; HITS_MAX],
    len: usize,
    /// The pieces that end at one place, by eye and by ear: their lengths and numbers, the shortest first.
    pub(super) written: Vec<(usize, u32)>,
    pub(super) sounding: Vec<(usize, u32)>,
    open: Vec<Open>,
    /// Which places of `open` belong to this clause, and which words of these bits are not 0.
    pub(super) begun: [u64; WORD],
    pub(super) words: u64,
}

impl Default for Hits {
    fn default() -> Self {
        Self {
            hits: [Hit::default(); HITS_MAX],
            len: 0,
            written: Vec::new(),
            sounding: Vec::new(),
            open: Vec::new(),
            begun: [0; WORD],
            words: 0,
        }
    }
}

impl Hits {
    /// A new clause; room is made once for each lexicon.
    pub(super) fn begin(&mut self, places: usize) {
        self.len = 0;
        self.begun = [0; WORD];
        self.words = 0;
        if self.open.len() < places {
            self.open.resize(places, Open::default());
        }
    }

    /// The phrase goes on if the piece before stands near, and before.
    pub(super) fn continued(&self, before: u16, from: u8, to: u8, by_ear: bool) -> Option<Open> {
        let open = self.open.get(usize::from(before))?;
        let gap = from.checked_sub(open.to)?;
        (usize::from(gap) <= GAP_MAX).then_some(Open { to, by_ear: by_ear || open.by_ear, ..*open })
    }

    fn keep(&mut self, at: u16, open: Open) {
        let at = usize::from(at);
        if let (Some(place), Some(word)) = (self.open.get_mut(at), self.begun.get_mut(at / WORD)) {
            *place = open;
            *word |= 1 << (at % WORD);
            self.words |= 1 << (at / WORD);
        }
    }

    /// A part was found: the phrase waits for its next one, or is complete.
    pub(super) fn follow(&mut self, part: &Part, open: Open, new: bool) {
        if part.at != NOWHERE {
            self.keep(part.at, open);
        } else if new {
            self.add(Hit { code: part.code, from: open.from, to: open.to, by_ear: open.by_ear });
        }
    }

    pub(super) fn add(&mut self, hit: Hit) {
        if self.iter().any(|known| known.code == hit.code && known.to == hit.to && known.from <= hit.from) {
            return;
        }
        if let Some(place) = self.hits.get_mut(self.len) {
            *place = hit;
            self.len = self.len.saturating_add(1);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Hit> + Clone {
        self.hits.iter().take(self.len)
    }
}
