//! What people say of calls and texts that they did not want.

pub mod complain;
pub mod refuse;

use crate::app::App;
use cordon_desk::{Call, Refusal};
use cordon_model::{Agency, AgencyKind, Code};
use cordon_store::{Doors, Read};

/// Carriers and the centre: for others these routes are not there.
fn carriers_only(app: &App, call: &Call, verb: &'static str) -> Result<(), Refusal> {
    if !call.actor.is_member() {
        return Ok(());
    }
    let found: Option<Agency> = match call.actor.agency() {
        Some(id) => app.desk.store().view("agency", |view| view.load(id))?,
        None => None,
    };
    if found.is_some_and(|agency| agency.kind == AgencyKind::Carrier) {
        return Ok(());
    }
    Err(app.desk.note_refusal(verb, call, Refusal::bare(Code::NotFound), &[]))
}
