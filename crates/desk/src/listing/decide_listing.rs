//! An entry that shields, or excludes for long, is decided by another officer than the one who proposed it.

use super::list_entry::ListedEntry;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::DecideListing;
use cordon_journal::Fact;
use cordon_model::{Code, Listing, ListingId, ListingState};

pub fn decide_listing(desk: &Desk, call: &Call, id: ListingId, adopt: bool) -> Result<ListedEntry, Refusal> {
    desk.act::<DecideListing, _, _>(
        call,
        |look| {
            let listing: Listing = look.find(id)?;
            let resource =
                listing.hands.iter().fold(Resource::new("Listing", id), |resource, hand| resource.hand(hand));
            Ok((resource, listing))
        },
        |_permit, act, mut listing| {
            if listing.state != ListingState::Proposed {
                return Err(Refusal::new(Code::WrongState, listing.state.name()));
            }
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let at = act.now();
            // Time went by while it waited: it begins when it is in force.
            listing.since = at;
            listing.state = match listing.until {
                _ if !adopt => ListingState::Refused { at, by },
                Some(until) if until <= at => {
                    return Err(Refusal::field("until", "its end has passed while it waited"));
                }
                _ => ListingState::InForce,
            };
            listing.hands.push(by);
            act.fact("adopted", Fact::Bool(adopt));
            act.keep_listing(&listing)?;
            let state = listing.state.name().to_owned();
            Ok(ListedEntry { listing: id, state, public_code: listing.public_code })
        },
    )
}
