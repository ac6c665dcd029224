//! Protected accounts, by their key; those whose end has come are among them until somebody says so.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::KnownAccount;
use cordon_store::Read;

pub fn protections(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<KnownAccount>, Refusal> {
    desk.look(call, |look| {
        let rows = look.select::<KnownAccount>(
            "where id > $1 and protected order by id limit $2",
            &[ask.above()?, ask.fetch()?],
        )?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}
