//! What people tell who lost nothing: for the officer who looks, and for who told it, by his code.

use super::known_bad::told_of;
use super::page::{Page, PageAsk};
use super::public::spelled;
use crate::desk::{Call, Desk};
use crate::limits::TIPS_ALIKE_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Listing, Stamp, Tip, TipOutcome};
use cordon_store::{Doors, Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TipLine {
    pub tip: Tip,
    /// Others that tell of the same thing, up to `TIPS_ALIKE_MAX`.
    pub others: usize,
}

/// Those that wait, oldest first; or those that were looked at, newest first.
pub fn tips(desk: &Desk, call: &Call, open: bool, ask: &PageAsk) -> Result<Page<TipLine>, Refusal> {
    desk.look(call, |look| {
        let rows: Vec<Tip> = if open {
            look.select("where id > $1 and state = 'open' order by id limit $2", &[ask.above()?, ask.fetch()?])?
        } else {
            look.select("where id < $1 and state = 'closed' order by id desc limit $2", &[ask.below()?, ask.fetch()?])?
        };
        let page = ask.page(rows)?.map(|tip| {
            let same = match &tip.thing_key {
                Some(key) => alike(look, key)?,
                None => 0,
            };
            Ok(TipLine { others: same.saturating_sub(1), tip })
        })?;
        Ok((Resource::house(), page))
    })
}

fn alike(read: &mut impl Read, key: &str) -> Result<usize, Refusal> {
    let most = TIPS_ALIKE_MAX.saturating_add(1);
    let same: Vec<Tip> =
        read.select("where thing_key = $1 order by id limit $2", &[Value::from(key), Value::from(most)])?;
    Ok(same.len())
}

/// What who told it may know of what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TipAnswer {
    /// Nobody has looked yet.
    Waits,
    /// Somebody has. Whether anything follows is not told: the one it tells of may be asking.
    LookedAt,
    /// It led to an entry that anybody is told of.
    Listed,
    /// He is asked to report what happened to him.
    Victim,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TipProgress {
    pub answer: TipAnswer,
    pub filed_at: Stamp,
    pub closed_at: Option<Stamp>,
}

pub fn tip_progress(desk: &Desk, code: &str, now: Stamp) -> Result<Option<TipProgress>, Refusal> {
    let Some(code) = spelled(code) else { return Ok(None) };
    desk.store().view("tip_progress", |view| {
        let found: Vec<Tip> = view.select("where progress_code = $1", &[Value::from(code.as_str())])?;
        let Some(tip) = found.into_iter().next() else { return Ok(None) };
        let answer = match &tip.closed {
            None => TipAnswer::Waits,
            Some(closed) => match (closed.outcome, closed.listing) {
                (TipOutcome::Victim, _) => TipAnswer::Victim,
                (TipOutcome::Listed, Some(id)) => {
                    let listing: Option<Listing> = view.load(id)?;
                    let norms = desk.norms(view.sql())?;
                    let told = listing.map(|listing| told_of(view, &norms, &listing, now)).transpose()?;
                    if told == Some(true) { TipAnswer::Listed } else { TipAnswer::LookedAt }
                }
                _ => TipAnswer::LookedAt,
            },
        };
        let closed_at = tip.closed.map(|closed| closed.at);
        Ok(Some(TipProgress { answer, filed_at: tip.filed_at, closed_at }))
    })
}
