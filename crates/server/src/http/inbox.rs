//! The inbox of a member agency: its machine takes what waits in the JSON form and answers it; who sits at its desk
//! sees the box, opens one order and prints it, and brings answers as a file.

pub mod bring;
pub mod hold;
pub mod lease;
pub mod open;
pub mod paper;
pub mod reasons;
pub mod receive;
pub mod sheet;
pub mod show;
pub mod trace;

use crate::http::problem::Problem;
use cordon_desk::Actor;
use cordon_model::{AgencyId, Code};

/// The agency that a member acts for; nobody else has an inbox.
pub fn member(actor: &Actor) -> Option<AgencyId> {
    if actor.is_member() { actor.agency() } else { None }
}

pub fn no_inbox() -> Problem {
    Problem::of(Code::NotFound)
}
