//! The council's papers: appeals, reviews, norms with all their versions, proposals.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::norm::Proposal;
use cordon_model::{Appeal, AppealId, Norm, NormKey, Review};
use cordon_store::{Read, Value};
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReviewLine {
    pub review: Review,
    /// Not read though its time is over, or read after it.
    pub overdue: bool,
}

/// One norm: the version in force, and all there are, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NormsView {
    pub key: NormKey,
    pub in_force: Norm,
    pub versions: Vec<Norm>,
    /// Open ones.
    pub proposals: Vec<Proposal>,
    /// Adopted and refused ones, newest first: why it is as it is, and what it was not made.
    pub decided: Vec<Proposal>,
}

/// Newest first; `state` such as `open`.
pub fn appeals(desk: &Desk, call: &Call, state: Option<&str>, ask: &PageAsk) -> Result<Page<Appeal>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Appeal>(
            "where id < $1 and ($2 = '' or state = $2) order by id desc limit $3",
            &[ask.below()?, Value::from(state.unwrap_or("")), ask.fetch()?],
        )?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

pub fn appeal(desk: &Desk, call: &Call, id: AppealId) -> Result<Appeal, Refusal> {
    desk.look(call, |look| Ok((Resource::new("Appeal", id), super::orders::find(look, id)?)))
}

/// Acts still to be read again, oldest first; with `all`, those that were read as well.
pub fn reviews(desk: &Desk, call: &Call, all: bool, ask: &PageAsk) -> Result<Page<ReviewLine>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Review>(
            "where id > $1 and ($2 = 1 or reviewed_at is null) order by id limit $3",
            &[ask.above()?, Value::from(i64::from(all)), ask.fetch()?],
        )?;
        let page = ask.page(rows)?.map(|review| {
            let until = review.reviewed.as_ref().map_or(call.now, |reviewed| reviewed.at);
            Ok(ReviewLine { overdue: until > review.due.at, review })
        })?;
        Ok((Resource::house(), page))
    })
}

/// Every norm with its versions and everything that was proposed for it.
pub fn norms(desk: &Desk, call: &Call) -> Result<Vec<NormsView>, Refusal> {
    desk.look(call, |look| {
        let norms = look.desk().norms(look.sql())?;
        let open: Vec<Proposal> = look.select("where state = 'open' order by id", &[])?;
        let decided: Vec<Proposal> = look.select("where state <> 'open' order by id desc", &[])?;
        let views = NormKey::ALL.iter().map(|key| {
            let mut versions: Vec<Norm> = norms.all().filter(|norm| norm.key == *key).cloned().collect();
            versions.sort_by_key(|norm| norm.version);
            let of = |all: &[Proposal]| all.iter().filter(|proposal| proposal.norm.key == *key).cloned().collect();
            let in_force = norms.at(*key, call.now)?.clone();
            Ok(NormsView { key: *key, in_force, versions, proposals: of(&open), decided: of(&decided) })
        });
        Ok((Resource::house(), views.collect::<Result<Vec<_>, Refusal>>()?))
    })
}

/// Newest first, decided ones as well.
pub fn proposals(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<Proposal>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<Proposal>("where id < $1 order by id desc limit $2", &[ask.below()?, ask.fetch()?])?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}
