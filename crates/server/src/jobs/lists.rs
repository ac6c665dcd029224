//! Lists what measures restrict, and takes up what other servers changed of the lists.

use crate::app::App;
use crate::sift::listed;
use cordon_desk::listing::list_measures;
use std::time::Duration;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(2);
/// So many looks may pass until the lists are read again although nothing was written here.
const READ_AGAIN_AFTER: u32 = 30;

pub async fn run(app: App) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut looks = 0u32;
    loop {
        every.tick().await;
        looks = looks.saturating_add(1);
        let due = looks >= READ_AGAIN_AFTER;
        let leads = app.leads();
        let done = app.peek(move |app| {
            let vault = app.desk.vault();
            let mut changed = due;
            if leads {
                let thing = |kind, written: &str| listed::thing(vault, kind, written).ok();
                let done = list_measures(&app.desk, &app.platform(), &thing)?;
                changed |= done.listed > 0 || done.ended > 0;
            }
            if changed { listed::refresh(app) } else { Ok(()) }
        });
        match done.await {
            Ok(()) if due => looks = 0,
            Ok(()) => {}
            Err(problem) => {
                tracing::error!(code = %problem.code(), "the lists were not brought up to date; it will be repeated")
            }
        }
    }
}
