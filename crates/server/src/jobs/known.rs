//! Keeps up what the records know of events that are judged, of accounts that are paid and of numbers that people
//! complained of: after every act of this server, and for acts of others. Every server does it for itself. Tells
//! when counting reached a limit.

use crate::app::App;
use crate::sift::ear::Counted;
use std::time::{Duration, Instant};

/// Something may have been written by another way than this process's own requests.
const LOOK_AGAIN_EVERY: Duration = Duration::from_secs(2);
/// Between two looks: acts that come close together are taken in together.
const REST: Duration = Duration::from_millis(50);

/// A limit that goes on being reached is told so often.
const TELL_EVERY: Duration = Duration::from_secs(3_600);

pub async fn run(app: App) {
    let mut changed = app.changed.subscribe();
    let mut over = Over::default();
    loop {
        changed.mark_unchanged();
        let looked = app.peek(|app| match app.sift() {
            Ok(service) => service.look(&app.desk, app.clock.now()),
            // Nothing is judged here.
            Err(_) => Ok(()),
        });
        if let Err(problem) = looked.await {
            tracing::error!(code = %problem.code(), "what the records know is not up to date for judging; it will be repeated");
        }
        over = tell_limits(&app, over);
        tokio::time::sleep(REST).await;
        let _ = tokio::time::timeout(LOOK_AGAIN_EVERY, changed.changed()).await;
    }
}

/// What was told of limits last.
#[derive(Clone, Copy, Default)]
struct Over {
    sum: u64,
    told_at: Option<Instant>,
}

fn tell_limits(app: &App, before: Over) -> Over {
    let Ok(service) = app.sift() else { return before };
    let Counted { let_go, at_least, unheard, .. } = service.room.ear().counted();
    let sum = let_go.saturating_add(at_least).saturating_add(unheard);
    if sum == before.sum || before.told_at.is_some_and(|at| at.elapsed() < TELL_EVERY) {
        return before;
    }
    tracing::warn!(
        let_go,
        at_least,
        unheard,
        "near copies are counted, or texts heard by the radar, up to a limit only"
    );
    Over { sum, told_at: Some(Instant::now()) }
}
