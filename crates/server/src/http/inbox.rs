//! The inbox of a member agency: its machine takes what waits in the JSON form and answers it; who sits at its desk
//! sees the box, opens one order and prints it, and brings answers as a file.

pub mod bring;
pub mod held;
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
use cordon_model::{AgencyId, Code, Role};

/// The agency that a member acts for; nobody else has an inbox.
pub fn member(actor: &Actor) -> Option<AgencyId> {
    if actor.is_member() { actor.agency() } else { None }
}

pub fn no_inbox() -> Problem {
    Problem::of(Code::NotFound)
}

/// The agencies at whose desk somebody sits.
pub fn desks(actor: &Actor) -> Vec<AgencyId> {
    let Actor::Officer(officer) = actor else { return Vec::new() };
    let seats = officer.seats.iter().filter(|seat| seat.role == Role::Desk);
    let mut desks: Vec<AgencyId> = seats.map(|seat| seat.agency).collect();
    desks.sort_unstable();
    desks.dedup();
    desks
}
