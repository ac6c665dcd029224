//! `GET /api/v1/watches`: accounts that are watched now, with until when and what their banks have told. The centre
//! sees all of them; who sits at a member's desk those of his own.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Reader, act};
use crate::http::inbox::desks;
use crate::http::problem::Problem;
use crate::http::shapes::order::OrderBody;
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, ToldOf, WatchLine, Watches};
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

/// What a bank has told of a watched account.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToldOfBody {
    /// Answers with movements.
    times: usize,
    /// Movements in all of them.
    rows: u64,
    #[schema(format = "date-time")]
    last_at: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WatchLineBody {
    order: OrderBody,
    case_number: Option<String>,
    /// From and until when movements are asked for.
    #[schema(format = "date-time")]
    from: String,
    #[schema(format = "date-time")]
    until: String,
    told: ToldOfBody,
    /// The bank was asked to end it, and has not said that it did.
    ending: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct WatchesBody {
    /// The centre's clock, by which countdowns run.
    #[schema(format = "date-time")]
    now: String,
    /// What ends first comes first.
    items: Vec<WatchLineBody>,
    /// There is more than was looked at.
    cut_short: bool,
}

impl From<WatchLine> for WatchLineBody {
    fn from(line: WatchLine) -> Self {
        let ToldOf { times, rows, last_at } = line.told;
        Self {
            order: line.order.into(),
            case_number: line.case_number,
            from: line.from.rfc3339(),
            until: line.until.rfc3339(),
            told: ToldOfBody { times, rows, last_at: last_at.map(|at| at.rfc3339()) },
            ending: line.ending,
        }
    }
}

/// List watches that run
#[utoipa::path(
    get, path = "/api/v1/watches", tag = "money", operation_id = "list_watches",
    responses((status = 200, description = "those that run, at most 2000", body = WatchesBody), Looking)
)]
pub async fn list(State(app): State<App>, Reader(call): Reader) -> Result<Json<WatchesBody>, Problem> {
    let now = call.now.rfc3339();
    let read = || Ok(());
    let found =
        act::<Read, _, _>(&app, call, read, |app, call, ()| read::watches(&app.desk, call, &desks(&call.actor)))
            .await?;
    let Watches { lines, cut_short } = found;
    Ok(Json(WatchesBody { now, items: lines.into_iter().map(WatchLineBody::from).collect(), cut_short }))
}
