//! A script that no type explains: from a draft, over two people who adopt it, to lines that live and a warning
//! that was told. It holds ids, counts and phrases that several people's texts share; no text.
//!
//! Not here: how drafts are found (`cordon-sift`, `radar`).

use crate::ids::{OfficerId, ScriptId};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};

/// What the radar says of it; said anew while nobody has decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// From its first text: how the radar knows it again.
    pub key: String,
    pub name_zh: String,
    pub name_en: String,
    pub warning_zh: String,
    pub warning_en: String,
    /// Lines of the lexicon, as TOML.
    pub lines: String,
    /// When the first of its texts came.
    pub first_seen: Stamp,
    pub last_seen: Stamp,
    /// Cases and events, by id, the earliest first.
    pub members: Vec<String>,
    pub reporters: u32,
    /// `low`, `medium` or `high`.
    pub sure: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    pub id: ScriptId,
    pub sketch: Sketch,
    pub drafted_at: Stamp,
    pub state: ScriptState,
    /// When somebody was first warned by it.
    pub warned_at: Option<Stamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ScriptState {
    Draft,
    /// One officer is for it; it lives when another is.
    Seconded {
        at: Stamp,
        by: OfficerId,
    },
    /// Its lines are part of the lexicon.
    Live {
        at: Stamp,
        by: [OfficerId; 2],
    },
    Dismissed {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
}

/// What is done with a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptEvent {
    /// The radar says it anew.
    Revise,
    Adopt {
        at: Stamp,
        by: OfficerId,
    },
    Dismiss {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
}

impl ScriptState {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Seconded { .. } => "seconded",
            Self::Live { .. } => "live",
            Self::Dismissed { .. } => "dismissed",
        }
    }

    /// The next state; none where the event is illegal. What was seconded is not revised: the second officer
    /// adopts what the first one read.
    pub fn next(&self, event: ScriptEvent) -> Option<Self> {
        use ScriptEvent::{Adopt, Dismiss, Revise};
        match (self, event) {
            (Self::Draft, Revise) => Some(Self::Draft),
            (Self::Draft, Adopt { at, by }) => Some(Self::Seconded { at, by }),
            (Self::Seconded { by: first, .. }, Adopt { at, by }) if *first != by => {
                Some(Self::Live { at, by: [*first, by] })
            }
            (Self::Draft | Self::Seconded { .. } | Self::Live { .. }, Dismiss { at, by, reason }) => {
                Some(Self::Dismissed { at, by, reason })
            }
            _ => None,
        }
    }

    /// Officers who had a hand in it.
    pub fn hands(&self) -> Vec<OfficerId> {
        match self {
            Self::Draft => Vec::new(),
            Self::Seconded { by, .. } | Self::Dismissed { by, .. } => vec![*by],
            Self::Live { by, .. } => by.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_takes_these_steps_and_no_others() {
        let (one, two) = (OfficerId::from_bytes([1; 16]), OfficerId::from_bytes([2; 16]));
        let at = Stamp::from_ms(5);
        let adopt = |by| ScriptEvent::Adopt { at, by };
        let dismiss = || ScriptEvent::Dismiss { at, by: two, reason: "重复".into() };
        let states = [
            ScriptState::Draft,
            ScriptState::Seconded { at, by: one },
            ScriptState::Live { at, by: [one, two] },
            ScriptState::Dismissed { at, by: one, reason: "重复".into() },
        ];
        let events = [ScriptEvent::Revise, adopt(one), adopt(two), dismiss()];
        let table = [
            ["draft", "seconded", "seconded", "dismissed"],
            ["", "", "live", "dismissed"],
            ["", "", "", "dismissed"],
            ["", "", "", ""],
        ];
        for (state, row) in states.iter().zip(table) {
            for (event, expected) in events.iter().zip(row) {
                let next = state.next(event.clone());
                assert_eq!(next.as_ref().map_or("", ScriptState::name), expected, "{state:?} {event:?}");
            }
        }
    }
}
