//! `POST /api/v1/officers`: a login, and the seats from which its officer acts.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::words::RoleWord;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::office::{NewOfficer, enrol_officer};
use cordon_desk::verbs::EnrolOfficer;
use cordon_model::exchange::Private;
use cordon_model::{AgencyId, Role, Seat};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A place from which somebody acts.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatBody {
    #[schema(example = "agy_019ab0c4d1e87000800000000000000a", pattern = "^agy_[0-9a-f]{32}$")]
    agency: String,
    #[schema(value_type = RoleWord, example = "intake")]
    role: Role,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "bodies hold secrets and must not reach a log")]
pub struct NewOfficerBody {
    #[schema(example = "wang.m", pattern = "^[a-z0-9._-]{3,32}$", min_length = 3, max_length = 32)]
    login: String,
    #[schema(example = "民警甲", min_length = 1, max_length = 60, pattern = "^\\S[^\\x00-\\x1f\\x7f-\\x9f]*$")]
    name: String,
    #[schema(min_items = 1, max_items = 16)]
    seats: Vec<SeatBody>,
    /// Needed by who signs orders.
    #[schema(example = "999001", pattern = "^[0-9A-Za-z]{1,30}$", max_length = 30)]
    police_number: Option<String>,
    #[schema(example = "000-0000-0002", pattern = "^[+]?[0-9-]{3,20}$", max_length = 20)]
    phone: String,
    /// Without one he is known but cannot sign in yet.
    #[schema(example = "a long first password", format = Password, min_length = 12, max_length = 200)]
    password: Option<String>,
}

impl NewOfficerBody {
    fn officer(self) -> Result<NewOfficer, Refusal> {
        let seat = |body: SeatBody| -> Result<Seat, Refusal> {
            let agency = AgencyId::parse(&body.agency).map_err(|e| Refusal::field("seats.agency", e))?;
            Ok(Seat { agency, role: body.role })
        };
        Ok(NewOfficer {
            login: self.login,
            name: Private(self.name),
            seats: self.seats.into_iter().map(seat).collect::<Result<_, _>>()?,
            police_number: self.police_number.map(Private),
            phone: Private(self.phone),
            password: self.password.map(Private),
        })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EnrolledBody {
    officer: String,
}

/// Enrol an officer
#[utoipa::path(
    post, path = "/api/v1/officers", tag = "office", operation_id = "enrol_officer",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = NewOfficerBody,
    responses((status = 201, description = "enrolled", body = EnrolledBody), Acting)
)]
pub async fn enrol(
    State(app): State<App>,
    Centre(Writer { call, body }): Centre<Writer<NewOfficerBody>>,
) -> Result<(StatusCode, Json<EnrolledBody>), Problem> {
    let read = move || body.officer();
    let done =
        act::<EnrolOfficer, _, _>(&app, call, read, |app, call, new| enrol_officer(&app.desk, call, &new)).await?;
    Ok((StatusCode::CREATED, Json(EnrolledBody { officer: done.officer.to_string() })))
}
