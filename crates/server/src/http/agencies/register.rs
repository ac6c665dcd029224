//! `POST /api/v1/agencies`: from then on it can be sent orders and given a key.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::words::{AgencyKindWord, WireWord};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::office::{NewAgency, register_agency};
use cordon_desk::verbs::RegisterAgency;
use cordon_model::{AgencyKind, Wire};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgencyBody {
    /// The institution's code on the wires.
    #[schema(example = "999100000009", pattern = "^[0-9]{6,12}$", min_length = 6, max_length = 12)]
    code: String,
    #[schema(example = "合成银行", min_length = 1, max_length = 150, pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$")]
    name: String,
    #[schema(value_type = AgencyKindWord, example = "bank")]
    kind: AgencyKind,
    /// Preferred first; `json_form` always, `police_bank` where accounts are kept.
    #[schema(value_type = Vec<WireWord>, min_items = 1, max_items = 2, example = json!(["json_form"]))]
    wires: Vec<Wire>,
    /// Can hold an amount instead of a whole account.
    #[serde(default)]
    limited_stop: bool,
    /// Where a citizen reaches the office.
    #[schema(example = "000-0000-0001", pattern = "^[+]?[0-9-]{3,20}$", max_length = 20)]
    public_phone: String,
}

impl NewAgencyBody {
    fn agency(self) -> NewAgency {
        NewAgency {
            code: self.code,
            name: self.name,
            kind: self.kind,
            wires: self.wires,
            limited_stop: self.limited_stop,
            public_phone: self.public_phone,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RegisteredBody {
    agency: String,
}

/// Register an agency
#[utoipa::path(
    post, path = "/api/v1/agencies", tag = "office", operation_id = "register_agency",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = NewAgencyBody,
    responses((status = 201, description = "registered", body = RegisteredBody), Acting)
)]
pub async fn register(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<NewAgencyBody>>,
) -> Result<(StatusCode, Json<RegisteredBody>), Problem> {
    let read = move || Ok(body.agency());
    let done =
        act::<RegisterAgency, _, _>(&app, call, read, |app, call, new| register_agency(&app.desk, call, &new)).await?;
    Ok((StatusCode::CREATED, Json(RegisteredBody { agency: done.agency.to_string() })))
}
