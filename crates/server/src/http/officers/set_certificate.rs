//! `POST /api/v1/officers/{id}/certificate`: the scan of an officer's certificate, which goes with every stop he signs.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::ids::parse;
use crate::http::problem::Problem;
use crate::http::scan::ScanBody;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use cordon_desk::office::set_certificate as set;
use cordon_desk::verbs::SetCertificate;
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct CertificateBody {
    officer: String,
    paper: String,
}

/// Set a certificate
#[utoipa::path(
    post, path = "/api/v1/officers/{id}/certificate", tag = "office", operation_id = "set_certificate",
    params(("id" = String, Path, description = "the officer", example = "off_019ab0c4d1e87000800000000000000a", pattern = "^off_[0-9a-f]{32}$"),
        ("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ScanBody,
    responses((status = 201, description = "kept", body = CertificateBody), Acting)
)]
pub async fn set_certificate(
    State(app): State<App>,
    Path(id): Path<String>,
    Centre(Writer { call, body }): Centre<Writer<ScanBody>>,
) -> Result<(StatusCode, Json<CertificateBody>), Problem> {
    let read = move || Ok((parse(&id)?, body.bytes()?));
    let done =
        act::<SetCertificate, _, _>(&app, call, read, |app, call, (id, content)| set(&app.desk, call, id, &content))
            .await?;
    Ok((
        StatusCode::CREATED,
        Json(CertificateBody { officer: done.officer.to_string(), paper: done.paper.to_string() }),
    ))
}
