//! `POST /api/v1/cases/{id}/reveal`: sealed facts of a case are opened for a purpose, by name. The entry
//! says who opened what and why. Nothing opened is remembered: the same key again opens again.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::Call;
use cordon_desk::reveal::{self, Subject};
use cordon_desk::verbs::Reveal;
use cordon_model::CaseId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealBody {
    /// What it is needed for; stands in the journal.
    #[schema(example = "电话回访受害人", min_length = 1, max_length = 200, pattern = "\\S")]
    purpose: String,
    /// `reporter.name`, `reporter.id_number`, `reporter.phone`, `narrative`, `contact`, and of each
    /// transfer, counted from 1: `transfer.1.from`, `.from_holder`, `.to`, `.to_holder`.
    #[schema(min_items = 1, max_items = 32, example = json!(["transfer.1.from"]))]
    fields: Vec<String>,
}

#[derive(Serialize, ToSchema)]
#[expect(missing_debug_implementations, reason = "facts are open here and must not reach a log")]
pub struct RevealedBody {
    /// The opened facts by name.
    facts: BTreeMap<String, String>,
}

/// Open sealed facts
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/reveal", tag = "money", operation_id = "reveal",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = RevealBody,
    responses((status = 200, description = "opened", body = RevealedBody), Acting)
)]
pub async fn reveal(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<RevealBody>>,
) -> Result<Json<RevealedBody>, Problem> {
    let RevealBody { purpose, fields } = body;
    let call = call.purpose(&purpose);
    let open = move |app: &App, call: &Call, id: CaseId| reveal::reveal(&app.desk, call, Subject::Case(id), &fields);
    let opened = act::<Reveal, _, _>(&app, call, move || parse(&id), open).await?;
    Ok(Json(RevealedBody { facts: opened.0.into_iter().map(|(name, fact)| (name, fact.0)).collect() }))
}
