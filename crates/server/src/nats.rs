//! Verdicts over NATS, where a site has it: agencies ask by request and reply, or publish into a stream and find
//! their verdicts in another. The answer is the one that HTTP gives, and durable before it leaves.
//!
//! Not here: what is judged (`sift`), who may send what (`http::verdicts`), and the NATS server's own permissions
//! (docs/interfaces/nats.md).

pub mod requests;
pub mod said;
pub mod settings;
pub mod status;
pub mod stream;
pub mod subjects;

use crate::app::App;
use anyhow::Context as _;
use async_nats::Event;
use settings::NatsConfig;
use status::Status;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use subjects::Subjects;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// When a subscription or a stream is not there, it is looked for again after this time.
const AGAIN: Duration = Duration::from_secs(2);
/// At the end, so long is waited for what is in flight.
const STOPS_WITHIN: Duration = Duration::from_secs(10);
/// What is told to us comes below it: the stream's events are other people's, and no agency listens here.
const INBOX: &str = "_INBOX_cordon";
/// Requests that the client holds for us until we look; above it the NATS server's are lost, and asked again.
const SUBSCRIPTION_MESSAGES_MAX: usize = 8_192;

/// What everything that speaks NATS shares.
#[derive(Debug)]
struct Link {
    app: App,
    client: async_nats::Client,
    subjects: Subjects,
    status: Arc<Status>,
}

/// The running connection.
#[derive(Debug)]
pub struct Bridge {
    stop: watch::Sender<bool>,
    jobs: JoinSet<()>,
    link: Arc<Link>,
}

/// Begins to serve what the configuration names. A NATS server that is not there is waited for; settings that
/// cannot be right are refused.
pub async fn start(app: &App, config: &NatsConfig) -> anyhow::Result<Bridge> {
    let subjects = Subjects::new(&config.prefix)?;
    let options = config.options().await?.subscription_capacity(SUBSCRIPTION_MESSAGES_MAX);
    let options = options.name("cordon").custom_inbox_prefix(INBOX);
    let told = Arc::new(Mutex::new(String::new()));
    let tell = move |event: Event| {
        tell(&event, &mut told.lock().unwrap_or_else(PoisonError::into_inner));
        std::future::ready(())
    };
    let options = options.retry_on_initial_connect().event_callback(tell);
    let client = options.connect(config.addresses()?).await.context("sift.nats: cannot begin to connect")?;
    let status = Arc::clone(&app.nats);
    status.set(client.clone());
    let link = Arc::new(Link { app: app.clone(), client, subjects, status });
    let (stop, stopped) = watch::channel(false);
    let mut jobs = JoinSet::new();
    jobs.spawn(requests::run(Arc::clone(&link), stopped.clone()));
    if let Some(name) = &config.stream {
        jobs.spawn(stream::run(Arc::clone(&link), name.clone(), stopped));
    }
    Ok(Bridge { stop, jobs, link })
}

impl Bridge {
    /// Takes nothing more, and answers what was taken.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let ended = async {
            while self.jobs.join_next().await.is_some() {}
            self.link.status.all_answered().await;
            self.link.client.flush().await
        };
        match tokio::time::timeout(STOPS_WITHIN, ended).await {
            Ok(Ok(())) => {}
            _ => tracing::warn!("some requests over NATS were not answered; their senders ask again"),
        }
    }
}

/// An event of the connection, for who runs the centre. It names no subject and no one. Why there is none is said
/// once, not at every try.
fn tell(event: &Event, told: &mut String) {
    match event {
        Event::Connected => {
            told.clear();
            tracing::info!("NATS is connected");
        }
        Event::ClientError(error) if *told != error.to_string() => {
            *told = error.to_string();
            tracing::warn!(%error, "NATS cannot be reached; it is tried again, and HTTP goes on");
        }
        Event::Disconnected => tracing::warn!("NATS is gone; it is looked for, and HTTP goes on"),
        Event::SlowConsumer(_) => tracing::warn!("requests over NATS came faster than they were taken; some were lost"),
        Event::ServerError(error) => {
            tracing::warn!(%error, "the NATS server refused something; look at its permissions")
        }
        other => tracing::debug!(event = %other, "NATS"),
    }
}

/// True once it is time to stop.
async fn sleep_or_stop(stop: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = tokio::time::sleep(AGAIN) => *stop.borrow(),
        _ = stop.changed() => true,
    }
}
