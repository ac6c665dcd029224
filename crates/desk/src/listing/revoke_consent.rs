//! A consent is taken back: from then on nobody advertises by it. Record and proof are kept their time.

use super::record_consent::RecordedConsent;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::RevokeConsent;
use cordon_journal::Fact;
use cordon_model::{Code, Consent, ConsentId};

pub fn revoke_consent(desk: &Desk, call: &Call, id: ConsentId) -> Result<RecordedConsent, Refusal> {
    desk.act::<RevokeConsent, _, _>(
        call,
        |look| {
            let consent: Consent = look.find(id)?;
            Ok((Resource::house().agency(consent.agency), consent))
        },
        |_permit, act, mut consent| {
            let now = act.now();
            if consent.ends_at().is_some_and(|end| end <= now) {
                return Err(Refusal::new(Code::WrongState, "the consent has ended"));
            }
            consent.revoked_at = Some(now);
            act.fact("advertiser", Fact::text(&consent.advertiser));
            act.put(&consent)?;
            Ok(RecordedConsent { consent: id, kept_until: consent.kept_until() })
        },
    )
}
