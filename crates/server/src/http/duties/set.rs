//! `POST /api/v1/duties`: two police officers for the orders of a shift. Of shifts that overlap the one entered last wins.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::office::{NewDuty, set_duty};
use cordon_desk::verbs::SetDuty;
use cordon_model::OfficerId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDutyBody {
    #[schema(format = "date-time", example = "2026-11-23T08:00:00+08:00")]
    from: String,
    #[schema(format = "date-time", example = "2026-11-24T08:00:00+08:00")]
    until: String,
    /// 经办人
    #[schema(example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$")]
    operator: String,
    /// 协办人
    #[schema(example = "off_019ab0c4d1e87000800000000000000b", pattern = "^off_[0-9a-f]{32}$")]
    investigator: String,
}

impl NewDutyBody {
    fn duty(&self) -> Result<NewDuty, Refusal> {
        let officer = |name: &str, id: &str| OfficerId::parse(id).map_err(|e| Refusal::field(name, e));
        Ok(NewDuty {
            from: moment("from", &self.from)?,
            until: moment("until", &self.until)?,
            operator: officer("operator", &self.operator)?,
            investigator: officer("investigator", &self.investigator)?,
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DutySetBody {
    duty: String,
}

/// Set a shift
#[utoipa::path(
    post, path = "/api/v1/duties", tag = "office", operation_id = "set_duty",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = NewDutyBody,
    responses((status = 201, description = "set", body = DutySetBody), Acting)
)]
pub async fn set(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<NewDutyBody>>,
) -> Result<(StatusCode, Json<DutySetBody>), Problem> {
    let read = move || body.duty();
    let done = act::<SetDuty, _, _>(&app, call, read, |app, call, new| set_duty(&app.desk, call, &new)).await?;
    Ok((StatusCode::CREATED, Json(DutySetBody { duty: done.duty.to_string() })))
}
