//! `POST /api/v1/public/appeals`: a citizen objects to a measure. Code and last characters show that it is
//! his to speak of; whatever is wrong with them is told in the same words.

#![expect(missing_debug_implementations, reason = "bodies hold personal data and must not reach a log")]

use crate::app::App;
use crate::http::answers::Open;
use crate::http::caller;
use crate::http::limit::{self, Address};
use crate::http::open;
use crate::http::problem::Problem;
use crate::http::shapes::words::GroundWord;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use cordon_desk::council::{NewAppeal, file_appeal};
use cordon_model::AppealGround;
use cordon_model::exchange::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAppealBody {
    /// From the slip or the page.
    #[schema(example = "7K3M-Q9TX-2B4D", min_length = 12, max_length = 20)]
    public_code: String,
    /// The last four characters of the account or number.
    #[schema(example = "0001", min_length = 4, max_length = 4)]
    tail: String,
    #[schema(example = "这是我的工资账户", min_length = 1, max_length = 2000, pattern = "\\S")]
    statement: String,
    /// A seller who took the money for goods or services says so, with his evidence in the statement.
    #[serde(default)]
    #[schema(value_type = GroundWord, inline, default = "wronged")]
    ground: AppealGround,
    /// How to reach the person who objects.
    #[schema(example = "19900000009", min_length = 1, max_length = 100, pattern = "\\S")]
    contact: String,
}

#[derive(Serialize, ToSchema)]
pub struct AppealFiledBody {
    /// By which it can be asked how the appeal stands.
    #[schema(example = "5TQ2-8RWA-0K7C")]
    progress_code: String,
    #[schema(format = "date-time")]
    due: String,
}

/// Object to a measure
#[utoipa::path(
    post, path = "/api/v1/public/appeals", tag = "public", operation_id = "file_appeal", security(()),
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = NewAppealBody,
    responses((status = 201, description = "taken; decided by `due`, or the measure is lifted; a freeze stays, and its owner is told", body = AppealFiledBody), Open)
)]
pub async fn appeal(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<AppealFiledBody>), Problem> {
    app.limits.appeal.take(address, limit::system_seconds())?;
    let bytes = open::bytes(body).await?;
    let (key, digest, body) = caller::keyed::<NewAppealBody>(&headers, "POST /api/v1/public/appeals", &bytes)?;
    let call = open::citizen(&app).key(key, digest);
    let new = NewAppeal {
        ground: body.ground,
        public_code: body.public_code,
        tail: Private(body.tail),
        statement: Private(body.statement),
        contact: Private(body.contact),
    };
    let filed = app.run(move |app| file_appeal(&app.desk, &call, &new)).await?;
    Ok((StatusCode::CREATED, Json(AppealFiledBody { progress_code: filed.progress_code, due: filed.due.rfc3339() })))
}
