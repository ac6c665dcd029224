//! `POST /api/v1/officers/{id}/identities`: an administrator says which account at the identity provider is this
//! officer's.

#![expect(missing_debug_implementations, reason = "a subject must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::office::{Shown, link_identity};
use cordon_desk::verbs::LinkIdentity;
use cordon_model::exchange::Private;
use cordon_model::{IdentityId, OfficerId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityLinkBody {
    /// What the provider calls the officer: the value of the claim that the site chose. It is not kept in clear.
    #[schema(example = "99001", min_length = 1, max_length = 255)]
    subject: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct IdentityLinkedBody {
    identity: String,
    officer: String,
}

impl IdentityLinkedBody {
    pub fn of(identity: IdentityId, officer: OfficerId) -> Self {
        Self { identity: identity.to_string(), officer: officer.to_string() }
    }
}

/// Link an officer to his account at the identity provider
#[utoipa::path(
    post, path = "/api/v1/officers/{id}/identities", tag = "office", operation_id = "link_identity",
    params(("id" = String, Path, description = "the officer", example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = IdentityLinkBody,
    responses((status = 201, description = "he may come in by it", body = IdentityLinkedBody), Acting)
)]
pub async fn link(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<IdentityLinkBody>>,
) -> Result<(StatusCode, Json<IdentityLinkedBody>), Problem> {
    let read = move || Ok((parse(&id)?, Private(body.subject)));
    let done = act::<LinkIdentity, _, _>(&app, call, read, |app, call, (id, subject)| {
        let issuer = app.outside().map(|outside| outside.issuer());
        link_identity(&app.desk, call, id, issuer, &subject, Shown::Typed)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(IdentityLinkedBody::of(done.identity, done.officer))))
}
