//! A small bounded pool of connections, opened when first needed.
//!
//! Two bounds: so many connections, and so many callers that wait for one. Beyond both nobody
//! queues: a refusal at once is worth more to the caller than an answer after its own deadline.
//!
//! Not here: what a connection is, and whether one that comes back is still good.

use crate::error::{Result, StoreError};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a caller waits for a connection.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// How large a pool may become.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) connections_max: usize,
    pub(crate) waiting_max: usize,
    /// What a caller is told is busy.
    pub(crate) what: &'static str,
}

pub(crate) struct Pool<C> {
    bounds: Bounds,
    inside: Mutex<Inside<C>>,
    returned: Condvar,
}

struct Inside<C> {
    idle: Vec<C>,
    out: usize,
    waiting: usize,
}

impl<C> Pool<C> {
    pub(crate) fn new(bounds: Bounds) -> Self {
        let inside = Mutex::new(Inside { idle: Vec::new(), out: 0, waiting: 0 });
        Self { bounds, inside, returned: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Inside<C>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Callers queued now.
    pub(crate) fn waiting(&self) -> usize {
        self.lock().waiting
    }

    /// An idle connection, or none: then the caller opens one. Either way its place counts as taken
    /// until [`Pool::give`].
    pub(crate) fn take(&self) -> Result<Option<C>> {
        let mut inside = self.lock();
        if inside.out >= self.bounds.connections_max {
            inside = self.wait(inside)?;
        }
        inside.out = inside.out.saturating_add(1);
        Ok(inside.idle.pop())
    }

    fn wait<'p>(&'p self, mut inside: MutexGuard<'p, Inside<C>>) -> Result<MutexGuard<'p, Inside<C>>> {
        let Bounds { connections_max, waiting_max, what } = self.bounds;
        if inside.waiting >= waiting_max {
            return Err(StoreError::determinate(format!("busy: {waiting_max} {what} are waiting; ask again later")));
        }
        inside.waiting = inside.waiting.saturating_add(1);
        let until = Instant::now().checked_add(WAIT_MAX);
        let mut ended = Ok(());
        while inside.out >= connections_max && ended.is_ok() {
            match until.and_then(|until| until.checked_duration_since(Instant::now())) {
                Some(left) => {
                    inside = self.returned.wait_timeout(inside, left).unwrap_or_else(PoisonError::into_inner).0;
                }
                None => ended = Err(StoreError::determinate(format!("busy: {what} take too long; ask again later"))),
            }
        }
        inside.waiting = inside.waiting.saturating_sub(1);
        ended.map(|()| inside)
    }

    /// Gives a connection back, or the place of one that is no good any more.
    pub(crate) fn give(&self, connection: Option<C>) {
        let mut inside = self.lock();
        inside.out = inside.out.saturating_sub(1);
        inside.idle.extend(connection);
        drop(inside);
        self.returned.notify_one();
    }

    /// Takes every idle connection out, for closing them somewhere else.
    pub(crate) fn drain(&self) -> Vec<C> {
        std::mem::take(&mut self.lock().idle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    const ONE: Bounds = Bounds { connections_max: 1, waiting_max: 1, what: "callers" };

    #[test]
    fn a_place_is_taken_once_and_given_to_who_waits() {
        let pool = Pool::new(ONE);
        assert_eq!(pool.take(), Ok(None), "the caller opens the first");
        thread::scope(|scope| {
            let waiting = scope.spawn(|| pool.take());
            while pool.waiting() == 0 {
                thread::yield_now();
            }
            assert!(pool.take().unwrap_err().to_string().contains("1 callers are waiting"));
            pool.give(Some(7));
            assert_eq!(waiting.join().unwrap(), Ok(Some(7)));
        });
        pool.give(None);
        assert_eq!(pool.take(), Ok(None), "what was no good is not given again");
    }
}
