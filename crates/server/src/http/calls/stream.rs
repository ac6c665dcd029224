//! `GET /api/v1/calls/{id}/stream`: one call on one WebSocket: utterances in, what they come to out; others that
//! hand on words of the same call are heard here too. It ends with the call, or when the client goes.

use super::{end, hear};
use crate::app::App;
use crate::http::answers::Looking;
use crate::http::problem::Problem;
use crate::http::verdicts::member::Sending;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use cordon_desk::Refusal;
use cordon_model::Code;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Bytes of one frame.
const FRAME_BYTES_MAX: usize = 128 * 1024;
/// A connection that says nothing for so long is closed.
const SILENT: Duration = Duration::from_secs(10 * 60);

/// What a client says: `{"utterance": {…}}`, or `{"end": true}`.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Said<'a> {
    #[serde(borrow)]
    Utterance(&'a RawValue),
    End(IgnoredAny),
}

/// Follow a call
#[utoipa::path(
    get, path = "/api/v1/calls/{id}/stream", tag = "sift", operation_id = "follow_call",
    params(("id" = String, Path, description = "the call, as it was begun", min_length = 1, max_length = 100, pattern = "^[!-~]+$", example = "c-1")),
    responses((status = 101, description = "a WebSocket (docs/interfaces/live-calls.md)"), Looking)
)]
pub async fn follow(
    State(app): State<App>,
    sending: Sending,
    Path(id): Path<String>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let listening = app.sift()?.calls.listen(sending.0.agency, &id);
    let news = match listening {
        Ok(news) => news,
        Err(refusal) => return Err(sending.refused(&app, refusal).await),
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.max_message_size(FRAME_BYTES_MAX),
        Err(why) => return Ok(why.into_response()),
    };
    Ok(upgrade.on_upgrade(move |socket| talk(app, sending, id, news, socket)))
}

async fn talk(app: App, sending: Sending, id: String, mut news: Receiver<Arc<str>>, mut socket: WebSocket) {
    loop {
        tokio::select! {
            said = tokio::time::timeout(SILENT, socket.recv()) => {
                let Ok(Some(Ok(frame))) = said else { return };
                let Message::Text(text) = frame else { continue };
                match take(&app, &sending, &id, &text).await {
                    // What it comes to arrives as news.
                    Ok(None) => {}
                    Ok(Some(last)) => {
                        let _ = socket.send(Message::Text(last.into())).await;
                        let _ = socket.send(Message::Close(None)).await;
                        return;
                    }
                    Err(problem) => {
                        let told = serde_json::json!({"problem": problem.body()}).to_string();
                        if socket.send(Message::Text(told.into())).await.is_err() {
                            return;
                        }
                    }
                }
            }
            told = news.recv() => {
                let told = match told {
                    Ok(told) => told,
                    // A slow listener misses old news, never the newest.
                    Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => return,
                };
                if socket.send(Message::Text(told.as_ref().into())).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The last word, when the call is over.
async fn take(app: &App, sending: &Sending, id: &str, text: &str) -> Result<Option<String>, Problem> {
    let said: Said<'_> = serde_json::from_str(text).map_err(|e| {
        Problem::from(Refusal::new(Code::BodyInvalid, format!("line {} column {}", e.line(), e.column())))
    })?;
    match said {
        Said::Utterance(raw) => {
            hear::heard(app, sending, id, raw.get().as_bytes()).await.map(|_| None).map_err(Problem::from)
        }
        Said::End(_) => {
            let last = end::ended(app, sending, id).await.map_err(Problem::from)?;
            Ok(Some(String::from_utf8(last).unwrap_or_default()))
        }
    }
}
