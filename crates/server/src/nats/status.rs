//! How serving over NATS is: for `/metrics`, and the bound on what is in flight.

use crate::http::metrics::{gauge, head, line};
use async_nats::connection::State;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// KiB of messages that are being answered at once; above it requests are told to come again, and the stream
/// keeps its own.
pub const IN_FLIGHT_KIB_MAX: u32 = 64 * 1024;
/// A message weighs at least so much: its task and its verdict are there as well. So at most 4,096 are in flight.
const MESSAGE_KIB_MIN: u32 = 16;

/// How a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Request,
    Stream,
}

#[derive(Debug)]
pub struct Status {
    client: OnceLock<async_nats::Client>,
    /// Whether the stream is being read.
    is_followed: AtomicBool,
    places: Arc<Semaphore>,
    answered: Mutex<BTreeMap<(Way, u16), u64>>,
    /// Requests without a reply subject that may be answered.
    unanswered: AtomicU64,
}

impl Default for Status {
    fn default() -> Self {
        Self {
            client: OnceLock::new(),
            is_followed: AtomicBool::new(false),
            places: Arc::new(Semaphore::new(IN_FLIGHT_KIB_MAX as usize)),
            answered: Mutex::default(),
            unanswered: AtomicU64::new(0),
        }
    }
}

fn weight(bytes: usize) -> u32 {
    let kib = u32::try_from(bytes / 1_024).unwrap_or(u32::MAX);
    kib.clamp(MESSAGE_KIB_MIN, IN_FLIGHT_KIB_MAX)
}

impl Status {
    pub(super) fn set(&self, client: async_nats::Client) {
        let _ = self.client.set(client);
    }

    /// A place for a message; none when too much is in flight.
    pub(super) fn place(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_many_owned(weight(bytes)).ok()
    }

    /// The same, once there is one.
    pub(super) async fn place_in_time(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).acquire_many_owned(weight(bytes)).await.ok()
    }

    /// Nothing is in flight any more.
    pub(super) async fn all_answered(&self) {
        drop(self.places.acquire_many(IN_FLIGHT_KIB_MAX).await);
    }

    pub(super) fn answered(&self, way: Way, status: u16) {
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        let count = answered.entry((way, status)).or_default();
        *count = count.saturating_add(1);
    }

    pub(super) fn unanswered(&self) {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn follow(&self, is_followed: bool) {
        self.is_followed.store(is_followed, Ordering::Relaxed);
    }

    pub fn is_connected(&self) -> bool {
        self.client.get().is_some_and(|client| client.connection_state() == State::Connected)
    }

    pub fn is_followed(&self) -> bool {
        self.is_followed.load(Ordering::Relaxed)
    }

    /// Nothing where NATS is not configured.
    pub fn write(&self, out: &mut String) {
        if self.client.get().is_none() {
            return;
        }
        gauge(out, "cordon_nats_connected", "Whether a NATS server is connected.", u8::from(self.is_connected()));
        let followed = u8::from(self.is_followed());
        gauge(out, "cordon_nats_stream_followed", "Whether events are taken from the stream.", followed);
        let free = u32::try_from(self.places.available_permits()).unwrap_or(0);
        let in_flight = IN_FLIGHT_KIB_MAX.saturating_sub(free);
        gauge(out, "cordon_nats_in_flight_kib", "Messages that are being answered.", in_flight);
        head(out, "cordon_nats_answers_total", "counter", "Messages that were answered, by way and status.");
        for ((way, status), count) in self.answered.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let way = match way {
                Way::Request => "request",
                Way::Stream => "stream",
            };
            line(out, "cordon_nats_answers_total", "", &format!("way=\"{way}\",status=\"{status}\""), count);
        }
        let name = "cordon_nats_unanswered_total";
        head(out, name, "counter", "Requests without a reply subject that may be answered.");
        line(out, name, "", "", self.unanswered.load(Ordering::Relaxed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_flight_has_a_bound_in_messages_and_in_bytes() {
        let status = Status::default();
        let small: Vec<_> = std::iter::from_fn(|| status.place(10)).collect();
        assert_eq!(small.len(), 4_096);
        drop(small);
        let large: Vec<_> = std::iter::from_fn(|| status.place(8 * 1_024 * 1_024)).collect();
        assert_eq!(large.len(), 8);
        drop(large);
        assert!(status.place(usize::MAX).is_some(), "one that is larger than all takes all");
    }
}
