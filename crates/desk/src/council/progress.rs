//! How an appeal stands, for whoever holds its code. No permit and no entry: the code is random, and
//! nothing that it shows names anybody.

use crate::desk::Desk;
use crate::read::public::spelled;
use crate::refusal::Refusal;
use cordon_model::{Appeal, AppealState, Measure, MeasureKind, Stamp};
use cordon_store::{Doors, Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealProgress {
    /// `open`, `upheld`, `partly_upheld`, `rejected`, `clock_passed` or `moot`.
    pub state: String,
    pub measure_kind: MeasureKind,
    pub filed_at: Stamp,
    pub due: Stamp,
    pub decided_at: Option<Stamp>,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// The measure does not hold any more.
    pub ended: bool,
}

pub fn progress(desk: &Desk, code: &str) -> Result<Option<AppealProgress>, Refusal> {
    let Some(code) = spelled(code) else { return Ok(None) };
    desk.store().view("progress", |view| {
        let mut found: Vec<Appeal> = view.select("where progress_code = $1", &[Value::from(&code)])?;
        let Some(appeal) = found.pop() else { return Ok(None) };
        let measure: Measure = view.need(appeal.measure)?;
        let (decided_at, reason) = match &appeal.state {
            AppealState::Open => (None, None),
            AppealState::Upheld { at, reason, .. }
            | AppealState::PartlyUpheld { at, reason, .. }
            | AppealState::Rejected { at, reason, .. } => (Some(*at), Some(reason.clone())),
            AppealState::ClockPassed { at } | AppealState::Moot { at } => (Some(*at), None),
        };
        Ok(Some(AppealProgress {
            state: appeal.state.name().to_owned(),
            measure_kind: measure.kind,
            filed_at: appeal.filed_at,
            due: appeal.due.at,
            decided_at,
            reason,
            ended: measure.state.is_over(),
        }))
    })
}
