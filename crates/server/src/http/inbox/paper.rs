//! `GET /api/v1/inbox/orders/{id}/papers/{place}`: one scan of an order, to be kept. It is opened with the order, and
//! the entry says so.

use crate::app::App;
use crate::http::caller::{AtDesk, Reader, act};
use crate::http::ids::parse;
use crate::http::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use cordon_desk::Refusal;
use cordon_desk::order::hand_over::hand_over;
use cordon_desk::verbs::HandOver;
use cordon_model::exchange::{Attachment, Media};
use cordon_model::{Code, OrderId};

#[utoipa::path(
    get, path = "/api/v1/inbox/orders/{id}/papers/{place}", tag = "inbox", operation_id = "open_paper",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$"),
        ("place" = String, Path, description = "from 1, as the opened order names it", example = "1", pattern = "^[1-9]$")),
    responses((status = 200, description = "the scan", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn paper(
    State(app): State<App>,
    Path((id, place)): Path<(String, String)>,
    AtDesk(Reader(call)): AtDesk<Reader>,
) -> Result<Response, Problem> {
    let read = move || Ok((parse::<OrderId>(&id)?, parse::<usize>(&place)?));
    let (order, place, paper) = act::<HandOver, _, _>(&app, call, read, |app, call, (id, place)| {
        let papers = hand_over(&app.desk, call, id)?.attachments;
        let paper = place.checked_sub(1).and_then(|at| papers.into_iter().nth(at));
        Ok((id, place, paper.ok_or_else(|| Refusal::bare(Code::NotFound))?))
    })
    .await?;
    let Attachment { kind, media, content } = paper;
    let (ending, media) = match media {
        Media::Jpg => ("jpg", "image/jpeg"),
        Media::Pdf => ("pdf", "application/pdf"),
    };
    let name = format!("attachment; filename=\"{order}-{}-{place}.{ending}\"", kind.code());
    Ok(([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, name)], content).into_response())
}
