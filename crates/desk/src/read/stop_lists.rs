//! Lists of stops that wait for a person, newest first; those of one case stand with it.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::StopList;
use cordon_store::Read;

pub fn open_lists(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<StopList>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<StopList>(
            "where id < $1 and state = 'open' order by id desc limit $2",
            &[ask.below()?, ask.fetch()?],
        )?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}
