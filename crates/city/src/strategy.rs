//! Centres that a race compares. Each sees what reports and wires gave it by then, and nothing else.

mod cordon;
mod hand;
mod levels;
mod rival;

pub use cordon::{Cordon, ID_NUMBER, PHONE};
pub use hand::ByHand;
pub use levels::Levels;

use crate::change::Change;
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

    /// As commands and files name it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Levels => "levels",
            Self::Cordon => "cordon",
        }
    }

    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.key() == key)
    }

    pub const fn titles(self) -> (&'static str, &'static str) {
        match self {
            Self::ByHand => ("手工逐级", "by hand"),
            Self::Levels => ("逐级自动", "level by level"),
            Self::Cordon => ("合围", "Cordon"),
        }
    }
}

/// Who takes part in a race: a way to run a centre, in the city as it is or with something changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entrant {
    pub way: Way,
    pub changes: Vec<Change>,
}

impl Entrant {
    pub const fn of(way: Way) -> Self {
        Self { way, changes: Vec::new() }
    }
}

impl std::fmt::Display for Entrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.way.key())?;
        for (number, change) in self.changes.iter().enumerate() {
            write!(f, "{}{change}", if number == 0 { " " } else { " and " })?;
        }
        Ok(())
    }
}

/// Lets the city happen with a centre that is run this way; an empty folder takes everybody's books.
pub fn play(entrant: &Entrant, settings: Settings, folder: &Path) -> anyhow::Result<Outcome> {
    let mut world = World::open(Script::of(settings), &entrant.changes, &folder.join("houses"))?;
    match entrant.way {
        Way::ByHand => world.run(&mut ByHand::default()),
        Way::Levels => world.run(&mut Levels::default()),
        Way::Cordon => {
            let mut centre = Cordon::found(&mut world, &entrant.changes, &folder.join("centre"))?;
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

            fn work(&self) -> Work {
                self.0.work()
            }
        }
    };
}
use delegate;
