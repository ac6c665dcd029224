//! Somebody complains of a number that called or wrote. One person counts once for one number, however often he
//! complains; about advertising only if he had refused it at least 31 days before (US rule).

use super::Thing;
use crate::desk::{Act, Call, Desk};
use crate::limits::{FUTURE_MAX_MS, NAME_CHARS_MAX, REASON_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::Complain;
use cordon_journal::Fact;
use cordon_model::listing::REFUSAL_GRACE_MS;
use cordon_model::{Complaint, ComplaintId, RefusedCalls, Stamp};
use cordon_store::{Read, Value, listings};
use serde::{Deserialize, Serialize};

/// A complaint about something longer ago than this comes too late.
const COMPLAINT_AGE_MS: i64 = 366 * cordon_model::time::DAY_MS;

#[derive(Clone, Debug)]
pub struct NewComplaint {
    pub number: Thing,
    pub by: Thing,
    pub at: Stamp,
    /// What it was about. No personal data: it stands in the feed.
    pub subject: String,
    /// It was a scam, not advertising: no refusal is needed for it to count.
    pub scam: bool,
    pub recorded: bool,
    pub area: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complained {
    pub complaint: ComplaintId,
    pub valid: bool,
    /// The first of this person about this number.
    pub counts: bool,
}

pub fn complain(desk: &Desk, call: &Call, new: &NewComplaint) -> Result<Complained, Refusal> {
    desk.act::<Complain, _, _>(
        call,
        |_look| {
            let house = Resource::house();
            Ok((call.actor.agency().map_or(house.clone(), |agency| house.agency(agency)), ()))
        },
        |_permit, act, ()| act.take_complaint(new),
    )
}

impl Act<'_, '_> {
    pub(super) fn take_complaint(&mut self, new: &NewComplaint) -> Result<Complained, Refusal> {
        check_text("subject", &new.subject, REASON_CHARS_MAX)?;
        new.area.iter().try_for_each(|area| check_text("area", area, NAME_CHARS_MAX))?;
        let now = self.now();
        if new.at > now.plus_ms(FUTURE_MAX_MS) || new.at < now.minus_ms(COMPLAINT_AGE_MS) {
            return Err(Refusal::field("at", "lies in the future or more than a year ago"));
        }
        if new.number.key == new.by.key {
            return Err(Refusal::field("by", "is the number complained of"));
        }
        let valid = new.scam || self.had_refused(&new.by, new.at)?;
        let counts = valid && !self.has_complained(new)?;
        let complaint = Complaint {
            id: self.fresh.id(ComplaintId::make),
            number_key: new.number.key.clone(),
            by_key: new.by.key.clone(),
            number: self.seal_thing(&new.number)?,
            by: self.seal_thing(&new.by)?,
            at: new.at,
            filed_at: now,
            subject: new.subject.trim().to_owned(),
            recorded: new.recorded,
            area: new.area.clone(),
            valid,
            counts,
            verified: false,
            place: listings::last_complaint(self.sql())?.map_or(1, |last| last.place.saturating_add(1)),
        };
        self.about(complaint.id);
        self.fact("valid", Fact::Bool(valid));
        self.fact("counts", Fact::Bool(counts));
        self.put(&complaint)?;
        Ok(Complained { complaint: complaint.id, valid, counts })
    }

    fn had_refused(&mut self, by: &Thing, at: Stamp) -> Result<bool, Refusal> {
        let refused: Vec<RefusedCalls> =
            self.select("where number_key = $1 and ended_at is null order by id", &[Value::from(by.key.as_str())])?;
        Ok(refused.iter().any(|refused| refused.since.plus_ms(REFUSAL_GRACE_MS) <= at))
    }

    fn has_complained(&mut self, new: &NewComplaint) -> Result<bool, Refusal> {
        let before: Vec<Complaint> = self.select(
            "where number_key = $1 and by_key = $2 and counts order by id limit 1",
            &[Value::from(new.number.key.as_str()), Value::from(new.by.key.as_str())],
        )?;
        Ok(!before.is_empty())
    }
}
