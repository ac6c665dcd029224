//! Lifting a stop, a delay, a hold, a freeze or a void (解除): drafted by an officer, approved by another.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::money::extend_stop::Drafted;
use crate::order::hands::ask_measure;
use crate::order::lift::draft_lift;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::LiftStop;
use cordon_model::{Author, Code, MeasureId, MeasureKind};

pub fn lift_stop(desk: &Desk, call: &Call, id: MeasureId, reason: &str) -> Result<Drafted, Refusal> {
    desk.act::<LiftStop, _, _>(
        call,
        |look| ask_measure(look, id),
        |_permit, act, mut measure| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            if measure.kind == MeasureKind::Shut {
                return Err(Refusal::new(Code::WrongState, "a number is restored, not lifted"));
            }
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let order = draft_lift(act, &mut measure, Author::Officer { officer }, reason)?;
            act.state_order(&order);
            Ok(Drafted { order: order.id, state: order.state.name().to_owned() })
        },
    )
}
