//! A set that ran in shadow is put in force, or one that waits is refused, by another officer than the one who
//! proposed it. The set that was in force gives way, and may come back.

use super::{Reads, RuleSetDone, in_state, officer, resource, wrong_state};
use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::DecideRules;
use cordon_journal::Fact;
use cordon_model::{RuleSet, RuleSetEvent, RuleSetId, RuleSetState};

#[derive(Clone, Debug)]
pub struct Decision {
    pub adopt: bool,
    /// Why it is refused.
    pub reason: String,
    /// What the shadow had seen by then: events, and those that would have been treated otherwise.
    pub shadowed: Option<(u64, u64)>,
}

pub fn decide_rules(
    desk: &Desk,
    call: &Call,
    id: RuleSetId,
    decision: &Decision,
    reads: Reads<'_>,
) -> Result<RuleSetDone, Refusal> {
    desk.act::<DecideRules, _, _>(
        call,
        |look| {
            let set: RuleSet = look.find(id)?;
            let running = in_state(look, "in_force")?;
            Ok((resource(&set), (set, running)))
        },
        |_permit, act, (mut set, running)| {
            let (at, by) = (act.now(), officer(act.call())?);
            let event = if decision.adopt {
                RuleSetEvent::Adopt { at, by, before: running.last().map(|set| set.id) }
            } else {
                check_text("reason", &decision.reason, REASON_CHARS_MAX)?;
                RuleSetEvent::Refuse { at, by, reason: decision.reason.trim().to_owned() }
            };
            let ran_since = if let RuleSetState::Shadow { since, .. } = set.state { Some(since) } else { None };
            set.state = set.state.next(event).ok_or_else(|| wrong_state(&set))?;
            act.fact("number", Fact::Int(i64::from(set.number)));
            act.fact("rules_digest", Fact::text(&set.digest));
            act.fact("adopted", Fact::Bool(decision.adopt));
            if let Some(since) = ran_since {
                act.fact("shadow_since", Fact::Time(since));
            }
            if let Some((events, changed)) = decision.shadowed {
                act.fact("shadow_events", Fact::Int(i64::try_from(events).unwrap_or(i64::MAX)));
                act.fact("shadow_changed", Fact::Int(i64::try_from(changed).unwrap_or(i64::MAX)));
            }
            if decision.adopt {
                reads(&set.files)?;
                for mut old in running {
                    old.state = old.state.next(RuleSetEvent::Replace { at }).ok_or_else(|| wrong_state(&old))?;
                    act.about(old.id);
                    act.fact("replaces", Fact::Int(i64::from(old.number)));
                    act.put(&old)?;
                }
            }
            act.put(&set)?;
            Ok(RuleSetDone::of(&set))
        },
    )
}
