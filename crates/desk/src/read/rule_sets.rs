//! Sets of rules: those proposed, the one in shadow, the one in force, and what became of the others.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{RuleSet, RuleSetId};
use cordon_store::{Doors, Read, Value};

/// Newest first; `state` such as `shadow`.
pub fn rule_sets(desk: &Desk, call: &Call, state: Option<&str>, ask: &PageAsk) -> Result<Page<RuleSet>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<RuleSet>(
            "where id < $1 and ($2 = '' or state = $2) order by id desc limit $3",
            &[ask.below()?, Value::from(state.unwrap_or("")), ask.fetch()?],
        )?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

pub fn rule_set(desk: &Desk, call: &Call, id: RuleSetId) -> Result<RuleSet, Refusal> {
    desk.look(call, |look| Ok((Resource::new("RuleSet", id), super::orders::find(look, id)?)))
}

/// What is judged by, and what judges beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingRules {
    pub in_force: Option<RuleSet>,
    pub shadow: Option<RuleSet>,
}

/// Rules hold nothing about anybody: no permit is asked, for every server reads them when it starts.
pub fn standing_rules(desk: &Desk) -> Result<StandingRules, Refusal> {
    desk.store().view("standing_rules", |view| {
        let mut one = |state: &str| -> Result<Option<RuleSet>, Refusal> {
            let mut found: Vec<RuleSet> =
                view.select("where state = $1 order by id desc limit 1", &[Value::from(state)])?;
            Ok(found.pop())
        };
        Ok(StandingRules { in_force: one("in_force")?, shadow: one("shadow")? })
    })
}
