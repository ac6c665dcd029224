//! What proves who an officer is: the hash of his password, one-time codes, recovery codes, passkeys, and who
//! he is at the site's identity provider. Secrets stand here as hashes or as references to sealed facts.
//!
//! Not here: what is right and what is wrong (`desk::office`).

use cordon_model::{IdentityId, OfficerId, PasskeyId, Sealed, Stamp};
use serde::{Deserialize, Serialize};

/// An officer's password hash (argon2id, PHC string).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    pub officer: OfficerId,
    pub password_hash: String,
    pub changed_at: Stamp,
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Credential({})", self.officer)
    }
}

/// One-time codes of an officer, and the codes for the day when his telephone is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    pub officer: OfficerId,
    pub totp: Option<Totp>,
    /// Shown, and not confirmed by a code yet.
    pub pending: Option<PendingTotp>,
    pub recovery: Vec<RecoveryCode>,
}

/// What makes one-time codes (RFC 6238).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totp {
    pub secret: Sealed,
    pub since: Stamp,
    /// The newest step whose code was used: this one and all before it are over.
    pub used_step: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingTotp {
    pub secret: Sealed,
    pub shown_at: Stamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCode {
    /// Keyed digest of officer and code.
    pub digest: String,
    pub used_at: Option<Stamp>,
}

impl SecondFactor {
    pub const fn none(officer: OfficerId) -> Self {
        Self { officer, totp: None, pending: None, recovery: Vec::new() }
    }

    pub fn recovery_left(&self) -> usize {
        self.recovery.iter().filter(|code| code.used_at.is_none()).count()
    }
}

/// A key that a browser or a token keeps for an officer (WebAuthn).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    pub id: PasskeyId,
    pub officer: OfficerId,
    /// What its owner calls it.
    pub name: String,
    /// The browser's own id of it, base64url.
    pub credential: String,
    /// Public key, algorithm and counter, in the form of the library that checks them, JSON.
    pub key: String,
    pub added_at: Stamp,
    pub used_at: Option<Stamp>,
    pub ended_at: Option<Stamp>,
}

/// Who an officer is at the site's identity provider (OpenID Connect).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub id: IdentityId,
    pub officer: OfficerId,
    pub issuer: String,
    /// Keyed digest of issuer and subject: the subject itself is not kept.
    pub subject_key: String,
    /// What may be seen of the subject.
    pub subject_mask: String,
    pub added_at: Stamp,
    pub added_by: OfficerId,
    pub ended_at: Option<Stamp>,
}
