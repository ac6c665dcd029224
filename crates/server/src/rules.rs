//! Rules that officers put in force, in a running centre: how their files are read, and that what the records say
//! is what is judged by, on every server, at the start and after each act.
//!
//! A set that cannot be read any more (facts were renamed by a newer binary) does not stop the centre: what came
//! with the binary is judged by, and it is said wherever the centre says how it is.
//!
//! Not here: who may put rules in force (the desk), and what rules are (`cordon-sift`).

pub mod history;
pub mod labels;
pub mod trial;

use crate::app::App;
use crate::sift::service::Service;
use crate::sift::words::Words;
use cordon_desk::read::{StandingRules, standing_rules};
use cordon_desk::rules::{Files, Fit, check_files};
use cordon_desk::{Desk, Refusal};
use cordon_model::{Code, RuleSet, RuleSetState, Stamp};
use cordon_sift::rules::{Doubt, File, RuleError, Rules, check, unscaled};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

/// Faults that are told at once.
pub const FAULTS_MAX: usize = 100;
/// Doubts that are told at once.
pub const DOUBTS_MAX: usize = 200;

pub fn parse(files: &Files) -> Result<Rules, Vec<RuleError>> {
    let files: Vec<_> = files.iter().map(|(name, text)| File { name, text }).collect();
    Rules::read(&files)
}

/// All faults, each with file, line and what to do.
pub fn read(files: &Files) -> Result<Rules, Refusal> {
    check_files(files)?;
    parse(files).map_err(|faults| {
        let told: Vec<String> = faults.iter().take(FAULTS_MAX).map(ToString::to_string).collect();
        Refusal::field("files", format!("are not understood, {} faults:\n{}", faults.len(), told.join("\n")))
    })
}

pub fn fit(files: &Files) -> Result<Fit, Refusal> {
    let rules = read(files)?;
    let doubts = check(&rules).len().saturating_add(unscaled(&rules).len());
    Ok(Fit { digest: rules.digest().to_owned(), rules: rules.rules().len(), doubts })
}

/// What is doubtful about a set, the first of it.
pub fn doubts(rules: &Rules) -> Vec<Doubt> {
    let mut doubts = unscaled(rules);
    doubts.extend(check(rules));
    doubts.truncate(DOUBTS_MAX);
    doubts
}

/// Which sets of the records this server judges by.
#[derive(Debug, Default)]
pub struct Standing {
    known: Mutex<Known>,
    /// Held while a set is tried on the past.
    trial: Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    in_force: Option<String>,
    /// By digest, and since when.
    shadow: Option<(String, Stamp)>,
    trouble: Option<String>,
}

impl Standing {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One backtest at a time; none while another runs.
    pub fn one_trial(&self) -> Option<MutexGuard<'_, ()>> {
        match self.trial.try_lock() {
            Ok(held) => Some(held),
            // It keeps nothing that a panic could have left half done.
            Err(TryLockError::Poisoned(held)) => Some(held.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Why the set that the records have in force is not judged by.
    pub fn trouble(&self) -> Option<String> {
        self.known().trouble.clone()
    }
}

/// Before the log is read: numbers are graded by the rules in force. Whatever is wrong, the centre opens.
pub fn at_start(desk: &Desk, words: &Words) -> Standing {
    let standing = Standing::default();
    match standing_rules(desk) {
        Ok(found) => {
            let mut known = standing.known();
            take(&mut known, found.in_force.as_ref(), |rules| words.set_rules(rules).map(drop));
        }
        Err(refusal) => tracing::error!(code = %refusal.code, "the rules in force cannot be looked up yet"),
    }
    standing
}

/// Has events judged as the records say. The same again changes nothing.
pub fn put_in_force(app: &App) -> Result<(), Refusal> {
    // Without a room nothing is judged here.
    let Ok(service) = app.sift() else { return Ok(()) };
    let Service { room, rules: standing, .. } = service;
    // Locked before the records are read: of two at once the later puts what is newer.
    let mut known = standing.known();
    let StandingRules { in_force, shadow } = standing_rules(&app.desk)?;
    take(&mut known, in_force.as_ref(), |rules| room.set_rules(rules));
    let wanted = shadow.as_ref().and_then(|set| match set.state {
        RuleSetState::Shadow { since, .. } => Some((set.digest.clone(), since)),
        _ => None,
    });
    if known.shadow == wanted {
        return Ok(());
    }
    let rules = shadow.and_then(|set| match read(&set.files) {
        Ok(rules) => Some(rules),
        Err(why) => {
            tracing::error!(set = set.number, why = why.detail, "the set in shadow cannot be read; it judges nothing");
            None
        }
    });
    room.shadows().set(rules, app.clock.now()).map_err(|error| Refusal::new(Code::Busy, error.to_string()))?;
    known.shadow = wanted;
    Ok(())
}

fn take(known: &mut Known, set: Option<&RuleSet>, put: impl Fn(Option<Rules>) -> anyhow::Result<()>) {
    let wanted = set.map(|set| set.digest.clone());
    if known.in_force == wanted {
        return;
    }
    known.trouble = match set.map(|set| read(&set.files).map_err(|why| (set.number, why))).transpose() {
        Ok(rules) => put(rules).err().map(|why| format!("{why:#}")),
        Err((number, why)) => {
            let told =
                format!("set {number} cannot be read; retire it, or mend it and propose it again: {}", why.detail);
            Some(put(None).err().map_or(told.clone(), |why| format!("{told}; {why:#}")))
        }
    };
    match &known.trouble {
        Some(trouble) => tracing::error!(trouble, "the rules that officers put in force are NOT judged by"),
        None => tracing::info!(digest = wanted.as_deref().unwrap_or("shipped"), "rules are in force"),
    }
    known.in_force = wanted;
}
