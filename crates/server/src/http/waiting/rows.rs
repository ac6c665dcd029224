//! Lines that an act is about, and what became of each.

use super::list::WaitWord;
use crate::http::shapes::word;
use cordon_desk::read::Wait;
use cordon_desk::work::{RowDone, WorkRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One line of the list.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkRowBody {
    #[schema(value_type = WaitWord, inline)]
    pub wait: Wait,
    #[schema(
        example = "ord_019ab0c4d1e87000800000000000000a",
        pattern = "^[a-z]{3}_[0-9a-f]{32}$",
        min_length = 36,
        max_length = 36
    )]
    pub id: String,
}

impl From<WorkRowBody> for WorkRow {
    fn from(body: WorkRowBody) -> Self {
        Self { wait: body.wait, id: body.id }
    }
}

impl From<WorkRow> for WorkRowBody {
    fn from(row: WorkRow) -> Self {
        Self { wait: row.wait, id: row.id }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkRowsBody {
    #[schema(min_items = 1, max_items = 100)]
    pub rows: Vec<WorkRowBody>,
}

pub fn rows(body: Vec<WorkRowBody>) -> Vec<WorkRow> {
    body.into_iter().map(WorkRow::from).collect()
}

/// What became of a line.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowDoneBody {
    #[schema(value_type = WaitWord, inline)]
    wait: Wait,
    id: String,
    /// `done`; `gone`: it waits no more; `in_other_hands`; `due_before`: its time is over before that moment;
    /// `hands_full`: the officer has as many as one may have.
    #[schema(example = "done")]
    outcome: String,
    /// Who has it in hand now.
    officer: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
}

impl From<RowDone> for RowDoneBody {
    fn from(done: RowDone) -> Self {
        Self {
            wait: done.row.wait,
            id: done.row.id,
            outcome: word(done.outcome),
            officer: done.officer.map(|id| id.to_string()),
            until: done.until.map(|at| at.rfc3339()),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RowsDoneBody {
    items: Vec<RowDoneBody>,
}

impl From<Vec<RowDone>> for RowsDoneBody {
    fn from(done: Vec<RowDone>) -> Self {
        Self { items: done.into_iter().map(RowDoneBody::from).collect() }
    }
}
