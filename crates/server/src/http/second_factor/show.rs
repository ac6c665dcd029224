//! `GET /api/v1/second-factor`: one's own second factors, without their secrets.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{Reader, refused, session, token};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use cordon_desk::office::{factors_of, proof_asked};
use cordon_desk::{Actor, Refusal};
use cordon_model::Code;
use cordon_store::records::Passkey;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactorBody {
    /// The role needs one.
    needed: bool,
    /// Since when one-time codes are asked for; null without them.
    #[schema(format = "date-time")]
    totp_since: Option<String>,
    /// Recovery codes that were not used.
    recovery_left: usize,
    passkeys: Vec<PasskeyShown>,
    /// The site has said under which name it is reached, so passkeys can be made.
    passkeys_offered: bool,
    /// By what it is shown that it is you, before any of this changes: `password`, or `outside` where you have none
    /// here (`ask_proof`).
    #[schema(pattern = "^(password|outside)$")]
    proof: String,
    /// Until when it counts that you have shown it at the identity provider; null before, and once it was used.
    #[schema(format = "date-time")]
    proved_until: Option<String>,
}

/// A key that a browser or a token keeps.
#[derive(Debug, Serialize, ToSchema)]
pub struct PasskeyShown {
    #[schema(example = "psk_019ab0c4d1e87000800000000000000a")]
    id: String,
    name: String,
    #[schema(format = "date-time")]
    added_at: String,
    #[schema(format = "date-time")]
    used_at: Option<String>,
}

impl From<Passkey> for PasskeyShown {
    fn from(key: Passkey) -> Self {
        Self {
            id: key.id.to_string(),
            name: key.name,
            added_at: key.added_at.rfc3339(),
            used_at: key.used_at.map(|at| at.rfc3339()),
        }
    }
}

/// See one's own second factor
#[utoipa::path(
    get, path = "/api/v1/second-factor", tag = "office", operation_id = "show_second_factor",
    responses((status = 200, description = "what there is", body = SecondFactorBody), Looking)
)]
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Reader(call): Reader,
) -> Result<Json<SecondFactorBody>, Problem> {
    let Actor::Officer(officer) = call.actor.clone() else {
        return Err(refused(&app, call, Refusal::new(Code::NotFound, "a key has no second factor")).await);
    };
    let passkeys_offered = app.has_passkeys();
    let token = token(&headers).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
    let (session, _) = session(&app, &token).await?;
    let now = call.now;
    let (factors, (proof, proved)) = app
        .peek(move |app| {
            let proof = proof_asked(&app.desk, &officer, session.id, now)?;
            Ok((factors_of(&app.desk, &officer)?, proof))
        })
        .await?;
    Ok(Json(SecondFactorBody {
        needed: factors.needed,
        recovery_left: factors.second.recovery_left(),
        passkeys: factors.passkeys.into_iter().map(PasskeyShown::from).collect(),
        passkeys_offered,
        proof: proof.name().to_owned(),
        proved_until: proved.map(|at| at.rfc3339()),
        totp_since: factors.second.totp.map(|totp| totp.since.rfc3339()),
    }))
}
