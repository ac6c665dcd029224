//! What the centre does without being asked.

mod checkpoint;
mod clock;
mod forget;
mod trace;

use crate::app::App;
use tokio::task::JoinSet;

pub fn start(app: &App) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(clock::run(app.clone()));
    jobs.spawn(checkpoint::run(app.clone()));
    jobs.spawn(forget::run(app.clone()));
    jobs.spawn(trace::run(app.clone()));
    jobs
}
