//! A poll leases what waits: housekeeping, no act. Reading an order is the act (`hand_over`).

use crate::desk::Desk;
use crate::refusal::Refusal;
use cordon_model::{AgencyId, NormKey, Stamp, Wire};
use cordon_store::outbox::{self, Leased};
use cordon_store::{Doors, Read};

/// How long a lease given now lasts, by the norm.
pub fn lease_ms(desk: &Desk, now: Stamp) -> Result<i64, Refusal> {
    desk.store().view("lease_norm", |view| {
        let until = desk.norms(view.sql())?.deadline(NormKey::WireLease, now, now)?;
        Ok(until.at.since_ms(now).max(1))
    })
}

/// What waits for an agency on a wire, leased to it. One that is not answered by the end of its
/// lease is given again.
pub fn lease(desk: &Desk, agency: AgencyId, wire: Wire, now: Stamp, max: u32) -> Result<Vec<Leased>, Refusal> {
    let lasts = lease_ms(desk, now)?;
    desk.store().keep("lease", |keep| Ok(outbox::lease(keep, &agency.to_string(), wire.name(), now, lasts, max)?))
}
