//! `POST /api/v1/complaints`: somebody complains of a number. One person counts once for one number.

#![expect(missing_debug_implementations, reason = "numbers must not reach a log")]

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Writer, act};
use crate::http::complaints::carriers_only;
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use crate::sift::listed;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::listing::{NewComplaint, complain};
use cordon_desk::verbs::Complain;
use cordon_model::ListKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintBody {
    /// The number that called or wrote.
    #[schema(example = "+8619900000001", min_length = 3, max_length = 40)]
    number: String,
    /// The number that was called or written to.
    #[schema(example = "+8619900000002", min_length = 3, max_length = 40)]
    by: String,
    #[schema(format = "date-time", example = "2026-11-20T10:00:00+08:00")]
    at: String,
    /// No personal data: it stands in the feed.
    #[schema(example = "推销贷款", min_length = 1, max_length = 300, pattern = "\\S")]
    subject: String,
    /// It was a scam: no refusal is needed for the complaint to count.
    #[serde(default)]
    scam: bool,
    /// A recorded voice or a machine.
    #[serde(default)]
    recorded: bool,
    #[schema(example = "样例市", max_length = 100)]
    area: Option<String>,
}

impl ComplaintBody {
    fn complaint(self, app: &App) -> Result<NewComplaint, Refusal> {
        let thing = |written: &str| listed::thing(app.desk.vault(), ListKind::Number, written);
        Ok(NewComplaint {
            number: thing(&self.number)?,
            by: thing(&self.by)?,
            at: moment("at", &self.at)?,
            subject: self.subject,
            scam: self.scam,
            recorded: self.recorded,
            area: self.area,
        })
    }
}

#[derive(Serialize, ToSchema)]
pub struct ComplainedBody {
    #[schema(example = "cmp_019ab0c4d1e87000800000000000000a")]
    complaint: String,
    /// He had refused at least 31 days before, or it was a scam.
    valid: bool,
    /// The first valid one of this person about this number.
    counts: bool,
}

/// Complain of a number
#[utoipa::path(
    post, path = "/api/v1/complaints", tag = "sift", operation_id = "complain",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ComplaintBody,
    responses((status = 201, description = "kept", body = ComplainedBody), Acting)
)]
pub async fn file(
    State(app): State<App>,
    Writer { call, body }: Writer<ComplaintBody>,
) -> Result<(StatusCode, Json<ComplainedBody>), Problem> {
    let read = move || Ok(body);
    let done = act::<Complain, _, _>(&app, call, read, |app, call, body| {
        carriers_only(app, call, "complain")?;
        let new = body.complaint(app).map_err(|refusal| app.desk.note_refusal("complain", call, refusal, &[]))?;
        complain(&app.desk, call, &new)
    })
    .await?;
    let body = ComplainedBody { complaint: done.complaint.to_string(), valid: done.valid, counts: done.counts };
    Ok((StatusCode::CREATED, Json(body)))
}
