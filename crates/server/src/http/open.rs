//! Routes without a caller: their bodies, and the citizen who speaks. What cannot be read leaves no
//! entry here, or anybody could fill the log.

use crate::app::App;
use crate::http::caller;
use crate::http::problem::Problem;
use crate::random;
use axum::body::{Body, to_bytes};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::Code;
use serde::de::DeserializeOwned;

/// Largest body of a public route.
pub const OPEN_BODY_BYTES_MAX: usize = 64 * 1024;

pub fn citizen(app: &App) -> Call {
    Call::new(Actor::Citizen, app.clock.now(), random::seed())
}

pub async fn bytes(body: Body) -> Result<Vec<u8>, Problem> {
    match to_bytes(body, OPEN_BODY_BYTES_MAX).await {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(_) => Err(Problem::from(Refusal::new(Code::TooLarge, format!("at most {OPEN_BODY_BYTES_MAX} bytes")))),
    }
}

/// The body of a route that asks for no idempotency key.
pub async fn json<T: DeserializeOwned>(body: Body) -> Result<T, Problem> {
    let bytes = bytes(body).await?;
    caller::parsed(&bytes).map_err(Problem::from)
}
