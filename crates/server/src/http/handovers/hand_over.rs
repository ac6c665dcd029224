//! `POST /api/v1/handovers`: the watch ends, and the desk goes to the officer who comes.

use super::shape::HandedOverBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::waiting::rows::WorkRowBody;
use axum::Json;
use axum::extract::State;
use cordon_desk::Refusal;
use cordon_desk::verbs::HandOverWatch;
use cordon_desk::work::{NewHandover, hand_over_watch};
use cordon_model::OfficerId;
use serde::Deserialize;
use utoipa::ToSchema;

/// What is said of one line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemarkBody {
    row: WorkRowBody,
    #[schema(example = "已电话催办，对方说十点前答复", min_length = 1, max_length = 300, pattern = "\\S")]
    text: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverBody {
    /// The officer who comes.
    #[schema(example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$")]
    to: String,
    /// What the next watch has to know. No personal data.
    #[schema(example = "样例银行系统维护到 22 点，急件打电话", min_length = 1, max_length = 1000, pattern = "\\S")]
    note: String,
    #[serde(default)]
    #[schema(max_items = 100)]
    remarks: Vec<RemarkBody>,
}

/// Hand the watch over
#[utoipa::path(
    post, path = "/api/v1/handovers", tag = "office", operation_id = "hand_over_watch",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = HandOverBody,
    responses((status = 200, description = "handed over; the other has to take it", body = HandedOverBody), Acting)
)]
pub async fn hand_over(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<HandOverBody>>,
) -> Result<Json<HandedOverBody>, Problem> {
    let read = move || {
        let to = OfficerId::parse(&body.to).map_err(|_| Refusal::field("to", "is no officer's id"))?;
        let remarks = body.remarks.into_iter().map(|one| (one.row.into(), one.text)).collect();
        Ok(NewHandover { to, note: body.note, remarks })
    };
    let done =
        act::<HandOverWatch, _, _>(&app, call, read, |app, call, new| hand_over_watch(&app.desk, call, &new)).await?;
    let gone = done.gone.into_iter().map(WorkRowBody::from).collect();
    Ok(Json(HandedOverBody { handover: done.handover.to_string(), lines: done.lines, gone }))
}
