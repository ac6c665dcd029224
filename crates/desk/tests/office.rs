//! The office: who founds it, who comes in, and what nobody may do there.

use crate::house::{self, House, MORNING_MS, PASSWORD, SCAN};
use cordon_desk::office::{self, Credentials, NewAgency, NewDuty, NewOfficer};
use cordon_desk::read::waiting_for_people;
use cordon_desk::{Actor, limits, work};
use cordon_journal::Fact;
use cordon_model::exchange::Private;
use cordon_model::paper::PAPER_BYTES_MAX;
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use cordon_model::{Agency, AgencyKind, Code, Norm, Officer, Paper, Role, Seat, Stamp, Wire};
use cordon_store::records::{AgencyKey, Credential};

fn credentials(login: &str, password: &str) -> Credentials {
    Credentials { login: login.into(), password: password.into(), door: office::Door::default() }
}

fn new_officer(login: &str, seats: Vec<Seat>) -> NewOfficer {
    NewOfficer {
        login: login.into(),
        name: "某甲".into(),
        seats,
        police_number: None,
        phone: "000-0000-0009".into(),
        password: None,
    }
}

fn new_agency(code: &str) -> NewAgency {
    NewAgency {
        code: code.into(),
        name: "新银行".into(),
        kind: AgencyKind::Bank,
        wires: vec![Wire::JsonForm],
        limited_stop: false,
        public_phone: "96110".into(),
    }
}

#[test]
fn a_house_is_founded_once_with_every_norm() {
    let house = House::new();
    let norms: Vec<Norm> = house.read(|view| cordon_store::Read::select(view, "order by id", &[]).unwrap());
    assert_eq!(norms.len(), cordon_model::NormKey::ALL.len());
    // Everything here happened in one millisecond, and still the centre is found as the first agency.
    let first: Vec<Agency> = house.read(|view| cordon_store::Read::select(view, "order by id limit 1", &[]).unwrap());
    assert_eq!((first[0].id, first[0].kind), (house.centre, AgencyKind::Centre));
    let again = office::found_house(&house.desk, &house.platform(), &house::new_house());
    assert_eq!(again.unwrap_err().code, Code::WrongState);
    assert_eq!(house.last_entry().result, "wrong_state");
    let (desk, _folder) = house::empty_desk();
    let stranger = cordon_desk::Call::new(Actor::Citizen, Stamp::from_ms(MORNING_MS), [1; 32]);
    assert_eq!(office::found_house(&desk, &stranger, &house::new_house()).unwrap_err().code, Code::NotAllowed);
    house.audit(&[PASSWORD, "管理甲", "民警甲"]);
}

#[test]
fn an_agency_is_registered_once_and_only_by_the_administrator() {
    let house = House::new();
    let register = |call, new: &NewAgency| office::register_agency(&house.desk, &call, new).map_err(|r| r.code);
    let administrator = || house.of(&house.administrator);
    assert!(register(administrator(), &new_agency("888888000001")).is_ok());
    assert_eq!(register(administrator(), &new_agency("888888000001")), Err(Code::CodeTaken));
    assert_eq!(register(house.of(&house.supervisor), &new_agency("888888000002")), Err(Code::NotAllowed));
    for code in ["12345", "1234567890123", "12345a", ""] {
        assert_eq!(register(administrator(), &new_agency(code)), Err(Code::FieldInvalid), "{code}");
    }
    let bad = |change: fn(&mut NewAgency)| {
        let mut new = new_agency("888888000003");
        change(&mut new);
        register(administrator(), &new).unwrap_err()
    };
    assert_eq!(bad(|new| new.wires = vec![Wire::PoliceBank]), Code::FieldInvalid);
    assert_eq!(bad(|new| new.wires = vec![Wire::JsonForm, Wire::JsonForm]), Code::FieldInvalid);
    assert_eq!(bad(|new| new.kind = AgencyKind::Centre), Code::FieldInvalid);
    assert_eq!(bad(|new| new.name = "名".repeat(151)), Code::FieldInvalid);
    assert_eq!(bad(|new| new.name = " ".into()), Code::FieldMissing);
    assert_eq!(
        bad(|new| {
            new.kind = AgencyKind::Carrier;
            new.wires.push(Wire::PoliceBank);
        }),
        Code::FieldInvalid
    );
}

#[test]
fn a_key_is_told_once_and_opens_until_it_is_revoked() {
    let house = House::new();
    let call = || house.of(&house.administrator).key("k1".into(), [1; 32]);
    let first = office::issue_key(&house.desk, &call(), house.bank).unwrap();
    let again = office::issue_key(&house.desk, &call(), house.bank).unwrap();
    let key = first.key.expect("told the first time");
    assert!(key.starts_with("ck_") && key.len() == 67);
    assert_eq!((again.key, &again.digest), (None, &first.digest));
    let kept: AgencyKey = house.record(&first.digest);
    assert_eq!(kept.agency, house.bank);
    let who = |key: &str| office::agency_of(&house.desk, key, house.now()).unwrap();
    assert_eq!(who(&key), Some(house.bank));
    assert_eq!(who(&first.digest), None);
    let pasted = office::revoke_key(&house.desk, &house.of(&house.administrator), &key);
    assert_eq!(pasted.unwrap_err().code, Code::FieldInvalid);
    office::revoke_key(&house.desk, &house.of(&house.administrator), &first.digest).unwrap();
    assert_eq!(who(&key), None);
    let twice = office::revoke_key(&house.desk, &house.of(&house.administrator), &first.digest);
    assert_eq!(twice.unwrap_err().code, Code::WrongState);
    // Neither the journal nor the remembered answer holds it.
    house.audit(&[&key]);
    let remembered = house.read(|view| {
        let rows = cordon_store::Read::query(view, "select response from idempotency", &[]).unwrap();
        rows.iter().map(|row| String::from_utf8_lossy(row.blob(0).unwrap()).into_owned()).collect::<String>()
    });
    assert!(remembered.contains(&first.digest) && !remembered.contains(&key.0));
}

#[test]
fn an_officer_is_enrolled_into_seats_that_fit() {
    let house = House::new();
    let enrol = |new: &NewOfficer| office::enrol_officer(&house.desk, &house.of(&house.administrator), new);
    let seat = |agency, role| vec![Seat { agency, role }];
    let id = enrol(&new_officer("new.one", seat(house.centre, Role::Intake))).unwrap().officer;
    let officer: Officer = house.record(id);
    assert!(officer.active && officer.holds(Role::Intake));
    assert!(house.read(|view| cordon_store::Read::load::<Credential>(view, id).unwrap()).is_none());
    let code = |new: &NewOfficer| enrol(new).unwrap_err().code;
    assert_eq!(code(&new_officer("new.one", seat(house.centre, Role::Intake))), Code::LoginTaken);
    assert_eq!(code(&new_officer("two", seat(house.bank, Role::Approver))), Code::AgencyWrongKind);
    assert_eq!(code(&new_officer("two", seat(house.centre, Role::Desk))), Code::AgencyWrongKind);
    assert_eq!(code(&new_officer("two", seat(house.centre, Role::Officer))), Code::NotPolice);
    let nowhere = cordon_model::AgencyId::from_bytes([9; 16]);
    assert_eq!(code(&new_officer("two", seat(nowhere, Role::Intake))), Code::AgencyUnknown);
    let weak = NewOfficer { password: Some("short".into()), ..new_officer("two", seat(house.centre, Role::Intake)) };
    assert_eq!(code(&weak), Code::FieldInvalid);
    let by_other = office::enrol_officer(&house.desk, &house.of(&house.approver), &weak);
    assert_eq!(by_other.unwrap_err().code, Code::NotAllowed);
    assert_eq!(house.last_entry().verb, "enrol_officer");
}

#[test]
fn only_two_different_police_officers_with_certificates_stand_for_a_shift() {
    let house = House::new();
    let (now, later) = (house.now(), house.now().plus_ms(12 * HOUR_MS));
    let duty = |operator: &Officer, investigator: &Officer, from, until| {
        let new = NewDuty { from, until, operator: operator.id, investigator: investigator.id };
        office::set_duty(&house.desk, &house.of(&house.administrator), &new).map_err(|r| r.code)
    };
    assert!(duty(&house.third, &house.partner, now, later).is_ok());
    assert_eq!(duty(&house.third, &house.third, now, later), Err(Code::FieldInvalid));
    assert_eq!(duty(&house.third, &house.supervisor, now, later), Err(Code::NotPolice));
    assert_eq!(duty(&house.third, &house.partner, later, now), Err(Code::FieldInvalid));
    assert_eq!(duty(&house.third, &house.partner, now, now), Err(Code::FieldInvalid));
    assert_eq!(duty(&house.third, &house.partner, now.minus_ms(2), now.minus_ms(1)), Err(Code::FieldInvalid));
    let too_long = now.plus_ms(limits::DUTY_MS_MAX + 1);
    assert_eq!(duty(&house.third, &house.partner, now, too_long), Err(Code::FieldInvalid));
    let fresh = NewOfficer {
        police_number: Some("999009".into()),
        ..new_officer("no.scan", vec![Seat { agency: house.centre, role: Role::Officer }])
    };
    let fresh = office::enrol_officer(&house.desk, &house.of(&house.administrator), &fresh).unwrap().officer;
    assert_eq!(duty(&house.third, &house.record(fresh), now, later), Err(Code::NotPolice));
}

#[test]
fn a_certificate_is_a_sealed_picture_of_bounded_size() {
    let house = House::new();
    let set = |id, content: &[u8]| office::set_certificate(&house.desk, &house.of(&house.administrator), id, content);
    let set_paper = set(house.third.id, b"%PDF-1.7 scan of nobody").unwrap();
    let paper: Paper = house.record(set_paper.paper);
    assert_eq!((paper.officer, paper.added_by), (Some(house.third.id), house.administrator.id));
    assert_eq!(house.record::<Officer>(house.third.id).certificate, Some(paper.id));
    assert_eq!(set(house.third.id, b"GIF89a").unwrap_err().code, Code::PaperInvalid);
    let mut large = SCAN.to_vec();
    large.resize(PAPER_BYTES_MAX + 1, 0);
    assert_eq!(set(house.third.id, &large).unwrap_err().code, Code::PaperInvalid);
    assert_eq!(set(house.intake.id, SCAN).unwrap_err().code, Code::NotPolice);
    house.audit(&["scan of nobody"]);
}

#[test]
fn a_session_begins_with_the_password_and_ends_when_told_or_when_its_time_is_over() {
    let house = House::new();
    let signed = office::sign_in(&house.desk, &house.citizen(), &credentials("admin", PASSWORD)).unwrap();
    assert_eq!(signed.officer, house.administrator.id);
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.result.as_str()), ("sign_in", "ok"));
    assert_eq!(entry.fact("officer"), Some(&Fact::text(house.administrator.id)));
    let who = |token: &str| office::officer_of(&house.desk, token, house.now()).unwrap().map(|o| o.id);
    assert_eq!(who(&signed.token), Some(house.administrator.id));
    assert_eq!(who("another"), None);
    // Another officer cannot end it, even with its token.
    let other = office::sign_out(&house.desk, &house.of(&house.intake), &signed.token).unwrap();
    assert!(!other.ended);
    let out = office::sign_out(&house.desk, &house.of(&house.administrator), &signed.token).unwrap();
    assert!(out.ended);
    assert_eq!(who(&signed.token), None);
    let second = office::sign_in(&house.desk, &house.citizen(), &credentials("admin", PASSWORD)).unwrap();
    house.pass(limits::SESSION_LIFE_MS);
    assert_eq!(who(&second.token), None);
    house.audit(&[PASSWORD, &signed.token, &second.token]);
}

#[test]
fn guessing_a_password_is_counted_paused_and_written_down() {
    let house = House::new();
    let attempt = |login: &str, password: &str| {
        office::sign_in(&house.desk, &house.citizen(), &credentials(login, password)).map_err(|r| r.code)
    };
    for login in ["admin", "nobody-here"] {
        for _ in 0..limits::SIGN_IN_FAILURES_MAX {
            assert_eq!(attempt(login, "not this one"), Err(Code::SignInFailed));
            assert_eq!(
                (house.last_entry().verb.as_str(), house.last_entry().result.as_str()),
                ("sign_in", "sign_in_failed")
            );
        }
        assert_eq!(attempt(login, PASSWORD), Err(Code::SignInPaused), "{login}");
        assert_eq!(house.last_entry().result, "sign_in_paused");
    }
    assert!(house.last_entry().subjects.is_empty());
    house.pass(limits::SIGN_IN_PAUSE_MS - 1);
    assert_eq!(attempt("admin", PASSWORD), Err(Code::SignInPaused));
    house.pass(MINUTE_MS);
    assert!(attempt("admin", PASSWORD).is_ok());
    // A success forgets the failures before it.
    for _ in 0..limits::SIGN_IN_FAILURES_MAX {
        assert!(attempt("admin", PASSWORD).is_ok());
    }
    assert_eq!(attempt(&"x".repeat(1000), PASSWORD), Err(Code::SignInFailed));
    house.audit(&["not this one", "nobody-here", PASSWORD]);
}

#[test]
fn a_new_password_ends_the_sessions_of_the_old_one() {
    let house = House::new();
    let first = Private::from("the first password");
    let set = |password: &Private| {
        office::set_password(&house.desk, &house.of(&house.administrator), house.intake.id, password)
    };
    let sign_in = |password: &str| office::sign_in(&house.desk, &house.citizen(), &credentials("intake", password));
    assert_eq!(sign_in(&first).unwrap_err().code, Code::SignInFailed);
    set(&first).unwrap();
    let session = sign_in(&first).unwrap();
    set(&Private::from("the second password")).unwrap();
    assert_eq!(office::officer_of(&house.desk, &session.token, house.now()).unwrap(), None);
    assert_eq!(sign_in(&first).unwrap_err().code, Code::SignInFailed);
    assert!(sign_in("the second password").is_ok());
    assert_eq!(set(&Private::from("short")).unwrap_err().code, Code::FieldInvalid);
    let by_other = office::set_password(&house.desk, &house.of(&house.supervisor), house.intake.id, &first);
    assert_eq!(by_other.unwrap_err().code, Code::NotAllowed);
}

#[test]
fn who_has_left_cannot_come_in_has_nothing_in_hand_and_keeps_his_past() {
    let house = House::new();
    office::set_password(&house.desk, &house.of(&house.administrator), house.officer.id, &PASSWORD.into()).unwrap();
    let sign_in = || office::sign_in(&house.desk, &house.citizen(), &credentials("officer", PASSWORD));
    let session = sign_in().unwrap();
    house.reported();
    let taken = work::take_next(&house.desk, &house.of(&house.officer), work::Wanted::Mine).unwrap().unwrap();
    let held = |house: &House| {
        let lines = waiting_for_people(&house.desk, &house.of(&house.supervisor)).unwrap().lines;
        lines.into_iter().find(|line| line.wait == taken.row.wait && line.id == taken.row.id).unwrap().hand
    };
    assert_eq!(held(&house).map(|hand| hand.officer), Some(house.officer.id));
    let retire = |by: &Officer, of: &Officer| office::retire_officer(&house.desk, &house.of(by), of.id);
    let refused = |by: &Officer, of: &Officer| retire(by, of).unwrap_err().code;
    assert_eq!(refused(&house.supervisor, &house.officer), Code::NotAllowed);
    assert_eq!(refused(&house.administrator, &house.administrator), Code::FourEyes, "somebody is always left");
    let past = house.entries_about(house.officer.id).len();
    let told = retire(&house.administrator, &house.officer).unwrap();
    assert_eq!((told.freed, told.shifts, told.freezes), (1, 1, 0), "he still stands on the roster, and that is told");
    assert_eq!(house.last_entry().verb, "retire_officer");
    assert_eq!(house.entries_about(house.officer.id).len(), past + 1);
    assert_eq!(held(&house), None);
    assert_eq!(office::officer_of(&house.desk, &session.token, house.now()).unwrap(), None);
    assert_eq!(sign_in().unwrap_err().code, Code::SignInFailed);
    let kept: Officer = house.record(house.officer.id);
    assert_eq!(kept, Officer { active: false, ..house.officer.clone() });
    assert!(!kept.holds(Role::Officer));
    assert_eq!(refused(&house.administrator, &house.officer), Code::WrongState);
    // A call of his that was under way is refused as well.
    let late = work::take_next(&house.desk, &house.of(&kept), work::Wanted::Mine);
    assert_eq!(late.unwrap_err().code, Code::NotAllowed);
    house.audit(&[PASSWORD]);
}

#[test]
fn what_is_put_off_stays_put_off_when_its_officer_leaves() {
    let house = House::new();
    house.reported();
    let taken = work::take_next(&house.desk, &house.of(&house.officer), work::Wanted::Mine).unwrap().unwrap();
    let (rows, until) = (vec![taken.row.clone()], house.now().plus_ms(HOUR_MS));
    let off = work::NewPutOff { rows, until, reason: "等受害人到所".into() };
    assert_eq!(work::put_off(&house.desk, &house.of(&house.officer), &off).unwrap()[0].outcome, work::Outcome::Done);
    office::retire_officer(&house.desk, &house.of(&house.administrator), house.officer.id).unwrap();
    let lines = waiting_for_people(&house.desk, &house.of(&house.supervisor)).unwrap().lines;
    let line = lines.into_iter().find(|line| line.id == taken.row.id && line.wait == taken.row.wait).unwrap();
    assert_eq!(line.off.map(|off| off.why), Some("等受害人到所".to_owned()));
}
