//! Whether a user named a number as one whose calls are left alone. Asked for every call, by the centre itself.

use crate::desk::Desk;
use crate::refusal::Refusal;
use crate::sealing::number_key;
use cordon_model::exchange::Private;
use cordon_model::{AgencyId, Contact, ContactKind, Stamp};
use cordon_store::{Doors, Read, Value};

pub fn is_allowed(
    desk: &Desk,
    agency: AgencyId,
    user: &Private,
    caller: &Private,
    now: Stamp,
) -> Result<bool, Refusal> {
    let (user, caller) = (number_key(desk.vault(), &user.0), number_key(desk.vault(), &caller.0));
    let named: Vec<Contact> = desk.store().view("allowed_numbers", |view| {
        Ok::<_, Refusal>(view.select(
            "where agency_id = $1 and user_key = $2 and kind = $3 and ended_at is null",
            &[agency.to_string().into(), user.as_str().into(), Value::from(ContactKind::Allowed.name())],
        )?)
    })?;
    Ok(named.iter().any(|one| one.number_key == caller && one.until > now))
}
