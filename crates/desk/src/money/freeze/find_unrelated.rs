//! Frozen property was found to be unrelated to the crime: it is to be freed within the norm's time
//! (刑事诉讼法 145). The lift is drafted here and approved by another; nothing frees itself, and a
//! release that does not come in time is told to the owner by the clock.

use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::hands::ask_measure;
use crate::order::lift::draft_lift;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::FindUnrelated;
use cordon_journal::Fact;
use cordon_model::{Author, Code, Measure, MeasureId, MeasureKind, NormKey, OrderId, Stamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundUnrelated {
    pub measure: MeasureId,
    /// By when it has to be free.
    pub due: Stamp,
    /// The order to lift that was drafted; none where one was under way.
    pub lift: Option<OrderId>,
}

pub fn find_unrelated(desk: &Desk, call: &Call, id: MeasureId, reason: &str) -> Result<FoundUnrelated, Refusal> {
    desk.act::<FindUnrelated, _, _>(
        call,
        |look| ask_measure(look, id),
        |_permit, act, mut measure| {
            check_text("reason", reason, REASON_CHARS_MAX)?;
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            if measure.kind != MeasureKind::Freeze {
                return Err(Refusal::new(Code::WrongState, "only a freeze is found to be unrelated; lift the rest"));
            }
            if !measure.state.is_live() {
                return Err(Refusal::new(Code::NoMeasureInForce, measure.state.name()));
            }
            if measure.release_due.is_some() {
                return Err(Refusal::new(Code::WrongState, "it was found to be unrelated before"));
            }
            act.fact("reason", Fact::text(reason));
            let (due, lift) = act.is_unrelated(&mut measure, Author::Officer { officer }, reason)?;
            Ok(FoundUnrelated { measure: id, due, lift })
        },
    )
}

impl Act<'_, '_> {
    /// Sets the clock for the release, and drafts it where nobody did yet.
    pub(crate) fn is_unrelated(
        &mut self,
        measure: &mut Measure,
        author: Author,
        reason: &str,
    ) -> Result<(Stamp, Option<OrderId>), Refusal> {
        let now = self.now();
        let due = self.norms()?.deadline(NormKey::FreezeReleaseDue, now, now)?;
        measure.release_due = Some(due);
        let lift = if self.is_being_lifted(measure)? {
            self.put(measure)?;
            None
        } else {
            let order = draft_lift(self, measure, author, reason)?;
            self.state_order(&order);
            Some(order.id)
        };
        for claim in &measure.claims {
            self.about(claim.case);
        }
        self.fact("release_due", Fact::Time(due.at));
        self.fact("release_norm", Fact::text(due.norm));
        self.state_owner(measure);
        Ok((due.at, lift))
    }
}
