//! `POST /api/v1/second-factor/passkeys/ask`: the question that a browser answers by making a passkey.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use super::OwnPasswordBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::problem::Problem;
use crate::passkeys::Asked;
use crate::random;
use axum::Json;
use axum::extract::State;
use cordon_desk::office::steps::{self, Question};
use cordon_desk::office::{factors_of, prove};
use cordon_desk::verbs::{RegisterPasskey, Verb};
use cordon_desk::{Actor, Refusal};
use cordon_model::{Code, Digest};
use serde::Serialize;
use utoipa::ToSchema;

/// A question to a browser, answered once.
#[derive(Serialize, ToSchema)]
pub struct PasskeyAskedBody {
    /// The answer names it.
    step: String,
    /// For `navigator.credentials`; bytes are base64url.
    #[schema(value_type = Object)]
    options: serde_json::Value,
}

impl PasskeyAskedBody {
    pub fn of(step: String, asked: Asked) -> Self {
        Self { step, options: asked.options }
    }
}

/// By what a question is answered: told once, kept as a digest.
pub fn fresh_step() -> String {
    Digest(random::seed()).hex()
}

/// Ask for a new passkey
#[utoipa::path(
    post, path = "/api/v1/second-factor/passkeys/ask", tag = "office", operation_id = "ask_new_passkey",
    request_body = OwnPasswordBody,
    responses((status = 200, description = "for the browser", body = PasskeyAskedBody), Acting)
)]
pub async fn ask_passkey(
    State(app): State<App>,
    Own { call, session, body, .. }: Own<OwnPasswordBody>,
) -> Result<Json<PasskeyAskedBody>, Problem> {
    let password = body.private();
    let told = app
        .run(move |app| {
            let passkeys = app.passkeys()?;
            prove(&app.desk, &call, RegisterPasskey::NAME, &session, password.as_ref())?;
            let Actor::Officer(officer) = &call.actor else { return Err(Refusal::bare(Code::NotAllowed)) };
            let asked = passkeys.ask_new(officer, &factors_of(&app.desk, officer)?.passkeys)?;
            let step = fresh_step();
            steps::ask(&app.desk, Question::PasskeyNew, Some(officer.id), &step, &asked.state, call.now)?;
            Ok(PasskeyAskedBody::of(step, asked))
        })
        .await?;
    Ok(Json(told))
}
