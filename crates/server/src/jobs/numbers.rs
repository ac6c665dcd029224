//! Tells the streams when entries got their numbers, and the tracer when another server has written.
//! Where one process writes, it knows by itself.

use crate::app::App;
use cordon_store::{Doors, Read, entries};
use std::time::Duration;

/// As long an event may come later than its act's number.
const LOOK_EVERY: Duration = Duration::from_millis(100);

pub async fn run(app: App) {
    if !app.records.are_shared() {
        return;
    }
    let mut every = tokio::time::interval(LOOK_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut last = 0;
    loop {
        every.tick().await;
        let count =
            app.peek(|app| app.desk.store().view("count_entries", |view| Ok(entries::count(view.sql())?))).await;
        match count {
            Ok(count) if count == last => {}
            Ok(count) => {
                last = count;
                app.changed.send_modify(|count| *count = count.wrapping_add(1));
            }
            Err(problem) => tracing::warn!(code = %problem.code(), "entries were not counted; it will be tried again"),
        }
    }
}
