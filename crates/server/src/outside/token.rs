//! Whether an ID token is what it has to be, and whom it names (OpenID Connect Core 1.0, 3.1.3.7). The library checks
//! issuer, audience, signature, end and nonce; what it leaves to its user is checked here: which algorithms, who the
//! token is for, when it was made, how long ago the person was asked.

use super::provider::Metadata;
use cordon_model::Stamp;
use cordon_model::time::MINUTE_MS;
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, Nonce,
    SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, UNIX_EPOCH};

/// How far the provider's clock may be from the centre's.
pub const SKEW_MS: i64 = MINUTE_MS;
/// Signatures with a private key that only the provider has. No `none`; no HS*: whoever checks those can forge them.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Claims beyond those of the standard: a house may know its people by one of its own.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct More {
    #[serde(flatten)]
    all: BTreeMap<String, Value>,
}

impl AdditionalClaims for More {}

pub type Token = IdToken<More, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<More, CoreGenderClaim>;

/// What a token is held against.
#[derive(Clone, Debug)]
pub struct Expected {
    pub client_id: String,
    pub claim: String,
    pub second_factor_amr: BTreeSet<String>,
    pub second_factor_acr: BTreeSet<String>,
    pub max_age_ms: Option<i64>,
}

/// Whom it names.
#[derive(Clone, PartialEq, Eq)]
pub struct Named {
    pub subject: String,
    pub second_factor: bool,
}

/// A subject is nobody's to read in a log.
impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Named(second factor: {})", self.second_factor)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Signed by a key that is not among the known ones: the provider may have a new one.
    UnknownKey,
    /// In words that hold nothing of the token.
    No(&'static str),
}

impl Expected {
    pub fn judge(&self, token: &Token, metadata: &Metadata, nonce: &Nonce, now: Stamp) -> Result<Named, Wrong> {
        let claims = token.claims(&self.verifier(metadata, now), nonce).map_err(|error| wrong(&error))?;
        self.is_for_us(claims)?;
        Ok(Named { subject: self.subject(claims)?, second_factor: self.has_second_factor(claims) })
    }

    fn verifier(&self, metadata: &Metadata, now: Stamp) -> IdTokenVerifier<'static, CoreJsonWebKey> {
        let (client, issuer) = (ClientId::new(self.client_id.clone()), metadata.issuer().clone());
        let (now_ms, max_age_ms) = (now.ms(), self.max_age_ms);
        let late = u64::try_from(now_ms.saturating_sub(SKEW_MS)).unwrap_or(0);
        // As of a client without a secret: then no signature that is made with one is ever accepted.
        IdTokenVerifier::new_public_client(client, issuer, metadata.jwks().clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || (UNIX_EPOCH + Duration::from_millis(late)).into())
            .set_issue_time_verifier_fn(move |made| {
                let early = made.timestamp_millis() > now_ms.saturating_add(SKEW_MS);
                if early { Err("made in the future".to_owned()) } else { Ok(()) }
            })
            .set_auth_time_verifier_fn(move |asked| {
                let Some(max_age_ms) = max_age_ms else { return Ok(()) };
                let asked = asked.ok_or("does not say when")?.timestamp_millis();
                let oldest = now_ms.saturating_sub(max_age_ms).saturating_sub(SKEW_MS);
                let fresh = asked >= oldest && asked <= now_ms.saturating_add(SKEW_MS);
                if fresh { Ok(()) } else { Err("too long ago".to_owned()) }
            })
    }

    /// One audience, and nobody else's party: a token that was made for another may not be used here.
    fn is_for_us(&self, claims: &Claims) -> Result<(), Wrong> {
        let party = claims.authorized_party().map(|party| party.as_str());
        let several = claims.audiences().len() > 1;
        if several || party.is_some_and(|party| party != self.client_id) {
            return Err(Wrong::No("the token is meant for somebody else (azp, aud)"));
        }
        Ok(())
    }

    fn subject(&self, claims: &Claims) -> Result<String, Wrong> {
        let text = match self.claim.as_str() {
            "sub" => Some(claims.subject().to_string()),
            "preferred_username" => claims.preferred_username().map(|name| name.to_string()),
            "email" => claims.email().filter(|_| claims.email_verified() == Some(true)).map(|mail| mail.to_string()),
            name => match claims.additional_claims().all.get(name) {
                Some(Value::String(text)) => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                _ => None,
            },
        };
        text.filter(|text| !text.trim().is_empty())
            .ok_or(Wrong::No("the token lacks the claim by which officers are known (`sign_in.oidc.claim`)"))
    }

    fn has_second_factor(&self, claims: &Claims) -> bool {
        let class = claims.auth_context_ref().is_some_and(|acr| self.second_factor_acr.contains(acr.as_str()));
        let methods = claims.auth_method_refs().into_iter().flatten();
        class || methods.into_iter().any(|amr| self.second_factor_amr.contains(amr.as_str()))
    }
}

fn wrong(error: &ClaimsVerificationError) -> Wrong {
    use SignatureVerificationError as Signature;
    match error {
        ClaimsVerificationError::SignatureVerification(Signature::NoMatchingKey) => Wrong::UnknownKey,
        ClaimsVerificationError::SignatureVerification(Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_)) => {
            Wrong::No("the token is signed in a way that is not accepted (alg)")
        }
        ClaimsVerificationError::SignatureVerification(Signature::NoSignature) => Wrong::No("the token is not signed"),
        ClaimsVerificationError::SignatureVerification(_) => Wrong::No("the token's signature is not right"),
        ClaimsVerificationError::InvalidIssuer(_) => Wrong::No("the token is another provider's (iss)"),
        ClaimsVerificationError::InvalidAudience(_) => Wrong::No("the token is meant for somebody else (aud)"),
        ClaimsVerificationError::InvalidNonce(_) => Wrong::No("the token answers another question (nonce)"),
        ClaimsVerificationError::InvalidAuthTime(_) => {
            Wrong::No("the provider asked for you too long ago, or does not say when (auth_time); sign in there anew")
        }
        ClaimsVerificationError::Expired(_) => {
            Wrong::No("the token is over, or not yet begun (exp, iat); compare the clocks of centre and provider")
        }
        _ => Wrong::No("the token cannot be read"),
    }
}
