//! Signing in by the site's identity provider (OpenID Connect, authorization code with PKCE). The centre sends a
//! browser there with a question, and takes what comes back once: from the same browser, with the answer to that
//! question. Whom the provider names is checked here; whether he is anybody here is the desk's (`office`).
//!
//! No token is kept and none is logged. What has to be remembered between going and coming back lies sealed in the
//! store for ten minutes, also what somebody had typed when his session ended.

pub mod provider;
pub mod settings;
pub mod token;
mod wire;

use crate::app::App;
use crate::config::SignInConfig;
use crate::http::problem::Problem;
use crate::random;
use crate::web::Lang;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cordon_desk::Refusal;
use cordon_desk::office::steps::{self, Question};
use cordon_model::time::MINUTE_MS;
use cordon_model::{Code, Digest, OfficerId, SessionId, Stamp};
use cordon_store::Vault;
use cordon_store::vault::{NONCE_BYTES, Sealer};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthType, AuthenticationContextClass, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse,
    StandardTokenResponse, TokenResponse,
};
use provider::{Metadata, Provider};
use serde::{Deserialize, Serialize};
use settings::OidcConfig;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use token::{Expected, More, Named, Wrong};
use tokio::sync::Semaphore;
use wire::Wire;

/// Where the provider leads back to.
pub const BACK: &str = "/sign-in/outside";
/// Sign-ins that speak to the provider at once; the desk's threads are never used for it.
const AT_ONCE_MAX: usize = 8;
/// What somebody had typed when his session ended, with its names.
const TYPED_BYTES_MAX: usize = 64 * 1024;
/// A code is a few dozen characters.
const CODE_CHARS_MAX: usize = 4_096;
const SECRET_CHARS: usize = 64;

type Fields = IdTokenFields<
    More,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Ours = Client<
    More,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

pub struct Outside {
    provider: Provider,
    wire: Wire,
    expected: Expected,
    secret: ClientSecret,
    scopes: BTreeSet<String>,
    back: RedirectUrl,
    button: (String, String),
    sealer: Sealer,
    places: Arc<Semaphore>,
}

impl std::fmt::Debug for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outside({})", self.provider.issuer())
    }
}

/// What a browser goes there with: the address, and the secret that ties the way back to it.
#[derive(Clone)]
#[expect(missing_debug_implementations, reason = "holds what the way back is tied to")]
pub struct Going {
    pub address: String,
    pub browser: String,
}

/// Who goes there while he is signed in: to connect the account that he has there, or to show that it is he.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub officer: OfficerId,
    pub session: SessionId,
    /// He is asked anew, however short a while ago he was there, and connects nothing.
    #[serde(default)]
    pub proves: bool,
}

/// Why somebody goes there, and what waits for him when he is back.
#[derive(Clone, Default, Serialize, Deserialize)]
#[expect(missing_debug_implementations, reason = "holds what somebody typed")]
pub struct Errand {
    /// A page of this site.
    pub then: String,
    /// What he had typed when his session ended.
    pub typed: Vec<(String, String)>,
    pub link: Option<Link>,
    /// In which language he is spoken to when he is back: the browser does not say it to a page that another site
    /// leads to.
    pub lang: Option<Lang>,
}

impl Errand {
    fn is_proof(&self) -> bool {
        self.link.is_some_and(|link| link.proves)
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    nonce: String,
    verifier: String,
    errand: Errand,
    /// When he was sent there.
    #[serde(default)]
    at: Stamp,
}

/// What a browser brings back in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
#[expect(missing_debug_implementations, reason = "holds a code")]
pub struct Brought {
    state: String,
    code: String,
    iss: Option<String>,
    error: Option<String>,
}

/// A question that was answered in time, by the browser to which it was put.
#[expect(missing_debug_implementations, reason = "holds what somebody typed")]
pub struct Taken {
    nonce: Nonce,
    verifier: String,
    pub errand: Errand,
    at: Stamp,
}

fn failed(why: impl Into<String>) -> Refusal {
    Refusal::new(Code::OutsideFailed, why)
}

fn fresh() -> String {
    Digest(random::seed()).hex()
}

impl Outside {
    /// What the configuration says; nobody is asked before somebody wants to come in.
    pub fn of(config: &SignInConfig, vault: &Vault) -> anyhow::Result<Option<Self>> {
        let Some(oidc) = &config.oidc else { return Ok(None) };
        oidc.check()?;
        let max_age = oidc.max_age(config.idle_minutes);
        Ok(Some(Self {
            provider: Provider::of(&oidc.issuer)?,
            wire: Wire::of(oidc)?,
            expected: expected(oidc, max_age),
            secret: ClientSecret::new(oidc.secret()?),
            scopes: oidc.scopes.clone(),
            back: RedirectUrl::new(settings::back(config.origin.as_deref(), BACK)?)?,
            button: (oidc.button_zh.trim().to_owned(), oidc.button_en.trim().to_owned()),
            sealer: vault.sealer("outside"),
            places: Arc::new(Semaphore::new(AT_ONCE_MAX)),
        }))
    }

    pub fn issuer(&self) -> &str {
        self.provider.issuer()
    }

    /// The words on its button, Chinese and English.
    pub fn button(&self) -> (&str, &str) {
        (&self.button.0, &self.button.1)
    }

    /// The cookie that ties the way back to a browser. Lax, for the provider leads back from another site.
    pub fn cookie(&self, browser: &str, secure: bool) -> String {
        let secure = if secure || self.back.url().scheme() == "https" { "; Secure" } else { "" };
        let life = if browser.is_empty() { 0 } else { cordon_desk::limits::SIGN_IN_STEP_MS / 1_000 };
        format!("{COOKIE}={browser}; HttpOnly; SameSite=Lax; Path={BACK}; Max-Age={life}{secure}")
    }

    fn client(&self, metadata: &Metadata) -> Ours {
        let id = ClientId::new(self.expected.client_id.clone());
        let client = Client::from_provider_metadata(metadata.clone(), id, Some(self.secret.clone()));
        client.set_redirect_uri(self.back.clone()).set_auth_type(shows_secret(metadata))
    }

    /// Puts the question: the address to go to, and what its answer will be held against.
    fn question(&self, errand: Errand, now: Stamp) -> Result<(Going, String, Kept), Refusal> {
        let metadata = self.provider.said(&self.wire)?;
        let (state, browser, nonce, verifier) = (fresh(), fresh(), fresh(), fresh());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(verifier.clone()));
        let (said_state, said_nonce) = (CsrfToken::new(state.clone()), Nonce::new(nonce.clone()));
        let client = self.client(&metadata);
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let mut asked = client
            .authorize_url(flow, move || said_state, move || said_nonce)
            .set_pkce_challenge(challenge)
            .add_scopes(self.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new));
        if errand.is_proof() {
            asked = asked.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        } else if let Some(max_age) = self.expected.max_age_ms.and_then(|ms| u64::try_from(ms).ok()) {
            asked = asked.set_max_age(Duration::from_millis(max_age));
        }
        for acr in &self.expected.second_factor_acr {
            asked = asked.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
        }
        let (address, _, _) = asked.url();
        Ok((Going { address: address.to_string(), browser }, state, Kept { nonce, verifier, errand, at: now }))
    }

    /// Keeps what the answer is held against, under what only this browser will bring back together.
    fn keep(&self, app: &App, going: &Going, state: &str, kept: &Kept) -> Result<(), Refusal> {
        let body = serde_json::to_vec(kept).map_err(|e| Refusal::new(Code::Internal, e.to_string()))?;
        let mut nonce = [0; NONCE_BYTES];
        nonce.iter_mut().zip(random::seed()).for_each(|(to, from)| *to = from);
        let secret = tied(state, &going.browser);
        let sealed = self.sealer.seal(nonce, secret.as_bytes(), &body);
        let sealed = sealed.ok_or_else(|| Refusal::bare(Code::TooLarge))?;
        let text = URL_SAFE_NO_PAD.encode(nonce.into_iter().chain(sealed).collect::<Vec<u8>>());
        steps::ask(&app.desk, Question::Outside, None, &secret, &text, app.clock.now())
    }

    /// Takes the question that this browser was sent away with: once, and within its time.
    pub fn take(&self, app: &App, brought: &Brought, browser: &str) -> Result<Taken, Refusal> {
        let over =
            || failed("this sign-in was begun in another browser, was ended before, or took longer than ten minutes");
        let is_secret = |text: &str| text.len() == SECRET_CHARS && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_secret(&brought.state) || !is_secret(browser) {
            return Err(over());
        }
        let secret = tied(&brought.state, browser);
        let text = steps::take(&app.desk, Question::Outside, None, &secret, app.clock.now())
            .map_err(|refusal| if refusal.code == Code::SecondFactorMissing { over() } else { refusal })?;
        let kept = self.unsealed(&secret, &text).ok_or_else(over)?;
        Ok(Taken { nonce: Nonce::new(kept.nonce), verifier: kept.verifier, errand: kept.errand, at: kept.at })
    }

    fn unsealed(&self, secret: &str, text: &str) -> Option<Kept> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        serde_json::from_slice(&self.sealer.open(*nonce, secret.as_bytes(), sealed)?).ok()
    }

    /// Gives the code to the provider, and judges the token that it gives back.
    fn named(&self, taken: &Taken, brought: &Brought, now: Stamp) -> Result<Named, Refusal> {
        let metadata = self.provider.said(&self.wire)?;
        self.is_its_answer(&metadata, brought)?;
        if let Some(error) = &brought.error {
            return Err(refused_there(error));
        }
        if brought.code.is_empty() || brought.code.len() > CODE_CHARS_MAX {
            return Err(failed("the provider sent no code"));
        }
        let token = self.exchange(&metadata, taken, &brought.code)?;
        let expected = self.expected_of(taken, now);
        match expected.judge(&token, &metadata, &taken.nonce, now) {
            Ok(named) => Ok(named),
            Err(Wrong::No(why)) => Err(judged(why)),
            Err(Wrong::UnknownKey) => {
                let metadata = self.provider.said_again(&metadata, &self.wire)?;
                expected.judge(&token, &metadata, &taken.nonce, now).map_err(|wrong| match wrong {
                    Wrong::No(why) => judged(why),
                    Wrong::UnknownKey => judged("the token is signed by a key that is not the provider's (kid)"),
                })
            }
        }
    }

    /// Who shows that it is he has to have been asked since he was sent there.
    fn expected_of(&self, taken: &Taken, now: Stamp) -> Expected {
        let mut expected = self.expected.clone();
        if taken.errand.is_proof() {
            expected.max_age_ms = Some(now.since_ms(taken.at).max(0));
        }
        expected
    }

    /// Another provider's answer must not pass for this one's (RFC 9207; RFC 9700, 4.4).
    fn is_its_answer(&self, metadata: &Metadata, brought: &Brought) -> Result<(), Refusal> {
        let says = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match brought.iss.as_deref() {
            Some(iss) if iss != self.issuer() => Err(judged("the answer is another provider's (iss)")),
            None if says => Err(judged("the answer does not name its provider (iss)")),
            _ => Ok(()),
        }
    }

    fn exchange(&self, metadata: &Metadata, taken: &Taken, code: &str) -> Result<token::Token, Refusal> {
        let client = self.client(metadata);
        let asked = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| failed("the provider names no token endpoint"))?;
        let answer = asked
            .set_pkce_verifier(PkceCodeVerifier::new(taken.verifier.clone()))
            .request(&self.wire)
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => refused_there(said.error().as_ref()),
                RequestTokenError::Request(away) => {
                    tracing::warn!(why = %away, "the identity provider did not take a code");
                    Refusal::bare(Code::OutsideDown)
                }
                _ => judged("the provider's answer to the code cannot be read"),
            })?;
        answer.id_token().cloned().ok_or_else(|| judged("the provider gave no ID token; is `openid` allowed there?"))
    }
}

/// The name of the cookie.
pub const COOKIE: &str = "cordon_outside";

fn expected(oidc: &OidcConfig, max_age: Option<u32>) -> Expected {
    Expected {
        client_id: oidc.client_id.clone(),
        claim: oidc.claim.clone(),
        second_factor_amr: oidc.second_factor_amr.clone(),
        second_factor_acr: oidc.second_factor_acr.clone(),
        max_age_ms: max_age.map(|minutes| i64::from(minutes).saturating_mul(MINUTE_MS)),
    }
}

/// State and cookie together: one without the other finds nothing.
fn tied(state: &str, browser: &str) -> String {
    format!("{state}.{browser}")
}

/// A refusal that somebody has to look into. Its words hold nothing of the token.
fn judged(why: &'static str) -> Refusal {
    tracing::warn!(why, "an answer of the identity provider was refused");
    failed(why)
}

/// The provider's own code of an error (RFC 6749, 4.1.2.1); its free words are not shown, anybody can write them.
fn refused_there(error: &str) -> Refusal {
    let code: String = error.chars().filter(|c| c.is_ascii_lowercase() || *c == '_').take(40).collect();
    failed(format!("the provider said no: {code}"))
}

/// How the client shows its secret: in the header, unless the provider takes it in the body only.
fn shows_secret(metadata: &Metadata) -> AuthType {
    use openidconnect::core::CoreClientAuthMethod::{ClientSecretBasic, ClientSecretPost};
    match metadata.token_endpoint_auth_methods_supported() {
        Some(ways) if !ways.contains(&ClientSecretBasic) && ways.contains(&ClientSecretPost) => AuthType::RequestBody,
        _ => AuthType::BasicAuth,
    }
}

/// Speaks to the provider on a thread that is none of the desk's.
async fn spoken<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&Outside) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Problem> {
    let places = app.outside().ok_or_else(|| Problem::of(Code::OutsideOff))?.places.clone();
    let busy = |_| Problem::from(Refusal::new(Code::OutsideDown, "too many sign-ins wait for the provider"));
    let place = places.try_acquire_owned().map_err(busy)?;
    let app = app.clone();
    let outcome = tokio::task::spawn_blocking(move || {
        let _place = place;
        work(app.outside().ok_or(Refusal::bare(Code::OutsideOff))?)
    })
    .await;
    match outcome {
        Ok(result) => result.map_err(Problem::from),
        Err(_) => Err(Problem::from(Refusal::new(Code::Internal, "the work stopped unexpectedly"))),
    }
}

/// Sends a browser to the provider.
pub async fn go(app: &App, errand: Errand) -> Result<Going, Problem> {
    let typed: usize = errand.typed.iter().map(|(name, value)| name.len().saturating_add(value.len())).sum();
    if typed > TYPED_BYTES_MAX {
        let why = "what you typed is too long to be carried along; sign in by the password, or in another window";
        return Err(Problem::from(Refusal::new(Code::TooLarge, why)));
    }
    let now = app.clock.now();
    let (going, state, kept) = spoken(app, move |outside| outside.question(errand, now)).await?;
    app.run(move |app| {
        let outside = app.outside().ok_or(Refusal::bare(Code::OutsideOff))?;
        outside.keep(app, &going, &state, &kept)?;
        Ok(going)
    })
    .await
}

/// Whom the provider names to the browser that is back.
pub async fn named(app: &App, taken: Taken, brought: Brought) -> Result<(Named, String), Problem> {
    let now = app.clock.now();
    spoken(app, move |outside| Ok((outside.named(&taken, &brought, now)?, outside.issuer().to_owned()))).await
}
