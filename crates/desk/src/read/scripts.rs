//! New scripts: drafts, those that live, those that were dismissed; and how long it took to warn, as the journal has
//! it.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{AdoptScript, DraftScript, NoteWarning, Verb};
use cordon_journal::{Entry, Fact};
use cordon_model::{Script, ScriptId, Stamp};
use cordon_store::{Doors, Read, Value, entries};
use serde::Serialize;

/// The result of an act that was not refused.
const DONE: &str = "ok";
/// Scripts that the radar compares its groups with.
const KNOWN_MAX: u32 = 500;

/// Newest first; `state` such as `draft`.
pub fn scripts(desk: &Desk, call: &Call, state: Option<&str>, ask: &PageAsk) -> Result<Page<ScriptView>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Script>(
            "where id < $1 and ($2 = '' or state = $2) order by id desc limit $3",
            &[ask.below()?, Value::from(state.unwrap_or("")), ask.fetch()?],
        )?;
        let page = ask.page(rows)?.map(|script| view(look, script))?;
        Ok((Resource::house(), page))
    })
}

pub fn script(desk: &Desk, call: &Call, id: ScriptId) -> Result<ScriptView, Refusal> {
    desk.look(call, |look| {
        let script = super::orders::find(look, id)?;
        Ok((Resource::new("Script", id), view(look, script)?))
    })
}

fn view(look: &mut Look<'_>, script: Script) -> Result<ScriptView, Refusal> {
    let kept = entries::about(look.sql(), &script.id.to_string(), 0, entries::ENTRIES_PAGE_MAX)?;
    let entries = kept.iter().map(entries::Kept::decode).collect::<Result<Vec<_>, _>>()?;
    Ok(ScriptView { pace: Pace::of(&entries), script })
}

/// The scripts whose lines are part of the lexicon, in the order of their keys. Phrases only: no permit is asked,
/// for every server reads them when it starts.
pub fn live(desk: &Desk) -> Result<Vec<Script>, Refusal> {
    desk.store()
        .view("live_scripts", |view| Ok(view.select("where state = $1 order by script_key", &[Value::from("live")])?))
}

/// What the radar knows already, the newest first.
pub fn known(desk: &Desk) -> Result<Vec<Script>, Refusal> {
    desk.store().view("known_scripts", |view| Ok(view.select("order by id desc limit $1", &[Value::from(KNOWN_MAX)])?))
}

/// A script, and how long it took from its first case to the first warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScriptView {
    pub script: Script,
    pub pace: Pace,
}

/// As the journal has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pace {
    pub first_seen: Option<Stamp>,
    pub drafted_at: Option<Stamp>,
    pub live_at: Option<Stamp>,
    pub warned_at: Option<Stamp>,
}

impl Pace {
    fn of(entries: &[Entry]) -> Self {
        let mut pace = Self::default();
        for entry in entries.iter().filter(|entry| entry.result == DONE) {
            let time = |name: &str| match entry.fact(name) {
                Some(Fact::Time(at)) => Some(*at),
                _ => None,
            };
            let is_live = entry.fact("state") == Some(&Fact::text("live"));
            if entry.verb == DraftScript::NAME {
                // Earlier texts may be learned of later.
                pace.first_seen = pace.first_seen.into_iter().chain(time("first_seen")).min();
                pace.drafted_at.get_or_insert(entry.learned_at);
            } else if entry.verb == AdoptScript::NAME && is_live {
                pace.live_at.get_or_insert(entry.learned_at);
            } else if entry.verb == NoteWarning::NAME {
                pace.warned_at.get_or_insert(entry.learned_at);
            }
        }
        pace
    }

    /// Milliseconds from the first case to the first warning: the measure of how fast a centre is.
    pub fn to_warning_ms(&self) -> Option<i64> {
        Some(self.warned_at?.since_ms(self.first_seen?))
    }
}
