//! An appeal is decided, with a reason, by a supervisor who had no hand in the measure. Upheld, the
//! measure is lifted in the same act, by the wires it came by; upheld in part, what is not tainted goes
//! free in the same act.

use crate::desk::{Act, Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::{hands_of, lift_measure};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::DecideAppeal;
use cordon_journal::Fact;
use cordon_model::{
    Appeal, AppealId, AppealState, Approval, Author, Code, Measure, MeasureKind, Money, OfficerId, OrderId,
};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

/// What becomes of the measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The citizen is right, and the measure goes.
    Uphold,
    /// He is right in part: `kept` is tainted and stays, the rest goes free.
    Part {
        kept: Money,
    },
    Reject,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Uphold => "uphold",
            Self::Part { .. } => "part",
            Self::Reject => "reject",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Decision {
    pub outcome: Outcome,
    /// Told to the citizen and to the agency. No personal data.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealDecided {
    pub appeal: AppealId,
    /// The order that lifts or reduces the measure, where one was needed.
    pub lift: Option<OrderId>,
    /// A freeze of the tainted part that was drafted, where the agency could only hold all or nothing.
    pub freeze: Option<OrderId>,
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
            let late = act.now() > appeal.due.at;
            // Past the clock the measure goes, whether or not somebody noticed yet. A freeze stays until
            // it is decided, however late.
            if late && decision.outcome == Outcome::Reject && measure.kind != MeasureKind::Freeze {
                return Err(Refusal::new(Code::WrongState, "the time to decide is over: the measure is lifted"));
            }
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let reason = decision.reason.trim().to_owned();
            appeal.state = state(act, decision.outcome, by, reason.clone());
            act.put(&appeal)?;
            act.fact("upheld", Fact::Bool(decision.outcome == Outcome::Uphold));
            act.fact("outcome", Fact::text(decision.outcome.name()));
            act.fact("ground", Fact::text(appeal.ground.name()));
            act.fact("due", Fact::Time(appeal.due.at));
            act.fact("due_norm", Fact::text(appeal.due.norm));
            act.fact("late", Fact::Bool(late));
            let (lift, freeze) = act.carry_out(&mut measure, decision.outcome, by, &reason)?;
            Ok(AppealDecided { appeal: id, lift, freeze })
        },
    )
}

fn state(act: &Act<'_, '_>, outcome: Outcome, by: OfficerId, reason: String) -> AppealState {
    let at = act.now();
    match outcome {
        Outcome::Uphold => AppealState::Upheld { at, by, reason },
        Outcome::Part { kept } => AppealState::PartlyUpheld { at, by, reason, kept },
        Outcome::Reject => AppealState::Rejected { at, by, reason },
    }
}

impl Act<'_, '_> {
    fn carry_out(
        &mut self,
        measure: &mut Measure,
        outcome: Outcome,
        by: OfficerId,
        reason: &str,
    ) -> Result<(Option<OrderId>, Option<OrderId>), Refusal> {
        let (author, approval) = (Author::Officer { officer: by }, Approval::Person { officer: by });
        match outcome {
            Outcome::Uphold if measure.state.is_live() => {
                Ok((Some(lift_measure(self, measure, author, approval, reason)?), None))
            }
            Outcome::Uphold | Outcome::Reject => Ok((None, None)),
            Outcome::Part { kept } => {
                let (lift, freeze) = self.free_untainted(measure, kept, by, reason)?;
                Ok((Some(lift), freeze))
            }
        }
    }
}
