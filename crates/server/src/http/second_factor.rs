//! One's own second factor: what there is, setting one up, giving it up. Answers hold secrets that are told once.

pub mod ask_passkey;
pub mod ask_proof;
pub mod begin_totp;
pub mod confirm_totp;
pub mod register_passkey;
pub mod remove_passkey;
pub mod remove_totp;
pub mod renew_codes;
pub mod show;

use serde::Deserialize;
use utoipa::ToSchema;

/// One's own password, once more. Left out by who has none and has just shown at the identity provider that it is he
/// (`ask_proof`), and while a second factor has to be set up before one is in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(missing_debug_implementations, reason = "a password must not reach a log")]
pub struct OwnPasswordBody {
    #[schema(example = "correct horse battery", format = Password, min_length = 1, max_length = 200)]
    password: Option<String>,
}

impl OwnPasswordBody {
    fn private(self) -> Option<cordon_model::exchange::Private> {
        self.password.map(cordon_model::exchange::Private)
    }
}
