//! Follows the money: after every act that may have changed what is known, one round over all open
//! cases, and another as long as one leads to the next.

use crate::app::App;
use crate::random;
use cordon_desk::money::trace::{Standing, Traced, round};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Something may have been written by another way than this process's own requests.
const LOOK_AGAIN_EVERY: Duration = Duration::from_secs(2);
/// Between two rounds at least so many times what the last one took: tracing is never most of the work.
const REST_TIMES: u32 = 4;
const REST_MIN: Duration = Duration::from_millis(5);
const REST_MAX: Duration = Duration::from_secs(5);

pub async fn run(app: App) {
    let memory = Arc::new(Mutex::new(Standing::default()));
    let mut changed = app.changed.subscribe();
    loop {
        let began = Instant::now();
        changed.mark_unchanged();
        if !app.leads() {
            tokio::time::sleep(LOOK_AGAIN_EVERY).await;
            continue;
        }
        let kept = memory.clone();
        let traced = app
            .peek(move |app| {
                let Ok(mut memory) = kept.lock() else { return Ok(Traced::default()) };
                round(&app.desk, app.clock.now(), &mut random::seed, &mut memory)
            })
            .await;
        let took = began.elapsed();
        tokio::time::sleep(took.saturating_mul(REST_TIMES).clamp(REST_MIN, REST_MAX)).await;
        match traced {
            Ok(traced) if traced.extended > 0 || traced.again => {
                tracing::debug!(?traced, ?took, "cases acted on where their money went");
                app.changed.send_modify(|count| *count = count.wrapping_add(1));
                continue;
            }
            Ok(_) => {}
            Err(problem) => tracing::error!(code = %problem.code(), "a round of tracing failed; it will be repeated"),
        }
        // Nothing more to do until somebody writes.
        let _ = tokio::time::timeout(LOOK_AGAIN_EVERY, changed.changed()).await;
    }
}
