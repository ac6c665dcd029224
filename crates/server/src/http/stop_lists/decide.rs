//! `POST /api/v1/stop-lists/{id}/decide`: a person approves the stops on a list, leaving some out, or drops it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Refusal;
use cordon_desk::money::trace::list::{ListDecision, decide_list};
use cordon_desk::verbs::DecideList;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Stops that are left out in one decision, and the last place of a list.
const EXCLUDED_MAX: usize = 1_000;
const PLACE_MAX: usize = 10_000;

/// One stop that is left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExcludedBody {
    /// Its place on the list, from 0.
    #[schema(minimum = 0, maximum = 10000, example = 0)]
    place: usize,
    #[schema(example = "查明为正常商户", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ListDecisionBody {
    /// False drops the whole list.
    #[schema(example = true)]
    approve: bool,
    #[schema(max_items = 1000)]
    #[serde(default)]
    excluded: Vec<ExcludedBody>,
    /// Why. Agencies and the citizen may read it: no personal data.
    #[schema(example = "逐一核对", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ListDecidedBody {
    list: String,
    orders: Vec<String>,
    excluded: u32,
}

/// Decide a list of stops
#[utoipa::path(
    post, path = "/api/v1/stop-lists/{id}/decide", tag = "money", operation_id = "decide_list",
    params(("id" = String, Path, description = "the list", example = "lst_019ab0c4d1e87000800000000000000a", pattern = "^lst_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ListDecisionBody,
    responses((status = 200, description = "decided", body = ListDecidedBody), Acting)
)]
pub async fn decide(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ListDecisionBody>>,
) -> Result<Json<ListDecidedBody>, Problem> {
    let read = move || {
        if body.excluded.len() > EXCLUDED_MAX || body.excluded.iter().any(|one| one.place > PLACE_MAX) {
            return Err(Refusal::field(
                "excluded",
                format!("has more than {EXCLUDED_MAX}, or a place above {PLACE_MAX}"),
            ));
        }
        let excluded = body.excluded.into_iter().map(|one| (one.place, one.reason)).collect();
        Ok((parse(&id)?, ListDecision { approve: body.approve, excluded, reason: body.reason }))
    };
    let done = act::<DecideList, _, _>(&app, call, read, |app, call, (id, decision)| {
        decide_list(&app.desk, call, id, &decision)
    })
    .await?;
    Ok(Json(ListDecidedBody {
        list: done.list.to_string(),
        orders: done.orders.iter().map(ToString::to_string).collect(),
        excluded: done.excluded,
    }))
}
