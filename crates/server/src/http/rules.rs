//! Rules that officers write: see `cordon_desk::rules` and docs/concepts/rules.md.

pub mod backtest;
pub mod check;
pub mod decide;
pub mod facts;
pub mod in_force;
pub mod list;
pub mod propose;
pub mod retire;
pub mod shadow;
pub mod show;

use crate::app::App;
use cordon_desk::verbs::ProposeRules;
use cordon_desk::{Call, Refusal, Resource};

/// Whether somebody may try rules out: whoever may propose them. A refusal leaves an entry.
fn may_try(app: &App, call: &Call) -> Result<(), Refusal> {
    app.desk.may::<ProposeRules>(call, Resource::house())
}
