//! `POST /api/v1/cases/{id}/papers`: a paper of a case, such as the victim's signed form; orders that
//! waited for it go on.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::scan::scanned;
use crate::http::shapes::words::PaperWord;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::money::attach_paper::attach_paper_of;
use cordon_desk::verbs::AttachPaper;
use cordon_model::exchange::PaperKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A scan: JPG or PDF, at most 1,400,000 bytes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "papers hold personal data and must not reach a log")]
pub struct PaperBody {
    /// What it is; the victim's signed form unless it says otherwise.
    #[serde(default = "signed_form")]
    #[schema(value_type = PaperWord, inline, default = "stop_application")]
    kind: PaperKind,
    #[schema(
        content_encoding = "base64",
        example = "/9j/4AAQSkZJRgD/2Q==",
        min_length = 4,
        max_length = 1866668,
        pattern = "^[A-Za-z0-9+/]+={0,2}$"
    )]
    content: String,
}

const fn signed_form() -> PaperKind {
    PaperKind::StopApplication
}

/// What the paper set going.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachedBody {
    paper: String,
    /// Orders on their way now.
    sent: Vec<String>,
    /// Orders that wait for an approver.
    awaiting_approval: Vec<String>,
    /// Orders that still lack something.
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

/// Attach a paper
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/papers", tag = "money", operation_id = "attach_paper",
    params(("id" = String, Path, description = "the case", example = "cas_019ab0c4d1e87000800000000000000a", pattern = "^cas_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = PaperBody,
    responses((status = 201, description = "kept", body = AttachedBody), Acting)
)]
pub async fn attach(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<PaperBody>>,
) -> Result<(StatusCode, Json<AttachedBody>), Problem> {
    let read = move || Ok((parse(&id)?, body.kind, scanned("content", &body.content)?));
    let done = act::<AttachPaper, _, _>(&app, call, read, |app, call, (id, kind, content)| {
        attach_paper_of(&app.desk, call, id, kind, &content)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(AttachedBody::from(done))))
}
