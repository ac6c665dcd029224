//! `POST /api/v1/consents/{id}/end`: a consent is taken back.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Writer, act};
use crate::http::consents::record::ConsentKeptBody;
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use crate::http::verdicts::member::Sending;
use crate::sift::listed;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::listing::revoke_consent;
use cordon_desk::verbs::RevokeConsent;

/// Revoke a consent
#[utoipa::path(
    post, path = "/api/v1/consents/{id}/end", tag = "sift", operation_id = "revoke_consent",
    params(("id" = String, Path, description = "the consent", pattern = "^cns_[0-9a-f]{32}$", example = "cns_019ab0c4d1e87000800000000000000a"), ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "ended", body = ConsentKeptBody), Acting)
)]
pub async fn revoke(
    State(app): State<App>,
    _agency: Sending,
    Path(id): Path<String>,
    Writer { call, .. }: Writer<Nothing>,
) -> Result<Json<ConsentKeptBody>, Problem> {
    let read = move || parse(&id);
    let done = act::<RevokeConsent, _, _>(&app, call, read, |app, call, id| {
        let done = revoke_consent(&app.desk, call, id)?;
        listed::refresh(app)?;
        Ok(done)
    })
    .await?;
    Ok(Json(ConsentKeptBody::from(done)))
}
