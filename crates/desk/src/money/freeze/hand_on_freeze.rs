//! A freeze is handed on: as a case moves from the police to the procuratorate and the court, or back,
//! another person answers for its end. There is exactly one at any moment; who it was stands in the
//! entries.

use super::owner::NewOwner;
use crate::desk::{Call, Desk};
use crate::order::hands::ask_measure;
use crate::refusal::Refusal;
use crate::verbs::HandOnFreeze;
use cordon_journal::Fact;
use cordon_model::{Code, MeasureId, MeasureKind, Stage};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOn {
    pub measure: MeasureId,
    pub stage: Stage,
}

pub fn hand_on_freeze(desk: &Desk, call: &Call, id: MeasureId, new: &NewOwner) -> Result<HandedOn, Refusal> {
    desk.act::<HandOnFreeze, _, _>(
        call,
        |look| ask_measure(look, id),
        |_permit, act, mut measure| {
            if measure.kind != MeasureKind::Freeze {
                return Err(Refusal::new(Code::WrongState, "only a freeze has an owner"));
            }
            if measure.state.is_over() {
                return Err(Refusal::new(Code::NoMeasureInForce, measure.state.name()));
            }
            let owner = act.owner(new)?;
            let same = measure.owner.as_ref().is_some_and(|before| {
                (before.stage, &before.organ, &before.name, before.officer)
                    == (owner.stage, &owner.organ, &owner.name, owner.officer)
            });
            if same {
                return Err(Refusal::new(Code::WrongState, "it is with this owner already"));
            }
            if let Some(before) = &measure.owner {
                act.fact("from_stage", Fact::text(before.stage.name()));
                if let Some(officer) = before.officer {
                    act.about(officer);
                    act.fact("from_owner", Fact::text(officer));
                }
            }
            act.fact("organ", Fact::text(&owner.organ));
            let stage = owner.stage;
            measure.owner = Some(owner);
            act.put(&measure)?;
            for claim in &measure.claims {
                act.about(claim.case);
            }
            act.state_owner(&measure);
            Ok(HandedOn { measure: id, stage })
        },
    )
}
