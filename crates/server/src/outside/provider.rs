//! What the provider says of itself: its addresses and keys, fetched when somebody first wants to come in by it, and
//! kept for a while. A provider that is down is down for this way in and for nothing else.

use super::settings::is_guarded;
use super::wire::Wire;
use cordon_desk::Refusal;
use cordon_model::Code;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, DiscoveryError, IssuerUrl, ProviderMetadata};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Addresses and keys are asked for again after this: a provider that has gone is noticed before a browser is sent
/// there, and a key that was withdrawn signs no longer than that.
const KEPT_FOR: Duration = Duration::from_secs(60);
/// A token with an unknown key makes them be asked for again, but not more often than this.
const AGAIN_AFTER: Duration = Duration::from_secs(5);
/// A provider that gave no answer is not asked by everybody who waits.
const DOWN_FOR: Duration = Duration::from_secs(2);

/// Whether it names itself in its answers (RFC 9207), so that one provider's answer cannot pass for another's.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Also {
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Also {}

pub type Metadata = ProviderMetadata<
    Also,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

#[derive(Debug)]
enum Known {
    Nothing,
    Said(Arc<Metadata>, Instant),
    Down(Refusal, Instant),
}

#[derive(Debug)]
pub struct Provider {
    issuer: IssuerUrl,
    known: Mutex<Known>,
}

impl Provider {
    pub fn of(issuer: &str) -> anyhow::Result<Self> {
        Ok(Self { issuer: IssuerUrl::new(issuer.to_owned())?, known: Mutex::new(Known::Nothing) })
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What it says of itself; who asks while it is being fetched waits for the one answer.
    pub fn said(&self, wire: &Wire) -> Result<Arc<Metadata>, Refusal> {
        let mut known = self.known();
        match &*known {
            Known::Said(metadata, at) if at.elapsed() < KEPT_FOR => Ok(metadata.clone()),
            Known::Down(refusal, at) if at.elapsed() < DOWN_FOR => Err(refusal.clone()),
            _ => self.fetch(&mut known, wire),
        }
    }

    /// The same anew, after a token with a key that is not among those of `stale`.
    pub fn said_again(&self, stale: &Arc<Metadata>, wire: &Wire) -> Result<Arc<Metadata>, Refusal> {
        let mut known = self.known();
        match &*known {
            // Somebody else has asked meanwhile, or just before.
            Known::Said(metadata, at) if !Arc::ptr_eq(metadata, stale) || at.elapsed() < AGAIN_AFTER => {
                Ok(metadata.clone())
            }
            _ => self.fetch(&mut known, wire),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // What a panic left behind is still either nothing or a whole answer.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fetch(&self, known: &mut Known, wire: &Wire) -> Result<Arc<Metadata>, Refusal> {
        match Metadata::discover(&self.issuer, wire).map_err(|error| why(&error)).and_then(fit) {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                *known = Known::Said(metadata.clone(), Instant::now());
                Ok(metadata)
            }
            Err(Why { told, known: why }) => {
                tracing::warn!(issuer = self.issuer(), why, "the identity provider cannot be used");
                let refusal = Refusal::new(Code::OutsideDown, told);
                *known = Known::Down(refusal.clone(), Instant::now());
                Err(refusal)
            }
        }
    }
}

/// Why it cannot be used: what whoever wants to come in is told, and what whoever runs the centre reads.
struct Why {
    told: &'static str,
    known: String,
}

fn why(error: &DiscoveryError<super::wire::Unanswered>) -> Why {
    let (told, known) = match error {
        // The code says it already.
        DiscoveryError::Request(error) => ("", error.to_string()),
        DiscoveryError::Response(status, _, _) => ("its description cannot be read", format!("HTTP {status}")),
        DiscoveryError::Validation(what) => ("its description is not its own", what.clone()),
        error => ("its description or keys cannot be read", error.to_string()),
    };
    Why { told, known }
}

/// No address that it names may be asked in clear, and it has to give tokens for codes.
fn fit(metadata: Metadata) -> Result<Metadata, Why> {
    let unfit = |told: &'static str| Why { told, known: told.to_owned() };
    let token = metadata.token_endpoint().ok_or_else(|| unfit("its description names no token endpoint"))?;
    let all = [metadata.authorization_endpoint().url(), token.url()];
    let guarded = all.into_iter().all(is_guarded);
    if guarded { Ok(metadata) } else { Err(unfit("it names an address that is not https")) }
}
