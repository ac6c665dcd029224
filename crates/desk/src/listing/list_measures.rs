//! What an executed measure restricts is listed black for as long as the measure holds, and ends with it. Only
//! such an entry may lead to a refusal.

use super::Thing;
use crate::desk::{Act, Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::ListMeasures;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Agency, Level, ListKind, ListSource, Listing, ListingId, ListingState, Measure, Target};
use cordon_store::{Doors, Read, listings};
use serde::{Deserialize, Serialize};

/// Entries of one act.
const BATCH: u32 = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasuresListed {
    pub listed: u32,
    pub ended: u32,
}

struct Due {
    begun: Vec<Measure>,
    over: Vec<Listing>,
}

/// `thing` gives a number or an account (`institution code:number`) its one form and key; none if it has none.
pub fn list_measures(
    desk: &Desk,
    call: &Call,
    thing: &dyn Fn(ListKind, &str) -> Option<Thing>,
) -> Result<MeasuresListed, Refusal> {
    let nothing = desk.store().view("measures_to_list", |view| Ok::<_, Refusal>(Due::of(view)?.is_empty()))?;
    if nothing {
        return Ok(MeasuresListed::default());
    }
    desk.act::<ListMeasures, _, _>(
        call,
        |look| Ok((Resource::house(), Due::of(look)?)),
        |_permit, act, due| {
            let mut done = MeasuresListed::default();
            for measure in due.begun {
                done.listed = done.listed.saturating_add(u32::from(act.list_measure(&measure, thing)?));
            }
            for listing in due.over {
                act.end_with_measure(listing)?;
                done.ended = done.ended.saturating_add(1);
            }
            act.fact("listed", Fact::Int(i64::from(done.listed)));
            act.fact("ended", Fact::Int(i64::from(done.ended)));
            Ok(done)
        },
    )
}

impl Due {
    fn of(read: &mut impl Read) -> Result<Self, Refusal> {
        let begun = listings::unlisted_measures(read.sql(), BATCH)?;
        Ok(Self { begun, over: listings::of_ended_measures(read.sql(), BATCH)? })
    }

    fn is_empty(&self) -> bool {
        self.begun.is_empty() && self.over.is_empty()
    }
}

impl Act<'_, '_> {
    /// What has no form in the lists is kept as an ended entry, so that it is not looked at again.
    fn list_measure(
        &mut self,
        measure: &Measure,
        thing: &dyn Fn(ListKind, &str) -> Option<Thing>,
    ) -> Result<bool, Refusal> {
        let at = self.now();
        let (kind, written) = self.restricted(&measure.target)?;
        let found = thing(kind, &written);
        let state = match &found {
            Some(_) => ListingState::InForce,
            None => ListingState::Ended {
                at, reason: "没有可列名单的形式 / no form that can be listed".to_owned()
            },
        };
        let thing = found.unwrap_or_else(|| Thing { form: Private(written), key: String::new() });
        let listing = Listing {
            id: self.fresh.id(ListingId::make),
            kind,
            key: thing.key.clone(),
            thing: self.seal_thing(&thing)?,
            range: None,
            level: Level::Black,
            source: ListSource::Measure,
            reason: measure.kind.zh().to_owned(),
            since: at,
            // It ends with its measure, which may be renewed.
            until: None,
            measure: Some(measure.id),
            hands: Vec::new(),
            state,
            public_code: self.fresh.code(),
            objection: None,
        };
        self.keep_listing(&listing)?;
        Ok(listing.state == ListingState::InForce)
    }

    fn end_with_measure(&mut self, mut listing: Listing) -> Result<(), Refusal> {
        let reason = "措施已结束 / the measure has ended".to_owned();
        listing.state = ListingState::Ended { at: self.now(), reason };
        self.keep_listing(&listing)
    }

    fn restricted(&mut self, target: &Target) -> Result<(ListKind, String), Refusal> {
        let (kind, sealed) = match target {
            Target::Account(account) => {
                let bank: Agency = self.need(account.institution)?;
                return Ok((ListKind::Account, format!("{}:{}", bank.code, self.open(&account.number)?)));
            }
            Target::Number(id) | Target::SmsPort(id) => (ListKind::Number, &id.value),
            Target::Domain(id) | Target::Url(id) => (ListKind::Host, &id.value),
            Target::App(id) => (ListKind::App, &id.value),
            Target::ImAccount(id) | Target::Device(id) | Target::Person(id) => (ListKind::Device, &id.value),
        };
        Ok((kind, self.open(sealed)?))
    }
}
