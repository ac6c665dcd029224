//! `POST /api/v1/norms/{key}/proposals`: a new version is proposed. Nothing changes until another
//! officer adopts it.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::norms::show::norm_key;
use crate::http::problem::Problem;
use crate::http::shapes::council::{BasisBody, NormValueBody};
use crate::http::shapes::moment;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::council::{NewNorm, propose_norm};
use cordon_desk::verbs::ProposeNorm;
use cordon_model::NormKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposalInput {
    #[schema(example = "紧急止付期限", min_length = 1, max_length = 300, pattern = "\\S")]
    title_zh: String,
    #[schema(example = "how long an emergency stop lasts", min_length = 1, max_length = 300, pattern = "\\S")]
    title_en: String,
    #[schema(example = json!({"duration": "48 h"}))]
    value: NormValueBody,
    basis: BasisBody,
    /// Not in the past.
    #[schema(format = "date-time", example = "2030-01-01T00:00:00+08:00")]
    effective_from: String,
    /// Why it should change: whoever decides reads it. No personal data: it stands in the journal.
    #[schema(example = "夜间两小时内的止付答复多半超时", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
}

impl ProposalInput {
    fn norm(self, key: NormKey) -> Result<NewNorm, Refusal> {
        Ok(NewNorm {
            key,
            value: self.value.value()?,
            title_zh: self.title_zh,
            title_en: self.title_en,
            basis: self.basis.into(),
            effective_from: moment("effective_from", &self.effective_from)?,
            reason: self.reason,
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProposedBody {
    proposal: String,
}

/// Propose a new version
#[utoipa::path(
    post, path = "/api/v1/norms/{key}/proposals", tag = "council", operation_id = "propose_norm",
    params(("key" = String, Path, description = "the key of the norm", example = "stop.life", pattern = "^[a-z_]{1,40}[.][a-z_]{1,40}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ProposalInput,
    responses((status = 201, description = "proposed", body = ProposedBody), Acting)
)]
pub async fn propose(
    State(app): State<App>,
    Path(key): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ProposalInput>>,
) -> Result<(StatusCode, Json<ProposedBody>), Problem> {
    let read = move || body.norm(norm_key(&key)?);
    let done = act::<ProposeNorm, _, _>(&app, call, read, |app, call, new| propose_norm(&app.desk, call, &new)).await?;
    Ok((StatusCode::CREATED, Json(ProposedBody { proposal: done.proposal.to_string() })))
}
