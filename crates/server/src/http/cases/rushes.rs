//! `GET /api/v1/rushes`: accounts that many victims paid within days, with their cases.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Centre, Reader, act};
use crate::http::problem::Problem;
use crate::http::shapes::Amount;
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, Rush, RushCase};
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

/// One case's part in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RushCaseBody {
    #[schema(example = "cas_019ab0c4d1e87000800000000000000a")]
    case: String,
    number: String,
    #[schema(format = "date-time")]
    reported_at: String,
    /// What was paid to the account; none where the currencies differ.
    paid: Option<Amount>,
}

impl From<RushCase> for RushCaseBody {
    fn from(one: RushCase) -> Self {
        Self {
            case: one.case.to_string(),
            number: one.number,
            reported_at: one.reported_at.rfc3339(),
            paid: one.paid.map(Amount::from),
        }
    }
}

/// An account that many victims paid.
#[derive(Debug, Serialize, ToSchema)]
pub struct RushBody {
    /// The first transfer to the account: it tells one rush from another.
    #[schema(example = "trf_019ab0c4d1e87000800000000000000a")]
    first: String,
    institution: String,
    /// Masked.
    #[schema(example = "****4321")]
    number: String,
    /// Newest first.
    cases: Vec<RushCaseBody>,
    paid: Option<Amount>,
    /// The most that one measure in force holds of the account.
    held: Option<Amount>,
}

impl From<Rush> for RushBody {
    fn from(rush: Rush) -> Self {
        Self {
            first: rush.first.to_string(),
            institution: rush.account.institution.to_string(),
            number: rush.account.number.mask,
            cases: rush.cases.into_iter().map(RushCaseBody::from).collect(),
            paid: rush.paid.map(Amount::from),
            held: rush.held.map(Amount::from),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RushesBody {
    /// Most cases first.
    items: Vec<RushBody>,
    /// Since when reports are counted.
    #[schema(format = "date-time")]
    since: String,
    /// There are more reports or accounts than are looked at.
    cut_short: bool,
}

/// List accounts that many victims paid
#[utoipa::path(
    get, path = "/api/v1/rushes", tag = "money", operation_id = "list_rushes",
    responses((status = 200, description = "all of them", body = RushesBody), Looking)
)]
pub async fn rushes(State(app): State<App>, Centre(Reader(call)): Centre<Reader>) -> Result<Json<RushesBody>, Problem> {
    let found = act::<Read, _, _>(&app, call, || Ok(()), |app, call, ()| read::rushes(&app.desk, call)).await?;
    let items = found.rushes.into_iter().map(RushBody::from).collect();
    Ok(Json(RushesBody { items, since: found.since.rfc3339(), cut_short: found.cut_short }))
}
