//! `GET /api/v1/sessions`: one's own running sessions, the newest first.

use crate::app::App;
use crate::http::answers::Looking;
use crate::http::caller::{self, Reader, refused};
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use cordon_desk::office::{session_of, sessions_of};
use cordon_desk::{Actor, Refusal};
use cordon_model::Code;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct SessionLine {
    #[schema(example = "ses_019ab0c4d1e87000800000000000000a")]
    id: String,
    /// By what it began: `password`, `totp`, `recovery_code`, `passkey`, `outside`; with a second factor of ours after
    /// the provider `outside_totp` and its like.
    way: String,
    /// What the browser or program calls itself.
    device: String,
    #[schema(format = "date-time")]
    created_at: String,
    /// When somebody was last there, to the minute.
    #[schema(format = "date-time")]
    seen_at: String,
    #[schema(format = "date-time")]
    expires_at: String,
    /// The one that asks.
    current: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OwnSessions {
    items: Vec<SessionLine>,
}

/// List one's own sessions
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "office", operation_id = "list_sessions",
    responses((status = 200, description = "running sessions", body = OwnSessions), Looking)
)]
pub async fn list(
    State(app): State<App>,
    Reader(call): Reader,
    headers: HeaderMap,
) -> Result<Json<OwnSessions>, Problem> {
    let Actor::Officer(officer) = call.actor.clone() else {
        return Err(refused(&app, call, Refusal::new(Code::NotFound, "a key has no session")).await);
    };
    let token = caller::token(&headers).unwrap_or_default();
    let found = app
        .peek(move |app| {
            let own = session_of(&app.desk, &token, call.now)?.map(|(session, _)| session.id);
            Ok((own, sessions_of(&app.desk, &officer, call.now)?))
        })
        .await?;
    let (own, sessions) = found;
    let line = |session: cordon_desk::office::Session| SessionLine {
        current: own == Some(session.id),
        id: session.id.to_string(),
        way: session.way,
        device: session.device,
        created_at: session.created_at.rfc3339(),
        seen_at: session.seen_at.rfc3339(),
        expires_at: session.expires_at.rfc3339(),
    };
    Ok(Json(OwnSessions { items: sessions.into_iter().map(line).collect() }))
}
