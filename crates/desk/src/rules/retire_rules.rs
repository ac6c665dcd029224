//! An officer takes a set out of force, and what ran before it runs again: two officers had agreed to that one, or
//! it came with the binary. To go back must be quick, so one person is enough, with a reason. A set that is not
//! decided yet is withdrawn.

use super::{Reads, RuleSetDone, officer, resource, wrong_state};
use crate::desk::{Call, Desk, Look};
use crate::limits::REASON_CHARS_MAX;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::RetireRules;
use cordon_journal::Fact;
use cordon_model::{Code, RuleSet, RuleSetEvent, RuleSetId, RuleSetState};
use cordon_store::Read;

/// What runs afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackTo {
    /// The set before it; without one what came with the binary.
    Before,
    /// What came with the binary.
    Shipped,
}

pub fn retire_rules(
    desk: &Desk,
    call: &Call,
    id: RuleSetId,
    (back_to, reason): (BackTo, &str),
    reads: Reads<'_>,
) -> Result<RuleSetDone, Refusal> {
    desk.act::<RetireRules, _, _>(
        call,
        |look| {
            let set: RuleSet = look.find(id)?;
            let before = if back_to == BackTo::Before { before(look, &set)? } else { None };
            Ok((resource(&set), (set, before)))
        },
        |_permit, act, (mut set, before)| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            let (at, reason) = (act.now(), reason.trim().to_owned());
            act.fact("number", Fact::Int(i64::from(set.number)));
            act.fact("was", Fact::text(set.state.name()));
            let event = RuleSetEvent::Retire { at, by: officer(act.call())?, reason };
            set.state = set.state.next(event).ok_or_else(|| wrong_state(&set))?;
            if let Some(mut old) = before {
                reads(&old.files).map_err(|why| unreadable(&old, &why))?;
                old.state = old.state.next(RuleSetEvent::Return { at }).ok_or_else(|| wrong_state(&old))?;
                act.about(old.id);
                act.fact("returns", Fact::Int(i64::from(old.number)));
                act.put(&old)?;
            }
            act.put(&set)?;
            Ok(RuleSetDone::of(&set))
        },
    )
}

/// The set that this one took the place of, while it is in force.
fn before(look: &mut Look<'_>, set: &RuleSet) -> Result<Option<RuleSet>, Refusal> {
    let RuleSetState::InForce { before: Some(id), .. } = &set.state else { return Ok(None) };
    Ok(look.load(id.to_string())?)
}

fn unreadable(old: &RuleSet, why: &Refusal) -> Refusal {
    let what = format!("set {} cannot be read any more; go back to `shipped`: {}", old.number, why.detail);
    Refusal::new(Code::FieldInvalid, what)
}
