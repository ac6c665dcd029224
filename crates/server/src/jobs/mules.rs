//! Scores accounts by their signs: where there is a model, at the start, when the model is another, and every six
//! hours. Every server does it for itself.

use crate::app::App;
use crate::mules::{Learned, model_of, round};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

/// The model's file is looked at so often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// What moved since is in no score before the next round.
const ROUND_EVERY: Duration = Duration::from_secs(6 * 3_600);

/// By what a round was made: of which moment the model's file is, and how long it is.
type Made = Option<(SystemTime, u64)>;

pub async fn run(app: App) {
    let path = model_of(&app.data);
    let (mut made, mut at): (Made, Instant) = (None, Instant::now());
    loop {
        let there = stamp(&path);
        if there != made || (there.is_some() && at.elapsed() >= ROUND_EVERY) {
            (made, at) = (there, Instant::now());
            score(&app, &path, there.is_some()).await;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// What cannot be read or scored leaves the scores as they were.
async fn score(app: &App, path: &Path, there: bool) {
    let learned = match there.then(|| Learned::read(path)).transpose() {
        Ok(learned) => learned,
        Err(error) => return tracing::error!("accounts are not scored anew: {error:#}"),
    };
    if let Err(problem) = app.peek(move |app| round(app, learned.as_ref())).await {
        tracing::error!(code = %problem.code(), "accounts are not scored anew; it is tried again in six hours");
    }
}

fn stamp(path: &Path) -> Made {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}
