//! What a conversation shows, moment by moment: its n-grams, and the state after each turn.

use crate::text::call::{Call, Channel, Listen, Speaker, Sums, Told};
use crate::text::gate::Grams;
use crate::text::lexicon::Lexicon;
use crate::text::matcher::Hits;
use crate::text::model::Context;

/// The state after a turn, with how many n-grams belong to it.
#[derive(Clone, Debug)]
pub struct Moment {
    pub grams: usize,
    pub of_types: usize,
    pub told: Told,
    /// Characters of both sides so far.
    pub chars: usize,
}

#[derive(Clone, Debug)]
pub struct Observed {
    pub channel: Channel,
    pub grams: Vec<u32>,
    pub of_types: Vec<u32>,
    pub moments: Vec<Moment>,
}

impl Listen for Observed {
    fn grams(&mut self, _: &mut Sums, grams: &Grams<'_>) {
        let Self { grams: keys, of_types, .. } = self;
        grams.each(|key| keys.push(key), |key| of_types.push(key));
    }
}

impl Observed {
    pub fn of(lexicon: &Lexicon, channel: Channel, turns: &[(Speaker, String)]) -> Self {
        let mut observed = Self { channel, grams: Vec::new(), of_types: Vec::new(), moments: Vec::new() };
        let mut call = Call::default();
        let mut hits = Hits::default();
        let mut chars = 0usize;
        for (speaker, text) in turns {
            call.feed(lexicon, *speaker, text, &mut hits, &mut observed);
            call.end_turn(lexicon, *speaker, &mut hits, &mut observed);
            chars = chars.saturating_add(text.chars().count());
            observed.moments.push(Moment {
                grams: observed.grams.len(),
                of_types: observed.of_types.len(),
                told: call.told().clone(),
                chars,
            });
        }
        observed
    }

    pub fn context(&self, moment: &Moment) -> Context {
        Context::new(self.channel, moment.told.is_chinese())
    }
}
