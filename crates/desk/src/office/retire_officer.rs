//! An officer's service ends: he cannot sign in, every session of his ends, and what he had in hand is free for
//! others. What he did stays as it is, under his name. Nobody ends his own, so that one administrator is always left.
//!
//! Not here: whose shifts and freezes he stood for. How many still name him is told; others are entered by `set_duty`
//! and `hand_on_freeze`, with acts of their own.

use crate::desk::{Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::RetireOfficer;
use cordon_journal::Fact;
use cordon_model::{Code, Duty, Measure, MeasureKind, Officer, OfficerId};
use cordon_store::{Read, Value, in_hand};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerRetired {
    pub officer: OfficerId,
    /// Lines that he had in hand, free now.
    pub freed: u64,
    /// Shifts from now on that still name him: until others stand there, no stop is signed in them.
    pub shifts: usize,
    /// Freezes in force of which he is the named owner.
    pub freezes: usize,
}

pub fn retire_officer(desk: &Desk, call: &Call, id: OfficerId) -> Result<OfficerRetired, Refusal> {
    desk.act::<RetireOfficer, _, _>(
        call,
        |look| {
            let officer: Officer = look.find(id)?;
            let left = (shifts(look, id)?, freezes(look, id)?);
            Ok((Resource::house().hand(officer.id), (officer, left)))
        },
        |_permit, act, (officer, (shifts, freezes))| {
            if !officer.active {
                return Err(Refusal::new(Code::WrongState, format!("{id} has left already")));
            }
            act.put(&Officer { active: false, ..officer })?;
            act.end_sessions_but(id, None)?;
            let freed = in_hand::free_all_of(act.unit, id)?;
            act.fact("freed", Fact::Int(i64::try_from(freed).unwrap_or(i64::MAX)));
            Ok(OfficerRetired { officer: id, freed, shifts, freezes })
        },
    )
}

fn shifts(look: &mut Look<'_>, id: OfficerId) -> Result<usize, Refusal> {
    let now = look.call().now;
    let all: Vec<Duty> = look.select("where until_at > $1", &[Value::from(now)])?;
    Ok(all.iter().filter(|duty| duty.operator == id || duty.investigator == id).count())
}

fn freezes(look: &mut Look<'_>, id: OfficerId) -> Result<usize, Refusal> {
    let all: Vec<Measure> =
        look.select("where kind = $1 and state = 'in_force'", &[Value::from(MeasureKind::Freeze.name())])?;
    Ok(all.iter().filter(|measure| measure.owner.as_ref().is_some_and(|owner| owner.officer == Some(id))).count())
}
