//! `GET /api/v1/waiting`: what waits for a person, of every line, in one list.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::problem::Problem;
use crate::http::shapes::{Amount, word};
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, WaitingLine};
use cordon_desk::verbs::Read;
use cordon_store::in_hand::{Hand, Off};
use serde::Serialize;
use utoipa::ToSchema;

/// For what a person is waited for. `answer` is an agency's that is overdue; `ending` is a measure that ends
/// by itself before long, `release` one that was found to be unrelated; `tip` is what somebody told who lost nothing.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum WaitWord {
    Papers,
    Approval,
    StopList,
    Answer,
    Elsewhere,
    Hold,
    Ending,
    Release,
    Appeal,
    Objection,
    Review,
    BankReport,
    Tip,
}

/// Who has a line in hand.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandBody {
    officer: String,
    #[schema(format = "date-time")]
    taken_at: String,
    /// Then it is free again, unless he goes on.
    #[schema(format = "date-time")]
    until: String,
    /// The supervisor who gave it to him.
    given_by: Option<String>,
}

impl From<Hand> for HandBody {
    fn from(hand: Hand) -> Self {
        Self {
            officer: hand.officer.to_string(),
            taken_at: hand.taken_at.rfc3339(),
            until: hand.until.rfc3339(),
            given_by: hand.given_by.map(|id| id.to_string()),
        }
    }
}

/// Until when a line is put off.
#[derive(Debug, Serialize, ToSchema)]
pub struct OffBody {
    #[schema(format = "date-time")]
    until: String,
    by: String,
    why: String,
}

impl From<Off> for OffBody {
    fn from(off: Off) -> Self {
        Self { until: off.until.rfc3339(), by: off.by.to_string(), why: off.why }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingLineBody {
    #[schema(value_type = WaitWord, inline)]
    wait: String,
    /// The order, list, measure, appeal, report or entry; of a review its order.
    #[schema(example = "ord_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// What kind of order, measure or entry.
    kind: Option<String>,
    case: Option<String>,
    case_number: Option<String>,
    /// The number of the case that its case is worked on with.
    merged_into: Option<String>,
    agency: Option<String>,
    /// What it is about, masked; of a list how many.
    target: Option<String>,
    amount: Option<Amount>,
    /// Since when it waits.
    #[schema(format = "date-time")]
    since: String,
    /// None where no norm sets a time.
    #[schema(format = "date-time")]
    due_at: Option<String>,
    /// The caller had a hand in it, so somebody else decides.
    own_hand: bool,
    /// It is for the caller: his role, and somebody else's eyes where four are needed.
    turn: bool,
    hand: Option<HandBody>,
    off: Option<OffBody>,
}

impl From<WaitingLine> for WaitingLineBody {
    fn from(line: WaitingLine) -> Self {
        Self {
            wait: word(line.wait),
            id: line.id,
            kind: line.kind,
            case: line.case.map(|id| id.to_string()),
            case_number: line.case_number,
            merged_into: line.merged_into,
            agency: line.agency.map(|id| id.to_string()),
            target: line.target,
            amount: line.amount.map(Amount::from),
            since: line.since.rfc3339(),
            due_at: line.due_at.map(|at| at.rfc3339()),
            own_hand: line.own_hand,
            turn: line.turn,
            hand: line.hand.map(HandBody::from),
            off: line.off.map(OffBody::from),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingBody {
    /// What is due first comes first, then what has waited longest.
    items: Vec<WaitingLineBody>,
    /// Of some kind there is more than is shown.
    cut_short: bool,
    /// The centre's clock.
    #[schema(format = "date-time")]
    now: String,
}

/// List what waits for a person
#[utoipa::path(
    get, path = "/api/v1/waiting", tag = "office", operation_id = "list_waiting",
    responses((status = 200, description = "all of it", body = WaitingBody), Looking)
)]
pub async fn list(State(app): State<App>, Centre(Reader(call)): Centre<Reader>) -> Result<Json<WaitingBody>, Problem> {
    let now = call.now.rfc3339();
    let found =
        act::<Read, _, _>(&app, call, || Ok(()), |app, call, ()| read::waiting_for_people(&app.desk, call)).await?;
    let items = found.lines.into_iter().map(WaitingLineBody::from).collect();
    Ok(Json(WaitingBody { items, cut_short: found.cut_short, now }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_desk::read::Wait;
    use utoipa::PartialSchema;

    #[test]
    fn every_word_is_one_of_the_desk() {
        let schema = serde_json::to_value(WaitWord::schema()).unwrap();
        for said in schema["enum"].as_array().unwrap() {
            let wait: Wait = serde_json::from_value(said.clone()).unwrap();
            assert_eq!(&word(wait), said);
        }
    }
}
