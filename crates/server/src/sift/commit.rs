//! Who waits for the disk: many records, one sync. Whoever has a place in the queue has it in the log, so the
//! log is in the order in which state was changed, while records are made beside each other.
//!
//! Not here: what a record says, and the files (`log`).

use super::log::{Batch, Log, LogError, Place};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// Records that may wait; above it callers are told to come again.
pub const WAITING_MAX: usize = 50_000;
/// Bytes of one batch, about.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
/// Without records the committer looks up so often, to end batches that have stood long enough.
const IDLE: Duration = Duration::from_millis(250);

/// Why a record was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unkept(pub String);

type Kept = Result<Place, Unkept>;

#[derive(Debug)]
enum Waiting {
    /// Its record is still being made.
    Open,
    /// Nobody makes it any more.
    Left,
    Made(Vec<u8>, oneshot::Sender<Kept>),
}

#[derive(Debug, Default)]
struct Queue {
    /// The number of the first one in it.
    first: u64,
    waiting: VecDeque<Waiting>,
    is_closed: bool,
}

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, number: u64, to: Waiting) {
        let mut queue = self.queue();
        let place = usize::try_from(number.saturating_sub(queue.first)).unwrap_or(usize::MAX);
        if let Some(slot) = queue.waiting.get_mut(place) {
            *slot = to;
        }
        if place == 0 {
            self.wake.notify_one();
        }
    }
}

/// A place in the queue. Dropped without a record, it is passed over.
#[derive(Debug)]
pub struct Slot {
    number: u64,
    shared: Option<Arc<Shared>>,
}

impl Slot {
    pub fn fill(mut self, record: Vec<u8>) -> Ticket {
        let (tell, told) = oneshot::channel();
        if let Some(shared) = self.shared.take() {
            shared.set(self.number, Waiting::Made(record, tell));
        }
        Ticket(told)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.take() {
            shared.set(self.number, Waiting::Left);
        }
    }
}

/// Tells when the record is durable.
#[derive(Debug)]
pub struct Ticket(oneshot::Receiver<Kept>);

impl Ticket {
    pub async fn kept(self) -> Kept {
        self.0.await.unwrap_or_else(|_| Err(Unkept("the centre is stopping".to_owned())))
    }

    pub fn wait(self) -> Kept {
        self.0.blocking_recv().unwrap_or_else(|_| Err(Unkept("the centre is stopping".to_owned())))
    }
}

/// What the committer does besides: it sees every record that is durable, and may add one of its own.
pub trait Besides: Send {
    /// Of each batch, before it is written: a record that should stand behind it.
    fn before(&mut self, batch: &Batch, next: u64) -> Option<Vec<u8>>;
    /// The batch is durable; nobody was told yet.
    fn kept(&mut self, batch: &Batch, places: &[Place]);
    /// Nothing of the batch was kept; nobody was told yet.
    fn lost(&mut self, batch: &Batch);
    /// The batch is durable, and those who waited were told.
    fn after(&mut self, log: &Log, batch: &Batch, places: &[Place]);
}

#[derive(Debug)]
pub struct Committer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Committer {
    pub fn start(log: Log, besides: impl Besides + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("verdicts".to_owned())
            .spawn(move || Work { log, besides, shared: of_thread, batch: Batch::default(), tell: Vec::new() }.run());
        Self { shared, thread: thread.ok() }
    }

    /// The next place in the log; none when too many wait.
    pub fn reserve(&self) -> Option<Slot> {
        let mut queue = self.shared.queue();
        if queue.waiting.len() >= WAITING_MAX || queue.is_closed {
            return None;
        }
        let number = queue.first.saturating_add(queue.waiting.len() as u64);
        queue.waiting.push_back(Waiting::Open);
        Some(Slot { number, shared: Some(Arc::clone(&self.shared)) })
    }

    pub fn waiting(&self) -> usize {
        self.shared.queue().waiting.len()
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.shared.queue().is_closed = true;
        self.shared.wake.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The committer's own thread.
struct Work<B> {
    log: Log,
    besides: B,
    shared: Arc<Shared>,
    batch: Batch,
    tell: Vec<oneshot::Sender<Kept>>,
}

impl<B: Besides> Work<B> {
    fn run(mut self) {
        while self.collect() {
            self.commit();
        }
    }

    /// Takes the records at the head of the queue that are made; false when the queue is closed and empty.
    fn collect(&mut self) -> bool {
        self.batch.clear();
        self.tell.clear();
        let mut queue = self.shared.queue();
        while !matches!(queue.waiting.front(), Some(Waiting::Made(..) | Waiting::Left)) {
            if queue.is_closed && queue.waiting.is_empty() {
                return false;
            }
            let (again, timed) = self.shared.wake.wait_timeout(queue, IDLE).unwrap_or_else(PoisonError::into_inner);
            queue = again;
            if timed.timed_out() {
                break;
            }
        }
        let mut bytes = 0_usize;
        while bytes < BATCH_BYTES && matches!(queue.waiting.front(), Some(Waiting::Made(..) | Waiting::Left)) {
            if let Some(Waiting::Made(record, tell)) = queue.waiting.pop_front() {
                bytes = bytes.saturating_add(record.len());
                self.batch.push(&record);
                self.tell.push(tell);
            }
            queue.first = queue.first.saturating_add(1);
        }
        true
    }

    fn commit(&mut self) {
        if let Some(own) = self.besides.before(&self.batch, self.log.next()) {
            self.batch.push(&own);
        }
        if self.batch.is_empty() {
            return;
        }
        match self.log.append(&mut self.batch) {
            Ok(places) => {
                self.besides.kept(&self.batch, &places);
                for (tell, place) in self.tell.drain(..).zip(&places) {
                    let _ = tell.send(Ok(*place));
                }
                self.besides.after(&self.log, &self.batch, &places);
            }
            Err(error) => self.refuse(&error),
        }
    }

    fn refuse(&mut self, error: &LogError) {
        self.besides.lost(&self.batch);
        tracing::error!(%error, records = self.tell.len(), "verdicts could not be kept; they are refused");
        for tell in self.tell.drain(..) {
            let _ = tell.send(Err(Unkept(error.to_string())));
        }
    }
}
