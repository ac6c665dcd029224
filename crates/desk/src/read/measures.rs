//! Measures: the list, newest first, and one measure with its orders, answers and appeals.

use super::page::{Page, PageAsk};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{AgencyId, Appeal, Measure, MeasureId, Money, Order, Receipt};
use cordon_store::{Read, Value};
use serde::Serialize;

#[derive(Clone, Debug, Default)]
pub struct MeasureFilter {
    /// Such as `in_force`.
    pub state: Option<String>,
    /// `stop`, `freeze`, `hold`, `void`, `shut` or `delay`.
    pub kind: Option<String>,
    pub agency: Option<AgencyId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeasureDetail {
    pub measure: Measure,
    /// Held beyond the limit.
    pub excess: Option<Money>,
    pub orders: Vec<Order>,
    pub receipts: Vec<Receipt>,
    pub appeals: Vec<Appeal>,
}

pub fn measures(desk: &Desk, call: &Call, filter: &MeasureFilter, ask: &PageAsk) -> Result<Page<Measure>, Refusal> {
    desk.look(call, |look| {
        let agency = filter.agency.map_or(String::new(), |id| id.to_string());
        let rows = look.select::<Measure>(
            "where id < $1 and ($2 = '' or state = $2) and ($3 = '' or kind = $3) and ($4 = '' or agency_id = $4)
             order by id desc limit $5",
            &[
                ask.below()?,
                Value::from(filter.state.as_deref().unwrap_or("")),
                Value::from(filter.kind.as_deref().unwrap_or("")),
                Value::from(&agency),
                ask.fetch()?,
            ],
        )?;
        Ok((Resource::house(), ask.page(rows)?))
    })
}

pub fn measure(desk: &Desk, call: &Call, id: MeasureId) -> Result<MeasureDetail, Refusal> {
    desk.look(call, |look| {
        let measure: Measure = super::orders::find(look, id)?;
        let of = [Value::from(id.to_string())];
        let orders: Vec<Order> = look.select("where measure_id = $1 order by id", &of)?;
        let receipts: Vec<Receipt> =
            look.select("where order_id in (select id from orders where measure_id = $1) order by id", &of)?;
        let appeals: Vec<Appeal> = look.select("where measure_id = $1 order by id", &of)?;
        let excess = measure.state.force().map(|force| force.excess()).transpose()?.flatten();
        let resource = Resource::new("Measure", id).agency(measure.agency);
        Ok((resource, MeasureDetail { measure, excess, orders, receipts, appeals }))
    })
}
