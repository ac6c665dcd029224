//! Who is listed: numbers and ranges of them, accounts, names by hash, domains and URLs, wallets, devices and
//! apps, as black, grey or white, each with who says so, why, since and until when, and how to object.
//!
//! A generation (immutable, large, from files) answers a miss with one look at a filter; beside it stands what
//! officers enter, small and alive. White wins, except over what stems from an executed measure.
//!
//! Not here: files (`generation` asks for pages), who may list (`desk`), and numbers' own forms (`numbers`).

mod alike;
mod entry;
mod fill;
mod filter;
pub mod forms;
mod generation;
pub mod host;
mod live;
mod protected;
mod range;
mod register;
mod standing;
pub mod wallet;

pub use alike::{Likeness, skeleton};
pub use entry::{Entry, Level, Listed, Note, Source};
pub use generation::{Damaged, Generation, Pages, Writer};
pub use live::{Live, Lived};
pub use protected::{Protected, ProtectedError};
pub use range::{Range, Ranges};
pub use register::{Consent, Registers, Way};
pub use standing::{Standing, weigh};

use crate::key::Key;
use cordon_model::time::Stamp;
use std::sync::Arc;

/// All lists as they are at one moment. Cheap to copy: the generation is shared.
#[derive(Clone, Debug)]
pub struct Lists {
    pub generation: Option<Arc<Generation>>,
    pub live: Live,
    pub ranges: Ranges,
    pub registers: Registers,
    pub protected: Arc<Protected>,
}

impl Lists {
    pub fn new(protected: Arc<Protected>) -> Self {
        Self {
            generation: None,
            live: Live::default(),
            ranges: Ranges::default(),
            registers: Registers::default(),
            protected,
        }
    }

    /// How what has this key stands at `now`. An error says that the file could not be read: then nothing is
    /// known, which is not the same as not listed.
    pub fn look(&self, key: Key, now: Stamp) -> Result<Standing, Damaged> {
        Ok(weigh(self.of(key)?, now))
    }

    /// A number, by its key and by the ranges it lies in. A listing of the number itself is closer to it.
    pub fn look_number(&self, key: Key, form: &str, now: Stamp) -> Result<Standing, Damaged> {
        let own = self.look(key, now)?;
        Ok(if own.by.is_some() { own } else { weigh(self.ranges.of(form), now) })
    }

    fn of(&self, key: Key) -> Result<Vec<Listed>, Damaged> {
        let mut found = self.live.of(key).to_vec();
        if let Some(generation) = &self.generation {
            generation.find(key, |listed| {
                if !self.live.withdrawn(&listed.note.list) {
                    found.push(listed);
                }
            })?;
        }
        Ok(found)
    }

    /// Which lists a verdict was made by.
    pub fn version(&self) -> String {
        let generation = self.generation.as_ref().map_or("none", |generation| generation.digest());
        format!("{}+{:016x}", generation.get(..12).unwrap_or(generation), self.live.version())
    }
}
