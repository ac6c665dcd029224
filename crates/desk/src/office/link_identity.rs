//! An officer is somebody at the site's identity provider: an administrator says so, or the officer has just come
//! from there while he was signed in here. From then on that account opens his sessions. Nobody else's: one account is
//! one officer's.

use super::identities::{check_subject, of_officer, of_subject, subject_key, subject_mask};
use super::sessions_of;
use crate::desk::{Call, Desk};
use crate::limits::IDENTITIES_MAX;
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{LinkIdentity, Verb};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, IdentityId, Officer, OfficerId, SessionId};
use cordon_store::records::Identity;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedIdentity {
    pub identity: IdentityId,
    pub officer: OfficerId,
}

/// What stands behind the word that an account is somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// An administrator typed it.
    Typed,
    /// The provider said it to the browser of this session, and nobody else's word is needed.
    InSession(SessionId),
}

/// `issuer` is the site's provider; a site without one links nobody.
pub fn link_identity(
    desk: &Desk,
    call: &Call,
    id: OfficerId,
    issuer: Option<&str>,
    subject: &Private,
    shown: Shown,
) -> Result<LinkedIdentity, Refusal> {
    if let Shown::InSession(session) = shown
        && !runs(desk, call, session)?
    {
        return Err(desk.note_refusal(LinkIdentity::NAME, call, Refusal::bare(Code::NotSignedIn), &[id.to_string()]));
    }
    desk.act::<LinkIdentity, _, _>(
        call,
        |look| {
            let officer: Officer = look.find(id)?;
            let house = Resource::house();
            Ok((if shown == Shown::Typed { house } else { house.hand(officer.id) }, officer))
        },
        |_permit, act, officer| {
            let issuer = issuer.ok_or(Refusal::bare(Code::OutsideOff))?;
            let subject = check_subject(subject)?;
            let key = subject_key(act.desk(), issuer, subject);
            if of_subject(act, &key)?.is_some() {
                // Whose it is, is not told: an officer may not find out by trying.
                return Err(Refusal::bare(Code::IdentityTaken));
            }
            if of_officer(act, officer.id)?.len() >= IDENTITIES_MAX {
                let why = format!("is one more than {IDENTITIES_MAX} accounts of one officer; end another link first");
                return Err(Refusal::field("subject", why));
            }
            let identity = Identity {
                id: act.fresh.id(IdentityId::make),
                officer: officer.id,
                issuer: issuer.to_owned(),
                subject_key: key,
                subject_mask: subject_mask(subject),
                added_at: act.now(),
                added_by: act.call().actor.officer_id().ok_or(Refusal::bare(Code::NotAllowed))?,
                ended_at: None,
            };
            act.put(&identity)?;
            act.about(identity.id);
            act.fact("issuer", Fact::text(issuer));
            act.fact("typed", Fact::Bool(shown == Shown::Typed));
            Ok(LinkedIdentity { identity: identity.id, officer: officer.id })
        },
    )
}

/// Whether the session from which somebody went to the provider is still his.
fn runs(desk: &Desk, call: &Call, session: SessionId) -> Result<bool, Refusal> {
    let crate::actor::Actor::Officer(officer) = &call.actor else { return Ok(false) };
    Ok(sessions_of(desk, officer, call.now)?.iter().any(|one| one.id == session))
}
