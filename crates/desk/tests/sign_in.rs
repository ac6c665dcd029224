//! Coming in by a second factor: what opens, what does not, how often one may guess, and what is left of it.
//! Sessions: how long, from where, and who ends them.

use crate::house::{self, House, PASSWORD};
use cordon_desk::office::session::attend;
use cordon_desk::office::{self, Credentials, Door, Session, SignInRules, SignedIn, Stage, TotpBegun, totp};
use cordon_desk::{Call, Refusal, limits};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::time::MINUTE_MS;
use cordon_model::{Code, Officer, Role, Stamp};
use cordon_store::records::SecondFactor;
use std::collections::BTreeSet;

fn house(idle_ms: Option<i64>, needed: &[Role]) -> House {
    let mut house = House::new();
    let rules =
        SignInRules { second_factor: BTreeSet::from_iter(needed.iter().copied()), idle_ms, ..SignInRules::default() };
    house.desk = house.desk.with_sign_in_rules(rules);
    for officer in [&house.intake, &house.approver] {
        office::set_password(&house.desk, &house.of(&house.administrator), officer.id, &PASSWORD.into()).unwrap();
    }
    house
}

fn door() -> Door {
    Door { device: "Chromium, at the desk".into(), attended: true }
}

fn enter(house: &House, login: &str) -> SignedIn {
    let with = Credentials { login: login.into(), password: PASSWORD.into(), door: door() };
    office::sign_in(&house.desk, &house.citizen(), &with).unwrap()
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

fn code(house: &House, secret: &[u8]) -> Private {
    Private(totp::code(secret, totp::step_of(house.now().ms())))
}

struct Enrolled {
    secret: Vec<u8>,
    recovery: Vec<Private>,
}

/// An officer sets up one-time codes from a session of his own.
fn enrol(house: &House, officer: &Officer, login: &str) -> Enrolled {
    let signed = enter(house, login);
    let own = session(house, &signed.token).unwrap();
    let begun = office::begin_totp(&house.desk, &house.of(officer), &own, Some(&PASSWORD.into())).unwrap();
    let secret = secret(&begun);
    let said = code(house, &secret);
    let done = office::confirm_totp(&house.desk, &house.of(officer), &own, &signed.token, &said, &door()).unwrap();
    house.pass(MINUTE_MS);
    Enrolled { secret, recovery: done.recovery_codes }
}

fn second(house: &House, token: &str, code: &Private) -> Result<SignedIn, Refusal> {
    office::pass_second(&house.desk, &house.citizen(), token, code, &door())
}

#[test]
fn the_password_alone_opens_nothing_once_codes_are_asked_for() {
    let house = house(None, &[]);
    let enrolled = enrol(&house, &house.intake, "intake");
    let half = enter(&house, "intake");
    assert_eq!((half.stage, half.ways.clone()), (Stage::Second, vec!["totp", "recovery_code"]));
    assert_eq!(house.last_entry().verb, "pass_password");
    assert_eq!(office::officer_of(&house.desk, &half.token, house.now()).unwrap(), None);
    let full = second(&house, &half.token, &code(&house, &enrolled.secret)).unwrap();
    assert_eq!(full.stage, Stage::Full);
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.fact("by")), ("sign_in", Some(&Fact::text("totp"))));
    let who = |token: &str| office::officer_of(&house.desk, token, house.now()).unwrap().map(|it| it.id);
    assert_eq!(who(&full.token), Some(house.intake.id));
    assert_eq!(session(&house, &half.token), None, "the token of the first step is over");
    assert_eq!(second(&house, &half.token, &code(&house, &enrolled.secret)).unwrap_err().code, Code::NotSignedIn);
    assert_eq!(second(&house, &full.token, &code(&house, &enrolled.secret)).unwrap_err().code, Code::NotSignedIn);
    let kept: SecondFactor = house.record(house.intake.id);
    let json = serde_json::to_string(&kept).unwrap();
    let spoken = totp::base32(&enrolled.secret);
    assert!(!json.contains(&spoken) && enrolled.recovery.iter().all(|code| !json.contains(&code.0)));
    house.audit(&[PASSWORD, &spoken, &full.token, &half.token, &enrolled.recovery[0]]);
}

#[test]
fn a_code_is_used_once_also_after_a_restart() {
    let house = house(None, &[]);
    let enrolled = enrol(&house, &house.intake, "intake");
    let said = code(&house, &enrolled.secret);
    assert!(second(&house, &enter(&house, "intake").token, &said).is_ok());
    let again = second(&house, &enter(&house, "intake").token, &said);
    assert_eq!(again.unwrap_err().code, Code::SecondFactorWrong);
    assert_eq!(house.last_entry().result, "second_factor_wrong");
    let earlier = Private(totp::code(&enrolled.secret, totp::step_of(house.now().ms()) - 1));
    let earlier = second(&house, &enter(&house, "intake").token, &earlier);
    assert_eq!(earlier.unwrap_err().code, Code::SecondFactorWrong, "older than the one that was used");
    let now = house.now();
    let desk = house.reopened();
    let call = |n: u8| Call::new(cordon_desk::Actor::Citizen, now, [n; 32]);
    let with = Credentials { login: "intake".into(), password: PASSWORD.into(), door: door() };
    let half = office::sign_in(&desk, &call(200), &with).unwrap();
    let replayed = office::pass_second(&desk, &call(201), &half.token, &said, &door());
    assert_eq!(replayed.unwrap_err().code, Code::SecondFactorWrong);
    let later = Call::new(cordon_desk::Actor::Citizen, now.plus_ms(MINUTE_MS), [202; 32]);
    let next = Private(totp::code(&enrolled.secret, totp::step_of(later.now.ms())));
    assert!(office::pass_second(&desk, &later, &half.token, &next, &door()).is_ok());
}

#[test]
fn guessing_codes_is_paused_for_the_officer_however_often_he_comes_back() {
    let house = house(None, &[]);
    let enrolled = enrol(&house, &house.intake, "intake");
    let wrong = Private("000000".into());
    for _ in 0..limits::SIGN_IN_FAILURES_MAX {
        // With the password right each time: it does not forgive wrong codes.
        assert_eq!(second(&house, &enter(&house, "intake").token, &wrong).unwrap_err().code, Code::SecondFactorWrong);
    }
    let half = enter(&house, "intake");
    let paused = second(&house, &half.token, &code(&house, &enrolled.secret)).unwrap_err();
    let until = house.now().plus_ms(limits::SIGN_IN_PAUSE_MS).rfc3339();
    assert_eq!(paused.code, Code::SignInPaused);
    assert!(paused.detail.contains(&until), "{} says when again", paused.detail);
    assert_eq!((house.last_entry().result.as_str(), house.last_entry().subjects.len()), ("sign_in_paused", 1));
    house.pass(limits::SIGN_IN_PAUSE_MS);
    assert!(second(&house, &half.token, &code(&house, &enrolled.secret)).is_ok());
}

#[test]
fn a_recovery_code_opens_once_and_new_ones_end_the_old() {
    let house = house(None, &[]);
    let enrolled = enrol(&house, &house.intake, "intake");
    assert_eq!(enrolled.recovery.len(), limits::RECOVERY_CODES);
    // As somebody types it from paper.
    let typed = Private(enrolled.recovery[3].to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l"));
    let full = second(&house, &enter(&house, "intake").token, &typed).unwrap();
    assert_eq!(house.last_entry().fact("by"), Some(&Fact::text("recovery_code")));
    let again = second(&house, &enter(&house, "intake").token, &enrolled.recovery[3]);
    assert_eq!(again.unwrap_err().code, Code::SecondFactorWrong);
    assert_eq!(
        office::factors_of(&house.desk, &house.intake).unwrap().second.recovery_left(),
        limits::RECOVERY_CODES - 1
    );
    let own = session(&house, &full.token).unwrap();
    let renew = |password: &str| {
        office::renew_recovery_codes(&house.desk, &house.of(&house.intake), &own, Some(&password.into()))
    };
    assert_eq!(renew("not this one").unwrap_err().code, Code::PasswordWrong);
    let new = renew(PASSWORD).unwrap();
    assert_eq!(
        second(&house, &enter(&house, "intake").token, &enrolled.recovery[4]).unwrap_err().code,
        Code::SecondFactorWrong
    );
    assert!(second(&house, &enter(&house, "intake").token, &new[4]).is_ok());
    house.audit(&[&enrolled.recovery[3], &new[4], "not this one"]);
}

#[test]
fn a_role_that_needs_a_second_factor_gets_no_further_without_one() {
    let house = house(None, &[Role::Approver]);
    assert_eq!(enter(&house, "intake").stage, Stage::Full);
    let half = enter(&house, "approver");
    assert_eq!((half.stage, half.ways.len()), (Stage::Enrol, 0));
    assert_eq!(office::officer_of(&house.desk, &half.token, house.now()).unwrap(), None);
    let own = session(&house, &half.token).unwrap();
    let begun = office::begin_totp(&house.desk, &house.of(&house.approver), &own, None).unwrap();
    let wrong =
        office::confirm_totp(&house.desk, &house.of(&house.approver), &own, &half.token, &"123".into(), &door());
    assert_eq!(wrong.unwrap_err().code, Code::SecondFactorWrong);
    let said = code(&house, &secret(&begun));
    let done =
        office::confirm_totp(&house.desk, &house.of(&house.approver), &own, &half.token, &said, &door()).unwrap();
    let (token, _) = done.session.unwrap();
    assert_eq!(office::officer_of(&house.desk, &token, house.now()).unwrap().map(|it| it.id), Some(house.approver.id));
    assert_eq!(session(&house, &half.token), None);
    let own = session(&house, &token).unwrap();
    let kept = office::remove_totp(&house.desk, &house.of(&house.approver), &own, Some(&PASSWORD.into()));
    assert_eq!(kept.unwrap_err().code, Code::SecondFactorNeeded);
    house.audit(&[&token, &begun.secret]);
}

#[test]
fn what_was_begun_counts_only_when_it_is_confirmed_in_time() {
    let house = house(None, &[]);
    let signed = enter(&house, "intake");
    let own = session(&house, &signed.token).unwrap();
    let begin = |password: Option<&Private>| office::begin_totp(&house.desk, &house.of(&house.intake), &own, password);
    assert_eq!(begin(None).unwrap_err().code, Code::FieldMissing);
    assert_eq!(begin(Some(&"not this one".into())).unwrap_err().code, Code::PasswordWrong);
    let first = secret(&begin(Some(&PASSWORD.into())).unwrap());
    let begun = secret(&begin(Some(&PASSWORD.into())).unwrap());
    let confirm = |said: &Private| {
        office::confirm_totp(&house.desk, &house.of(&house.intake), &own, &signed.token, said, &door())
            .map_err(|r| r.code)
    };
    assert_eq!(confirm(&code(&house, &first)).unwrap_err(), Code::SecondFactorWrong, "another was drawn since");
    assert_eq!(enter(&house, "intake").stage, Stage::Full, "nothing was confirmed");
    house.pass(limits::TOTP_PENDING_MS + 1);
    assert_eq!(confirm(&code(&house, &begun)).unwrap_err(), Code::SecondFactorMissing);
    let other = enter(&house, "intake");
    let begun = secret(&begin(Some(&PASSWORD.into())).unwrap());
    assert!(confirm(&code(&house, &begun)).is_ok());
    assert_eq!(session(&house, &other.token), None, "what began without it ends");
    assert!(session(&house, &signed.token).is_some());
}

#[test]
fn an_administrator_resets_what_was_lost_but_not_his_own() {
    let house = house(None, &[]);
    let enrolled = enrol(&house, &house.intake, "intake");
    let full = second(&house, &enter(&house, "intake").token, &code(&house, &enrolled.secret)).unwrap();
    let reset =
        |by: &Officer, of: &Officer| office::reset_factors(&house.desk, &house.of(by), of.id).map_err(|r| r.code);
    assert_eq!(reset(&house.supervisor, &house.intake), Err(Code::NotAllowed));
    assert_eq!(reset(&house.administrator, &house.administrator), Err(Code::FourEyes));
    assert_eq!(reset(&house.administrator, &house.intake).unwrap().removed, 1);
    assert!(house.last_entry().subjects.contains(&house.intake.id.to_string()));
    assert_eq!(session(&house, &full.token), None);
    assert_eq!(enter(&house, "intake").stage, Stage::Full);
    assert_eq!(
        second(&house, &enter(&house, "intake").token, &enrolled.recovery[0]).unwrap_err().code,
        Code::NotSignedIn
    );
    house.audit(&[]);
}

#[test]
fn a_browser_that_nobody_touches_is_signed_out_and_a_program_is_not() {
    let house = house(Some(30 * MINUTE_MS), &[]);
    let browser = enter(&house, "intake");
    let with = Credentials { login: "intake".into(), password: PASSWORD.into(), door: Door::default() };
    let program = office::sign_in(&house.desk, &house.citizen(), &with).unwrap();
    let touch = || {
        let own = session(&house, &browser.token).unwrap();
        attend(&house.desk, &browser.token, &own, house.now()).unwrap();
    };
    for _ in 0..4 {
        house.pass(29 * MINUTE_MS);
        touch();
    }
    house.pass(30 * MINUTE_MS - 1);
    assert!(session(&house, &browser.token).is_some());
    house.pass(1);
    assert_eq!(session(&house, &browser.token), None);
    assert!(session(&house, &program.token).is_some());
    let began = Stamp::from_ms(house::MORNING_MS);
    house.pass(limits::SESSION_LIFE_MS - house.now().since_ms(began));
    assert_eq!(session(&house, &program.token), None, "whatever happens");
}

#[test]
fn an_officer_sees_and_ends_his_own_sessions_and_nobody_elses() {
    let house = house(None, &[]);
    let (one, two, other) = (enter(&house, "intake"), enter(&house, "intake"), enter(&house, "approver"));
    let own = office::sessions_of(&house.desk, &house.intake, house.now()).unwrap();
    assert_eq!((own.len(), own[0].device.as_str(), own[0].way.as_str()), (2, "Chromium, at the desk", "password"));
    let id = |token: &str| session(&house, token).unwrap().id;
    let end = |by: &Officer, id| office::end_session(&house.desk, &house.of(by), id).map_err(|r| r.code);
    assert_eq!(end(&house.intake, id(&other.token)), Err(Code::NotFound));
    assert!(session(&house, &other.token).is_some());
    let gone = id(&two.token);
    assert_eq!(end(&house.intake, gone), Ok(()));
    assert_eq!(house.last_entry().verb, "end_session");
    assert_eq!(end(&house.intake, gone), Err(Code::NotFound));
    assert!(session(&house, &one.token).is_some());
    assert_eq!(office::end_sessions(&house.desk, &house.of(&house.intake)).unwrap(), 1);
    assert_eq!(session(&house, &one.token), None);
    assert!(session(&house, &other.token).is_some());
}
