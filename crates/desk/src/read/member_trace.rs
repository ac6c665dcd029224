//! A bank reads the trace of its own defrauded customer: how far the money went, where it is held, and
//! nothing about the customers of other banks.

use super::cases::{measures_of, newest_trace};
use crate::desk::{Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{
    Agency, AgencyId, BankReport, Case, CaseId, Code, Exit, Measure, Money, MoneyBar, Order, OrderId, OrderKind, Stamp,
};
use cordon_store::{Read, Value};
use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberTrace {
    pub case_number: String,
    pub bar: MoneyBar,
    pub as_of: Stamp,
    pub places: Vec<MemberPlace>,
}

/// A place as another institution may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberPlace {
    pub institution: Option<String>,
    /// Only for the bank's own customers.
    pub account: Option<String>,
    pub level: u32,
    pub arrived_at: Stamp,
    pub amount: Money,
    pub exit: Option<Exit>,
    /// Whether it is held now.
    pub held: bool,
}

/// `reference` is the bank's own report (its ApplicationID), or the question about its customer's debit.
pub fn member_trace(desk: &Desk, call: &Call, reference: &str) -> Result<MemberTrace, Refusal> {
    desk.look(call, |look| {
        let agency = call.actor.agency().ok_or(Refusal::bare(Code::NotFound))?;
        let Some(case) = case_of(look, agency, reference)? else {
            return Err(Refusal::bare(Code::NotFound));
        };
        look.about(case);
        let case: Case = look.need(case)?;
        let trace = newest_trace(look, case.id)?;
        let measures = measures_of(look, &case)?;
        let bar = MoneyBar::of(&case, trace.as_ref(), &measures)?;
        let mut places = Vec::new();
        for place in trace.iter().flat_map(|trace| trace.places.iter()).filter(|place| place.amount.is_positive()) {
            let institution: Option<Agency> = place.institution.map(|id| look.need(id)).transpose()?;
            let held = |m: &&Measure| m.target.key() == place.account && m.state.force().is_some();
            places.push(MemberPlace {
                institution: institution.map(|agency| agency.name),
                account: (place.institution == Some(agency)).then(|| place.mask.clone()),
                level: place.level,
                arrived_at: place.arrived_at,
                amount: place.amount,
                exit: place.exit,
                held: measures.iter().any(|m| held(&m)),
            });
        }
        let as_of = trace.map_or(case.opened_at, |trace| trace.at);
        let found = MemberTrace { case_number: case.number, bar, as_of, places };
        Ok((Resource::new("Order", reference).agency(agency), found))
    })
}

/// The case that a bank may ask about: one it reported, or one whose victim is its customer.
fn case_of(look: &mut Look<'_>, agency: AgencyId, reference: &str) -> Result<Option<CaseId>, Refusal> {
    if let Ok(id) = OrderId::parse(reference) {
        let order: Option<Order> = look.load(id)?;
        let own = order.filter(|order| order.agency == agency && order.kind == OrderKind::ConfirmDebit);
        return Ok(own.and_then(|order| order.case));
    }
    let reports: Vec<BankReport> = look.select(
        "where agency_id = $1 and application_id = $2",
        &[Value::from(agency.to_string()), Value::from(reference)],
    )?;
    Ok(reports.into_iter().find_map(|report| report.case))
}
