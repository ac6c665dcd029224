//! An officer finds that a script is none, or takes one that lives out of the lexicon again. To warn of nothing does
//! harm, so one person is enough.

use super::{ScriptDone, officer};
use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::DismissScript;
use cordon_journal::Fact;
use cordon_model::{Code, Script, ScriptEvent, ScriptId};

pub fn dismiss_script(desk: &Desk, call: &Call, id: ScriptId, reason: &str) -> Result<ScriptDone, Refusal> {
    desk.act::<DismissScript, _, _>(
        call,
        |look| Ok((Resource::new("Script", id), look.find::<Script>(id)?)),
        |_permit, act, mut script| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            let reason = reason.trim().to_owned();
            let was = script.state.name();
            let event = ScriptEvent::Dismiss { at: act.now(), by: officer(act.call())?, reason };
            script.state = script.state.next(event).ok_or(Refusal::new(Code::WrongState, was))?;
            act.put(&script)?;
            act.fact("was", Fact::text(was));
            Ok(ScriptDone { script: id, state: script.state.name().to_owned() })
        },
    )
}
