//! An agency's key is revoked: the next request with it is a stranger's.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::RevokeKey;
use cordon_journal::Fact;
use cordon_model::{AgencyId, Code, Digest};
use cordon_store::Read;
use cordon_store::records::AgencyKey;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokedKey {
    pub agency: AgencyId,
}

/// `digest` is the one that was given with the key; never the key itself.
pub fn revoke_key(desk: &Desk, call: &Call, digest: &str) -> Result<RevokedKey, Refusal> {
    desk.act::<RevokeKey, _, _>(
        call,
        |look| {
            // A key pasted here by mistake must not end up in the journal as a subject.
            let digest = Digest::parse(digest).ok_or_else(|| Refusal::field("digest", "is not 64 hex digits"))?;
            let key: AgencyKey =
                look.load(digest.hex())?.ok_or_else(|| Refusal::new(Code::NotFound, "no key has this digest"))?;
            look.about(key.agency);
            Ok((Resource::house(), key))
        },
        |_permit, act, mut key| {
            if key.revoked_at.is_some() {
                return Err(Refusal::new(Code::WrongState, "this key was revoked already"));
            }
            key.revoked_at = Some(act.now());
            act.put(&key)?;
            act.fact("key", Fact::text(&key.digest));
            Ok(RevokedKey { agency: key.agency })
        },
    )
}
