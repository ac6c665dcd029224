//! An entry ends before its time, with a reason. What stems from a measure ends with its measure.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::Unlist;
use cordon_journal::Fact;
use cordon_model::{Code, Listing, ListingId, ListingState, Stamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlisted {
    pub listing: ListingId,
    pub at: Stamp,
}

pub fn unlist(desk: &Desk, call: &Call, id: ListingId, reason: &str) -> Result<Unlisted, Refusal> {
    desk.act::<Unlist, _, _>(
        call,
        |look| Ok((Resource::new("Listing", id), look.find::<Listing>(id)?)),
        |_permit, act, mut listing| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            if !matches!(listing.state, ListingState::Proposed | ListingState::InForce) {
                return Err(Refusal::new(Code::WrongState, listing.state.name()));
            }
            if listing.measure.is_some() {
                return Err(Refusal::new(Code::WrongState, "it stems from a measure; lift that"));
            }
            let at = act.now();
            act.fact("reason", Fact::text(reason));
            listing.state = ListingState::Ended { at, reason: reason.trim().to_owned() };
            act.keep_listing(&listing)?;
            Ok(Unlisted { listing: id, at })
        },
    )
}
