//! Request and reply: one server of a queue group takes a request, and replies when its verdict is durable.

use super::said::{Said, said};
use super::status::Way;
use super::subjects::Reply;
use super::{Link, sleep_or_stop};
use async_nats::client::PublishErrorKind;
use async_nats::{Message, Subject, Subscriber};
use cordon_model::Code;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_stream::StreamExt as _;

/// Servers in it share the requests.
const QUEUE: &str = "cordon";

pub(super) async fn run(link: Arc<Link>, mut stop: watch::Receiver<bool>) {
    loop {
        match link.client.queue_subscribe(link.subjects.requests(), QUEUE.to_owned()).await {
            Ok(subscriber) => serve(&link, subscriber, &mut stop).await,
            Err(error) => tracing::warn!(%error, "requests over NATS cannot be taken yet"),
        }
        if *stop.borrow() || sleep_or_stop(&mut stop).await {
            return;
        }
    }
}

/// Until the subscription ends, or it is time to stop and what had come is taken.
async fn serve(link: &Arc<Link>, mut subscriber: Subscriber, stop: &mut watch::Receiver<bool>) {
    let mut is_draining = false;
    loop {
        tokio::select! {
            message = subscriber.next() => match message {
                Some(message) => link.take(message).await,
                None => return,
            },
            _ = stop.changed(), if !is_draining => {
                is_draining = true;
                if subscriber.drain().await.is_err() {
                    return;
                }
            }
        }
    }
}

impl Link {
    /// Answers beside others. What is too much is told so here, so that it cannot pile up either.
    async fn take(self: &Arc<Self>, message: Message) {
        let Some((code, reply)) = self.asked(&message) else {
            self.status.unanswered();
            return;
        };
        match (Reply::of(&code, &reply), self.status.place(message.length)) {
            (Reply::Foreign, _) => self.status.unanswered(),
            (Reply::Shared, _) => self.reply(reply, shared(&code)).await,
            (Reply::Own, None) => self.reply(reply, Said::refused(Code::Busy, "too many messages are in flight")).await,
            (Reply::Own, Some(place)) => {
                let link = Arc::clone(self);
                tokio::spawn(async move {
                    let said = said(&link.app, &code, message.headers.as_ref(), &message.payload).await;
                    link.reply(reply, said).await;
                    drop(place);
                });
            }
        }
    }

    /// Whose request it is, and where the answer is wanted.
    fn asked(&self, message: &Message) -> Option<(String, Subject)> {
        let code = self.subjects.requester(&message.subject)?.to_owned();
        Some((code, message.reply.clone()?))
    }

    async fn reply(&self, to: Subject, mut said: Said) {
        let (headers, body) = (said.headers(), said.body.clone());
        let mut sent = self.client.publish_with_headers(to.clone(), headers, body.into()).await;
        if sent.as_ref().is_err_and(|error| error.kind() == PublishErrorKind::MaxPayloadExceeded) {
            said = said.too_long(self.client.max_payload());
            sent = self.client.publish_with_headers(to, said.headers(), said.body.clone().into()).await;
        }
        self.status.answered(Way::Request, said.status);
        if let Err(error) = sent {
            tracing::warn!(%error, "an answer over NATS did not leave; its sender asks again");
        }
    }
}

fn shared(code: &str) -> Said {
    let detail = format!("others may listen at this reply subject; set the client's inbox prefix to `_INBOX_{code}`");
    Said::refused(Code::FieldInvalid, detail)
}
