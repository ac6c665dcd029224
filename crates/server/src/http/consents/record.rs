//! `POST /api/v1/consents`: a carrier keeps on record that somebody agreed in writing to one sender's advertising.

#![expect(missing_debug_implementations, reason = "numbers must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Writer, refused};
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use crate::http::verdicts::member::Sending;
use crate::sift::listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::listing::{NewConsent, RecordedConsent, record_consent};
use cordon_model::{Code, ConsentWay, Digest, ListKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    /// The number that advertises.
    #[schema(example = "+8619900000001", min_length = 3, max_length = 40)]
    sender: String,
    /// The number that agreed.
    #[schema(example = "+8619900000002", min_length = 3, max_length = 40)]
    receiver: String,
    /// The firm, as the consent names it.
    #[schema(example = "样例商贸有限公司", min_length = 1, max_length = 100, pattern = "\\S")]
    advertiser: String,
    #[schema(example = "每月优惠信息", min_length = 1, max_length = 300, pattern = "\\S")]
    purpose: String,
    /// Both, if none is named.
    #[schema(value_type = Option<String>, pattern = "^(call|text)$", max_length = 4, example = "text")]
    way: Option<ConsentWay>,
    /// How it was given.
    #[schema(example = "纸质签名", min_length = 1, max_length = 100, pattern = "\\S")]
    given_by: String,
    #[schema(format = "date-time", example = "2026-11-01T10:00:00+08:00")]
    given_at: String,
    /// SHA-256 of the proof, which the carrier keeps.
    #[schema(
        example = "0f8b4a525a0e4f6e9d1b2a53c1a0a0010f8b4a525a0e4f6e9d1b2a53c1a0a001",
        pattern = "^[0-9a-f]{64}$",
        max_length = 64
    )]
    proof: String,
    #[schema(format = "date-time", example = "2028-11-01T10:00:00+08:00")]
    until: Option<String>,
}

impl ConsentBody {
    fn consent(self, app: &App) -> Result<NewConsent, Refusal> {
        let thing = |written: &str| listed::thing(app.desk.vault(), ListKind::Number, written);
        Ok(NewConsent {
            sender: thing(&self.sender)?,
            receiver: thing(&self.receiver)?,
            advertiser: self.advertiser,
            purpose: self.purpose,
            way: self.way,
            given_by: self.given_by,
            given_at: moment("given_at", &self.given_at)?,
            proof: Digest::parse(&self.proof).ok_or_else(|| Refusal::field("proof", "has to be 64 hex digits"))?,
            until: self.until.as_deref().map(|until| moment("until", until)).transpose()?,
        })
    }
}

#[derive(Serialize, ToSchema)]
pub struct ConsentKeptBody {
    #[schema(example = "cns_019ab0c4d1e87000800000000000000a")]
    consent: String,
    /// The proof is kept at least until then: five years from when it was given or last used.
    #[schema(format = "date-time")]
    kept_until: String,
}

impl From<RecordedConsent> for ConsentKeptBody {
    fn from(done: RecordedConsent) -> Self {
        Self { consent: done.consent.to_string(), kept_until: done.kept_until.rfc3339() }
    }
}

/// Record a consent
#[utoipa::path(
    post, path = "/api/v1/consents", tag = "sift", operation_id = "record_consent",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ConsentBody,
    responses((status = 201, description = "kept", body = ConsentKeptBody), Acting)
)]
pub async fn record(
    State(app): State<App>,
    sending: Sending,
    Writer { call, body }: Writer<ConsentBody>,
) -> Result<(StatusCode, Json<ConsentKeptBody>), Problem> {
    if !sending.0.is_carrier() {
        return Err(refused(&app, call, Refusal::bare(Code::NotFound)).await);
    }
    let done = app
        .run(move |app| {
            let new =
                body.consent(app).map_err(|refusal| app.desk.note_refusal("record_consent", &call, refusal, &[]))?;
            let done = record_consent(&app.desk, &call, &new)?;
            listed::refresh(app)?;
            Ok(done)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(ConsentKeptBody::from(done))))
}
