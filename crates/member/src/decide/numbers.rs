//! A carrier's numbers: shut and restore (关停、复通).

use super::{Act, Decision, Facts, Refusal, code};
use crate::core_banking::NumberStatus;
use cordon_model::exchange::OpenOrder;

/// A number that was ported away is not ours: 携号转网 makes the prefix tell nothing.
fn number(facts: &Facts) -> Result<&NumberStatus, Refusal> {
    facts.number.as_ref().ok_or(Decision::no(code::NO_SUCH_ACCOUNT, "号码不在本网"))
}

pub(super) fn shut(order: &OpenOrder, facts: &Facts) -> Result<Decision, Refusal> {
    match number(facts)? {
        NumberStatus::InService => Ok(Decision::act(Act::Shut)),
        // A step that was broken off is made again.
        NumberStatus::Shut { reference, .. } if *reference == order.id.to_string() => Ok(Decision::act(Act::Shut)),
        NumberStatus::Shut { .. } => Err(Decision::no(code::ALREADY_DONE, "号码已关停")),
    }
}

pub(super) fn restore(order: &OpenOrder, facts: &Facts) -> Result<Decision, Refusal> {
    match (number(facts)?, order.original) {
        (NumberStatus::InService, _) => Err(Decision::no(code::ALREADY_DONE, "号码已在用")),
        // Somebody else's shutting is not undone by this order.
        (NumberStatus::Shut { reference, .. }, Some(original)) if *reference != original.to_string() => {
            Err(Decision::no(code::ORIGINAL_NOT_FOUND, "号码由其他指令关停"))
        }
        (NumberStatus::Shut { .. }, _) => Ok(Decision::act(Act::Restore)),
    }
}
