//! A user takes back what he said: a contact ends at once.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::EndContact;
use cordon_journal::Fact;
use cordon_model::{Code, Contact, ContactId, Stamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedContact {
    pub contact: ContactId,
    pub ended_at: Stamp,
}

pub fn end_contact(desk: &Desk, call: &Call, id: ContactId) -> Result<EndedContact, Refusal> {
    desk.act::<EndContact, _, _>(
        call,
        |look| {
            let contact: Contact = look.find(id)?;
            Ok((Resource::house().agency(contact.agency), contact))
        },
        |_permit, act, mut contact| {
            if contact.ended_at.is_some() {
                return Err(Refusal::new(Code::WrongState, "the contact has ended"));
            }
            let now = act.now();
            contact.ended_at = Some(now);
            act.put(&contact)?;
            act.fact("kind", Fact::text(contact.kind.name()));
            Ok(EndedContact { contact: id, ended_at: now })
        },
    )
}
