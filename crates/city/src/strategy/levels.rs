//! *Level by level, automatically*: a program writes every letter at once and reads every answer at
//! once, but follows the money a level at a time.

use super::rival::{Pace, Rival};
use crate::world::{Strategy, Work, World};
use cordon_model::Wire;

#[derive(Debug)]
pub struct Levels(Rival);

impl Default for Levels {
    fn default() -> Self {
        Self(Rival::of(Pace::Machine))
    }
}

super::delegate!(Levels);
