//! What the centre does without being asked. Of several servers on one database one does it, the
//! same that numbers the entries; another takes over when it goes. Each job asks inside its
//! transactions, so two at once for a moment do nothing wrong.

mod checkpoint;
mod clock;
mod forget;
mod known;
mod lists;
mod mules;
mod numbers;
mod radar;
mod rules;
mod trace;
mod verdicts;

use crate::app::App;
use tokio::task::JoinSet;

pub fn start(app: &App) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(clock::run(app.clone()));
    jobs.spawn(checkpoint::run(app.clone()));
    jobs.spawn(forget::run(app.clone()));
    jobs.spawn(trace::run(app.clone()));
    jobs.spawn(lists::run(app.clone()));
    jobs.spawn(numbers::run(app.clone()));
    jobs.spawn(known::run(app.clone()));
    jobs.spawn(mules::run(app.clone()));
    jobs.spawn(radar::run(app.clone()));
    jobs.spawn(rules::run(app.clone()));
    jobs.spawn(radar::warnings(app.clone()));
    jobs.spawn(verdicts::run(app.clone()));
    jobs.spawn(verdicts::forget(app.clone()));
    jobs.spawn(verdicts::save(app.clone()));
    jobs
}
