//! `POST /api/v1/waiting/renew`: whoever still works on lines keeps them. It is no act and takes no key: twice is once.

use super::rows::{WorkRowBody, WorkRowsBody, rows};
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Sender, act};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::verbs::TakeUp;
use cordon_desk::work;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct KeptBody {
    /// Those that the caller still has.
    items: Vec<WorkRowBody>,
}

/// Keep lines
#[utoipa::path(
    post, path = "/api/v1/waiting/renew", tag = "office", operation_id = "renew",
    request_body = WorkRowsBody,
    responses((status = 200, description = "what the caller still has", body = KeptBody), Acting)
)]
pub async fn renew(
    State(app): State<App>,
    Centre(Sender { call, body }): Centre<Sender<WorkRowsBody>>,
) -> Result<Json<KeptBody>, Problem> {
    let read = move || Ok(rows(body.rows));
    let kept = act::<TakeUp, _, _>(&app, call, read, |app, call, rows| work::renew(&app.desk, call, &rows)).await?;
    Ok(Json(KeptBody { items: kept.into_iter().map(|row| WorkRowBody { wait: row.wait, id: row.id }).collect() }))
}
