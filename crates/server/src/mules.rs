//! The model by which accounts are scored by their signs, as `cordon flow train` writes it, and a round of scores in
//! a running centre.
//!
//! Not here: when rounds are made (`jobs`), and what scores are of (`cordon-desk`, `cordon-flow`).

use crate::app::App;
use anyhow::{Context, ensure};
use cordon_desk::Refusal;
use cordon_desk::read::payees::Mules;
use cordon_flow::signs::{Model, Settings};
use cordon_model::time::{DAY_MS, MINUTE_MS};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Below the data folder: without it nobody is scored.
const MODEL_FILE: &str = "models/mules.json";

/// The lengths of the windows: what is called an hour, a day and five working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Windows {
    pub hour_ms: i64,
    pub day_ms: i64,
    pub working_days: u32,
}

/// A model with the windows in which it learned: in others its signs are others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    pub windows: Windows,
    pub model: Model,
}

impl Windows {
    pub fn settings(self) -> Settings {
        let Self { hour_ms, day_ms, working_days } = self;
        Settings { hour_ms, day_ms, working_days, ..Settings::default() }
    }

    fn are_sound(self) -> bool {
        let lengths = MINUTE_MS..=366 * DAY_MS;
        lengths.contains(&self.hour_ms) && lengths.contains(&self.day_ms) && (1..=366).contains(&self.working_days)
    }
}

impl Learned {
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let no_model = || format!("`{}` is no model of `cordon flow train`", path.display());
        let learned: Self = serde_json::from_str(&text).with_context(no_model)?;
        ensure!(learned.windows.are_sound(), "{}: a window is shorter than a minute or longer than a year", no_model());
        Ok(learned)
    }
}

pub fn model_of(data: &Path) -> PathBuf {
    data.join(MODEL_FILE)
}

/// Scores every account, and has payments judged by the scores; without a model nobody has one any more.
pub fn round(app: &App, learned: Option<&Learned>) -> Result<(), Refusal> {
    // Without a room nothing is judged here.
    let Ok(service) = app.sift() else { return Ok(()) };
    let score =
        |learned: &Learned| Mules::score(&app.desk, &learned.model, learned.windows.settings(), app.clock.now());
    let mules = learned.map(score).transpose()?;
    if let Some(mules) = &mules {
        let (counted, told) = (mules.counted, mules.len());
        tracing::info!(
            movements = counted.movements,
            accounts = counted.accounts,
            left_out = counted.left_out,
            told,
            "accounts were scored by their signs"
        );
    }
    service.payees.take_mules(&app.desk, mules)
}
