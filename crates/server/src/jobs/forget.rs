//! Forgets idempotency keys that nobody will send again.

use crate::app::App;
use cordon_desk::Refusal;
use cordon_model::time::DAY_MS;
use cordon_store::{Doors, idempotency};
use std::time::Duration;

/// How long the same key gets the same answer.
const REMEMBERED_MS: i64 = 7 * DAY_MS;
const ROUND_EVERY: Duration = Duration::from_secs(3_600);

pub async fn run(app: App) {
    let mut every = tokio::time::interval(ROUND_EVERY);
    loop {
        every.tick().await;
        if !app.leads() {
            continue;
        }
        let forgotten = app
            .peek(|app| {
                let before = app.clock.now().minus_ms(REMEMBERED_MS);
                app.desk.store().keep("forget", |keep| Ok::<_, Refusal>(idempotency::forget(keep, before)?))
            })
            .await;
        if let Err(problem) = forgotten {
            tracing::warn!(code = %problem.code(), "old idempotency keys stay for another round");
        }
    }
}
