//! Watches handed over, newest first; one of them with what still waits of what was handed over.

use super::page::{Page, PageAsk};
use super::waiting;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Handover, HandoverId};
use cordon_store::{Read, Value};
use std::collections::BTreeSet;

/// `state` such as `open`.
pub fn handovers(desk: &Desk, call: &Call, state: Option<&str>, ask: &PageAsk) -> Result<Page<Handover>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Handover>(
            "where id < $1 and ($2 = '' or state = $2) order by id desc limit $3",
            &[ask.below()?, Value::from(state.unwrap_or("")), ask.fetch()?],
        )?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverNow {
    pub handover: Handover,
    /// Beside each of its lines: whether it waits still.
    pub waits: Vec<bool>,
}

pub fn handover(desk: &Desk, call: &Call, id: HandoverId) -> Result<HandoverNow, Refusal> {
    desk.look(call, |look| {
        let handover: Handover = super::orders::find(look, id)?;
        let lines = waiting::gather(look)?.lines;
        let now: BTreeSet<(&str, &str)> = lines.iter().map(|line| (line.wait.name(), line.id.as_str())).collect();
        let waits = handover.lines.iter().map(|line| now.contains(&(line.wait.as_str(), line.id.as_str()))).collect();
        Ok((Resource::house(), HandoverNow { handover, waits }))
    })
}
