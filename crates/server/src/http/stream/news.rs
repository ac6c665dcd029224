//! The newest entries of the journal as they are told, read once for all who watch: what an act costs grows little
//! with the number of streams.
//!
//! One reader goes while somebody watches. Who is behind what it keeps asks the store for himself.

use super::{ENTRIES_AT_ONCE, Eyes, Told, told};
use crate::app::App;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Entries that are kept for those who watch.
const KEPT_MAX: usize = 2_000;
/// A burst of acts is read once.
const SETTLE: Duration = Duration::from_millis(50);
/// So often the reader looks whether anybody still watches.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// When the store failed.
const AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct News {
    kept: Mutex<Kept>,
    moved: watch::Sender<Moved>,
}

/// Up to where entries were read, and how often reading failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Moved {
    pub next: u64,
    pub failed: u64,
}

#[derive(Debug, Default)]
struct Kept {
    reading: bool,
    /// The number of the first that is kept.
    first: u64,
    told: VecDeque<Told>,
}

impl News {
    /// What moves when there is more. Somebody reads from now on; the caller has a place among the open streams.
    pub(super) fn watch(&self, app: &App, from: u64) -> watch::Receiver<Moved> {
        let mut kept = self.kept();
        if !kept.reading {
            *kept = Kept { reading: true, first: from, told: VecDeque::new() };
            self.moved.send_modify(|moved| moved.next = from);
            tokio::spawn(read(app.clone()));
        }
        self.moved.subscribe()
    }

    /// What these eyes see of the entries from that number on, and where to go on; none where that is kept no more.
    pub(super) fn since(&self, eyes: Eyes, from: u64) -> Option<Seen> {
        let kept = self.kept();
        let skipped = usize::try_from(from.checked_sub(kept.first)?).ok()?;
        let some = (from..).zip(kept.told.iter().skip(skipped)).take(ENTRIES_AT_ONCE as usize);
        let mut found = Seen { next: from, told: Vec::new() };
        for (seq, told) in some {
            found.next = seq.saturating_add(1);
            found.told.extend(told.seen_by(eyes).map(|data| (seq, data)));
        }
        Some(found)
    }

    fn keep(&self, told: Vec<Told>) {
        let mut kept = self.kept();
        kept.told.extend(told);
        while kept.told.len() > KEPT_MAX {
            kept.told.pop_front();
            kept.first = kept.first.saturating_add(1);
        }
        let next = kept.first.saturating_add(u64::try_from(kept.told.len()).unwrap_or(u64::MAX));
        self.moved.send_modify(|moved| moved.next = next);
    }

    /// True when nobody watches: the reader goes.
    fn is_over(&self, app: &App) -> bool {
        let mut kept = self.kept();
        kept.reading = app.open_streams() > 0;
        !kept.reading
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Entries that somebody may see, and the number of the one after those that were looked at.
pub(super) struct Seen {
    pub next: u64,
    pub told: Vec<(u64, Arc<str>)>,
}

/// Reads what is written for as long as somebody watches. Where the store fails all streams end, so that whoever
/// watches sees that he sees nothing; they come back by themselves.
async fn read(app: App) {
    let mut changed = app.changed.subscribe();
    while !app.news.is_over(&app) {
        let from = app.news.moved.borrow().next;
        changed.mark_unchanged();
        match app.peek(move |app| told(app, from)).await {
            Ok(told) => {
                let more = told.len() >= ENTRIES_AT_ONCE as usize;
                if !told.is_empty() {
                    app.news.keep(told);
                }
                if more {
                    continue;
                }
            }
            Err(_) => {
                app.news.moved.send_modify(|moved| moved.failed = moved.failed.wrapping_add(1));
                tokio::time::sleep(AGAIN).await;
                continue;
            }
        }
        let _ = tokio::time::timeout(LOOK_EVERY, changed.changed()).await;
        tokio::time::sleep(SETTLE).await;
    }
}
