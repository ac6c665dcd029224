//! How events travel to the centre in a run: over HTTP on connections of their own, or over one of NATS.

use super::events::Events;
use super::line::{self, Line as Http};
use crate::nats::settings::NatsConfig;
use crate::nats::subjects::Subjects;
use anyhow::bail;
use async_nats::{Client, HeaderMap, Request};
use std::time::Duration;

/// A centre that was just started may take so long until it listens.
const LISTENS_WITHIN: u32 = 200;
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub enum Way {
    /// Host and port.
    Http(String),
    Nats {
        client: Client,
        subject: String,
    },
}

pub enum Line {
    Http(Http),
    Nats { client: Client, subject: String },
}

impl Way {
    /// As the agency of this code, once somebody listens to it.
    pub async fn nats(config: &NatsConfig, code: &str) -> anyhow::Result<Self> {
        let subject = Subjects::new(&config.prefix)?.request_by(code);
        let options = config.options().await?.custom_inbox_prefix(format!("_INBOX_{code}"));
        let client = options.request_timeout(None).connect(config.addresses()?).await?;
        for _ in 0..LISTENS_WITHIN {
            // Without a key it is refused, and that is an answer.
            let asked = tokio::time::timeout(LOOK_EVERY, client.request(subject.clone(), "".into())).await;
            if matches!(asked, Ok(Ok(_))) {
                return Ok(Self::Nats { client, subject });
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        bail!("no centre listens on `{subject}`; look at its `[sift.nats]` and at the permissions of this user")
    }

    pub async fn open(&self) -> Option<Line> {
        match self {
            Self::Http(address) => line::open(address).await.map(Line::Http),
            Self::Nats { client, subject } => Some(Line::Nats { client: client.clone(), subject: subject.clone() }),
        }
    }
}

impl Line {
    /// The status of the answer.
    pub async fn ask(&mut self, key: &str, events: &Events) -> Option<u16> {
        match self {
            Self::Http(line) => line.ask(key, events).await,
            Self::Nats { client, subject } => {
                let mut headers = HeaderMap::new();
                headers.insert("Authorization", format!("Bearer {key}"));
                headers.insert("Content-Type", events.kind);
                let request = Request::new().headers(headers).payload(events.body.clone().into());
                let answer = client.send_request(subject.clone(), request).await.ok()?;
                let error = answer.headers.as_ref().and_then(|headers| headers.get("Nats-Service-Error-Code"));
                error.map_or(Some(200), |status| status.as_str().parse().ok())
            }
        }
    }
}
