//! The centre's two bindings over HTTP: poll and upload, lease and receipt. One request, one answer;
//! when to try again is the courier's matter.

use crate::config::Config;
use crate::error::Error;
use crate::store::Outgoing;
use cordon_model::Wire;
use cordon_wire::json_form;
use cordon_wire::police_bank::limits::POLL_BYTES_MAX;
use cordon_wire::police_bank::{PollAnswer, TransportCode, UploadAnswer};
use std::cell::Cell;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// Orders asked for at once on the JSON form.
const LEASE_MAX: u32 = 20;
/// One lease: beyond it the next one asks for a single order.
const LEASE_BYTES_MAX: u64 = 64 * 1024 * 1024;
const ANSWER_BYTES_MAX: u64 = 256 * 1024;
const CONNECT_MS: u64 = 5_000;
const REQUEST_MS: u64 = 60_000;
/// Characters of the centre's own words that a log shows.
const WORDS_CHARS_MAX: usize = 200;
/// The problem code of a key that came with another body.
const KEY_USED: &str = "idempotency_conflict";
const XML: &str = "application/xml; charset=utf-8";
const JSON: &str = "application/json";

/// Why a request brought nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CentreError {
    #[error("the centre is away: {0}")]
    Away(String),
    #[error("the centre refused: {0}")]
    Refused(String),
}

/// What the centre said of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is durable there; with the weight it was given.
    Accepted(String),
    /// It had an answer already: then it is known there.
    Repeated,
    /// Not taken; it is sent again later.
    Refused(String),
}

pub(crate) struct Centre {
    agent: Agent,
    base: String,
    bearer: String,
    lease_max: Cell<u32>,
}

impl Centre {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        let mut builder = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // A gateway speaks to one house; a proxy of the environment must not see the key.
            .proxy(None)
            .timeout_connect(Some(Duration::from_millis(CONNECT_MS)))
            .timeout_global(Some(Duration::from_millis(REQUEST_MS)));
        if let Some(file) = &config.centre.ca_file {
            builder = builder.tls_config(TlsConfig::builder().root_certs(authority(file)?).build());
        }
        Ok(Self {
            agent: builder.build().new_agent(),
            base: config.centre.url.trim_end_matches('/').to_owned(),
            bearer: format!("Bearer {}", config.key()?),
            lease_max: Cell::new(LEASE_MAX),
        })
    }

    /// The orders that wait, each as its own bytes.
    pub(crate) fn poll(&self, wire: Wire) -> Result<Vec<Vec<u8>>, CentreError> {
        match wire {
            Wire::PoliceBank => self.poll_police_bank(),
            Wire::JsonForm => self.lease(),
            Wire::ByHand => Ok(Vec::new()),
        }
    }

    pub(crate) fn send(&self, wire: Wire, answer: &Outgoing) -> Result<Verdict, CentreError> {
        match wire {
            Wire::PoliceBank => self.upload(&answer.answer),
            Wire::JsonForm => self.receipt(answer),
            Wire::ByHand => Err(CentreError::Refused("nothing is answered by hand here".to_owned())),
        }
    }

    /// Tells of a hold on our own suspicion.
    pub(crate) fn report(&self, reference: &str, body: &[u8]) -> Result<Verdict, CentreError> {
        self.keyed("/api/v1/inbox/holds", reference, body)
    }

    fn poll_police_bank(&self) -> Result<Vec<Vec<u8>>, CentreError> {
        let limit = u64::try_from(POLL_BYTES_MAX).unwrap_or(u64::MAX);
        let (status, body) = self.post("/wire/police-bank/poll", XML, None, b"", limit)?;
        able(status)?;
        let answer = PollAnswer::decode(&body).map_err(|e| unreadable(status, &e))?;
        if answer.code != TransportCode::OK {
            return Err(CentreError::Refused(format!("poll answered with code {}", answer.code)));
        }
        Ok(answer.messages)
    }

    fn upload(&self, message: &[u8]) -> Result<Verdict, CentreError> {
        let (status, body) = self.post("/wire/police-bank/upload", XML, None, message, ANSWER_BYTES_MAX)?;
        // One answer that the centre cannot take must not keep the others back, so this is no absence.
        let answer = match UploadAnswer::decode(&body) {
            Ok(answer) => answer,
            Err(_) => return Ok(Verdict::Refused(format!("HTTP {status}"))),
        };
        Ok(match answer.code {
            TransportCode::OK => Verdict::Accepted(answer.code.to_string()),
            TransportCode::REPEATED => Verdict::Repeated,
            code => Verdict::Refused(format!("code {code}")),
        })
    }

    fn lease(&self) -> Result<Vec<Vec<u8>>, CentreError> {
        let ask = format!("{{\"max\":{}}}", self.lease_max.get());
        let (status, body) = match self.post("/api/v1/inbox/leases", JSON, None, ask.as_bytes(), LEASE_BYTES_MAX) {
            Err(CentreError::Refused(why)) => {
                self.lease_max.set(1);
                return Err(CentreError::Refused(why));
            }
            other => other?,
        };
        able(status)?;
        if status != 200 {
            return Err(CentreError::Refused(problem(status, &body)));
        }
        let value: serde_json::Value = serde_json::from_slice(&body)
            .map_err(|e| CentreError::Refused(format!("a lease is not JSON at line {}", e.line())))?;
        let Some(orders) = value.get("orders").and_then(|orders| orders.as_array()) else {
            return Err(CentreError::Refused("a lease has no `orders`".to_owned()));
        };
        self.lease_max.set(LEASE_MAX);
        orders.iter().map(|order| serde_json::to_vec(order).map_err(|e| CentreError::Refused(e.to_string()))).collect()
    }

    fn receipt(&self, answer: &Outgoing) -> Result<Verdict, CentreError> {
        let id = answer.id;
        // One order has one answer here, so the order is the key; a watch has further ones, in their order.
        let key = match answer.seq {
            0 => format!("{id}-receipt"),
            seq => format!("{id}-receipt-{seq}"),
        };
        self.keyed(&format!("/api/v1/inbox/orders/{id}/receipts"), &key, &answer.answer)
    }

    fn keyed(&self, path: &str, key: &str, form: &[u8]) -> Result<Verdict, CentreError> {
        let (status, body) = self.post(path, JSON, Some(key), form, ANSWER_BYTES_MAX)?;
        Ok(match status {
            200..=299 => Verdict::Accepted(text_of(&body, "weight").unwrap_or_else(|| status.to_string())),
            // The same key with another body: an answer of ours is there already. Other conflicts
            // (the order was withdrawn before it was sent) are not that.
            409 if text_of(&body, "code").as_deref() == Some(KEY_USED) => Verdict::Repeated,
            _ => Verdict::Refused(problem(status, &body)),
        })
    }

    fn post(
        &self,
        path: &str,
        kind: &str,
        key: Option<&str>,
        body: &[u8],
        limit: u64,
    ) -> Result<(u16, Vec<u8>), CentreError> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", &self.bearer)
            .header("Content-Type", kind);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        let mut response = request.send(body).map_err(|e| CentreError::Away(e.to_string()))?;
        let status = response.status().as_u16();
        let read = response.body_mut().with_config().limit(limit).read_to_vec();
        match read {
            Ok(bytes) => Ok((status, bytes)),
            Err(ureq::Error::BodyExceedsLimit(_)) => {
                Err(CentreError::Refused(format!("an answer of more than {limit} bytes")))
            }
            Err(error) => Err(CentreError::Away(error.to_string())),
        }
    }
}

fn authority(file: &std::path::Path) -> Result<RootCerts, Error> {
    let fail = |why: String| Error::Config(format!("`{}`: {why}", file.display()));
    let pem = std::fs::read(file).map_err(|e| fail(e.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(|e| fail(e.to_string()))? {
            certificates.push(certificate);
        }
    }
    if certificates.is_empty() {
        return Err(fail("no certificate in it; give a PEM file".to_owned()));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

/// 408, 429 and the 500s mean that the centre is there but cannot: as good as away.
fn able(status: u16) -> Result<(), CentreError> {
    if matches!(status, 408 | 429 | 500..=599) {
        return Err(CentreError::Away(format!("HTTP {status}")));
    }
    Ok(())
}

fn unreadable(status: u16, error: &dyn std::fmt::Display) -> CentreError {
    CentreError::Refused(format!("HTTP {status}, {error}"))
}

fn text_of(body: &[u8], field: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    let text = value.get(field)?.as_str()?;
    Some(text.chars().filter(|c| !c.is_control()).take(WORDS_CHARS_MAX).collect())
}

/// Status and problem code; never the problem's own words, which may quote.
fn problem(status: u16, body: &[u8]) -> String {
    match text_of(body, "code") {
        Some(code) => format!("HTTP {status}, code {code}"),
        None => format!("HTTP {status}"),
    }
}

const _: () = assert!(json_form::ORDER_BYTES_MAX < 64 * 1024 * 1024, "one order fits into one lease");
