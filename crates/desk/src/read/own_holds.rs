//! What a bank held on its own word (机构先行止付), as its desk sees it: its clock, and whether it was confirmed, let
//! go or ran out.
//!
//! Not here: telling of a hold and confirming it (`money::hold`).

use super::inbox::number;
use crate::desk::{Call, Desk, Look};
use crate::money::hold::KEPT_AS;
use crate::permit::Resource;
use crate::refusal::Refusal;
use cordon_model::{AgencyId, BankReport, Measure, Stamp};
use cordon_store::{Read, Value};
use std::collections::BTreeMap;

/// Holds of one agency that are shown, the newest.
pub const OWN_HOLDS_MAX: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnHold {
    /// The agency's own name for it.
    pub reference: String,
    pub told_at: Stamp,
    pub measure: Measure,
    /// Of the case that it was confirmed for.
    pub case_number: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnHolds {
    /// The newest first.
    pub holds: Vec<OwnHold>,
    pub cut_short: bool,
}

/// Of the agencies at whose desks somebody sits, each looked at with a permit of its own.
pub fn own_holds(desk: &Desk, call: &Call, agencies: &[AgencyId]) -> Result<OwnHolds, Refusal> {
    let mut all = OwnHolds::default();
    for agency in agencies {
        let own = Resource::new("Order", "orders").agency(*agency);
        let part = desk.look(call, |look| Ok((own.clone(), of(look, *agency)?)))?;
        all.cut_short |= part.cut_short;
        all.holds.extend(part.holds);
    }
    all.holds.sort_by_key(|hold| std::cmp::Reverse((hold.told_at, hold.measure.id)));
    Ok(all)
}

fn of(look: &mut Look<'_>, agency: AgencyId) -> Result<OwnHolds, Refusal> {
    let mut reports: Vec<BankReport> = look.select(
        "where agency_id = $1 and application_id like $2 order by id desc limit $3",
        &[
            Value::from(agency.to_string()),
            Value::from(format!("{KEPT_AS}%")),
            Value::from(i64::try_from(OWN_HOLDS_MAX.saturating_add(1)).unwrap_or(i64::MAX)),
        ],
    )?;
    let cut_short = reports.len() > OWN_HOLDS_MAX;
    reports.truncate(OWN_HOLDS_MAX);
    let mut cases = BTreeMap::new();
    let mut holds = Vec::new();
    for report in reports {
        let Some(id) = report.measure else { continue };
        let measure: Measure = look.need(id)?;
        let case = measure.claims.first().map(|claim| claim.case);
        let case_number = case.map(|id| number(look, &mut cases, id)).transpose()?.flatten();
        let reference = report.application_id.strip_prefix(KEPT_AS).unwrap_or_default().to_owned();
        holds.push(OwnHold { reference, told_at: report.received_at, measure, case_number });
    }
    Ok(OwnHolds { holds, cut_short })
}
