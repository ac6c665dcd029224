//! Carries one wire: polls, hands every order to the gateway, sends every answer until the centre has
//! it. When the centre is away it waits longer and longer, with jitter, and resumes by itself.

use crate::centre::{Centre, CentreError, Verdict};
use crate::clock::Now;
use crate::error::Error;
use crate::gateway::Gateway;
use cordon_model::Wire;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Longest pause of a wire whose centre is away.
const PAUSE_MS_MAX: u64 = 30_000;
/// Longest pause of one answer that the centre refuses, or cannot take at the moment.
const REFUSED_PAUSE_MS_MAX: u64 = 60_000;
/// How often orders that could not be carried out are taken up again.
const FINISH_MS: u64 = 2_000;
/// How soon a stop flag is seen while waiting.
const TICK_MS: u64 = 25;

pub(crate) fn lock(gateway: &Mutex<Gateway>) -> Result<MutexGuard<'_, Gateway>, Error> {
    gateway.lock().map_err(|_| Error::Poisoned)
}

/// Waits, but not beyond the stop flag.
pub(crate) fn wait(stop: &AtomicBool, pause: Duration) {
    let end = Instant::now() + pause;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() || stop.load(Ordering::Relaxed) {
            return;
        }
        std::thread::sleep(left.min(Duration::from_millis(TICK_MS)));
    }
}

/// Doubles with each failure up to a limit; the last half of it is jitter, so that a hundred
/// gateways do not come back in one moment.
fn pause(base_ms: u64, failures: u32, max_ms: u64, jitter: u64) -> Duration {
    let factor = 1_u64.checked_shl(failures).unwrap_or(u64::MAX);
    let full = base_ms.saturating_mul(factor).min(max_ms).max(1);
    let half = full.div_ceil(2);
    let extra = jitter.checked_rem(half.saturating_add(1)).unwrap_or(0);
    Duration::from_millis(half.saturating_add(extra).min(max_ms))
}

/// An answer that the centre refused.
struct Refused {
    times: u32,
    again: Instant,
}

pub(crate) struct Courier {
    pub wire: Wire,
    pub every_ms: u64,
    pub centre: Centre,
    pub gateway: Arc<Mutex<Gateway>>,
    pub now: Arc<dyn Now>,
    pub stop: Arc<AtomicBool>,
    /// Whether this one also carries the reports of our own holds.
    pub reports: bool,
    /// By the order's id and the answer's number, or by the report's reference.
    refused: HashMap<(String, u32), Refused>,
    finish_again: Instant,
}

impl Courier {
    pub(crate) fn new(
        wire: Wire,
        every_ms: u64,
        centre: Centre,
        gateway: Arc<Mutex<Gateway>>,
        now: Arc<dyn Now>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        let (refused, finish_again) = (HashMap::new(), Instant::now());
        Self { wire, every_ms, centre, gateway, now, stop, reports: false, refused, finish_again }
    }

    /// Until the stop flag is up. Only a broken store ends it earlier.
    pub(crate) fn run(mut self) -> Result<(), Error> {
        let mut failures = 0_u32;
        while !self.stop.load(Ordering::Relaxed) {
            match self.round()? {
                Ok(0) => {
                    self.back(&mut failures);
                    wait(&self.stop, Duration::from_millis(self.every_ms));
                }
                // More may wait.
                Ok(_) => self.back(&mut failures),
                Err(error) => {
                    failures = failures.saturating_add(1);
                    let pause = pause(self.every_ms, failures, PAUSE_MS_MAX, rand::random());
                    let pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
                    tracing::warn!(wire = self.wire.name(), %error, failures, pause_ms, "the centre cannot be served");
                    wait(&self.stop, pause);
                }
            }
        }
        Ok(())
    }

    fn back(&self, failures: &mut u32) {
        if *failures > 0 {
            tracing::info!(wire = self.wire.name(), failures = *failures, "the centre is back");
        }
        *failures = 0;
    }

    /// One round: what was left, what waits to be sent, what is new. How many orders came; the inner
    /// error is the centre's, the outer one ours.
    fn round(&mut self) -> Result<Result<usize, CentreError>, Error> {
        self.finish()?;
        if let Err(error) = self.send_due()? {
            return Ok(Err(error));
        }
        let orders = match self.centre.poll(self.wire) {
            Ok(orders) => orders,
            Err(error) => return Ok(Err(error)),
        };
        for raw in &orders {
            self.take(raw)?;
        }
        Ok(self.send_due()?.map(|()| orders.len()))
    }

    fn finish(&mut self) -> Result<(), Error> {
        if Instant::now() < self.finish_again {
            return Ok(());
        }
        lock(&self.gateway)?.finish(self.wire, self.now.now())?;
        self.finish_again = Instant::now() + Duration::from_millis(FINISH_MS);
        Ok(())
    }

    /// An order that cannot be carried out now stays written down and is taken up again; only a
    /// store that does not take it is the end of this wire.
    fn take(&self, raw: &[u8]) -> Result<(), Error> {
        let now = self.now.now();
        match lock(&self.gateway)?.take(self.wire, raw, now, rand::random()) {
            Ok(_) => Ok(()),
            Err(error @ (Error::Store(_) | Error::Io(_) | Error::Poisoned)) => Err(error),
            Err(error) => {
                tracing::error!(wire = self.wire.name(), %error, "an order could not be carried out yet");
                Ok(())
            }
        }
    }

    /// Sends what is due. A refused answer keeps no other back.
    fn send_due(&mut self) -> Result<Result<(), CentreError>, Error> {
        let due = lock(&self.gateway)?.due(self.wire)?;
        for answer in due {
            let key = (answer.id.to_string(), answer.seq);
            if self.rests(&key) {
                continue;
            }
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let verdict = match self.centre.send(self.wire, &answer) {
                Ok(verdict) => verdict,
                Err(error @ CentreError::Away(_)) => return Ok(Err(error)),
                Err(CentreError::Refused(why)) => Verdict::Refused(why),
            };
            if self.heard(key, &answer.code, verdict) {
                lock(&self.gateway)?.known(self.wire, &answer, self.now.now())?;
            }
        }
        if self.reports { self.send_reports() } else { Ok(Ok(())) }
    }

    /// Reports of our own holds go the same way, and as long.
    fn send_reports(&mut self) -> Result<Result<(), CentreError>, Error> {
        let due = lock(&self.gateway)?.due_reports()?;
        for report in due {
            let key = (report.reference.clone(), 0);
            if self.rests(&key) {
                continue;
            }
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            let verdict = match self.centre.report(&report.reference, &report.body) {
                Ok(verdict) => verdict,
                Err(error @ CentreError::Away(_)) => return Ok(Err(error)),
                Err(CentreError::Refused(why)) => Verdict::Refused(why),
            };
            if self.heard(key, "report", verdict) {
                lock(&self.gateway)?.report_known(&report.reference, self.now.now())?;
            }
        }
        Ok(Ok(()))
    }

    /// Refused a moment ago.
    fn rests(&self, key: &(String, u32)) -> bool {
        self.refused.get(key).is_some_and(|refused| Instant::now() < refused.again)
    }

    /// Whether the centre has it now.
    fn heard(&mut self, key: (String, u32), code: &str, verdict: Verdict) -> bool {
        let (wire, id, seq) = (self.wire.name(), &key.0, key.1);
        match verdict {
            Verdict::Accepted(said) => tracing::info!(wire, order = %id, seq, code, %said, "the centre has the answer"),
            Verdict::Repeated => tracing::warn!(wire, order = %id, seq, code, "the centre had an answer already"),
            Verdict::Refused(why) => {
                let times = self.refused.get(&key).map_or(1, |refused| refused.times.saturating_add(1));
                let pause = pause(self.every_ms, times, REFUSED_PAUSE_MS_MAX, rand::random());
                tracing::error!(wire, order = %id, seq, code, %why, times, "the centre refuses the answer; it will be sent again");
                self.refused.insert(key, Refused { times, again: Instant::now() + pause });
                return false;
            }
        }
        self.refused.remove(&key);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_limit_and_are_never_equal_for_all() {
        let ms = |failures, jitter| pause(100, failures, 1_000, jitter).as_millis();
        assert_eq!((ms(0, 0), ms(0, 50)), (50, 100));
        assert_eq!((ms(1, 0), ms(1, 100)), (100, 200));
        assert_eq!((ms(9, 0), ms(9, u64::MAX)), (500, ms(200, u64::MAX)));
        for jitter in 0..2_000 {
            assert!((500..=1_000).contains(&ms(40, jitter)));
        }
    }
}
