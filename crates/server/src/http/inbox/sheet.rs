//! `GET /api/v1/inbox/orders/{id}/sheet`: the paper of an order, with a receipt to be filled in, for the agency that
//! was asked. Printed, the order counts as seen, and an entry says so.

use crate::app::App;
use crate::http::caller::{AtDesk, Reader, act};
use crate::http::ids::parse;
use crate::http::orders::sheet::made;
use crate::http::pdf::pdf;
use crate::http::problem::{Problem, ProblemBody};
use axum::extract::{Path, State};
use axum::response::Response;
use cordon_desk::order::open_sheet::open_own_sheet;
use cordon_desk::verbs::HandOver;

#[utoipa::path(
    get, path = "/api/v1/inbox/orders/{id}/sheet", tag = "inbox", operation_id = "print_own_sheet",
    params(("id" = String, Path, description = "the order", example = "ord_019ab0c4d1e87000800000000000000a", pattern = "^ord_[0-9a-f]{32}$")),
    responses((status = 200, description = "the sheet", body = Vec<u8>, content_type = "application/pdf"),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"))
)]
pub async fn sheet(
    State(app): State<App>,
    Path(id): Path<String>,
    AtDesk(Reader(call)): AtDesk<Reader>,
) -> Result<Response, Problem> {
    let read = move || parse(&id);
    let printed =
        act::<HandOver, _, _>(&app, call, read, |app, call, id| made(app, call, &open_own_sheet(&app.desk, call, id)?));
    Ok(pdf("sheet.pdf", printed.await?.pdf))
}
