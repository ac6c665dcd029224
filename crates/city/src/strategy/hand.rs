//! *By hand, one level at a time*: officers write a letter for every account and read every statement.
//! How many they are and how long they take is set so that what they save of reported losses is what a
//! centre with co-located banks has published (`docs/concepts/city.md`).

use super::rival::{Pace, Rival};
use crate::office::Team;
use crate::world::{Strategy, Work, World};
use cordon_model::Wire;
use cordon_model::time::MINUTE_MS;

const OFFICERS: usize = 12;
/// A stop and a question: written, signed, sealed and brought to the house.
const WRITING_MS: i64 = 120 * MINUTE_MS;
const READING_MS: i64 = 30 * MINUTE_MS;

#[derive(Debug)]
pub struct ByHand(Rival);

impl Default for ByHand {
    fn default() -> Self {
        let team = Team::of("officers", OFFICERS);
        Self(Rival::of(Pace::People { team, writing_ms: WRITING_MS, reading_ms: READING_MS }))
    }
}

super::delegate!(ByHand);
