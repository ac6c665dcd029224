//! `GET /api/v1/inbox/holds`: what the agency of this desk held on its own word, with its clock, and whether it was
//! confirmed, let go or ran out.

use super::desks;
use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{AtDesk, Reader, act};
use crate::http::problem::Problem;
use crate::http::shapes::measure::MeasureBody;
use axum::Json;
use axum::extract::State;
use cordon_desk::read::{self, OwnHold};
use cordon_desk::verbs::Read;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnHoldBody {
    /// The agency's own name for it.
    #[schema(example = "hold-1")]
    reference: String,
    #[schema(format = "date-time")]
    told_at: String,
    measure: MeasureBody,
    /// Of the case that it was confirmed for.
    case_number: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnHoldsBody {
    /// The centre's clock, by which countdowns run.
    #[schema(format = "date-time")]
    now: String,
    /// The newest first, at most 200 of an agency.
    items: Vec<OwnHoldBody>,
    cut_short: bool,
}

impl From<OwnHold> for OwnHoldBody {
    fn from(hold: OwnHold) -> Self {
        Self {
            reference: hold.reference,
            told_at: hold.told_at.rfc3339(),
            measure: hold.measure.into(),
            case_number: hold.case_number,
        }
    }
}

/// List the holds of an agency's own
#[utoipa::path(
    get, path = "/api/v1/inbox/holds", tag = "inbox", operation_id = "list_own_holds",
    responses((status = 200, description = "those that run and those that are over", body = OwnHoldsBody), Looking)
)]
pub async fn list(State(app): State<App>, AtDesk(Reader(call)): AtDesk<Reader>) -> Result<Json<OwnHoldsBody>, Problem> {
    let now = call.now.rfc3339();
    let read = || Ok(());
    let found =
        act::<Read, _, _>(&app, call, read, |app, call, ()| read::own_holds(&app.desk, call, &desks(&call.actor)))
            .await?;
    let items = found.holds.into_iter().map(OwnHoldBody::from).collect();
    Ok(Json(OwnHoldsBody { now, items, cut_short: found.cut_short }))
}
