//! An appeal is decided, with a reason, by a supervisor who had no hand in the measure. Upheld, the
//! measure is lifted in the same act, by the wires it came by.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::{hands_of, lift_measure};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::DecideAppeal;
use cordon_journal::Fact;
use cordon_model::{Appeal, AppealId, AppealState, Approval, Author, Code, Measure, OrderId};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct Decision {
    pub uphold: bool,
    /// Told to the citizen and to the agency. No personal data.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealDecided {
    pub appeal: AppealId,
    /// The order that lifts the measure, where one was needed.
    pub lift: Option<OrderId>,
}

pub fn decide_appeal(desk: &Desk, call: &Call, id: AppealId, decision: &Decision) -> Result<AppealDecided, Refusal> {
    desk.act::<DecideAppeal, _, _>(
        call,
        |look| {
            let appeal: Appeal = look.find(id)?;
            let measure: Measure = look.need(appeal.measure)?;
            look.about(measure.id);
            for claim in &measure.claims {
                look.about(claim.case);
            }
            let mut resource = Resource::new("Appeal", id);
            resource.hands = hands_of(look, &measure)?;
            Ok((resource, (appeal, measure)))
        },
        |_permit, act, (mut appeal, mut measure)| {
            check_text("reason", &decision.reason, REASON_CHARS_MAX)?;
            if appeal.state != AppealState::Open {
                return Err(Refusal::new(Code::WrongState, appeal.state.name()));
            }
            let at = act.now();
            // Past the clock the measure goes, whether or not somebody noticed yet.
            if at > appeal.due.at && !decision.uphold {
                return Err(Refusal::new(Code::WrongState, "the time to decide is over: the measure is lifted"));
            }
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let reason = decision.reason.trim().to_owned();
            appeal.state = if decision.uphold {
                AppealState::Upheld { at, by, reason: reason.clone() }
            } else {
                AppealState::Rejected { at, by, reason: reason.clone() }
            };
            act.put(&appeal)?;
            act.fact("upheld", Fact::Bool(decision.uphold));
            act.fact("due", Fact::Time(appeal.due.at));
            act.fact("due_norm", Fact::text(appeal.due.norm));
            let lift = if decision.uphold && measure.state.force().is_some() {
                let (author, approval) = (Author::Officer { officer: by }, Approval::Person { officer: by });
                Some(lift_measure(act, &mut measure, author, approval, &reason)?)
            } else {
                None
            };
            Ok(AppealDecided { appeal: id, lift })
        },
    )
}
