//! What every second step begins with: a first one that was done.

use crate::app::App;
use crate::http::limit::{self, Address};
use crate::http::problem::Problem;
use crate::http::{caller, open};
use axum::body::Body;
use axum::http::HeaderMap;
use cordon_desk::office::Door;
use cordon_desk::{Call, Refusal};
use cordon_model::Code;
use serde::de::DeserializeOwned;

/// Somebody who has done the first step, and what he says for the second.
pub struct HalfIn<T> {
    pub call: Call,
    /// Of the first step.
    pub token: String,
    pub in_cookie: bool,
    pub door: Door,
    pub body: T,
}

impl<T: DeserializeOwned> HalfIn<T> {
    pub async fn of(app: &App, address: Address, headers: &HeaderMap, body: Body) -> Result<Self, Problem> {
        let token = half_in(app, address, headers).await?;
        let body = open::json(body).await?;
        let in_cookie = caller::by_cookie(headers);
        if in_cookie && !caller::is_json(headers) {
            return Err(Problem::from(Refusal::new(Code::BodyInvalid, "send it as `application/json`")));
        }
        Ok(Self { call: open::citizen(app), token, in_cookie, door: caller::door(headers, in_cookie), body })
    }
}

/// The token of a first step that was done; asking is limited as signing in is.
pub async fn half_in(app: &App, address: Address, headers: &HeaderMap) -> Result<String, Problem> {
    let token = caller::token(headers).ok_or_else(|| Problem::of(Code::NotSignedIn))?;
    app.limits.sign_in.take(address, limit::system_seconds())?;
    caller::session(app, &token).await?;
    Ok(token)
}
