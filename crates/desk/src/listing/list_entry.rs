//! Somebody is listed, with a reason and an end. White, and black for longer than thirty days, wait for a second
//! officer. A member lists grey only: it is a suspicion, and nobody is refused for it.

use super::Thing;
use crate::Actor;
use crate::desk::{Act, Call, Desk};
use crate::limits::{LISTED_MS_MAX, REASON_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::ListEntry;
use cordon_journal::Fact;
use cordon_model::sealed::mask_tail;
use cordon_model::{
    Agency, AgencyKind, Code, Level, ListKind, ListSource, Listing, ListingId, ListingState, MeasureId, Stamp,
};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewListing {
    pub kind: ListKind,
    pub thing: Thing,
    /// Ends of a range of numbers.
    pub range: Option<(String, String)>,
    pub level: Level,
    /// No personal data.
    pub reason: String,
    pub until: Option<Stamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedEntry {
    pub listing: ListingId,
    pub state: String,
    pub public_code: String,
}

pub fn list_entry(desk: &Desk, call: &Call, new: &NewListing) -> Result<ListedEntry, Refusal> {
    desk.act::<ListEntry, _, _>(
        call,
        |look| match call.actor.agency() {
            None => Ok((Resource::house(), ListSource::Police)),
            Some(id) => {
                let agency: Agency = look.find(id)?;
                let source = match agency.kind {
                    AgencyKind::Carrier => ListSource::Carrier,
                    _ => ListSource::Institution,
                };
                Ok((Resource::house().agency(id), source))
            }
        },
        |_permit, act, source| {
            act.refuse_twice(new, source)?;
            act.enter(new, source)
        },
    )
}

impl Act<'_, '_> {
    /// The entry, in force or proposed.
    pub(super) fn enter(&mut self, new: &NewListing, source: ListSource) -> Result<ListedEntry, Refusal> {
        check_text("reason", &new.reason, REASON_CHARS_MAX)?;
        let now = self.now();
        if new.until.is_some_and(|until| until <= now || until > now.plus_ms(LISTED_MS_MAX)) {
            return Err(Refusal::field("until", "has to lie in the future, at most five years from now"));
        }
        if source != ListSource::Police && new.level != Level::Grey {
            return Err(Refusal::field("level", "a member lists grey; black and white are the centre's"));
        }
        let hands = self.call().actor.officer_id().into_iter().collect();
        let state = match &self.call().actor {
            Actor::Officer(_) if Listing::needs_two(new.level, now, new.until) => ListingState::Proposed,
            _ => ListingState::InForce,
        };
        let listing = Listing {
            id: self.fresh.id(ListingId::make),
            kind: new.kind,
            key: new.thing.key.clone(),
            thing: self.seal_thing(&new.thing)?,
            range: new.range.clone(),
            level: new.level,
            source,
            reason: new.reason.trim().to_owned(),
            since: now,
            until: new.until,
            measure: None,
            hands,
            state,
            public_code: self.fresh.code(),
            objection: None,
        };
        self.keep_listing(&listing)?;
        Ok(ListedEntry {
            listing: listing.id,
            state: listing.state.name().to_owned(),
            public_code: listing.public_code,
        })
    }

    /// The same level by the same class is said once; what changed is said by ending it and saying it anew.
    fn refuse_twice(&mut self, new: &NewListing, source: ListSource) -> Result<(), Refusal> {
        match self.listed_so(new, source)? {
            Some(same) => Err(Refusal::new(Code::WrongState, format!("it is listed so already: {}", same.id))),
            None => Ok(()),
        }
    }

    /// The entry that says the same.
    pub(super) fn listed_so(&mut self, new: &NewListing, source: ListSource) -> Result<Option<Listing>, Refusal> {
        let now = self.now();
        let known: Vec<Listing> = self.select(
            "where thing_key = $1 and state in ('proposed', 'in_force') order by id",
            &[Value::from(new.thing.key.as_str())],
        )?;
        let same = |listing: &&Listing| {
            listing.level == new.level && listing.source == source && listing.until.is_none_or(|until| until > now)
        };
        Ok(known.iter().find(same).cloned())
    }

    pub(super) fn seal_thing(&mut self, thing: &Thing) -> Result<cordon_model::Sealed, Refusal> {
        self.seal("thing", thing.form.0.as_bytes(), mask_tail(&thing.form.0, 4))
    }

    /// What an assessment needs to see of it: never what is listed.
    pub(super) fn keep_listing(&mut self, listing: &Listing) -> Result<(), Refusal> {
        self.about(listing.id);
        if let Some(measure) = listing.measure {
            self.note_measure(measure);
        }
        self.fact("kind", Fact::text(listing.kind.name()));
        self.fact("level", Fact::text(listing.level.name()));
        self.fact("source", Fact::text(listing.source.name()));
        self.fact("state", Fact::text(listing.state.name()));
        if let Some(until) = listing.until {
            self.fact("until", Fact::Time(until));
        }
        Ok(self.put(listing)?)
    }

    fn note_measure(&mut self, measure: MeasureId) {
        self.about(measure);
    }
}
