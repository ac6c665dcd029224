//! The one line out: requests to the identity provider that the site configured. Every time and size has an end, no
//! redirect is followed, no proxy of the environment sees the secret, and nothing goes in clear beyond this machine.

use super::settings::{OidcConfig, authority, is_guarded};
use openidconnect::url::Url;
use openidconnect::{HttpRequest, HttpResponse, SyncHttpClient};
use std::time::Duration;
use ureq::Agent;
use ureq::tls::TlsConfig;

const CONNECT_MS: u64 = 3_000;
/// One request with its answer. A sign-in makes three at most, which have to fit into what a browser waits.
const REQUEST_MS: u64 = 8_000;
/// A description, a set of keys, a token: none of them is longer.
const ANSWER_BYTES_MAX: u64 = 512 * 1024;

#[derive(Debug)]
pub struct Wire(Agent);

/// It was not answered. What stood in the request is not in here.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unanswered(String);

impl Wire {
    pub fn of(config: &OidcConfig) -> anyhow::Result<Self> {
        let mut builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(Duration::from_millis(CONNECT_MS)))
            .timeout_global(Some(Duration::from_millis(REQUEST_MS)));
        if let Some(file) = &config.ca_file {
            builder = builder.tls_config(TlsConfig::builder().root_certs(authority(file)?).build());
        }
        Ok(Self(builder.build().new_agent()))
    }
}

impl SyncHttpClient for Wire {
    type Error = Unanswered;

    fn call(&self, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        // The description of a provider names the other addresses; none of them may be worse than its own.
        let guarded = Url::parse(&request.uri().to_string()).is_ok_and(|url| is_guarded(&url));
        if !guarded {
            return Err(Unanswered("an address of the provider is not https".to_owned()));
        }
        let response = self.0.run(request).map_err(|error| Unanswered(error.to_string()))?;
        let (parts, body) = response.into_parts();
        let read = body.into_with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let bytes = read.map_err(|error| Unanswered(error.to_string()))?;
        Ok(HttpResponse::from_parts(parts, bytes))
    }
}
