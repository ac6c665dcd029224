//! Somebody was warned by a script that lives: the first time is written down, for it ends the hours from the
//! first case to the first warning. Later times change nothing.

use super::ScriptDone;
use super::adopt_script::hours;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::NoteWarning;
use cordon_journal::Fact;
use cordon_model::{Code, Script, ScriptId, ScriptState};

pub fn note_warning(desk: &Desk, call: &Call, id: ScriptId) -> Result<ScriptDone, Refusal> {
    desk.act::<NoteWarning, _, _>(
        call,
        |look| Ok((Resource::new("Script", id), look.find::<Script>(id)?)),
        |_permit, act, mut script| {
            if !matches!(script.state, ScriptState::Live { .. }) || script.warned_at.is_some() {
                return Err(Refusal::new(Code::WrongState, script.state.name()));
            }
            script.warned_at = Some(act.now());
            act.put(&script)?;
            act.fact("first_seen", Fact::Time(script.sketch.first_seen));
            act.fact("hours_to_warning", Fact::text(hours(act.now().since_ms(script.sketch.first_seen))));
            Ok(ScriptDone { script: id, state: script.state.name().to_owned() })
        },
    )
}
