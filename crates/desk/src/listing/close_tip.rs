//! An officer has looked at a tip: what it tells of is listed, or nothing is to be done, or who told it is a victim and
//! is asked to report. Listed in the same act, by the same rules as any entry: white never, black for long by two.
//!
//! Only now does it count as a complaint, and only where a number was told of by somebody who left his own: once for
//! each person and number, as all complaints.

use super::Thing;
use super::complain::NewComplaint;
use super::list_entry::{ListedEntry, NewListing};
use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::CloseTip;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::tip::TipClosed;
use cordon_model::{Code, Level, ListSource, Tip, TipId, TipKind, TipOutcome};
use serde::{Deserialize, Serialize};

/// What stands in the feed beside a number that a tip told of.
const SUBJECT: &str = "群众网上举报";

#[derive(Clone, Debug)]
pub struct ClosingTip {
    pub outcome: TipOutcome,
    /// No personal data.
    pub reason: String,
    /// What is listed, as the officer read it.
    pub listing: Option<NewListing>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedTip {
    pub outcome: TipOutcome,
    pub listing: Option<ListedEntry>,
    /// It counts as the complaint of one person.
    pub counts: bool,
}

pub fn close_tip(desk: &Desk, call: &Call, id: TipId, closing: &ClosingTip) -> Result<ClosedTip, Refusal> {
    desk.act::<CloseTip, _, _>(
        call,
        |look| {
            let tip: Tip = look.find(id)?;
            Ok((Resource::new("Tip", id), tip))
        },
        |_permit, act, tip| {
            if tip.closed.is_some() {
                return Err(Refusal::new(Code::WrongState, tip.state()));
            }
            closing.check()?;
            act.close_tip(tip, closing)
        },
    )
}

impl ClosingTip {
    fn check(&self) -> Result<(), Refusal> {
        check_text("reason", &self.reason, REASON_CHARS_MAX)?;
        match (self.outcome, &self.listing) {
            (TipOutcome::Listed, None) => Err(Refusal::missing("listing")),
            (TipOutcome::Listed, Some(listing)) if listing.level == Level::White => {
                Err(Refusal::field("level", "a tip is against somebody: list grey or black"))
            }
            (TipOutcome::Nothing | TipOutcome::Victim, Some(_)) => {
                Err(Refusal::field("listing", "stands with the outcome `listed` only"))
            }
            _ => Ok(()),
        }
    }
}

impl Act<'_, '_> {
    fn close_tip(&mut self, mut tip: Tip, closing: &ClosingTip) -> Result<ClosedTip, Refusal> {
        let by = self.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
        let listing = closing.listing.as_ref().map(|new| self.listed_for_tip(new)).transpose()?;
        let complaint = if closing.outcome == TipOutcome::Nothing { None } else { self.complaint_of(&tip)? };
        let complained = complaint.map(|new| self.take_complaint(&new)).transpose()?;
        tip.closed = Some(TipClosed {
            at: self.now(),
            by,
            outcome: closing.outcome,
            reason: closing.reason.trim().to_owned(),
            listing: listing.as_ref().map(|listed| listed.listing),
            complaint: complained.as_ref().map(|complained| complained.complaint),
        });
        self.about(tip.id);
        self.fact("outcome", Fact::text(closing.outcome.name()));
        self.put(&tip)?;
        let counts = complained.is_some_and(|complained| complained.counts);
        Ok(ClosedTip { outcome: closing.outcome, listing, counts })
    }

    /// Many tell of one thing: the first lists it, the others name the entry that is there.
    fn listed_for_tip(&mut self, new: &NewListing) -> Result<ListedEntry, Refusal> {
        match self.listed_so(new, ListSource::Police)? {
            None => self.enter(new, ListSource::Police),
            Some(same) => {
                self.about(same.id);
                let state = same.state.name().to_owned();
                Ok(ListedEntry { listing: same.id, state, public_code: same.public_code })
            }
        }
    }

    fn complaint_of(&mut self, tip: &Tip) -> Result<Option<NewComplaint>, Refusal> {
        let (TipKind::Number, Some(thing), Some(key)) = (tip.kind, &tip.thing, &tip.thing_key) else { return Ok(None) };
        let (Some(contact), Some(by_key)) = (&tip.contact, &tip.contact_key) else { return Ok(None) };
        let number = Thing { form: Private(self.open(thing)?), key: key.clone() };
        let by = Thing { form: Private(self.open(contact)?), key: by_key.clone() };
        Ok(Some(NewComplaint {
            number,
            by,
            at: tip.filed_at,
            subject: SUBJECT.to_owned(),
            scam: true,
            recorded: false,
            area: None,
        }))
    }
}
