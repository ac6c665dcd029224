//! Somebody wants no advertising on his number: free, and without end. Said again it is the same refusal.

use super::Thing;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::RefuseCalls;
use cordon_journal::Fact;
use cordon_model::listing::REFUSAL_GRACE_MS;
use cordon_model::{RefusedCalls, RefusedCallsId, Stamp};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedNumber {
    pub refusal: RefusedCallsId,
    pub since: Stamp,
    /// From then on complaints about advertising count.
    pub complaints_from: Stamp,
}

pub fn refuse_calls(desk: &Desk, call: &Call, number: &Thing) -> Result<RefusedNumber, Refusal> {
    desk.act::<RefuseCalls, _, _>(
        call,
        |_look| {
            let house = Resource::house();
            Ok((call.actor.agency().map_or(house.clone(), |agency| house.agency(agency)), ()))
        },
        |_permit, act, ()| {
            let known: Vec<RefusedCalls> = act.select(
                "where number_key = $1 and ended_at is null order by id",
                &[Value::from(number.key.as_str())],
            )?;
            act.fact("again", Fact::Bool(!known.is_empty()));
            let refusal = match known.into_iter().next() {
                Some(known) => known,
                None => RefusedCalls {
                    id: act.fresh.id(RefusedCallsId::make),
                    key: number.key.clone(),
                    number: act.seal_thing(number)?,
                    since: act.now(),
                    ended_at: None,
                },
            };
            act.about(refusal.id);
            act.put(&refusal)?;
            let complaints_from = refusal.since.plus_ms(REFUSAL_GRACE_MS);
            Ok(RefusedNumber { refusal: refusal.id, since: refusal.since, complaints_from })
        },
    )
}
