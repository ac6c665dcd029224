//! Looks for scripts that no type explains, a round a minute; more while there is something to read. Keeps the
//! lines of adopted scripts in force on every server.

use crate::app::App;
use crate::radar::Watch;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ROUND_EVERY: Duration = Duration::from_secs(60);
const REST: Duration = Duration::from_millis(50);

pub async fn run(app: App) {
    let watch: Arc<Mutex<Option<Watch>>> = Arc::default();
    loop {
        // Every server judges by what any of them adopted.
        if let Err(problem) = app.peek(crate::radar::put_in_force).await {
            tracing::error!(code = %problem.code(), "the lines of adopted scripts are not in force");
        }
        if !app.leads() {
            tokio::time::sleep(ROUND_EVERY).await;
            continue;
        }
        let kept = watch.clone();
        let round = app.peek(move |app| {
            let Ok(mut kept) = kept.lock() else { return Ok(false) };
            let mut watch = kept.take().map_or_else(Watch::new, Ok)?;
            let outcome = watch.round(&app.desk, app.clock.now(), &mut || app.platform());
            *kept = Some(watch);
            outcome
        });
        match round.await {
            Ok(true) => tokio::time::sleep(REST).await,
            Ok(false) => tokio::time::sleep(ROUND_EVERY).await,
            Err(problem) => {
                tracing::error!(code = %problem.code(), "a round of the radar failed; it will be repeated");
                tokio::time::sleep(ROUND_EVERY).await;
            }
        }
    }
}
