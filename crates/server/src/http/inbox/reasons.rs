//! `GET /api/v1/inbox/reasons`: the published answers that a person gives by hand, each with its words and the kinds
//! of order that it answers. Officers read them as well: they type in what came back on paper.

use crate::app::App;
use crate::http::caller::{People, Reader};
use crate::http::problem::{Problem, ProblemBody};
use crate::web::desk::member::reasons;
use crate::web::glossary::ORDERS;
use axum::Json;
use axum::extract::State;
use cordon_model::OrderKind;
use serde::Serialize;
use utoipa::ToSchema;

/// One answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerReasonBody {
    /// Of the police interface.
    #[schema(example = "0301")]
    code: &'static str,
    /// What it says of the order: `done`, `part`, `refused` or `failed`.
    result: &'static str,
    #[schema(example = "户名不符")]
    zh: &'static str,
    en: &'static str,
    /// Which orders it answers.
    kinds: Vec<&'static str>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerReasonsBody {
    items: Vec<AnswerReasonBody>,
}

fn kinds(reason: &reasons::Reason) -> Vec<&'static str> {
    let kind = |name: &str| serde_json::from_value::<OrderKind>(name.into()).ok();
    ORDERS.into_iter().filter(|name| kind(name).is_some_and(|kind| reason.fits(kind))).collect()
}

#[utoipa::path(
    get, path = "/api/v1/inbox/reasons", tag = "inbox", operation_id = "list_answer_reasons",
    responses((status = 200, description = "all of them", body = AnswerReasonsBody),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn reasons(
    State(_app): State<App>,
    People(Reader(_call)): People<Reader>,
) -> Result<Json<AnswerReasonsBody>, Problem> {
    let items = reasons::all().map(|reason| AnswerReasonBody {
        code: reason.code,
        result: reason.result.name(),
        zh: reason.text.zh,
        en: reason.text.en,
        kinds: kinds(reason),
    });
    Ok(Json(AnswerReasonsBody { items: items.collect() }))
}
