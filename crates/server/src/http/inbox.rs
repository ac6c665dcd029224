//! The inbox of a member agency, in the JSON form: take what waits, answer it.

pub mod hold;
pub mod lease;
pub mod receive;
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
