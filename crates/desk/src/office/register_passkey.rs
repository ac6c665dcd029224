//! An officer adds a passkey. That it was made for this site and this question was checked before
//! (`server::passkeys`); here it becomes his. The first factor of somebody brings recovery codes with it.

use super::factors::{self, own};
use super::renew_recovery_codes::draw;
use super::session::{Door, Session, Stage};
use crate::desk::{Call, Desk};
use crate::limits::{PASSKEY_NAME_CHARS_MAX, PASSKEYS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::RegisterPasskey;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, PasskeyId, Stamp};
use cordon_store::Read;
use cordon_store::Value;
use cordon_store::records::Passkey;

#[derive(Clone, Debug)]
pub struct NewPasskey {
    pub name: String,
    pub credential: String,
    pub key: String,
}

#[derive(Clone, Debug)]
pub struct PasskeyRegistered {
    pub passkey: PasskeyId,
    /// For whoever had none.
    pub recovery_codes: Vec<Private>,
    /// For whoever had to do this before he was in.
    pub session: Option<(Private, Stamp)>,
}

pub fn register_passkey(
    desk: &Desk,
    call: &Call,
    session: &Session,
    token: &str,
    new: &NewPasskey,
    door: &Door,
) -> Result<PasskeyRegistered, Refusal> {
    let (mut codes, mut entered) = (Vec::new(), None);
    let passkey = desk.act::<RegisterPasskey, _, PasskeyId>(
        call,
        |look| {
            let officer = own(call)?;
            look.about(officer.id);
            let factors = factors::load(look, officer, desk.sign_in_rules())?;
            Ok((Resource::house(), factors))
        },
        |_permit, act, factors| {
            check_text("name", &new.name, PASSKEY_NAME_CHARS_MAX)?;
            if factors.passkeys.len() >= PASSKEYS_MAX {
                return Err(Refusal::field(
                    "name",
                    format!("is one more than {PASSKEYS_MAX} passkeys; remove one first"),
                ));
            }
            let known: Vec<Passkey> = act.select("where credential = $1", &[Value::from(&new.credential)])?;
            if !known.is_empty() {
                return Err(Refusal::new(Code::WrongState, "this passkey is known already"));
            }
            let officer = own(act.call())?.id;
            let passkey = Passkey {
                id: act.fresh.id(PasskeyId::make),
                officer,
                name: new.name.trim().to_owned(),
                credential: new.credential.clone(),
                key: new.key.clone(),
                added_at: act.now(),
                used_at: None,
                ended_at: None,
            };
            act.put(&passkey)?;
            act.about(passkey.id);
            let mut second = factors.second;
            if second.recovery_left() == 0 {
                codes = draw(act, &mut second);
                act.put(&second)?;
            }
            act.end_sessions_but(officer, Some(token))?;
            if session.stage == Stage::Enrol {
                entered = act.complete_session(token, "passkey", door)?;
                act.fact("signed_in", Fact::Bool(true));
            }
            Ok(passkey.id)
        },
    )?;
    Ok(PasskeyRegistered { passkey, recovery_codes: codes, session: entered })
}
