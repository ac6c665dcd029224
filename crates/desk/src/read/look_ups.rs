//! Objects that officers looked up, newest first: who looked, why, and how much he was shown. What was typed is
//! sealed; its mask is told.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::LookUp;
use cordon_store::Read;

pub fn look_ups(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<LookUp>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<LookUp>("where id < $1 order by id desc limit $2", &[ask.below()?, ask.fetch()?])?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}
