//! Whether an agency may send events to be judged: its own, to the house.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::JudgeEvents;
use cordon_model::{AgencyId, Code};

pub fn judge_events(desk: &Desk, call: &Call) -> Result<AgencyId, Refusal> {
    let agency = call.actor.agency();
    let resource = agency.map_or_else(Resource::house, |agency| Resource::house().agency(agency));
    desk.may::<JudgeEvents>(call, resource)?;
    agency.ok_or(Refusal::bare(Code::NotFound))
}
