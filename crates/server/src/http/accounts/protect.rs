//! `POST /api/v1/accounts/protections`: an account is protected from plans and from freezes of the whole.

use crate::app::App;
use crate::http::answers::Acting;
use crate::http::caller::{Centre, Writer, act};
use crate::http::problem::Problem;
use crate::http::shapes::moment;
use crate::http::shapes::words::{ClassWord, ProtectionWord};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use cordon_desk::Refusal;
use cordon_desk::money::protect_account::{NewProtection, ProtectedAccount, ProtectedOf, protect_account};
use cordon_desk::verbs::ProtectAccount;
use cordon_model::exchange::Private;
use cordon_model::{AccountClass, ProtectionKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which account, why and until when. By its key, or by institution and number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a number must not reach a log")]
pub struct ProtectionBody {
    #[schema(pattern = "^[0-9a-f]{64}$", max_length = 64)]
    account: Option<String>,
    #[schema(example = "999100000001", pattern = "^[0-9A-Za-z]{1,14}$", max_length = 14)]
    institution_code: Option<String>,
    #[schema(example = "9999998888880099", min_length = 5, max_length = 30)]
    number: Option<String>,
    #[schema(value_type = Option<ClassWord>, inline)]
    class: Option<AccountClass>,
    #[schema(value_type = ProtectionWord, inline)]
    kind: ProtectionKind,
    /// No personal data.
    #[schema(example = "供水公司收费户", min_length = 1, max_length = 300, pattern = "\\S")]
    reason: String,
    /// At most a year from now.
    #[schema(format = "date-time", example = "2027-05-01T00:00:00+08:00")]
    until: String,
}

impl ProtectionBody {
    fn protection(self) -> Result<NewProtection, Refusal> {
        let account = match (self.account, self.institution_code, self.number) {
            (Some(key), None, None) => ProtectedOf::Key(key),
            (None, Some(institution_code), Some(number)) => {
                let class = self.class.unwrap_or(AccountClass::Company);
                ProtectedOf::Number { institution_code, number: Private(number), class }
            }
            _ => return Err(Refusal::field("account", "stands alone; else `institution_code` and `number` stand")),
        };
        let until = moment("until", &self.until)?;
        Ok(NewProtection { account, kind: self.kind, reason: self.reason, until })
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProtectedBody {
    /// The account's key.
    account: String,
    #[schema(format = "date-time")]
    until: String,
}

impl From<ProtectedAccount> for ProtectedBody {
    fn from(done: ProtectedAccount) -> Self {
        Self { account: done.account, until: done.until.rfc3339() }
    }
}

/// Protect an account
#[utoipa::path(
    post, path = "/api/v1/accounts/protections", tag = "money", operation_id = "protect_account",
    params(("Idempotency-Key" = String, Header, description = "a fresh key for each new act; the same key again gets the same answer", min_length = 1, max_length = 200, pattern = "^[!-~]+$", example = "0f8b4a52-5a0e-4f6e-9d1b-2a53c1a0a001")),
    request_body = ProtectionBody,
    responses((status = 201, description = "protected", body = ProtectedBody), Acting)
)]
pub async fn protect(
    State(app): State<App>,

    Centre(Writer { call, body }): Centre<Writer<ProtectionBody>>,
) -> Result<(StatusCode, Json<ProtectedBody>), Problem> {
    let read = move || body.protection();
    let done =
        act::<ProtectAccount, _, _>(&app, call, read, |app, call, new| protect_account(&app.desk, call, &new)).await?;
    Ok((StatusCode::CREATED, Json(ProtectedBody::from(done))))
}
