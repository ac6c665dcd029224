//! `POST /api/v1/contacts/{id}/end`: a user takes his word back.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use crate::http::verdicts::member::Sending;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::telecom::end_contact;
use cordon_desk::verbs::EndContact;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct ContactEndedBody {
    contact: String,
    #[schema(format = "date-time")]
    ended_at: String,
}

/// End a contact
#[utoipa::path(
    post, path = "/api/v1/contacts/{id}/end", tag = "sift", operation_id = "end_contact",
    params(("id" = String, Path, description = "the contact", pattern = "^ctc_[0-9a-f]{32}$", example = "ctc_019ab0c4d1e87000800000000000000a"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "ended", body = ContactEndedBody), Acting)
)]
pub async fn end(
    State(app): State<App>,
    _agency: Sending,
    Path(id): Path<String>,
    Writer { call, .. }: Writer<Nothing>,
) -> Result<Json<ContactEndedBody>, Problem> {
    let read = move || parse(&id);
    let done = act::<EndContact, _, _>(&app, call, read, |app, call, id| end_contact(&app.desk, call, id)).await?;
    Ok(Json(ContactEndedBody { contact: done.contact.to_string(), ended_at: done.ended_at.rfc3339() }))
}
