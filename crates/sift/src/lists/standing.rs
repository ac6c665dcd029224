//! Which of the entries about one thing decides: white over grey and black, except over what stems from an
//! executed measure; black over grey. Who disagrees is told, so that a person can look.

use super::entry::{Level, Listed};
use cordon_model::time::Stamp;

/// How something stands at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// The entry that decides; none if nothing holds now.
    pub by: Option<Listed>,
    /// The strongest entry that says otherwise: white against black or grey, or the other way.
    pub against: Option<Listed>,
}

impl Standing {
    pub fn level(&self) -> Option<Level> {
        self.by.as_ref().map(|by| by.note.level)
    }

    pub fn may_block(&self) -> bool {
        self.by.as_ref().is_some_and(|by| by.note.may_block())
    }

    /// As the facts' word.
    pub fn word(&self) -> &'static str {
        self.level().map_or("none", Level::name)
    }
}

/// Strength: an executed measure, then white, black, grey. Of equals the one that lasts longer, then the older,
/// then by its text: the same entries give the same answer in any order.
fn strength(listed: &Listed) -> (u8, u32, std::cmp::Reverse<u32>) {
    let level = match (listed.note.may_block(), listed.note.level) {
        (true, _) => 3,
        (false, Level::White) => 2,
        (false, Level::Black) => 1,
        (false, Level::Grey) => 0,
    };
    let until = if listed.entry.until == 0 { u32::MAX } else { listed.entry.until };
    (level, until, std::cmp::Reverse(listed.entry.since))
}

pub fn weigh(entries: Vec<Listed>, now: Stamp) -> Standing {
    let mut held: Vec<Listed> = entries.into_iter().filter(|listed| listed.entry.holds(now)).collect();
    held.sort_by(|a, b| strength(b).cmp(&strength(a)).then_with(|| a.cmp(b)));
    let mut held = held.into_iter();
    let by = held.next();
    let white = by.as_ref().is_some_and(|by| by.note.level == Level::White);
    let against = held.find(|other| (other.note.level == Level::White) != white);
    Standing { by, against }
}
