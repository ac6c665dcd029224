//! `POST /api/v1/orders/{id}/elsewhere-answer`: what another system answered, entered by an officer.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::words::ResultWord;
use crate::http::shapes::{Amount, moment};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::order::record_elsewhere::record_elsewhere;
use cordon_desk::verbs::RecordElsewhere;
use cordon_model::exchange::{Answer, Private};
use cordon_model::{OrderId, ReceiptResult};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// An answer as the other system shows it.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a remark may name people and must not reach a log")]
pub struct ElsewhereAnswerBody {
    #[schema(value_type = ResultWord, inline)]
    result: ReceiptResult,
    /// The code of the answer: four digits on the police interface.
    #[schema(example = "0000", pattern = "^[0-9A-Za-z]{1,8}$", max_length = 8)]
    code: String,
    /// Before the measure.
    balance: Option<Amount>,
    /// What is held now.
    held: Option<Amount>,
    #[schema(format = "date-time")]
    from: Option<String>,
    #[schema(format = "date-time")]
    until: Option<String>,
    /// May name people: it is sealed.
    #[schema(max_length = 300)]
    remark: Option<String>,
}

impl ElsewhereAnswerBody {
    /// The answer, and the digest of what was entered: the same words are the same answer.
    fn answer(self, order: OrderId) -> Result<(Answer, [u8; 32]), Refusal> {
        let bytes = serde_json::to_vec(&self).map_err(|_| Refusal::field("result", "cannot be written down"))?;
        let at = |name: &str, text: &Option<String>| text.as_deref().map(|text| moment(name, text)).transpose();
        let answer = Answer {
            balance: self.balance.as_ref().map(Amount::money).transpose()?,
            held: self.held.as_ref().map(Amount::money).transpose()?,
            from: at("from", &self.from)?,
            until: at("until", &self.until)?,
            remark: self.remark.map(Private),
            ..Answer::bare(order, self.result, &self.code)
        };
        Ok((answer, Sha256::digest(bytes).into()))
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ElsewhereReceivedBody {
    receipt: String,
    /// `deciding`, or kept without effect: `repeated`, `contradicting`, `too_late`.
    #[schema(value_type = String, example = "deciding")]
    weight: cordon_model::receipt::Weight,
}

/// Enter another system's answer
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/elsewhere-answer", tag = "money", operation_id = "record_elsewhere",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ElsewhereAnswerBody,
    responses((status = 201, description = "kept", body = ElsewhereReceivedBody), Acting)
)]
pub async fn elsewhere_answer(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ElsewhereAnswerBody>>,
) -> Result<(StatusCode, Json<ElsewhereReceivedBody>), Problem> {
    let read = move || body.answer(parse(&id)?);
    let done = act::<RecordElsewhere, _, _>(&app, call, read, |app, call, (answer, digest)| {
        record_elsewhere(&app.desk, call, &answer, digest)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(ElsewhereReceivedBody { receipt: done.receipt.to_string(), weight: done.weight })))
}
