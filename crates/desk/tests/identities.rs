//! Coming in by the site's identity provider: who may, how far, who says so, and what ends with it. That the
//! provider's word is right is another affair (`server/tests/outside`).

use crate::house::{House, PASSWORD};
use cordon_desk::office::{
    self, Credentials, Door, LinkedIdentity, Outsider, Session, Shown, SignInRules, SignedIn, Stage, TotpBegun, totp,
};
use cordon_desk::{Refusal, limits};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::time::MINUTE_MS;
use cordon_model::{Code, Officer, Role, SessionId};
use cordon_store::records::Identity;
use std::collections::BTreeSet;

const ISSUER: &str = "https://id.city.example";
/// Nobody's.
const SUBJECT: &str = "6b3c1f7e-0000-4000-8000-00000000beef";

fn house(rules: SignInRules) -> House {
    let mut house = House::new();
    house.desk = house.desk.with_sign_in_rules(rules);
    for officer in [&house.intake, &house.approver, &house.administrator] {
        office::set_password(&house.desk, &house.of(&house.administrator), officer.id, &PASSWORD.into()).unwrap();
    }
    house
}

fn door() -> Door {
    Door { device: "Chromium, at the desk".into(), attended: true }
}

fn comes(house: &House, issuer: &str, subject: &str, second_factor: bool) -> Result<SignedIn, Refusal> {
    let outsider = Outsider { issuer: issuer.into(), subject: subject.into(), second_factor };
    office::enter_outside(&house.desk, &house.citizen(), &outsider, &door())
}

fn by_password(house: &House, login: &str) -> Result<SignedIn, Refusal> {
    let with = Credentials { login: login.into(), password: PASSWORD.into(), door: door() };
    office::sign_in(&house.desk, &house.citizen(), &with)
}

fn session(house: &House, token: &str) -> Option<Session> {
    office::session_of(&house.desk, token, house.now()).unwrap().map(|(session, _)| session)
}

/// The secret behind what was told.
fn secret(begun: &TotpBegun) -> Vec<u8> {
    let value = |c: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap() as u64;
    let bits: Vec<char> = begun.secret.chars().collect();
    let eight =
        |digits: &[char]| digits.iter().fold(0, |all, digit| (all << 5) | value(*digit)).to_be_bytes()[3..].to_vec();
    bits.chunks(8).flat_map(eight).collect()
}

fn link(house: &House, by: &Officer, of: &Officer, subject: &str, shown: Shown) -> Result<LinkedIdentity, Code> {
    let done = office::link_identity(&house.desk, &house.of(by), of.id, Some(ISSUER), &subject.into(), shown);
    done.map_err(|refusal| refusal.code)
}

fn typed(house: &House, of: &Officer, subject: &str) -> LinkedIdentity {
    link(house, &house.administrator, of, subject, Shown::Typed).unwrap()
}

#[test]
fn a_word_from_outside_makes_nobody_an_officer_and_says_what_to_tell_the_administrator() {
    let house = house(SignInRules::default());
    let refused = comes(&house, ISSUER, SUBJECT, true).unwrap_err();
    assert_eq!(refused.code, Code::IdentityUnknown);
    assert!(refused.detail.contains("****beef") && refused.detail.contains(ISSUER), "{}", refused.detail);
    assert!(!refused.detail.contains("6b3c"));
    assert_eq!((house.last_entry().verb.as_str(), house.last_entry().result.as_str()), ("sign_in", "identity_unknown"));
    typed(&house, &house.intake, SUBJECT);
    assert_eq!(house.last_entry().verb, "link_identity");
    assert_eq!(comes(&house, ISSUER, SUBJECT, false).unwrap().officer, house.intake.id);
    // The same name at another provider is somebody else.
    assert_eq!(comes(&house, "https://evil.example", SUBJECT, true).unwrap_err().code, Code::IdentityUnknown);
    assert_eq!(
        comes(&house, ISSUER, "6B3C1F7E-0000-4000-8000-00000000BEEF", true).unwrap_err().code,
        Code::IdentityUnknown
    );
    house.audit(&[SUBJECT, PASSWORD]);
}

#[test]
fn a_session_by_the_provider_is_marked_and_has_the_ends_of_any_other() {
    let house = house(SignInRules { idle_ms: Some(30 * MINUTE_MS), ..SignInRules::default() });
    typed(&house, &house.intake, SUBJECT);
    let signed = comes(&house, ISSUER, SUBJECT, false).unwrap();
    assert_eq!(signed.stage, Stage::Full);
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.fact("by")), ("sign_in", Some(&Fact::text("outside"))));
    let own = office::sessions_of(&house.desk, &house.intake, house.now()).unwrap();
    assert_eq!((own.len(), own[0].way.as_str(), own[0].device.as_str()), (1, "outside", "Chromium, at the desk"));
    assert_eq!(own[0].expires_at, house.now().plus_ms(limits::SESSION_LIFE_MS));
    house.pass(30 * MINUTE_MS);
    assert_eq!(session(&house, &signed.token), None, "nobody was there");
}

#[test]
fn without_a_second_factor_there_the_rules_of_the_house_ask_for_one() {
    let house = house(SignInRules { second_factor: BTreeSet::from([Role::Approver]), ..SignInRules::default() });
    typed(&house, &house.approver, SUBJECT);
    let half = comes(&house, ISSUER, SUBJECT, false).unwrap();
    assert_eq!(half.stage, Stage::Enrol);
    assert_eq!(house.last_entry().verb, "pass_outside");
    assert_eq!(office::officer_of(&house.desk, &half.token, house.now()).unwrap(), None, "it opens nothing yet");
    let own = session(&house, &half.token).unwrap();
    let begun = office::begin_totp(&house.desk, &house.of(&house.approver), &own, None).unwrap();
    let secret = secret(&begun);
    let code = || Private(totp::code(&secret, totp::step_of(house.now().ms())));
    office::confirm_totp(&house.desk, &house.of(&house.approver), &own, &half.token, &code(), &door()).unwrap();
    house.pass(MINUTE_MS);
    let half = comes(&house, ISSUER, SUBJECT, false).unwrap();
    assert_eq!((half.stage, half.ways.clone()), (Stage::Second, vec!["totp", "recovery_code"]));
    let full = office::pass_second(&house.desk, &house.citizen(), &half.token, &code(), &door()).unwrap();
    assert_eq!(session(&house, &full.token).unwrap().way, "outside_totp");
    // Who has used one there is asked for none here.
    assert_eq!(comes(&house, ISSUER, SUBJECT, true).unwrap().stage, Stage::Full);
    assert_eq!(house.last_entry().fact("second_factor_there"), Some(&Fact::Bool(true)));
}

#[test]
fn an_administrator_links_and_one_account_is_one_officers() {
    let house = house(SignInRules::default());
    for (by, of) in [(&house.supervisor, &house.intake), (&house.intake, &house.intake)] {
        assert_eq!(link(&house, by, of, SUBJECT, Shown::Typed), Err(Code::NotAllowed), "typed by {}", by.login);
        assert_eq!(house.last_entry().result, "not_allowed");
    }
    typed(&house, &house.intake, &format!("  {SUBJECT} "));
    assert_eq!(link(&house, &house.administrator, &house.approver, SUBJECT, Shown::Typed), Err(Code::IdentityTaken));
    assert_eq!(link(&house, &house.administrator, &house.intake, SUBJECT, Shown::Typed), Err(Code::IdentityTaken));
    assert_eq!(link(&house, &house.administrator, &house.intake, " ", Shown::Typed), Err(Code::FieldMissing));
    for n in 1..limits::IDENTITIES_MAX {
        typed(&house, &house.intake, &format!("another-{n}-0000"));
    }
    let more = link(&house, &house.administrator, &house.intake, "one-too-many", Shown::Typed);
    assert_eq!(more, Err(Code::FieldInvalid));
    let off = office::link_identity(
        &house.desk,
        &house.of(&house.administrator),
        house.intake.id,
        None,
        &"x-0000".into(),
        Shown::Typed,
    );
    assert_eq!(off.unwrap_err().code, Code::OutsideOff);
    house.audit(&[SUBJECT]);
}

#[test]
fn an_officer_connects_his_own_account_from_a_session_that_still_runs() {
    let house = house(SignInRules::default());
    let signed = by_password(&house, "intake").unwrap();
    let own = session(&house, &signed.token).unwrap().id;
    let other = SessionId::from_bytes([7; 16]);
    assert_eq!(link(&house, &house.intake, &house.intake, SUBJECT, Shown::InSession(other)), Err(Code::NotSignedIn));
    assert_eq!(house.last_entry().result, "not_signed_in");
    // Not for somebody else, whatever he has shown.
    assert_eq!(link(&house, &house.intake, &house.approver, SUBJECT, Shown::InSession(own)), Err(Code::NotAllowed));
    let linked = link(&house, &house.intake, &house.intake, SUBJECT, Shown::InSession(own)).unwrap();
    let kept: Identity = house.record(linked.identity);
    assert_eq!((kept.added_by, kept.subject_mask.as_str()), (house.intake.id, "****beef"));
    assert_eq!(house.last_entry().fact("typed"), Some(&Fact::Bool(false)));
    assert!(comes(&house, ISSUER, SUBJECT, false).is_ok());
    assert!(session(&house, &signed.token).is_some(), "what he was signed in by goes on");
}

#[test]
fn with_its_link_an_account_loses_what_it_opened_and_can_be_linked_anew() {
    let house = house(SignInRules::default());
    let linked = typed(&house, &house.intake, SUBJECT);
    let outside = comes(&house, ISSUER, SUBJECT, false).unwrap();
    let password = by_password(&house, "intake").unwrap();
    let end = |by: &Officer| office::unlink_identity(&house.desk, &house.of(by), linked.identity).map_err(|r| r.code);
    assert_eq!(end(&house.approver), Err(Code::NotAllowed));
    assert!(end(&house.intake).is_ok(), "his own");
    assert_eq!(house.last_entry().verb, "unlink_identity");
    assert_eq!(session(&house, &outside.token), None);
    assert!(session(&house, &password.token).is_some());
    assert_eq!(comes(&house, ISSUER, SUBJECT, true).unwrap_err().code, Code::IdentityUnknown);
    assert_eq!(end(&house.administrator), Err(Code::WrongState));
    typed(&house, &house.approver, SUBJECT);
    assert_eq!(comes(&house, ISSUER, SUBJECT, true).unwrap().officer, house.approver.id);
    let call = house.of(&house.supervisor);
    assert!(office::identities_of(&house.desk, &call, house.intake.id).unwrap().is_empty());
    house.audit(&[SUBJECT]);
}

#[test]
fn a_role_may_be_for_the_provider_only_but_an_administrators_password_always_opens() {
    let only = BTreeSet::from([Role::Intake]);
    let house = house(SignInRules { outside_only: only, ..SignInRules::default() });
    assert_eq!(by_password(&house, "intake").unwrap_err().code, Code::OutsideOnly);
    assert_eq!(house.last_entry().result, "outside_only");
    let wrong = Credentials { login: "intake".into(), password: "not this one".into(), door: door() };
    let wrong = office::sign_in(&house.desk, &house.citizen(), &wrong).unwrap_err();
    assert_eq!(wrong.code, Code::SignInFailed, "who does not know the password learns nothing");
    assert!(by_password(&house, "approver").is_ok());
    assert!(by_password(&house, &house.administrator.login).is_ok());
    typed(&house, &house.intake, SUBJECT);
    assert!(comes(&house, ISSUER, SUBJECT, false).is_ok());
}
