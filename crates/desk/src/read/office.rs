//! Who and what is here: agencies, officers, the roster, and what waits for whom.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Agency, AgencyId, Duty, Officer};
use cordon_store::records::AgencyKey;
use cordon_store::{Read, Value, outbox};
use serde::Serialize;

/// An agency and its keys, by digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyDetail {
    pub agency: Agency,
    pub keys: Vec<AgencyKey>,
}

/// How many messages wait for an agency, and since when the oldest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    pub agency: String,
    pub count: i64,
    pub oldest_at: cordon_model::Stamp,
}

pub fn agencies(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<Agency>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Agency>("where id > $1 order by id limit $2", &[ask.above()?, ask.fetch()?])?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

pub fn agency(desk: &Desk, call: &Call, id: AgencyId) -> Result<AgencyDetail, Refusal> {
    desk.look(call, |look| {
        let agency: Agency = super::orders::find(look, id)?;
        let keys = look.select("where agency_id = $1 order by id", &[Value::from(id.to_string())])?;
        Ok((Resource::house(), AgencyDetail { agency, keys }))
    })
}

pub fn officers(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<Officer>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Officer>("where id > $1 order by id limit $2", &[ask.above()?, ask.fetch()?])?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

/// The roster, the entry made last first.
pub fn duties(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<Duty>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Duty>("where id < $1 order by id desc limit $2", &[ask.below()?, ask.fetch()?])?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

pub fn waiting(desk: &Desk, call: &Call) -> Result<Vec<Waiting>, Refusal> {
    desk.look(call, |look| {
        let waiting = outbox::waiting(look.sql())?;
        let lines =
            waiting.into_iter().map(|w| Waiting { agency: w.agency, count: w.count, oldest_at: w.oldest_at }).collect();
        Ok((Resource::house(), lines))
    })
}
