//! `POST /api/v1/inbox/orders/{id}/receipts`: an agency's answer in the JSON form.

use crate::app::App;
use crate::http::caller::Writer;
use crate::http::ids::parse;
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::order::receive;
use cordon_model::{Code, OrderId, Wire};
use cordon_wire::json_form;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ReceivedBody {
    receipt: String,
    /// `deciding`, or kept without effect: `repeated`, `contradicting`, `too_late`.
    #[schema(value_type = String, example = "deciding")]
    weight: cordon_model::receipt::Weight,
}

#[utoipa::path(
    post, path = "/api/v1/inbox/orders/{id}/receipts", tag = "inbox", operation_id = "receive_answer",
    params(("id" = String, Path, description = "the order"), ("Idempotency-Key" = String, Header)),
    request_body(content = Object, description = "a receipt in the form `cordon-receipt/1`"),
    responses((status = 201, body = ReceivedBody), (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn receive(
    State(app): State<App>,
    Path(id): Path<String>,
    writer: Writer<Box<RawValue>>,
) -> Result<(StatusCode, Json<ReceivedBody>), Problem> {
    let Writer { call, body } = writer;
    let received = app
        .run(move |app| {
            let read = || -> Result<_, Refusal> {
                let order: OrderId = parse(&id)?;
                let answer = json_form::receipt_from(body.get().as_bytes())
                    .map_err(|e| Refusal::new(Code::BodyInvalid, e.to_string()))?;
                if answer.order != order {
                    return Err(Refusal::field("order", "is not the order of the path"));
                }
                Ok(answer)
            };
            match read() {
                Ok(answer) => {
                    let digest = Sha256::digest(body.get().as_bytes()).into();
                    receive::receive(&app.desk, &call, Wire::JsonForm, &answer, None, digest)
                }
                Err(refusal) => Err(app.desk.note_refusal("receive_answer", &call, refusal, &about(&id))),
            }
        })
        .await?;
    let body = ReceivedBody { receipt: received.receipt.to_string(), weight: received.weight };
    Ok((StatusCode::CREATED, Json(body)))
}

/// Names the order in the entry of a refusal, if it is one.
fn about(id: &str) -> Vec<String> {
    id.parse::<OrderId>().map(|id| vec![id.to_string()]).unwrap_or_default()
}
