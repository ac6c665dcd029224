//! `POST /api/v1/cases/{id}/papers`: the signed form of the victim; stops that waited for it go on.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::scan::ScanBody;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::money::attach_paper::attach_paper;
use cordon_desk::verbs::AttachPaper;
use serde::Serialize;
use utoipa::ToSchema;

/// What the paper set going.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachedBody {
    paper: String,
    /// Stops on their way now.
    sent: Vec<String>,
    /// Stops that wait for an approver.
    awaiting_approval: Vec<String>,
    /// Stops that still lack something.
    awaiting_papers: Vec<String>,
}

impl From<cordon_desk::money::attach_paper::Attached> for AttachedBody {
    fn from(done: cordon_desk::money::attach_paper::Attached) -> Self {
        let text = |orders: Vec<cordon_model::OrderId>| orders.iter().map(ToString::to_string).collect();
        Self {
            paper: done.paper.to_string(),
            sent: text(done.sent),
            awaiting_approval: text(done.awaiting_approval),
            awaiting_papers: text(done.awaiting_papers),
        }
    }
}

/// Attach the signed form
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/papers", tag = "money", operation_id = "attach_paper",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ScanBody,
    responses((status = 201, description = "kept", body = AttachedBody), Acting)
)]
pub async fn attach(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ScanBody>>,
) -> Result<(StatusCode, Json<AttachedBody>), Problem> {
    let read = move || Ok((parse(&id)?, body.bytes()?));
    let done = act::<AttachPaper, _, _>(&app, call, read, |app, call, (id, content)| {
        attach_paper(&app.desk, call, id, &content)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(AttachedBody::from(done))))
}
