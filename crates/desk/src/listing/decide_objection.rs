//! An objection to an entry is decided, with a reason, by somebody who had no hand in it. Upheld, the entry ends
//! in the same act.

use super::unlist::Unlisted;
use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::DecideObjection;
use cordon_journal::Fact;
use cordon_model::listing::ObjectionDecided;
use cordon_model::{Code, Listing, ListingId, ListingState};

pub fn decide_objection(
    desk: &Desk,
    call: &Call,
    id: ListingId,
    uphold: bool,
    reason: &str,
) -> Result<Unlisted, Refusal> {
    desk.act::<DecideObjection, _, _>(
        call,
        |look| {
            let listing: Listing = look.find(id)?;
            let resource =
                listing.hands.iter().fold(Resource::new("Listing", id), |resource, hand| resource.hand(hand));
            Ok((resource, listing))
        },
        |_permit, act, mut listing| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let at = act.now();
            let open = listing.objection.as_mut().filter(|objection| objection.decided.is_none());
            let objection = open.ok_or_else(|| Refusal::new(Code::WrongState, "no objection is open"))?;
            let late = at > objection.due.at;
            if late && !uphold {
                return Err(Refusal::new(Code::WrongState, "the time to decide is over: the entry counts no more"));
            }
            let reason = reason.trim().to_owned();
            objection.decided = Some(ObjectionDecided { at, by, upheld: uphold, reason: reason.clone() });
            act.fact("upheld", Fact::Bool(uphold));
            act.fact("late", Fact::Bool(late));
            if uphold {
                listing.state = ListingState::Ended { at, reason };
            }
            act.keep_listing(&listing)?;
            Ok(Unlisted { listing: id, at })
        },
    )
}
