//! `POST /api/v1/contacts`: a carrier keeps a user's word: a relative to be told, a number to be left alone.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Writer, refused};
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use crate::http::verdicts::member::Sending;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::telecom::{NewContact, register_contact};
use cordon_model::exchange::Private;
use cordon_model::{Code, ContactKind, Digest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a number must not reach a log")]
pub struct ContactBody {
    #[schema(value_type = String, pattern = "^(relative|allowed)$", max_length = 8, example = "relative")]
    kind: ContactKind,
    #[schema(example = "+8619900000002", pattern = "^[+]?[0-9-]{3,20}$", max_length = 21)]
    user: String,
    #[schema(example = "+8619900000003", pattern = "^[+]?[0-9-]{3,20}$", max_length = 21)]
    number: String,
    /// SHA-256 of the proof of consent, which the carrier keeps; of a relative both consents.
    #[schema(
        example = "0f8b4a525a0e4f6e9d1b2a53c1a0a0010f8b4a525a0e4f6e9d1b2a53c1a0a001",
        pattern = "^[0-9a-f]{64}$",
        max_length = 64
    )]
    consent: String,
    /// At most two years from now.
    #[schema(format = "date-time", example = "2027-05-01T00:00:00+08:00")]
    until: String,
}

impl ContactBody {
    fn contact(self) -> Result<NewContact, Refusal> {
        let consent =
            Digest::parse(&self.consent).ok_or_else(|| Refusal::field("consent", "has to be 64 hex digits"))?;
        let until = moment("until", &self.until)?;
        Ok(NewContact { kind: self.kind, user: Private(self.user), number: Private(self.number), consent, until })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactKeptBody {
    #[schema(example = "ctc_019ab0c4d1e87000800000000000000a")]
    contact: String,
}

/// Register a contact
#[utoipa::path(
    post, path = "/api/v1/contacts", tag = "sift", operation_id = "register_contact",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ContactBody,
    responses((status = 201, description = "kept", body = ContactKeptBody), Acting)
)]
pub async fn register(
    State(app): State<App>,
    sending: Sending,
    Writer { call, body }: Writer<ContactBody>,
) -> Result<(StatusCode, Json<ContactKeptBody>), Problem> {
    if !sending.0.is_carrier() {
        return Err(refused(&app, call, Refusal::bare(Code::NotFound)).await);
    }
    let done = app
        .run(move |app| match body.contact() {
            Ok(new) => register_contact(&app.desk, &call, &new),
            Err(refusal) => Err(app.desk.note_refusal("register_contact", &call, refusal, &[])),
        })
        .await?;
    Ok((StatusCode::CREATED, Json(ContactKeptBody { contact: done.contact.to_string() })))
}
