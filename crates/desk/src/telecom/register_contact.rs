//! A carrier keeps a user's word: a relative who is told of an alarm, or a number whose calls are left alone.
//! The consent is on paper or on record at the carrier; the centre keeps its digest and its end.

use crate::desk::{Call, Desk};
use crate::limits::{CONSENT_MS_MAX, CONTACTS_PER_USER_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::number_key;
use crate::verbs::RegisterContact;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, Contact, ContactId, ContactKind, Digest, Stamp};
use cordon_store::{Read, Value};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewContact {
    pub kind: ContactKind,
    pub user: Private,
    pub number: Private,
    /// SHA-256 of the proof of consent.
    pub consent: Digest,
    pub until: Stamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredContact {
    pub contact: ContactId,
}

pub fn register_contact(desk: &Desk, call: &Call, new: &NewContact) -> Result<RegisteredContact, Refusal> {
    let agency = call.actor.agency().ok_or(Refusal::bare(Code::NotFound))?;
    desk.act::<RegisterContact, _, _>(
        call,
        |look| {
            let (agency, user) = (Value::from(agency.to_string()), number_key(desk.vault(), &new.user.0));
            let known: Vec<Contact> =
                look.select("where agency_id = $1 and user_key = $2 and ended_at is null", &[agency, user.into()])?;
            Ok((Resource::house().agency(call.actor.agency().ok_or(Refusal::bare(Code::NotFound))?), known))
        },
        |_permit, act, known| {
            let now = act.now();
            if new.until <= now || new.until > now.plus_ms(CONSENT_MS_MAX) {
                return Err(Refusal::field("until", "has to lie in the future, at most two years from now"));
            }
            if known.iter().filter(|one| one.until > now).count() >= CONTACTS_PER_USER_MAX {
                return Err(Refusal::new(Code::TooLarge, format!("a user names at most {CONTACTS_PER_USER_MAX}")));
            }
            let id = act.fresh.id(ContactId::make);
            act.about(id);
            act.fact("kind", Fact::text(new.kind.name()));
            act.fact("until", Fact::Time(new.until));
            act.fact("consent", Fact::Bytes(new.consent.0.to_vec()));
            let contact = Contact {
                id,
                agency,
                kind: new.kind,
                user_key: number_key(act.vault(), &new.user.0),
                number_key: number_key(act.vault(), &new.number.0),
                user: act.seal_phone("user", &new.user.0)?,
                number: act.seal_phone("number", &new.number.0)?,
                consent: new.consent,
                since: now,
                until: new.until,
                ended_at: None,
            };
            act.put(&contact)?;
            Ok(RegisteredContact { contact: id })
        },
    )
}
