//! Delivery: what waits for an agency is leased to its poll, opened for it and put into its form.
//!
//! An order renders to the same bytes each time, so what is given again is the same message, and no
//! second copy of its facts lies in the outbox.

use crate::app::App;
use crate::random;
use cordon_desk::money::take_report::{self, ReportAnswer};
use cordon_desk::order::hand_over::{hand_over, note_unencodable};
use cordon_desk::order::lease;
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::exchange::OpenOrder;
use cordon_model::message::Kind;
use cordon_model::{AgencyId, BankReportId, OrderId, Wire};

/// An answer to an agency's report is given with this many leases.
const REPORT_ANSWERS: i64 = 3;

/// One thing to deliver.
#[derive(Debug)]
pub enum Parcel {
    Order(Box<OpenOrder>),
    ReportAnswer(Box<ReportAnswer>),
}

/// Leases what waits and opens it. What cannot be opened is left out and flagged; the rest goes.
pub fn take(app: &App, actor: &Actor, agency: AgencyId, wire: Wire, max: u32) -> Result<Vec<Parcel>, Refusal> {
    let now = app.clock.now();
    let lasts = lease::lease_ms(&app.desk, now)?;
    let leased = lease::lease(&app.desk, agency, wire, now, max)?;
    let mut parcels = Vec::with_capacity(leased.len());
    for one in leased {
        let call = Call::new(actor.clone(), now, random::seed());
        match open(app, &call, &one.message.order_id, lasts) {
            Ok(parcel) => parcels.push(parcel),
            // The store is busy: what is open goes now, the rest with its next lease.
            Err(refusal) if refusal.code.kind() == Kind::Unavailable => break,
            // One damaged order must not keep the others back.
            Err(refusal) if refusal.is_ours() => match one.message.order_id.parse() {
                Ok(order) => flag(app, actor, order, &refusal),
                Err(_) => tracing::error!(report = %one.message.order_id, %refusal, "an answer cannot be given"),
            },
            // Answered or withdrawn since: it has left the queue by another way.
            Err(refusal) => tracing::info!(order = %one.message.order_id, code = %refusal.code, "not handed over"),
        }
    }
    Ok(parcels)
}

fn open(app: &App, call: &Call, id: &str, lasts: i64) -> Result<Parcel, Refusal> {
    if let Ok(report) = id.parse::<BankReportId>() {
        let rest_after = call.now.minus_ms(lasts.saturating_mul(REPORT_ANSWERS.saturating_sub(1)));
        let answer = take_report::answer_report(&app.desk, call, report, rest_after)?;
        return Ok(Parcel::ReportAnswer(Box::new(answer)));
    }
    let order: OrderId = crate::http::ids::parse(id)?;
    Ok(Parcel::Order(Box::new(hand_over(&app.desk, call, order)?)))
}

/// Flags an order that has no form on its wire. The log gets the place and the rule, never a value.
pub fn flag(app: &App, actor: &Actor, order: OrderId, why: &impl std::fmt::Display) {
    tracing::error!(%order, %why, "an order has no form on its wire; it must be handed over on paper");
    let call = Call::new(actor.clone(), app.clock.now(), random::seed());
    if let Err(refusal) = note_unencodable(&app.desk, &call, order) {
        tracing::error!(%order, code = %refusal.code, "the flag could not be set");
    }
}
