//! The radar proposes a script, or says anew what it is. What officers are deciding, or have decided, it does not
//! touch; a script that was dismissed is not proposed again.

use crate::desk::{Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::DraftScript;
use cordon_journal::Fact;
use cordon_model::{Code, Script, ScriptEvent, ScriptId, ScriptState, Sketch};
use cordon_store::{Doors, Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drafted {
    pub script: ScriptId,
    /// None before it.
    pub is_new: bool,
}

/// Refused as `wrong_state` where nothing is to be done.
pub fn draft_script(desk: &Desk, call: &Call, sketch: &Sketch) -> Result<Drafted, Refusal> {
    desk.act::<DraftScript, _, _>(
        call,
        |look| Ok((Resource::house(), known(look, &sketch.key)?)),
        |_permit, act, known| {
            let is_new = known.is_none();
            let mut script = known.unwrap_or_else(|| Script {
                id: act.fresh.id(ScriptId::make),
                sketch: sketch.clone(),
                drafted_at: act.now(),
                state: ScriptState::Draft,
                warned_at: None,
            });
            let state = script.state.name();
            script.state = script.state.next(ScriptEvent::Revise).ok_or(Refusal::new(Code::WrongState, state))?;
            script.sketch = sketch.clone();
            act.about(script.id);
            act.put(&script)?;
            act.occurred(sketch.first_seen);
            act.fact("first_seen", Fact::Time(sketch.first_seen));
            act.fact("key", Fact::text(&sketch.key));
            act.fact("members", Fact::Int(i64::try_from(sketch.members.len()).unwrap_or(i64::MAX)));
            act.fact("reporters", Fact::Int(i64::from(sketch.reporters)));
            act.fact("sure", Fact::text(&sketch.sure));
            Ok(Drafted { script: script.id, is_new })
        },
    )
}

fn known(look: &mut Look<'_>, key: &str) -> Result<Option<Script>, Refusal> {
    let mut found: Vec<Script> = look.select("where script_key = $1 order by id desc limit 1", &[Value::from(key)])?;
    Ok(found.pop())
}

/// Whether the radar has something new to say of it.
pub fn is_news(desk: &Desk, sketch: &Sketch) -> Result<bool, Refusal> {
    desk.store().view("known_script", |view| {
        let found: Vec<Script> =
            view.select("where script_key = $1 order by id desc limit 1", &[Value::from(&sketch.key)])?;
        Ok(found.first().is_none_or(|known| known.state == ScriptState::Draft && known.sketch != *sketch))
    })
}
