//! Lets time do its work: measures lapse, deadlines pass, alarms are raised.

use crate::app::App;
use crate::random;
use std::time::Duration;

/// Between two rounds of real time.
const ROUND_EVERY: Duration = Duration::from_millis(500);

pub async fn run(app: App) {
    let mut every = tokio::time::interval(ROUND_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if !app.leads() {
            continue;
        }
        let round = app.run(|app| cordon_desk::clock::tick(&app.desk, app.clock.now(), &mut random::seed)).await;
        match round {
            Ok(round) if !round.is_idle() => tracing::info!(?round, "the clock did its work"),
            Ok(_) => {}
            Err(problem) => tracing::error!(code = %problem.code(), "a round of the clock failed; it will be repeated"),
        }
    }
}
