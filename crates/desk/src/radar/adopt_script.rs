//! An officer is for a script; when another one is, its lines become part of the lexicon.

use super::{ScriptDone, officer};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::AdoptScript;
use cordon_journal::Fact;
use cordon_model::{Code, Script, ScriptEvent, ScriptId, ScriptState};
use cordon_store::{Read, Value};

/// `fits` is asked with the lines of all scripts that would then live, by key: whether the lexicon takes them.
pub fn adopt_script(
    desk: &Desk,
    call: &Call,
    id: ScriptId,
    fits: impl Fn(&[Script]) -> Result<(), Refusal>,
) -> Result<ScriptDone, Refusal> {
    desk.act::<AdoptScript, _, _>(
        call,
        |look| {
            let script: Script = look.find(id)?;
            let hands = script.state.hands();
            let resource = hands.into_iter().fold(Resource::new("Script", id), Resource::hand);
            let live: Vec<Script> = look.select("where state = $1 order by script_key", &[Value::from("live")])?;
            Ok((resource, (script, live)))
        },
        |_permit, act, (mut script, mut live)| {
            let event = ScriptEvent::Adopt { at: act.now(), by: officer(act.call())? };
            let state = script.state.name();
            script.state = script.state.next(event).ok_or(Refusal::new(Code::WrongState, state))?;
            live.push(script.clone());
            fits(&live)?;
            act.put(&script)?;
            act.fact("state", Fact::text(script.state.name()));
            act.fact("first_seen", Fact::Time(script.sketch.first_seen));
            if matches!(script.state, ScriptState::Live { .. }) {
                act.fact("hours_to_live", Fact::text(hours(act.now().since_ms(script.sketch.first_seen))));
            }
            Ok(ScriptDone { script: id, state: script.state.name().to_owned() })
        },
    )
}

/// Hours with one place, as the measure is told.
pub(super) fn hours(ms: i64) -> String {
    let tenths = ms / (cordon_model::time::HOUR_MS / 10);
    format!("{}.{}", tenths / 10, (tenths % 10).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_with_one_place() {
        for (ms, told) in [(0, "0.0"), (3_600_000, "1.0"), (5_399_999, "1.4"), (90_000_000, "25.0")] {
            assert_eq!(hours(ms), told);
        }
    }
}
