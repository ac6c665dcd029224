//! An officer's password is set by an administrator. Whoever is signed in as that officer is signed out.

use super::{password, tries};
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::SetPassword;
use cordon_model::exchange::Private;
use cordon_model::{Officer, OfficerId};
use cordon_store::records::Credential;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSet {
    pub officer: OfficerId,
}

pub fn set_password(desk: &Desk, call: &Call, id: OfficerId, password: &Private) -> Result<PasswordSet, Refusal> {
    // Hashed before the transaction; what is wrong with it is told inside, to those who may set it.
    let hashed = password::check(password).and_then(|()| password::hash(password, &call.seed));
    desk.act::<SetPassword, _, _>(
        call,
        |look| Ok((Resource::house(), look.find::<Officer>(id)?)),
        |_permit, act, officer| {
            let password_hash = hashed.clone()?;
            act.put(&Credential { officer: id, password_hash, changed_at: act.now() })?;
            act.end_sessions_but(id, None)?;
            let key = tries::of_login(act.desk(), &officer.login);
            act.forget_tries(&key)?;
            Ok(PasswordSet { officer: id })
        },
    )
}
