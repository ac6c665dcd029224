//! A proposed set of rules judges what the one in force has judged, on a thread of its own: no answer waits for it,
//! and none is changed by it. What it counts is in memory and begins anew with the process.
//!
//! Not here: who puts a set in shadow (the desk), and what is counted (`cordon-sift`).

use cordon_model::Stamp;
use cordon_sift::facts::Facts;
use cordon_sift::judge::Kind;
use cordon_sift::rules::{Figures, Judged, Rules, Shadow};
use cordon_sift::verdict::{Action, Verdict};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Events that may wait for the shadow, under a kilobyte each; what comes above them it does not see.
pub const WAITING_MAX: usize = 4_096;

/// The set in shadow, if there is one.
#[derive(Debug, Default)]
pub struct Shadows(RwLock<Option<Arc<Running>>>);

#[derive(Debug)]
struct Running {
    since: Stamp,
    send: SyncSender<(Judged, Action)>,
    shadow: Arc<Mutex<Shadow>>,
    missed: AtomicU64,
}

/// What a set in shadow has come to on this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadowed {
    pub digest: String,
    pub since: Stamp,
    pub figures: Figures,
    /// Events that came too fast for it.
    pub missed: u64,
}

impl Shadows {
    /// Another set from now on, counted from nothing; or none.
    pub fn set(&self, rules: Option<Rules>, since: Stamp) -> std::io::Result<()> {
        let running = rules.map(|rules| start(rules, since)).transpose()?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = running.map(Arc::new);
        Ok(())
    }

    fn running(&self) -> Option<Arc<Running>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn see(&self, kind: Kind, facts: &Facts, verdict: &Verdict) {
        let Some(running) = self.running() else { return };
        if running.send.try_send((Judged::of(kind, facts.clone(), verdict), verdict.action)).is_err() {
            running.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub fn so_far(&self) -> Option<Shadowed> {
        let running = self.running()?;
        let shadow = running.shadow.lock().unwrap_or_else(PoisonError::into_inner);
        Some(Shadowed {
            digest: shadow.rules().digest().to_owned(),
            since: running.since,
            figures: shadow.figures().clone(),
            missed: running.missed.load(Ordering::Relaxed),
        })
    }
}

/// The thread ends when nobody sends any more.
fn start(rules: Rules, since: Stamp) -> std::io::Result<Running> {
    let (send, seen) = sync_channel::<(Judged, Action)>(WAITING_MAX);
    let shadow = Arc::new(Mutex::new(Shadow::new(rules)));
    let of_thread = Arc::clone(&shadow);
    std::thread::Builder::new().name("shadow".to_owned()).spawn(move || {
        for (judged, now) in seen {
            of_thread.lock().unwrap_or_else(PoisonError::into_inner).see(&judged, now);
        }
    })?;
    Ok(Running { since, send, shadow, missed: AtomicU64::new(0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_sift::rules::shipped;
    use cordon_sift::verdict::{Grade, Versions};

    fn verdict() -> Verdict {
        Verdict {
            action: Action::Allow,
            probability: 0,
            grade: Grade::Low,
            kind: None,
            stage: None,
            reasons: Vec::new(),
            against: None,
            failed: Vec::new(),
            versions: Versions::default(),
            redress: String::new(),
        }
    }

    #[test]
    fn every_event_is_seen_or_counted_as_missed() {
        let (shadows, rules) = (Shadows::default(), Rules::read(shipped()).unwrap());
        shadows.see(Kind::Call, &Facts::default(), &verdict());
        assert_eq!(shadows.so_far(), None, "nobody is there");
        shadows.set(Some(rules.clone()), Stamp::from_ms(5)).unwrap();
        let running = shadows.running().unwrap();
        let held = running.shadow.lock().unwrap();
        let sent = WAITING_MAX as u64 + 100;
        (0..sent).for_each(|_| shadows.see(Kind::Call, &Facts::default(), &verdict()));
        drop(held);
        for _ in 0..1_000 {
            let Shadowed { figures, missed, .. } = shadows.so_far().unwrap();
            if figures.sum().0 + missed == sent {
                // One more than may wait is in the thread's hands.
                assert!((99..=100).contains(&missed), "{missed}");
                shadows.set(Some(rules), Stamp::from_ms(9)).unwrap();
                assert_eq!(
                    shadows.so_far().map(|told| (told.since, told.figures.sum())),
                    Some((Stamp::from_ms(9), (0, 0)))
                );
                shadows.set(None, Stamp::from_ms(9)).unwrap();
                return assert_eq!(shadows.so_far(), None);
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("{:?}", shadows.so_far());
    }
}
