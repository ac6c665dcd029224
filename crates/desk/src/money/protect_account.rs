//! An account is protected (白名单, 公用事业, 代发工资, 商户): no plan stops it and no freeze takes the
//! whole of it. Each protection has a reason, a person who answers for it, and an end; said again, it
//! takes the place of the one before.

use crate::desk::{Act, Call, Desk};
use crate::limits::{PROTECTION_MS_MAX, REASON_CHARS_MAX};
use crate::money::learn::KeptParty;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::{check_account_number, check_text};
use crate::verbs::ProtectAccount;
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{AccountClass, Code, KnownAccount, Protection, ProtectionKind, Stamp};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

/// Which account.
#[derive(Clone, Debug)]
pub enum ProtectedOf {
    /// One that movements know, by its key.
    Key(String),
    Number {
        institution_code: String,
        number: Private,
        class: AccountClass,
    },
}

#[derive(Clone, Debug)]
pub struct NewProtection {
    pub account: ProtectedOf,
    pub kind: ProtectionKind,
    /// Why. No personal data.
    pub reason: String,
    pub until: Stamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectedAccount {
    /// The account's key.
    pub account: String,
    pub until: Stamp,
}

pub fn protect_account(desk: &Desk, call: &Call, new: &NewProtection) -> Result<ProtectedAccount, Refusal> {
    desk.act::<ProtectAccount, _, _>(
        call,
        |_look| Ok((Resource::house(), ())),
        |_permit, act, ()| {
            check_text("reason", &new.reason, REASON_CHARS_MAX)?;
            let now = act.now();
            if new.until <= now || new.until > now.plus_ms(PROTECTION_MS_MAX) {
                return Err(Refusal::field("until", "has to lie in the future, at most 366 days from now"));
            }
            let officer = act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?;
            let mut known = act.account_to_protect(&new.account)?;
            act.fact("again", Fact::Bool(known.protection.is_some()));
            act.fact("kind", Fact::text(new.kind.name()));
            act.fact("until", Fact::Time(new.until));
            let reason = new.reason.trim().to_owned();
            known.protection = Some(Protection { kind: new.kind, reason, by: officer, since: now, until: new.until });
            act.put(&known)?;
            act.about(&known.key);
            Ok(ProtectedAccount { account: known.key, until: new.until })
        },
    )
}

impl Act<'_, '_> {
    fn account_to_protect(&mut self, of: &ProtectedOf) -> Result<KnownAccount, Refusal> {
        let key = match of {
            ProtectedOf::Key(key) => key.clone(),
            ProtectedOf::Number { institution_code, number, class } => {
                check_account_number("number", number)?;
                let digits = (1..=14).contains(&institution_code.len());
                if !digits || !institution_code.bytes().all(|b| b.is_ascii_alphanumeric()) {
                    return Err(Refusal::field("institution_code", "has to be 1 to 14 letters and digits"));
                }
                let (institution, number) = (institution_code.clone(), number.0.clone());
                self.party_account(&KeptParty { institution, number, holder: None, class: *class })?
            }
        };
        let known: Option<KnownAccount> = self.load(key.as_str())?;
        known.ok_or_else(|| Refusal::new(Code::NotFound, "no account has this key"))
    }
}
