//! A proposed set begins to judge beside the one in force. It is counted what it would change, and no answer is
//! changed by it. One set at a time, so that its figures are its own.

use super::{Reads, RuleSetDone, in_state, officer, resource, wrong_state};
use crate::desk::{Call, Desk};
use crate::refusal::Refusal;
use crate::verbs::StartShadow;
use cordon_journal::Fact;
use cordon_model::{Code, RuleSet, RuleSetEvent, RuleSetId};

pub fn start_shadow(desk: &Desk, call: &Call, id: RuleSetId, reads: Reads<'_>) -> Result<RuleSetDone, Refusal> {
    desk.act::<StartShadow, _, _>(
        call,
        |look| {
            let set: RuleSet = look.find(id)?;
            let running = in_state(look, "shadow")?.first().map(|set| set.number);
            Ok((resource(&set), (set, running)))
        },
        |_permit, act, (mut set, running)| {
            let event = RuleSetEvent::StartShadow { at: act.now(), by: officer(act.call())? };
            set.state = set.state.next(event).ok_or_else(|| wrong_state(&set))?;
            if let Some(number) = running {
                let what = format!("set {number} runs in shadow; decide it, or withdraw it");
                return Err(Refusal::new(Code::WrongState, what));
            }
            // What could be read when it was proposed may not be any more: facts change with the binary.
            reads(&set.files)?;
            act.put(&set)?;
            act.fact("number", Fact::Int(i64::from(set.number)));
            act.fact("rules_digest", Fact::text(&set.digest));
            Ok(RuleSetDone::of(&set))
        },
    )
}
