//! What was done under standing authority is read again after the shift, by somebody who had no
//! hand in it.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::order::hands_of_order;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::ReviewAct;
use cordon_journal::Fact;
use cordon_model::{Code, Order, OrderId, Review, Reviewed};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct Finding {
    pub in_order: bool,
    /// Needed where it was not in order. No personal data.
    pub remark: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActReviewed {
    pub order: OrderId,
    pub late: bool,
}

fn check(finding: &Finding) -> Result<(), Refusal> {
    if finding.in_order && finding.remark.trim().is_empty() {
        return Ok(());
    }
    check_text("remark", &finding.remark, REASON_CHARS_MAX)
}

pub fn review_act(desk: &Desk, call: &Call, id: OrderId, finding: &Finding) -> Result<ActReviewed, Refusal> {
    desk.act::<ReviewAct, _, _>(
        call,
        |look| {
            let review: Review = look.find(id)?;
            let order: Order = look.need(id)?;
            if let Some(case) = order.case {
                look.about(case);
            }
            let mut resource = Resource::new("Review", id).agency(order.agency);
            resource.hands = hands_of_order(&order);
            Ok((resource, review))
        },
        |_permit, act, mut review| {
            check(finding)?;
            if review.reviewed.is_some() {
                return Err(Refusal::new(Code::WrongState, "this act was reviewed already"));
            }
            let by = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let at = act.now();
            let late = at > review.due.at;
            let remark = finding.remark.trim().to_owned();
            review.reviewed = Some(Reviewed { at, by, in_order: finding.in_order, remark });
            act.put(&review)?;
            act.fact("in_order", Fact::Bool(finding.in_order));
            act.fact("late", Fact::Bool(late));
            act.fact("due", Fact::Time(review.due.at));
            act.fact("due_norm", Fact::text(review.due.norm));
            Ok(ActReviewed { order: id, late })
        },
    )
}
