//! The protection of an account ends before its time, with a reason.

use crate::desk::{Call, Desk};
use crate::limits::REASON_CHARS_MAX;
use crate::money::protect_account::ProtectedAccount;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::UnprotectAccount;
use cordon_journal::Fact;
use cordon_model::{Code, KnownAccount};
use cordon_store::Read;

pub fn unprotect_account(desk: &Desk, call: &Call, key: &str, reason: &str) -> Result<ProtectedAccount, Refusal> {
    desk.act::<UnprotectAccount, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            let known: Option<KnownAccount> = act.load(key)?;
            let mut known = known.ok_or_else(|| Refusal::new(Code::NotFound, "no account has this key"))?;
            act.about(&known.key);
            check_text("reason", reason, REASON_CHARS_MAX)?;
            let Some(protection) = known.protection.take() else {
                return Err(Refusal::new(Code::WrongState, "the account is not protected"));
            };
            act.fact("kind", Fact::text(protection.kind.name()));
            act.fact("was_until", Fact::Time(protection.until));
            act.fact("reason", Fact::text(reason));
            act.put(&known)?;
            Ok(ProtectedAccount { account: known.key, until: act.now() })
        },
    )
}
