//! The key by which an agency signs the files of its receipts. Another one takes the place of the first:
//! what was signed with that is refused from then on.

use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::SetFileKey;
use cordon_journal::{Fact, VKey};
use cordon_model::{Agency, AgencyId, Digest};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileKeySet {
    pub agency: AgencyId,
}

/// The agency's key under the name of its code, if the digits are one.
pub fn file_key(code: &str, digits: &str) -> Option<VKey> {
    VKey::of(code, Digest::parse(digits)?.0).ok()
}

pub fn set_file_key(desk: &Desk, call: &Call, id: AgencyId, digits: &str) -> Result<FileKeySet, Refusal> {
    desk.act::<SetFileKey, _, _>(
        call,
        |look| Ok((Resource::house(), look.find::<Agency>(id)?)),
        |_permit, act, mut agency| {
            let key = file_key(&agency.code, digits)
                .ok_or_else(|| Refusal::field("key", "has to be an Ed25519 public key in 64 hex digits"))?;
            let digits = Digest(key.public()).hex();
            act.fact("key", Fact::text(&digits));
            agency.file_key = Some(digits);
            act.put(&agency)?;
            Ok(FileKeySet { agency: id })
        },
    )
}
