//! How numbers and accounts turned out, as far as officers have said so: what an executed measure restricts, what
//! they listed as black, whom they heard and found wronged, whom two of them shield. Keys only.
//!
//! Not here: what follows for an event (the server joins them).

use super::listings::all;
use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_model::{Level, ListKind, Listing, ListingState};
use cordon_store::Doors;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Scam,
    Lawful,
}

/// By kind and key in the lists, hex.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes(BTreeMap<(ListKind, String), Outcome>);

impl Outcomes {
    pub fn get(&self, kind: ListKind, key: &str) -> Option<Outcome> {
        self.0.get(&(kind, key.to_owned())).copied()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Read by the platform for itself.
pub fn outcomes(desk: &Desk) -> Result<Outcomes, Refusal> {
    let listings: Vec<Listing> =
        desk.store().view("outcomes", |view| all(view, |listing: &Listing| listing.id.to_string()))?;
    let mut found = BTreeMap::new();
    for listing in listings.into_iter().filter(|listing| listing.range.is_none() && !listing.key.is_empty()) {
        if let Some(outcome) = outcome(&listing) {
            // What was said last stands.
            found.insert((listing.kind, listing.key), outcome);
        }
    }
    Ok(Outcomes(found))
}

/// An entry that waits, or that somebody ended, says nothing any more.
fn outcome(listing: &Listing) -> Option<Outcome> {
    let heard = listing.objection.as_ref().and_then(|objection| objection.decided.as_ref());
    if heard.is_some_and(|decided| decided.upheld) {
        return Some(Outcome::Lawful);
    }
    match listing.level {
        _ if listing.state != ListingState::InForce => None,
        Level::White => Some(Outcome::Lawful),
        Level::Black => Some(Outcome::Scam),
        Level::Grey => None,
    }
}
