//! Signing in by the site's identity provider, whose word was checked before (`server::outside`). Whoever it names
//! comes in only if that account was linked to an officer; no officer is made of a word from outside. Where the
//! provider did not say that a second factor was used, the rules of the house ask for one as after a password.

use super::factors;
use super::identities::{of_subject, subject_key, subject_mask};
use super::session::{Door, OUTSIDE, Stage};
use super::sign_in::SignedIn;
use crate::desk::{Act, Call, Desk, Look};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::{PassOutside, SignIn, Verb};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::{Code, Officer, OfficerId, Stamp};
use cordon_store::records::Identity;
use cordon_store::{Doors, Read};

/// Whom the provider named.
#[derive(Clone, Debug)]
pub struct Outsider {
    pub issuer: String,
    pub subject: Private,
    /// The provider says that he used a second factor there, in words that the site believes.
    pub second_factor: bool,
}

struct Who {
    officer: Officer,
    identity: Identity,
    ways: Vec<&'static str>,
}

/// The caller is a citizen until he is in.
pub fn enter_outside(desk: &Desk, call: &Call, outsider: &Outsider, door: &Door) -> Result<SignedIn, Refusal> {
    let entering = Entering { outsider, key: subject_key(desk, &outsider.issuer, &outsider.subject), door };
    // How far it goes decides which act it is, so that is asked before, and again within.
    let stage = desk.store().view("pass_outside", |view| entering.stage(view, desk))?;
    let Some(stage) = stage else {
        return Err(desk.note_refusal(SignIn::NAME, call, entering.unknown(), &[]));
    };
    let mut told = None;
    let ask = |look: &mut Look<'_>| entering.ask(look, stage);
    let mut open = |act: &mut Act<'_, '_>, who: Who| {
        let (token, expires_at) = entering.open(act, &who, stage)?;
        told = Some((token, who.ways));
        Ok((who.officer.id, expires_at))
    };
    let (officer, expires_at): (OfficerId, Stamp) = match stage {
        Stage::Full => desk.act::<SignIn, _, _>(call, ask, |_permit, act, who| open(act, who)),
        Stage::Second | Stage::Enrol => desk.act::<PassOutside, _, _>(call, ask, |_permit, act, who| open(act, who)),
    }?;
    let (token, ways) = told.ok_or(Refusal::bare(Code::Internal))?;
    Ok(SignedIn { officer, token, expires_at, stage, ways })
}

struct Entering<'a> {
    outsider: &'a Outsider,
    key: String,
    door: &'a Door,
}

impl Entering<'_> {
    fn known(&self, read: &mut impl Read) -> Result<Option<(Officer, Identity)>, Refusal> {
        let Some(identity) = of_subject(read, &self.key)? else { return Ok(None) };
        let officer = read.load::<Officer>(identity.officer)?;
        Ok(officer.filter(|officer| officer.active).map(|officer| (officer, identity)))
    }

    /// How far the provider's word brings him; none where it names nobody.
    fn stage(&self, read: &mut impl Read, desk: &Desk) -> Result<Option<Stage>, Refusal> {
        let Some((officer, _)) = self.known(read)? else { return Ok(None) };
        if self.outsider.second_factor {
            return Ok(Some(Stage::Full));
        }
        Ok(Some(factors::load(read, &officer, desk.sign_in_rules())?.stage()))
    }

    fn unknown(&self) -> Refusal {
        let Outsider { issuer, subject, .. } = self.outsider;
        Refusal::new(Code::IdentityUnknown, format!("{} · {issuer}", subject_mask(subject)))
    }

    fn ask(&self, look: &mut Look<'_>, stage: Stage) -> Result<(Resource, Who), Refusal> {
        // Between the first look and now the link may have ended or the officer have left.
        let (officer, identity) = self.known(look)?.ok_or_else(|| self.unknown())?;
        look.about(officer.id);
        let desk = look.desk();
        if self.stage(look, desk)? != Some(stage) {
            return Err(Refusal::new(Code::OutsideFailed, "what this officer needs has changed meanwhile"));
        }
        let ways = match stage {
            Stage::Second => factors::load(look, &officer, desk.sign_in_rules())?.ways(),
            Stage::Full | Stage::Enrol => Vec::new(),
        };
        Ok((Resource::house(), Who { officer, identity, ways }))
    }

    fn open(&self, act: &mut Act<'_, '_>, who: &Who, stage: Stage) -> Result<(Private, Stamp), Refusal> {
        let (token, expires_at) = act.open_session(who.officer.id, stage, OUTSIDE, self.door)?;
        act.about(who.identity.id);
        act.fact("officer", Fact::text(who.officer.id));
        act.fact("by", Fact::text(OUTSIDE));
        act.fact("issuer", Fact::text(&self.outsider.issuer));
        act.fact("second_factor_there", Fact::Bool(self.outsider.second_factor));
        act.fact("expires_at", Fact::Time(expires_at));
        Ok((token, expires_at))
    }
}
