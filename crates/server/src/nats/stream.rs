//! Events out of a JetStream stream, verdicts into another. A message is acknowledged when its verdict is durable
//! here and there; until then it comes again, and gets the same verdict.
//!
//! The streams are the NATS server's owner's to make: how many copies there are and how long they are kept is not
//! for us to say. Only the consumer is ours.

use super::said::{Said, said};
use super::status::Way;
use super::{Link, sleep_or_stop};
use anyhow::Context as _;
use async_nats::HeaderMap;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::{AckKind, Context, ContextBuilder, Message};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_stream::StreamExt as _;

/// The consumer's name; servers share it.
pub const DURABLE: &str = "cordon-verdicts";
/// Messages of the stream that are not acknowledged yet.
const PENDING_MAX: i64 = 1_024;
/// What is not acknowledged after this time comes again, perhaps while the first is still under way: the same
/// event is judged once.
const ACK_WAIT: Duration = Duration::from_secs(15);
/// The NATS server has so long to acknowledge a verdict.
const KEPT_WITHIN: Duration = Duration::from_secs(5);
/// What could not be taken comes again after a second, and doubled each time up to this.
const AGAIN_MAX: Duration = Duration::from_secs(60);
/// Which message of the stream a verdict answers.
const IN_SEQUENCE: &str = "Cordon-In-Sequence";
/// By it JetStream knows a verdict that it has already.
const MESSAGE_ID: &str = "Nats-Msg-Id";

pub(super) async fn run(link: Arc<Link>, name: String, mut stop: watch::Receiver<bool>) {
    let context = ContextBuilder::new().ack_timeout(KEPT_WITHIN).timeout(KEPT_WITHIN).backpressure_on_inflight(true);
    let context = context.max_ack_inflight(usize::try_from(PENDING_MAX).unwrap_or(1)).build(link.client.clone());
    let mut said = String::new();
    loop {
        let followed = tokio::select! {
            followed = follow(&link, &context, &name) => followed,
            _ = stop.changed() => return link.status.follow(false),
        };
        link.status.follow(false);
        // The same again is not said again: NATS may be gone for hours.
        if let Err(error) = followed
            && said != format!("{error:#}")
        {
            said = format!("{error:#}");
            tracing::warn!(
                stream = name,
                error = said,
                "events cannot be taken from the stream yet; it is tried again"
            );
        }
        if sleep_or_stop(&mut stop).await {
            return;
        }
    }
}

/// Takes messages while the stream gives them.
async fn follow(link: &Arc<Link>, context: &Context, name: &str) -> anyhow::Result<()> {
    let config = pull::Config {
        durable_name: Some(DURABLE.to_owned()),
        filter_subject: link.subjects.events(),
        ack_policy: AckPolicy::Explicit,
        ack_wait: ACK_WAIT,
        max_ack_pending: PENDING_MAX,
        ..pull::Config::default()
    };
    let consumer = context.create_consumer_on_stream(config, name).await.context("cannot have a consumer")?;
    let mut messages = consumer.messages().await.context("cannot read it")?;
    link.status.follow(true);
    tracing::info!(stream = name, "events are taken from the stream");
    while let Some(message) = messages.next().await {
        let message = message.context("reading stopped")?;
        let Some(place) = link.status.place_in_time(message.length).await else { break };
        let (link, context, name) = (Arc::clone(link), context.clone(), name.to_owned());
        tokio::spawn(async move {
            link.pass(&context, &name, &message).await;
            drop(place);
        });
    }
    anyhow::bail!("reading stopped")
}

impl Link {
    /// One message from its arrival to its acknowledgement.
    async fn pass(&self, context: &Context, stream: &str, message: &Message) {
        let (sequence, delivered) = message.info().map_or((0, 1), |info| (info.stream_sequence, info.delivered));
        let done = match self.subjects.publisher(&message.subject) {
            Some(code) => {
                let said = said(&self.app, code, message.headers.as_ref(), &message.payload).await;
                let of = Of { code, stream, sequence };
                !said.should_come_again && self.publish(context, &of, said).await
            }
            // On a subject of nobody; it would never be of somebody.
            None => {
                self.status.unanswered();
                true
            }
        };
        let kind = if done { AckKind::Ack } else { AckKind::Nak(Some(again_after(delivered))) };
        if let Err(error) = message.ack_with(kind).await {
            tracing::debug!(%error, "an event of the stream was not acknowledged; it comes again");
        }
    }

    /// True when the verdict is in its stream.
    async fn publish(&self, context: &Context, of: &Of<'_>, mut said: Said) -> bool {
        let subject = self.subjects.verdicts_of(of.code);
        let mut sent = context.publish_with_headers(subject.clone(), of.headers(&said), said.body.clone().into()).await;
        if sent.as_ref().is_err_and(|error| error.kind() == PublishErrorKind::MaxPayloadExceeded) {
            said = said.too_long(self.client.max_payload());
            sent = context.publish_with_headers(subject, of.headers(&said), said.body.into()).await;
        }
        let kept = match sent {
            Ok(sent) => sent.await.map(drop),
            Err(error) => Err(error),
        };
        match &kept {
            Ok(()) => self.status.answered(Way::Stream, said.status),
            Err(error) => tracing::warn!(%error, "a verdict was not taken by NATS; its event comes again"),
        }
        kept.is_ok()
    }
}

/// What an answer answers.
struct Of<'a> {
    code: &'a str,
    stream: &'a str,
    sequence: u64,
}

impl Of<'_> {
    fn headers(&self, said: &Said) -> HeaderMap {
        let mut headers = said.headers();
        headers.insert(IN_SEQUENCE, self.sequence.to_string());
        headers.insert(MESSAGE_ID, format!("{}-{}", self.stream, self.sequence));
        headers
    }
}

fn again_after(delivered: i64) -> Duration {
    let doubled = u32::try_from(delivered.saturating_sub(1)).unwrap_or(0).min(10);
    Duration::from_secs(1_u64 << doubled).min(AGAIN_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_again_comes_ever_later_up_to_a_minute() {
        let seconds: Vec<u64> = [1, 2, 3, 6, 7, 1_000_000].map(|delivered| again_after(delivered).as_secs()).to_vec();
        assert_eq!(seconds, [1, 2, 4, 32, 60, 60]);
    }
}
