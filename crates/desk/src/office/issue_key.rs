//! An agency's machine is given a key. The key is told once, here; what is kept is its digest.

use super::secret_digest;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::IssueKey;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Agency, AgencyId, Code};
use cordon_store::records::AgencyKey;
use serde::{Deserialize, Serialize};

/// What a key begins with, so that one that leaked is recognised as ours.
pub const KEY_PREFIX: &str = "ck_";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedKey {
    pub agency: AgencyId,
    /// By which the key is revoked.
    pub digest: String,
    /// None when the same request comes again: it was told the first time, and is kept nowhere.
    pub key: Option<Private>,
}

/// What is remembered of it.
#[derive(Serialize, Deserialize)]
struct Remembered {
    digest: String,
}

pub fn issue_key(desk: &Desk, call: &Call, id: AgencyId) -> Result<IssuedKey, Refusal> {
    let mut told = None;
    let remembered = desk.act::<IssueKey, _, Remembered>(
        call,
        |look| Ok((Resource::house(), look.find::<Agency>(id)?)),
        |_permit, act, agency| {
            if !agency.active {
                return Err(Refusal::new(Code::WrongState, format!("`{}` is not active", agency.id)));
            }
            let key = format!("{KEY_PREFIX}{}", act.fresh.secret());
            let digest = secret_digest(&key);
            act.put(&AgencyKey { digest: digest.clone(), agency: id, issued_at: act.now(), revoked_at: None })?;
            act.fact("key", Fact::text(&digest));
            told = Some(Private(key));
            Ok(Remembered { digest })
        },
    )?;
    Ok(IssuedKey { agency: id, digest: remembered.digest, key: told })
}
