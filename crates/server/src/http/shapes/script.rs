//! New scripts as the API shows them.

use cordon_desk::radar::ScriptDone;
use cordon_desk::read::ScriptView;
use cordon_model::{ScriptState, Stamp};
use serde::Serialize;
use utoipa::ToSchema;

/// What became of a script.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScriptStateBody {
    #[schema(example = "scr_019ab0c4d1e87000800000000000000a")]
    script: String,
    /// `draft`, `seconded`, `live` or `dismissed`.
    state: String,
}

impl From<ScriptDone> for ScriptStateBody {
    fn from(done: ScriptDone) -> Self {
        Self { script: done.script.to_string(), state: done.state }
    }
}

/// A script that no type explained. It holds phrases that several people's texts share, and no text.
#[derive(Debug, Serialize, ToSchema)]
pub struct ScriptBody {
    #[schema(example = "scr_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// From its first text: how the radar knows it again, and part of its codes in the lexicon.
    #[schema(example = "1a2b3c4d")]
    key: String,
    /// `draft`, `seconded`, `live` or `dismissed`.
    state: String,
    #[schema(format = "date-time")]
    decided_at: Option<String>,
    /// Officers who had a hand in it.
    decided_by: Vec<String>,
    reason: Option<String>,
    name_zh: String,
    name_en: String,
    warning_zh: String,
    warning_en: String,
    /// Lines of the lexicon, TOML.
    lines: String,
    /// Cases and events, by id.
    members: Vec<String>,
    reporters: u32,
    /// `low`, `medium` or `high`.
    sure: String,
    pace: PaceBody,
}

/// From the first case to the first warning, as the journal has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PaceBody {
    #[schema(format = "date-time")]
    first_seen: Option<String>,
    #[schema(format = "date-time")]
    drafted_at: Option<String>,
    #[schema(format = "date-time")]
    live_at: Option<String>,
    #[schema(format = "date-time")]
    warned_at: Option<String>,
    /// Milliseconds from the first case to the first warning; none before it.
    first_case_to_warning_ms: Option<i64>,
}

impl From<ScriptView> for ScriptBody {
    fn from(view: ScriptView) -> Self {
        let ScriptView { script, pace } = view;
        let (at, reason) = match &script.state {
            ScriptState::Draft => (None, None),
            ScriptState::Seconded { at, .. } | ScriptState::Live { at, .. } => (Some(*at), None),
            ScriptState::Dismissed { at, reason, .. } => (Some(*at), Some(reason.clone())),
        };
        let time = |at: Option<Stamp>| at.map(Stamp::rfc3339);
        let sketch = script.sketch;
        Self {
            id: script.id.to_string(),
            key: sketch.key,
            state: script.state.name().to_owned(),
            decided_at: time(at),
            decided_by: script.state.hands().iter().map(ToString::to_string).collect(),
            reason,
            name_zh: sketch.name_zh,
            name_en: sketch.name_en,
            warning_zh: sketch.warning_zh,
            warning_en: sketch.warning_en,
            lines: sketch.lines,
            members: sketch.members,
            reporters: sketch.reporters,
            sure: sketch.sure,
            pace: PaceBody {
                first_seen: time(pace.first_seen),
                drafted_at: time(pace.drafted_at),
                live_at: time(pace.live_at),
                warned_at: time(pace.warned_at),
                first_case_to_warning_ms: pace.to_warning_ms(),
            },
        }
    }
}
