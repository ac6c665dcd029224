//! Alarms about calls, newest first: a carrier sees those of its own calls, the centre all.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Agency, AgencyKind, CallAlarm, Code};
use cordon_store::Read;

pub fn alarms(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<CallAlarm>, Refusal> {
    let own = call.actor.agency().filter(|_| call.actor.is_member());
    desk.look(call, |look| match own {
        None => {
            let rows = look.select("where id < $1 order by id desc limit $2", &[ask.below()?, ask.fetch()?])?;
            Ok((Resource::house(), ask.page(rows)?))
        }
        Some(agency) => {
            // Others than carriers have no calls: the list is not there for them.
            let reader: Agency = look.find(agency)?;
            if reader.kind != AgencyKind::Carrier {
                return Err(Refusal::bare(Code::NotFound));
            }
            let rows = look.select(
                "where agency_id = $1 and id < $2 order by id desc limit $3",
                &[agency.to_string().into(), ask.below()?, ask.fetch()?],
            )?;
            Ok((Resource::house().agency(agency), ask.page(rows)?))
        }
    })
}
