//! Signs a checkpoint when the journal grew, and says so loudly when it may not. Where another server
//! signs, its checkpoints are checked against the entries and shown.

use crate::app::App;
use crate::log::LogError;
use cordon_store::{Doors, checkpoints};
use std::time::Duration;

/// Between two rounds of real time: as long an entry may stand unsigned.
const ROUND_EVERY: Duration = Duration::from_millis(500);
/// A refusal is said again after so many rounds: a minute.
const REFUSAL_SAID_EVERY: u64 = 120;
/// Old checkpoints are thinned out after so many rounds: an hour.
const THIN_EVERY: u64 = 7_200;

pub async fn run(app: App) {
    let mut every = tokio::time::interval(ROUND_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut rounds, mut refusals) = (0_u64, 0_u64);
    loop {
        every.tick().await;
        let here = app.clone();
        // Not counted among the desk's threads: a busy desk is when the journal grows.
        let refused = match tokio::task::spawn_blocking(move || one(&here, rounds)).await {
            Ok(refused) => refused,
            Err(_) => {
                tracing::error!("a round of the log stopped unexpectedly; it will be repeated");
                None
            }
        };
        rounds = rounds.wrapping_add(1);
        if let Some(why) = refused {
            if refusals.is_multiple_of(REFUSAL_SAID_EVERY) {
                tracing::error!(%why, "THE JOURNAL IS NOT WHAT WAS SIGNED: no checkpoint will be signed");
            }
            refusals = refusals.wrapping_add(1);
        }
    }
}

/// One round; says why signing is refused, if it is.
fn one(app: &App, rounds: u64) -> Option<String> {
    let store = app.desk.store();
    if !app.leads() {
        return refused(app.log.follow(&**store, &app.key));
    }
    if rounds.is_multiple_of(THIN_EVERY) {
        let thinned = store.keep("thin_checkpoints", |keep| checkpoints::thin(keep, app.clock.now()));
        if let Err(error) = thinned {
            tracing::warn!(%error, "old checkpoints were not thinned out");
        }
    }
    refused(app.log.advance(&**store, &app.key, app.clock.now()))
}

fn refused<T>(round: Result<T, LogError>) -> Option<String> {
    match round {
        Ok(_) => None,
        Err(LogError::NotNow(why)) => {
            tracing::warn!(%why, "no checkpoint was signed; it will be tried again");
            None
        }
        Err(LogError::Refused(why)) => Some(why),
    }
}
