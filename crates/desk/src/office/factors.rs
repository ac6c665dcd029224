//! The second factors of an officer: what he has, what he needs, and whether a code is one of his.

use super::session::{SignInRules, Stage};
use super::totp;
use crate::desk::{Call, Desk, Look};
use crate::refusal::Refusal;
use cordon_model::{Code, Officer, OfficerId, Stamp};
use cordon_store::records::{Passkey, SecondFactor};
use cordon_store::{Doors, Read, Value};

/// What an officer has to show besides his password.
#[derive(Clone, Debug)]
pub struct Factors {
    pub second: SecondFactor,
    /// Those that are not taken away, oldest first.
    pub passkeys: Vec<Passkey>,
    /// His role needs one.
    pub needed: bool,
}

impl Factors {
    pub fn are_any(&self) -> bool {
        self.second.totp.is_some() || !self.passkeys.is_empty()
    }

    /// How far the password alone brings him.
    pub fn stage(&self) -> Stage {
        match (self.are_any(), self.needed) {
            (true, _) => Stage::Second,
            (false, true) => Stage::Enrol,
            (false, false) => Stage::Full,
        }
    }

    /// By what he may go on.
    pub fn ways(&self) -> Vec<&'static str> {
        let has = [
            (self.second.totp.is_some(), "totp"),
            (!self.passkeys.is_empty(), "passkey"),
            (self.second.recovery_left() > 0, "recovery_code"),
        ];
        has.into_iter().filter_map(|(has, way)| has.then_some(way)).collect()
    }
}

pub(super) fn load(read: &mut impl Read, officer: &Officer, rules: &SignInRules) -> Result<Factors, Refusal> {
    let second = read.load::<SecondFactor>(officer.id)?.unwrap_or_else(|| SecondFactor::none(officer.id));
    let passkeys = read.select::<Passkey>(
        "where officer_id = $1 and ended_at is null order by id",
        &[Value::from(officer.id.to_string())],
    )?;
    Ok(Factors { second, passkeys, needed: rules.ask_second_of(officer) })
}

/// An officer's own factors: his to see.
pub fn factors_of(desk: &Desk, officer: &Officer) -> Result<Factors, Refusal> {
    desk.store().view("factors_of", |view| load(view, officer, desk.sign_in_rules()))
}

/// Which of an officer's codes was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Step(i64),
    Recovery(usize),
}

impl Said {
    pub const fn way(self) -> &'static str {
        match self {
            Self::Step(_) => "totp",
            Self::Recovery(_) => "recovery_code",
        }
    }

    /// What was said once is not said again.
    pub fn use_up(self, second: &mut SecondFactor, now: Stamp) {
        match (self, &mut second.totp) {
            (Self::Step(step), Some(totp)) => totp.used_step = step,
            (Self::Step(_), None) => {}
            (Self::Recovery(at), _) => {
                if let Some(code) = second.recovery.get_mut(at) {
                    code.used_at = Some(now);
                }
            }
        }
    }
}

/// Under what a recovery code is kept. What people misread is read as what was meant.
pub(super) fn recovery_digest(desk: &Desk, officer: OfficerId, code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let plain = plain.replace('O', "0").replace(['I', 'L'], "1");
    desk.vault().index("recovery_code", &format!("{officer} {plain}"))
}

/// Whether what was said is an unused code of this officer.
pub(super) fn judge(look: &mut Look<'_>, second: &SecondFactor, said: &str) -> Result<Said, Refusal> {
    let wrong = || Refusal::bare(Code::SecondFactorWrong);
    let plain: String = said.chars().filter(|c| !c.is_whitespace()).collect();
    if plain.len() == totp::DIGITS && plain.bytes().all(|b| b.is_ascii_digit()) {
        let kept = second.totp.as_ref().ok_or_else(wrong)?;
        let now = look.call().now.ms();
        let secret = look.desk().vault().open(look.sql(), &kept.secret)?.ok_or_else(wrong)?;
        return totp::matching_step(&secret, &plain, now, kept.used_step).map(Said::Step).ok_or_else(wrong);
    }
    let digest = recovery_digest(look.desk(), second.officer, &plain);
    let at = second.recovery.iter().position(|code| code.used_at.is_none() && code.digest == digest);
    at.map(Said::Recovery).ok_or_else(wrong)
}

/// Who does something about himself.
pub(super) fn own(call: &Call) -> Result<&Officer, Refusal> {
    match &call.actor {
        crate::actor::Actor::Officer(officer) => Ok(officer),
        _ => Err(Refusal::bare(Code::NotAllowed)),
    }
}
