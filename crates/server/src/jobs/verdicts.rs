//! Writes the roots of ended runs of verdicts into the journal, and notes in their log that they stand there.
//! Every server does it for its own log.

use crate::app::App;
use crate::sift::log::LogError;
use crate::sift::record::Close;
use cordon_desk::Refusal;
use cordon_desk::verdicts::{RunFacts, close_run};
use cordon_model::{Code, Digest};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often old files are looked for.
const FORGET_EVERY: Duration = Duration::from_secs(3_600);
/// When the desk cannot take it now.
const AGAIN: Duration = Duration::from_secs(5);

pub async fn run(app: App) {
    let Ok(service) = app.sift() else { return };
    let Some(mut ended) = service.room.ended() else { return };
    while let Some(close) = ended.recv().await {
        loop {
            let run = facts(service.room.log(), &close);
            let written = match run {
                Ok(run) => app.run(move |app| close_run(&app.desk, app.platform(), &run)).await.map(drop),
                Err(refusal) => Err(refusal.into()),
            };
            match written {
                Ok(()) => break,
                Err(problem) => {
                    tracing::error!(code = %problem.code(), first = close.first, "a run of verdicts is not in the journal yet");
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
        if let Err(refusal) = service.room.note(close.first).await {
            // It is written again at the next start, as the same act.
            tracing::warn!(code = %refusal.code, "what stands in the journal was not noted in the log of verdicts");
        }
    }
}

/// Removes what is older than it is kept.
pub async fn forget(app: App) {
    let mut every = tokio::time::interval(FORGET_EVERY);
    loop {
        every.tick().await;
        let here = app.clone();
        let gone = tokio::task::spawn_blocking(move || {
            let before = here.clock.now().minus_ms(here.sift_config.keep_ms());
            here.sift().ok().map(|service| service.room.forget(before))
        });
        match gone.await {
            Ok(Some(Ok(0)) | None) => {}
            Ok(Some(Ok(files))) => tracing::info!(files, "old verdicts were removed"),
            Ok(Some(Err(error))) => tracing::warn!(%error, "old verdicts stay for another round"),
            Err(_) => tracing::error!("looking for old verdicts stopped unexpectedly"),
        }
    }
}

/// Ends the work on another thread when nobody waits for it any more.
struct Until(Arc<AtomicBool>);

impl Drop for Until {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Saves the state from time to time, so that a start need not read the whole log.
pub async fn save(app: App) {
    let mut every = tokio::time::interval(Duration::from_secs(app.sift_config.save_seconds.max(1)));
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let until = Until(Arc::default());
    loop {
        every.tick().await;
        let (here, stop, begun) = (app.clone(), Arc::clone(&until.0), Instant::now());
        let go_on = move || !stop.load(Ordering::Relaxed);
        let saved = tokio::task::spawn_blocking(move || {
            let since = here.clock.now().minus_ms(here.sift_config.keep_ms());
            here.sift().ok().map(|service| service.save(&here.desk, since, &go_on))
        })
        .await;
        match saved {
            Ok(Some(Ok(0) | Err(LogError::Stopping)) | None) => {}
            Ok(Some(Ok(files))) => {
                tracing::info!(files, took_ms = begun.elapsed().as_millis(), "the state of verdicts was saved");
            }
            Ok(Some(Err(error))) => tracing::warn!(%error, "the state of verdicts was not saved; the log has it"),
            Err(_) => tracing::error!("saving the state of verdicts stopped unexpectedly"),
        }
    }
}

fn facts(log: &str, close: &Close) -> Result<RunFacts, Refusal> {
    let root =
        Digest::parse(&close.root).ok_or_else(|| Refusal::new(Code::Internal, "the root of a run cannot be read"))?;
    Ok(RunFacts { log: log.to_owned(), first: close.first, records: close.count, verdicts: close.verdicts, root })
}
