//! A set of rules that officers wrote: proposed by one, run in shadow, put in force by another, and taken out
//! again. It holds the files as they were written; exactly one set is in force, or none.
//!
//! Not here: what rules say (`cordon-sift`, `rules`).

use crate::ids::{OfficerId, RuleSetId};
use crate::time::Stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    pub id: RuleSetId,
    /// Counted from 1: how people speak of it.
    pub number: u32,
    /// Name to TOML.
    pub files: BTreeMap<String, String>,
    /// Of names and texts: what a verdict bears that was judged by it.
    pub digest: String,
    /// Why it is proposed. No personal data.
    pub reason: String,
    pub proposed_at: Stamp,
    pub proposed_by: OfficerId,
    pub state: RuleSetState,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RuleSetState {
    Proposed,
    /// It judges beside the one in force, and changes no answer.
    Shadow {
        since: Stamp,
        by: OfficerId,
    },
    InForce {
        since: Stamp,
        /// The second officer.
        by: OfficerId,
        /// The set that it took the place of; none where that was what came with the binary.
        before: Option<RuleSetId>,
    },
    /// Another set took its place, and it may come back.
    Replaced {
        at: Stamp,
        by: OfficerId,
        before: Option<RuleSetId>,
    },
    Retired {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
    Refused {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
    /// Taken back before anybody decided.
    Withdrawn {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
}

/// What is done with a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleSetEvent {
    StartShadow {
        at: Stamp,
        by: OfficerId,
    },
    Adopt {
        at: Stamp,
        by: OfficerId,
        before: Option<RuleSetId>,
    },
    Refuse {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
    /// Another set takes its place.
    Replace {
        at: Stamp,
    },
    /// In force it goes; before that it is withdrawn.
    Retire {
        at: Stamp,
        by: OfficerId,
        reason: String,
    },
    /// The set that had replaced it goes.
    Return {
        at: Stamp,
    },
}

impl RuleSetState {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Shadow { .. } => "shadow",
            Self::InForce { .. } => "in_force",
            Self::Replaced { .. } => "replaced",
            Self::Retired { .. } => "retired",
            Self::Refused { .. } => "refused",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }

    /// The next state; none where the event is illegal. Nothing is put in force that did not run in shadow.
    pub fn next(&self, event: RuleSetEvent) -> Option<Self> {
        use RuleSetEvent::{Adopt, Refuse, Replace, Retire, Return, StartShadow};
        match (self, event) {
            (Self::Proposed, StartShadow { at, by }) => Some(Self::Shadow { since: at, by }),
            (Self::Shadow { .. }, Adopt { at, by, before }) => Some(Self::InForce { since: at, by, before }),
            (Self::Proposed | Self::Shadow { .. }, Refuse { at, by, reason }) => Some(Self::Refused { at, by, reason }),
            (Self::Proposed | Self::Shadow { .. }, Retire { at, by, reason }) => {
                Some(Self::Withdrawn { at, by, reason })
            }
            (Self::InForce { by, before, .. }, Replace { at }) => Some(Self::Replaced { at, by: *by, before: *before }),
            (Self::InForce { .. }, Retire { at, by, reason }) => Some(Self::Retired { at, by, reason }),
            (Self::Replaced { by, before, .. }, Return { at }) => {
                Some(Self::InForce { since: at, by: *by, before: *before })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_takes_these_steps_and_no_others() {
        let (at, by) = (Stamp::from_ms(5), OfficerId::from_bytes([1; 16]));
        let before = Some(RuleSetId::from_bytes([2; 16]));
        let reason = || "误报过多".to_owned();
        let states = [
            RuleSetState::Proposed,
            RuleSetState::Shadow { since: at, by },
            RuleSetState::InForce { since: at, by, before },
            RuleSetState::Replaced { at, by, before },
            RuleSetState::Retired { at, by, reason: reason() },
            RuleSetState::Refused { at, by, reason: reason() },
            RuleSetState::Withdrawn { at, by, reason: reason() },
        ];
        let events = [
            RuleSetEvent::StartShadow { at, by },
            RuleSetEvent::Adopt { at, by, before },
            RuleSetEvent::Refuse { at, by, reason: reason() },
            RuleSetEvent::Replace { at },
            RuleSetEvent::Retire { at, by, reason: reason() },
            RuleSetEvent::Return { at },
        ];
        let table = [
            ["shadow", "", "refused", "", "withdrawn", ""],
            ["", "in_force", "refused", "", "withdrawn", ""],
            ["", "", "", "replaced", "retired", ""],
            ["", "", "", "", "", "in_force"],
            ["", "", "", "", "", ""],
            ["", "", "", "", "", ""],
            ["", "", "", "", "", ""],
        ];
        for (state, row) in states.iter().zip(table) {
            for (event, expected) in events.iter().zip(row) {
                let next = state.next(event.clone());
                assert_eq!(next.as_ref().map_or("", RuleSetState::name), expected, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn a_set_that_comes_back_knows_what_ran_before_it() {
        let (at, by) = (Stamp::from_ms(5), OfficerId::from_bytes([1; 16]));
        let before = Some(RuleSetId::from_bytes([2; 16]));
        let first = RuleSetState::InForce { since: at, by, before };
        let replaced = first.next(RuleSetEvent::Replace { at }).unwrap();
        assert_eq!(replaced.next(RuleSetEvent::Return { at }), Some(first));
    }
}
