//! Reports that agencies made of cases of their own (100401), newest first.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::BankReport;
use cordon_store::Read;

pub fn bank_reports(desk: &Desk, call: &Call, ask: &PageAsk) -> Result<Page<BankReport>, Refusal> {
    desk.look(call, |look| {
        let rows =
            look.select::<BankReport>("where id < $1 order by id desc limit $2", &[ask.below()?, ask.fetch()?])?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}
