//! A member keeps on record that somebody agreed in writing to advertising by one sender: who, to what, by which
//! way, since when, and the digest of the proof that it holds. Kept five years from then and from each use
//! (§ 7a UWG).

use super::Thing;
use crate::desk::{Call, Desk};
use crate::limits::{LISTED_MS_MAX, NAME_CHARS_MAX, REASON_CHARS_MAX};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::sealing::check_text;
use crate::verbs::RecordConsent;
use cordon_journal::Fact;
use cordon_model::{Code, Consent, ConsentId, ConsentWay, Digest, Stamp};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug)]
pub struct NewConsent {
    pub sender: Thing,
    pub receiver: Thing,
    /// The firm that advertises, as the consent names it.
    pub advertiser: String,
    pub purpose: String,
    pub way: Option<ConsentWay>,
    /// How it was given: paper, web, recorded call.
    pub given_by: String,
    pub given_at: Stamp,
    /// SHA-256 of the proof.
    pub proof: Digest,
    pub until: Option<Stamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedConsent {
    pub consent: ConsentId,
    /// Its proof is kept at least until then.
    pub kept_until: Stamp,
}

pub fn record_consent(desk: &Desk, call: &Call, new: &NewConsent) -> Result<RecordedConsent, Refusal> {
    let agency = call.actor.agency().ok_or(Refusal::bare(Code::NotAllowed));
    desk.act::<RecordConsent, _, _>(
        call,
        |_look| {
            let agency = agency.clone()?;
            Ok((Resource::house().agency(agency), agency))
        },
        |_permit, act, agency| {
            check_text("advertiser", &new.advertiser, NAME_CHARS_MAX)?;
            check_text("purpose", &new.purpose, REASON_CHARS_MAX)?;
            check_text("given_by", &new.given_by, NAME_CHARS_MAX)?;
            let now = act.now();
            if new.given_at > now {
                return Err(Refusal::field("given_at", "lies in the future"));
            }
            if new.until.is_some_and(|until| until <= now || until > now.plus_ms(LISTED_MS_MAX)) {
                return Err(Refusal::field("until", "has to lie in the future, at most five years from now"));
            }
            let consent = Consent {
                id: act.fresh.id(ConsentId::make),
                agency,
                sender_key: new.sender.key.clone(),
                receiver_key: new.receiver.key.clone(),
                sender: act.seal_thing(&new.sender)?,
                receiver: act.seal_thing(&new.receiver)?,
                advertiser: new.advertiser.trim().to_owned(),
                purpose: new.purpose.trim().to_owned(),
                way: new.way,
                given_by: new.given_by.trim().to_owned(),
                given_at: new.given_at,
                proof: new.proof,
                until: new.until,
                revoked_at: None,
                used_at: None,
            };
            act.about(consent.id);
            act.fact("proof", Fact::Bytes(new.proof.0.to_vec()));
            act.fact("given_at", Fact::Time(new.given_at));
            act.put(&consent)?;
            Ok(RecordedConsent { consent: consent.id, kept_until: consent.kept_until() })
        },
    )
}
