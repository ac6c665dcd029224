//! Looks for scripts that no type explains, a round a minute; more while there is something to read. Keeps the
//! lines of adopted scripts in force on every server, and writes down when somebody is first warned by them.

use crate::app::App;
use crate::radar::{Watch, note_first_warning};
use crate::sift::ear::Judged;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ROUND_EVERY: Duration = Duration::from_secs(60);
/// When the desk cannot take it now.
const AGAIN: Duration = Duration::from_secs(5);
const REST: Duration = Duration::from_millis(50);

pub async fn run(app: App) {
    let watch: Arc<Mutex<Option<Watch>>> = Arc::default();
    loop {
        // Every server judges by what any of them adopted.
        if let Err(problem) = app.peek(crate::radar::put_in_force).await {
            tracing::error!(code = %problem.code(), "the lines of adopted scripts are not in force");
        }
        if !app.leads() {
            // No round is made here: what was judged is heard by nobody, and its words go.
            fetch(&app);
            tokio::time::sleep(ROUND_EVERY).await;
            continue;
        }
        let kept = watch.clone();
        let round = app.peek(move |app| {
            let Ok(mut kept) = kept.lock() else { return Ok(false) };
            let mut watch = kept.take().map_or_else(Watch::new, Ok)?;
            let heard = watch.listen(&app.desk, fetch(app));
            let round = watch.round(&app.desk, app.clock.now(), &mut || app.platform());
            let outcome = heard.and(round);
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

/// What was judged since, with what was said in calls that fell silent.
fn fetch(app: &App) -> Vec<Judged> {
    let Ok(service) = app.sift() else { return Vec::new() };
    service.calls.hush(&service.room, app.clock.now());
    service.room.ear().fetch()
}

/// The first warning by each adopted script ends the hours from its first case.
pub async fn warnings(app: App) {
    let Ok(service) = app.sift() else { return };
    let Some(mut warnings) = service.room.ear().warnings() else { return };
    while let Some(key) = warnings.recv().await {
        loop {
            let script = key.clone();
            match app.run(move |app| note_first_warning(app, &script)).await {
                Ok(()) => break,
                Err(problem) => {
                    tracing::error!(code = %problem.code(), script = key, "the first warning by a script is not in the journal yet");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    }
}
