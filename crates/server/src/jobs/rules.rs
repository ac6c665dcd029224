//! Has events judged by the rules that officers put in force, on every server, whichever of them the officer was at.

use crate::app::App;
use crate::rules::put_in_force;
use std::time::Duration;

/// So much later a decision counts on the other servers.
const EVERY: Duration = Duration::from_secs(5);

pub async fn run(app: App) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if let Err(problem) = app.peek(put_in_force).await {
            tracing::error!(code = %problem.code(), "the rules in force are not known here; it will be tried again");
        }
    }
}
