//! A number is to be restored (复通): drafted by an officer, approved by another. Freeing travels by
//! the same wire as shutting off.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::hands::ask_measure;
use crate::order::lift::draft_lift;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::RestoreNumber;
use cordon_journal::Fact;
use cordon_model::{Author, Code, MeasureId, MeasureKind, OrderId};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedRestore {
    pub order: OrderId,
    pub state: String,
}

pub fn restore_number(desk: &Desk, call: &Call, id: MeasureId, reason: &str) -> Result<DraftedRestore, Refusal> {
    desk.act::<RestoreNumber, _, _>(
        call,
        |look| ask_measure(look, id),
        |_permit, act, mut measure| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            if measure.kind != MeasureKind::Shut {
                return Err(Refusal::new(Code::WrongState, "only a number is restored; a stop is lifted"));
            }
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let order = draft_lift(act, &mut measure, Author::Officer { officer }, reason)?;
            act.state_order(&order);
            act.fact("reason", Fact::text(reason));
            Ok(DraftedRestore { order: order.id, state: order.state.name().to_owned() })
        },
    )
}
