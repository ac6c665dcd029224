//! `POST /api/v1/sessions/second/passkey/ask`: the question that a browser answers by signing with a passkey.

use super::half_in;
use crate::app::App;
use crate::http::answers::Open;
use crate::http::limit::Address;
use crate::http::open;
use crate::http::problem::Problem;
use crate::http::second_factor::ask_passkey::{PasskeyAskedBody, fresh_step};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use cordon_desk::Refusal;
use cordon_desk::office::steps::{self, Question};
use cordon_desk::office::{factors_of, half_in};
use cordon_model::Code;

/// Sign in by a passkey: the question
#[utoipa::path(
    post, path = "/api/v1/sessions/second/passkey/ask", tag = "office", operation_id = "ask_passkey",
    responses((status = 200, description = "for the browser", body = PasskeyAskedBody),
        (status = 401, description = "no first step, or too long ago", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "not yours", body = crate::http::problem::ProblemBody, content_type = "application/problem+json"), Open)
)]
pub async fn ask_passkey(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
) -> Result<Json<PasskeyAskedBody>, Problem> {
    let token = half_in::half_in(&app, address, &headers).await?;
    let call = open::citizen(&app);
    let told = app
        .run(move |app| {
            let officer = half_in(&app.desk, &call, &token)?;
            let there = factors_of(&app.desk, &officer)?.passkeys;
            if there.is_empty() {
                return Err(Refusal::new(Code::SecondFactorMissing, "this officer has no passkey"));
            }
            let asked = app.passkeys()?.ask(&there)?;
            let step = fresh_step();
            steps::ask(&app.desk, Question::Passkey, Some(officer.id), &step, &asked.state, call.now)?;
            Ok(PasskeyAskedBody::of(step, asked))
        })
        .await?;
    Ok(Json(told))
}
