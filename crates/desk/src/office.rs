//! The office: who and what is here. Agencies and their keys, officers, their passwords and second factors, the
//! duty roster, signing in (also by an identity provider), sessions.
//!
//! Not here: orders. Who runs the office issues none.

pub mod begin_totp;
pub mod confirm_totp;
pub mod end_session;
pub mod end_sessions;
pub mod enrol_officer;
pub mod factors;
pub mod found_house;
pub mod identities;
pub mod issue_key;
pub mod link_identity;
pub mod pass_outside;
pub mod pass_passkey;
pub mod password;
pub mod proofs;
pub mod register_agency;
pub mod register_passkey;
pub mod remove_passkey;
pub mod remove_totp;
pub mod renew_recovery_codes;
pub mod reset_factors;
pub mod retire_officer;
pub mod revoke_key;
pub mod second_step;
pub mod session;
pub mod set_certificate;
pub mod set_duty;
pub mod set_file_key;
pub mod set_password;
pub mod sign_in;
pub mod sign_out;
pub mod steps;
pub mod totp;
mod tries;
pub mod unlink_identity;
pub mod who_is;

pub use begin_totp::{TotpBegun, begin_totp};
pub use confirm_totp::{TotpConfirmed, confirm_totp};
pub use end_session::end_session;
pub use end_sessions::end_sessions;
pub use enrol_officer::{EnrolledOfficer, NewOfficer, enrol_officer};
pub use factors::{Factors, factors_of};
pub use found_house::{FoundedHouse, NewHouse, found_house};
pub use identities::identities_of;
pub use issue_key::{IssuedKey, issue_key};
pub use link_identity::{LinkedIdentity, Shown, link_identity};
pub use pass_outside::{Outsider, enter_outside};
pub use pass_passkey::pass_passkey;
pub use proofs::{Proof, proof_asked, prove, prove_outside};
pub use register_agency::{NewAgency, RegisteredAgency, register_agency};
pub use remove_totp::remove_totp;
pub use renew_recovery_codes::renew_recovery_codes;
pub use reset_factors::{FactorsReset, reset_factors};
pub use retire_officer::{OfficerRetired, retire_officer};
pub use revoke_key::{RevokedKey, revoke_key};
pub use second_step::{half_in, pass_second};
pub use session::{Door, Session, SignInRules, Stage};
pub use set_certificate::{CertificateSet, set_certificate};
pub use set_duty::{DutySet, NewDuty, set_duty};
pub use set_file_key::{FileKeySet, set_file_key};
pub use set_password::{PasswordSet, set_password};
pub use sign_in::{Credentials, SignedIn, sign_in};
pub use sign_out::{SignedOut, sign_out};
pub use unlink_identity::{UnlinkedIdentity, unlink_identity};
pub use who_is::{agency_of, officer_of, session_of, sessions_of};

use sha2::{Digest as _, Sha256};

/// Under what a secret is kept: its SHA-256, hex. A secret of 256 random bits needs no salt.
pub(crate) fn secret_digest(secret: &str) -> String {
    cordon_model::Digest(Sha256::digest(secret.as_bytes()).into()).hex()
}
