//! Centres that a race compares. Each sees what reports and wires gave it by then, and nothing else.

mod cordon;
mod hand;
mod levels;
mod rival;

pub use cordon::{Cordon, founding};
pub use hand::ByHand;
pub use levels::Levels;

use crate::script::Script;
use crate::settings::Settings;
use crate::world::{Outcome, World};
use std::path::Path;

/// How a centre is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    ByHand,
    Levels,
    Cordon,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::ByHand, Self::Levels, Self::Cordon];

    pub const fn name(self) -> &'static str {
        match self {
            Self::ByHand => "by hand",
            Self::Levels => "level by level",
            Self::Cordon => "cordon",
        }
    }
}

/// Lets the city happen with a centre that is run this way; an empty folder takes everybody's books.
pub fn play(way: Way, settings: Settings, folder: &Path) -> anyhow::Result<Outcome> {
    let mut world = World::open(Script::of(settings), &folder.join("houses"))?;
    match way {
        Way::ByHand => world.run(&mut ByHand::default()),
        Way::Levels => world.run(&mut Levels::default()),
        Way::Cordon => {
            let mut centre = Cordon::found(&mut world, &folder.join("centre"))?;
            world.run(&mut centre)
        }
    }
}

/// A strategy that is a rival with a pace of its own.
macro_rules! delegate {
    ($own:ty) => {
        impl Strategy for $own {
            fn reported(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
                self.0.reported(world, case)
            }

            fn signed(&mut self, world: &mut World, case: usize) -> anyhow::Result<()> {
                self.0.signed(world, case)
            }

            fn answered(&mut self, world: &mut World, house: usize, wire: Wire, bytes: &[u8]) -> anyhow::Result<()> {
                self.0.answered(world, house, wire, bytes)
            }

            fn reminded(&mut self, world: &mut World, token: u64) -> anyhow::Result<()> {
                self.0.reminded(world, token)
            }
        }
    };
}
use delegate;
