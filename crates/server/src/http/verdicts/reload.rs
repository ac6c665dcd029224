//! `POST /api/v1/verdicts/words`: the lexicon, the model and the rules are read again, without a restart. What
//! cannot be read is refused with file and line, and what was in force stays.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::Nothing;
use axum::Json;
use axum::extract::State;
use cordon_desk::Refusal;
use cordon_desk::verbs::ReloadWords;
use cordon_desk::verdicts::{ReloadedWords, reload_words};
use cordon_model::Code;
use serde::Serialize;
use utoipa::ToSchema;

/// Digests of what is judged by from now on.
#[derive(Debug, Serialize, ToSchema)]
pub struct WordsBody {
    lexicon: String,
    model: String,
    rules: String,
}

/// Read the words again
#[utoipa::path(
    post, path = "/api/v1/verdicts/words", tag = "sift", operation_id = "reload_words",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    responses((status = 200, description = "in force", body = WordsBody), Acting)
)]
pub async fn reload(
    State(app): State<App>,
    Centre(Writer { call, .. }): Centre<Writer<Nothing>>,
) -> Result<Json<WordsBody>, Problem> {
    let done = act::<ReloadWords, _, _>(
        &app,
        call,
        || Ok(()),
        |app, call, ()| {
            let service = app.sift().map_err(|problem| problem.refusal().clone())?;
            reload_words(&app.desk, call, || {
                let taken = service.room.reload();
                let taken = taken.map_err(|why| Refusal::new(Code::FieldInvalid, format!("{why:#}")))?;
                let versions = &taken.judge.versions;
                Ok(ReloadedWords {
                    lexicon: versions.lexicon.clone(),
                    model: versions.model.clone(),
                    rules: versions.rules.clone(),
                })
            })
        },
    )
    .await?;
    Ok(Json(WordsBody { lexicon: done.lexicon, model: done.model, rules: done.rules }))
}
