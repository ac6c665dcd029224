//! `POST /api/v1/public/listings/objections`: the listed one objects, by the code of a look-up and the last
//! characters of what is listed.

#![expect(missing_debug_implementations, reason = "bodies hold personal data and must not reach a log")]

use crate::app::App;
use crate::http::answers::Open;
use crate::http::caller;
use crate::http::limit::{self, Address};
use crate::http::open;
use crate::http::problem::Problem;
use crate::sift::listed;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use cordon_desk::council::NewAppeal;
use cordon_desk::listing::object_to_listing;
use cordon_model::AppealGround;
use cordon_model::exchange::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContraryBody {
    #[schema(example = "7K3M-Q9TX-2B4D", min_length = 12, max_length = 20)]
    public_code: String,
    /// The last four characters of what is listed.
    #[schema(example = "7518", min_length = 4, max_length = 4)]
    tail: String,
    #[schema(example = "号码是我公司客服专线", min_length = 1, max_length = 2000, pattern = "\\S")]
    statement: String,
    #[schema(example = "19900000009", min_length = 1, max_length = 100, pattern = "\\S")]
    contact: String,
}

#[derive(Serialize, ToSchema)]
pub struct ObjectedBody {
    /// By then it is decided, or the entry counts no more.
    #[schema(format = "date-time")]
    due: String,
    /// Of an appeal against the measure behind the entry.
    progress_code: Option<String>,
}

/// Object to an entry
#[utoipa::path(
    post, path = "/api/v1/public/listings/objections", tag = "public", operation_id = "object_to_listing", security(()),
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ContraryBody,
    responses((status = 201, description = "taken; decided by `due`, or the entry counts no more", body = ObjectedBody), Open)
)]
pub async fn object(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<ObjectedBody>), Problem> {
    app.limits.appeal.take(address, limit::system_seconds())?;
    let bytes = open::bytes(body).await?;
    let (key, digest, body) =
        caller::keyed::<ContraryBody>(&headers, "POST /api/v1/public/listings/objections", &bytes)?;
    let call = open::citizen(&app).key(key, digest);
    let new = NewAppeal {
        ground: AppealGround::Wronged,
        public_code: body.public_code,
        tail: Private(body.tail),
        statement: Private(body.statement),
        contact: Private(body.contact),
    };
    let done = app
        .run(move |app| {
            let done = object_to_listing(&app.desk, &call, &new)?;
            listed::refresh(app)?;
            Ok(done)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(ObjectedBody { due: done.due.rfc3339(), progress_code: done.progress_code })))
}
