//! An officer sets up one-time codes: a secret is drawn, sealed, and shown to him once. It counts when he has
//! confirmed it by a code; until then whatever he had goes on.

use super::factors::own;
use super::proofs::prove;
use super::session::Session;
use super::totp;
use crate::desk::{Call, Desk};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{BeginTotp, Verb};
use cordon_model::exchange::Private;
use cordon_model::{Code, OfficerId};
use cordon_store::records::{PendingTotp, SecondFactor};
use cordon_store::{Read, vault};

/// Told once; kept sealed.
#[derive(Clone, Debug)]
pub struct TotpBegun {
    /// As it is typed into an app that has no camera.
    pub secret: Private,
    /// What the picture says.
    pub uri: Private,
}

/// No key is looked at: the answer is a secret, and beginning again only draws another.
pub fn begin_totp(
    desk: &Desk,
    call: &Call,
    session: &Session,
    password: Option<&Private>,
) -> Result<TotpBegun, Refusal> {
    prove(desk, call, BeginTotp::NAME, session, password)?;
    let mut begun = None;
    desk.act::<BeginTotp, _, OfficerId>(
        call,
        |look| {
            let officer = own(call)?;
            look.about(officer.id);
            let second = look.load(officer.id)?.unwrap_or_else(|| SecondFactor::none(officer.id));
            Ok((Resource::house(), (officer, second)))
        },
        |_permit, act, (officer, mut second)| {
            if let Some(old) = second.pending.take() {
                vault::erase(act.unit, old.secret.id)?;
            }
            let bytes: [u8; totp::SECRET_BYTES] = act.fresh.bytes();
            let secret = act.seal("totp_secret", &bytes, String::new())?;
            second.pending = Some(PendingTotp { secret, shown_at: act.now() });
            act.put(&second)?;
            begun = Some(TotpBegun {
                secret: Private(totp::base32(&bytes)),
                uri: Private(totp::uri(&officer.login, &bytes)),
            });
            Ok(officer.id)
        },
    )?;
    begun.ok_or(Refusal::bare(Code::Internal))
}
