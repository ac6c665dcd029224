//! The listed one objects, by the code that a look-up tells and the last characters of what is listed. Undecided
//! past its time the entry counts no more. What stems from a measure is objected to as the measure is.

use crate::council::file_appeal::{AppealFiled, NewAppeal, file_appeal};
use crate::desk::{Act, Call, Desk};
use crate::limits::{NAME_CHARS_MAX, STATEMENT_CHARS_MAX};
use crate::permit::Resource;
use crate::read::public::{fits, spelled};
use crate::refusal::Refusal;
use crate::verbs::ObjectToListing;
use cordon_journal::Fact;
use cordon_model::listing::Objection;
use cordon_model::{AppealGround, Code, Listing, ListingState, Measure, NormKey, Stamp};
use cordon_store::{Doors, Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objected {
    /// By then it is decided, or counts no more.
    pub due: Stamp,
    /// Of an appeal against the measure behind it.
    pub progress_code: Option<String>,
}

/// Code, tail, statement and contact, as for a measure.
pub fn object_to_listing(desk: &Desk, call: &Call, new: &NewAppeal) -> Result<Objected, Refusal> {
    if let Some(code) = measure_behind(desk, &new.public_code)? {
        let appeal = NewAppeal { public_code: code, ground: AppealGround::Wronged, ..new.clone() };
        let AppealFiled { progress_code, due } = file_appeal(desk, call, &appeal)?;
        return Ok(Objected { due, progress_code: Some(progress_code) });
    }
    desk.act::<ObjectToListing, _, _>(
        call,
        |look| {
            let listing = listing_of(look, &new.public_code)?.ok_or(Refusal::bare(Code::TailMismatch))?;
            look.about(listing.id);
            Ok((Resource::new("Listing", listing.id), listing))
        },
        |_permit, act, listing| act.take_objection(new, listing),
    )
}

fn listing_of(read: &mut impl Read, typed: &str) -> Result<Option<Listing>, Refusal> {
    let Some(code) = spelled(typed) else { return Ok(None) };
    let found: Vec<Listing> = read.select("where public_code = $1", &[Value::from(code)])?;
    Ok(found.into_iter().next())
}

fn measure_behind(desk: &Desk, typed: &str) -> Result<Option<String>, Refusal> {
    desk.store().view("measure_behind_listing", |view| {
        let Some(measure) = listing_of(view, typed)?.and_then(|listing| listing.measure) else { return Ok(None) };
        Ok(Some(view.need::<Measure>(measure)?.public_code))
    })
}

impl Act<'_, '_> {
    fn take_objection(&mut self, new: &NewAppeal, mut listing: Listing) -> Result<Objected, Refusal> {
        let thing = self.open(&listing.thing)?;
        // Whatever is wrong with code or tail is told in the same words: nobody learns which.
        if !fits(&thing, &new.tail) {
            return Err(Refusal::bare(Code::TailMismatch));
        }
        if listing.state != ListingState::InForce {
            return Err(Refusal::new(Code::WrongState, listing.state.name()));
        }
        if listing.objection.as_ref().is_some_and(|objection| objection.decided.is_none()) {
            return Err(Refusal::bare(Code::AppealPending));
        }
        let now = self.now();
        let due = self.norms()?.deadline(NormKey::AppealNumberDue, now, now)?;
        self.fact("due", Fact::Time(due.at));
        self.fact("due_norm", Fact::text(due.norm));
        let objection = Objection {
            filed_at: now,
            statement: self.seal_text("statement", &new.statement.0, STATEMENT_CHARS_MAX)?,
            contact: self.seal_text("contact", &new.contact.0, NAME_CHARS_MAX)?,
            due,
            decided: None,
        };
        let due = objection.due.at;
        listing.objection = Some(objection);
        self.keep_listing(&listing)?;
        Ok(Objected { due, progress_code: None })
    }
}
