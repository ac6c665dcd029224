//! `POST /api/v1/sealed/{id}/reveal`: sealed facts of a record are opened for a purpose, by name. The entry
//! says who opened what and why. Nothing opened is remembered: the same key again opens again.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::{Path, State};
use cordon_desk::reveal::{self, Subject};
use cordon_desk::verbs::Reveal;
use cordon_desk::{Call, Refusal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RevealBody {
    /// What it is needed for; stands in the journal.
    #[schema(example = "电话回访受害人", min_length = 1, max_length = 200, pattern = "\\S")]
    purpose: String,
    /// Of a case: `reporter.name`, `reporter.id_number`, `reporter.phone`, `narrative`, `contact`, and of
    /// each transfer, counted from 1: `transfer.1.from`, `.from_holder`, `.to`, `.to_holder`. Of an order
    /// or a measure: `target`, `target_holder`; of an order also, from 1: `receipt.1.remark`, `.payee`,
    /// `.payee_holder`. Of an appeal: `statement`, `contact`. Of a bank's report: `message`. Of an
    /// entry of a list: `thing`, and of an objection to it `statement`, `contact`. Of a tip: `thing`, `story`, `contact`.
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
    post, path = "/api/v1/sealed/{id}/reveal", tag = "money", operation_id = "reveal",
    params(("id" = String, Path, description = "a case, an order, a measure, an appeal, a bank's report or an entry of a list", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^(cas|ord|mea|apl|brp|lsg)_[0-9a-f]{32}$"),
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
    let open = move |app: &App, call: &Call, of: Subject| reveal::reveal(&app.desk, call, of, &fields);
    let opened = act::<Reveal, _, _>(&app, call, move || subject(&id), open).await?;
    Ok(Json(RevealedBody { facts: opened.0.into_iter().map(|(name, fact)| (name, fact.0)).collect() }))
}

/// The record that an id names, by its prefix.
fn subject(id: &str) -> Result<Subject, Refusal> {
    match id.split('_').next() {
        Some("ord") => parse(id).map(Subject::Order),
        Some("mea") => parse(id).map(Subject::Measure),
        Some("apl") => parse(id).map(Subject::Appeal),
        Some("lsg") => parse(id).map(Subject::Listing),
        Some("tip") => parse(id).map(Subject::Tip),
        Some("brp") => parse(id).map(Subject::BankReport),
        _ => parse(id).map(Subject::Case),
    }
}
