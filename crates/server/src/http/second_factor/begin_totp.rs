//! `POST /api/v1/second-factor/totp`: a secret for an authenticator, as text and as a picture. It counts when a
//! code has confirmed it.

#![expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]

use super::OwnPasswordBody;
use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::Own;
use crate::http::problem::Problem;
use axum::Json;
use axum::extract::State;
use cordon_desk::Refusal;
use cordon_desk::office::begin_totp as begin;
use cordon_model::Code;
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;
use std::fmt::Write;
use utoipa::ToSchema;

/// A picture of squares, without the white border of four that has to stand around it.
#[derive(Serialize, ToSchema)]
pub struct QrBody {
    /// Squares on a side.
    #[schema(example = 45)]
    size: i32,
    /// The dark ones, as the path of an SVG in squares.
    path: String,
}

#[derive(Serialize, ToSchema)]
pub struct TotpBegunBody {
    /// To be typed where no camera is.
    secret: String,
    /// What the picture says.
    uri: String,
    qr: QrBody,
}

fn picture(text: &str) -> Result<QrBody, Refusal> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)
        .map_err(|_| Refusal::new(Code::Internal, "a secret does not fit into a picture"))?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Ok(QrBody { size: code.size(), path })
}

/// Begin to set up one-time codes
#[utoipa::path(
    post, path = "/api/v1/second-factor/totp", tag = "office", operation_id = "begin_totp",
    request_body = OwnPasswordBody,
    responses((status = 200, description = "told once", body = TotpBegunBody), Acting)
)]
pub async fn begin_totp(
    State(app): State<App>,
    Own { call, session, body, .. }: Own<OwnPasswordBody>,
) -> Result<Json<TotpBegunBody>, Problem> {
    let password = body.private();
    let begun = app.run(move |app| begin(&app.desk, &call, &session, password.as_ref())).await?;
    let qr = picture(&begun.uri)?;
    Ok(Json(TotpBegunBody { secret: begun.secret.0, uri: begun.uri.0, qr }))
}
