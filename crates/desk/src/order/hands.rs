//! Who has had a hand in an order or a measure: they neither approve nor judge it.

use crate::desk::Look;
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{Approval, Author, Measure, MeasureId, Order};
use cordon_store::{Read, Value};
use std::collections::BTreeSet;

/// Author and signatories: they do not approve.
pub fn drafters_of(order: &Order) -> BTreeSet<String> {
    let mut hands = BTreeSet::new();
    if let Author::Officer { officer } = order.author {
        hands.insert(officer.to_string());
    }
    if let Some(signatories) = order.signatories {
        hands.insert(signatories.operator.to_string());
        hands.insert(signatories.investigator.to_string());
    }
    hands
}

/// Author, signatories and approver.
pub fn hands_of_order(order: &Order) -> BTreeSet<String> {
    let mut hands = drafters_of(order);
    match order.state.approval() {
        Some(Approval::Person { officer }) => {
            hands.insert(officer.to_string());
        }
        Some(Approval::Standing { operator, investigator, .. }) => {
            hands.insert(operator.to_string());
            hands.insert(investigator.to_string());
        }
        _ => {}
    }
    hands
}

/// Everybody who took part in any order of a measure.
pub fn hands_of(read: &mut impl Read, measure: &Measure) -> Result<BTreeSet<String>, Refusal> {
    let mut orders: Vec<Order> =
        read.select("where measure_id = $1 order by id", &[Value::from(measure.id.to_string())])?;
    // A bank's own hold was confirmed by the stop that takes its place.
    for id in &measure.orders {
        if !orders.iter().any(|order| order.id == *id) {
            orders.push(read.need(*id)?);
        }
    }
    Ok(orders.iter().flat_map(hands_of_order).collect())
}

/// What a verb about a measure asks first: the measure, and everybody who took part in it.
pub fn ask_measure(look: &mut Look<'_>, id: MeasureId) -> Result<(Resource, Measure), Refusal> {
    let measure: Measure = look.find(id)?;
    let mut resource = Resource::new("Measure", id).agency(measure.agency);
    resource.hands = hands_of(look, &measure)?;
    Ok((resource, measure))
}
