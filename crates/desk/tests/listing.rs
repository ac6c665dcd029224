//! Lists and registers: who may list whom for how long, who hears the listed, and whose complaint counts.

use crate::house::{House, PAYEE};
use cordon_desk::council::NewAppeal;
use cordon_desk::listing::{
    ListedEntry, NewComplaint, NewConsent, NewListing, Thing, complain, decide_listing, decide_objection, list_entry,
    list_measures, object_to_listing, record_consent, refuse_calls, revoke_consent, take_list, unlist,
};
use cordon_desk::{Call, Refusal};
use cordon_model::time::DAY_MS;
use cordon_model::{
    AppealGround, Code, Complaint, Consent, Digest, Level, ListKind, ListSource, Listing, ListingState, Measure,
    TakenList,
};
use cordon_store::{Read, Value};

const NUMBER: &str = "+8619900007788";

fn thing(form: &str) -> Thing {
    Thing {
        form: form.into(),
        key: format!("{:016x}", form.bytes().fold(7u64, |h, b| h * 31 % 99_999_999 + u64::from(b))),
    }
}

fn new(level: Level, days: Option<i64>, house: &House) -> NewListing {
    NewListing {
        kind: ListKind::Number,
        thing: thing(NUMBER),
        range: None,
        level,
        reason: "多人举报冒充客服".into(),
        until: days.map(|days| house.now().plus_ms(days * DAY_MS)),
    }
}

fn list(house: &House, call: &Call, level: Level, days: Option<i64>) -> Result<ListedEntry, Refusal> {
    list_entry(&house.desk, call, &new(level, days, house))
}

#[test]
fn what_shields_or_excludes_for_long_waits_for_a_second_officer() {
    let house = House::new();
    let short = list(&house, &house.of(&house.officer), Level::Black, Some(30)).unwrap();
    assert_eq!(short.state, "in_force");
    unlist(&house.desk, &house.of(&house.officer), short.listing, "查明无关").unwrap();
    let long = list(&house, &house.of(&house.supervisor), Level::Black, Some(31)).unwrap();
    assert_eq!(long.state, "proposed");
    let own = decide_listing(&house.desk, &house.of(&house.supervisor), long.listing, true);
    assert_eq!(own.unwrap_err().code, Code::FourEyes);
    let decided = decide_listing(&house.desk, &house.of(&house.approver), long.listing, true).unwrap();
    assert_eq!(decided.state, "in_force");
    let again = decide_listing(&house.desk, &house.of(&house.other_supervisor), long.listing, false);
    assert_eq!(again.unwrap_err().code, Code::WrongState);
    let twice = list(&house, &house.of(&house.officer), Level::Black, Some(3));
    assert_eq!(twice.unwrap_err().code, Code::WrongState, "said once");
    assert_eq!(list(&house, &house.of(&house.officer), Level::White, Some(3)).unwrap().state, "proposed");
    house.audit(&[NUMBER, "19900007788"]);
}

#[test]
fn a_member_lists_grey_only_and_an_intake_clerk_nobody() {
    let house = House::new();
    let grey = list(&house, &house.machine(house.carrier), Level::Grey, None).unwrap();
    let listing: Listing = house.record(grey.listing);
    assert_eq!((listing.source, listing.state), (ListSource::Carrier, ListingState::InForce));
    let black = list(&house, &house.machine(house.bank), Level::Black, Some(3));
    assert_eq!(black.unwrap_err().code, Code::FieldInvalid);
    for stranger in [house.of(&house.intake), house.citizen(), house.of(&house.bank_clerk)] {
        assert!(list(&house, &stranger, Level::Grey, None).is_err());
    }
}

fn objection(code: &str, tail: &str) -> NewAppeal {
    NewAppeal {
        public_code: code.into(),
        tail: tail.into(),
        statement: "号码是我公司客服专线".into(),
        contact: "000-0000-0009".into(),
        ground: AppealGround::Wronged,
    }
}

#[test]
fn the_listed_one_is_heard_by_somebody_else_and_nobodys_silence_holds_him() {
    let house = House::new();
    let listed = list(&house, &house.of(&house.officer), Level::Black, Some(30)).unwrap();
    let code = listed.public_code.as_str();
    let wrong = object_to_listing(&house.desk, &house.citizen(), &objection(code, "0000"));
    assert_eq!(wrong.unwrap_err().code, Code::TailMismatch);
    let objected = object_to_listing(&house.desk, &house.citizen(), &objection(code, "7788")).unwrap();
    let twice = object_to_listing(&house.desk, &house.citizen(), &objection(code, "7788"));
    assert_eq!(twice.unwrap_err().code, Code::AppealPending);
    let open: Listing = house.record(listed.listing);
    assert_eq!(open.counts_until(), Some(objected.due), "undecided it counts no more");
    decide_objection(&house.desk, &house.of(&house.supervisor), listed.listing, false, "举报属实").unwrap();
    let rejected: Listing = house.record(listed.listing);
    assert_eq!(rejected.counts_until(), rejected.until);
    // He may object again, with something new.
    object_to_listing(&house.desk, &house.citizen(), &objection(code, "7788")).unwrap();
    decide_objection(&house.desk, &house.of(&house.other_supervisor), listed.listing, true, "查明无关").unwrap();
    let ended: Listing = house.record(listed.listing);
    assert_eq!(ended.state.name(), "ended");
    // Who listed does not hear the listed.
    let own = list(&house, &house.of(&house.supervisor), Level::Black, Some(30)).unwrap();
    object_to_listing(&house.desk, &house.citizen(), &objection(&own.public_code, "7788")).unwrap();
    let refused = decide_objection(&house.desk, &house.of(&house.supervisor), own.listing, false, "举报属实");
    assert_eq!(refused.unwrap_err().code, Code::SameOfficerDecides);
    house.pass(400 * DAY_MS);
    let late = decide_objection(&house.desk, &house.of(&house.other_supervisor), own.listing, false, "举报属实");
    assert_eq!(late.unwrap_err().code, Code::WrongState, "too late to keep it");
}

#[test]
fn what_a_measure_restricts_is_listed_and_ends_with_it() {
    let house = House::new();
    let story = house.stopped();
    let form = |_: ListKind, written: &str| Some(thing(written));
    let listed = list_measures(&house.desk, &house.platform(), &form).unwrap();
    assert_eq!((listed.listed, listed.ended), (1, 0));
    let of_measure = || -> Vec<Listing> {
        house.read(|view| view.select("where measure_id = $1", &[Value::from(story.measure.to_string())]).unwrap())
    };
    let listing = of_measure().remove(0);
    assert_eq!((listing.source, listing.level, listing.kind), (ListSource::Measure, Level::Black, ListKind::Account));
    let bank = house.agency(house.record::<Measure>(story.measure).agency);
    assert_eq!(listing.key, thing(&format!("{}:{PAYEE}", bank.code)).key);
    let before = house.entries().len();
    let again = list_measures(&house.desk, &house.platform(), &form).unwrap();
    assert_eq!((again.listed, again.ended, house.entries().len()), (0, 0, before), "nothing to do leaves no entry");
    let by_hand = unlist(&house.desk, &house.of(&house.officer), listing.id, "查明无关");
    assert_eq!(by_hand.unwrap_err().code, Code::WrongState);
    house.pass(10 * DAY_MS);
    house.tick();
    assert_eq!(list_measures(&house.desk, &house.platform(), &form).unwrap().ended, 1);
    assert_eq!(of_measure()[0].state.name(), "ended");
}

fn consent(house: &House) -> NewConsent {
    NewConsent {
        sender: thing("+8619900000001"),
        receiver: thing("+8619900000002"),
        advertiser: "样例商贸有限公司".into(),
        purpose: "每月优惠信息".into(),
        way: None,
        given_by: "纸质签名".into(),
        given_at: house.now(),
        proof: Digest([9; 32]),
        until: None,
    }
}

#[test]
fn a_consent_is_its_keepers_and_is_kept_five_years() {
    let house = House::new();
    let kept = record_consent(&house.desk, &house.machine(house.carrier), &consent(&house)).unwrap();
    assert_eq!(kept.kept_until, house.now().plus_ms(1_826 * DAY_MS));
    assert!(revoke_consent(&house.desk, &house.machine(house.bank), kept.consent).is_err(), "another's");
    assert!(record_consent(&house.desk, &house.of(&house.officer), &consent(&house)).is_err());
    revoke_consent(&house.desk, &house.machine(house.carrier), kept.consent).unwrap();
    let revoked: Consent = house.record(kept.consent);
    assert_eq!(revoked.ends_at(), Some(house.now()));
    let future = NewConsent { given_at: house.now().plus_ms(1), ..consent(&house) };
    assert!(record_consent(&house.desk, &house.machine(house.carrier), &future).is_err());
}

#[test]
fn a_complaint_counts_once_a_person_and_a_month_after_he_refused() {
    let house = House::new();
    let complaint = |by: &str, scam: bool| NewComplaint {
        number: thing(NUMBER),
        by: thing(by),
        at: house.now(),
        subject: "推销贷款".into(),
        scam,
        recorded: true,
        area: None,
    };
    let file = |by: &str, scam| complain(&house.desk, &house.machine(house.carrier), &complaint(by, scam)).unwrap();
    let one = "+8619900000011";
    assert!(!file(one, false).valid, "he never refused");
    refuse_calls(&house.desk, &house.of(&house.intake), &thing(one)).unwrap();
    house.pass(31 * DAY_MS - 1);
    assert!(!file(one, false).valid, "senders have a month");
    house.pass(1);
    let first = file(one, false);
    assert!(first.valid && first.counts);
    let second = file(one, false);
    assert!(second.valid && !second.counts, "one person counts once");
    assert!(file("+8619900000012", true).counts, "of a scam anybody may complain");
    let places: Vec<Complaint> = house.read(|view| view.select("order by place", &[]).unwrap());
    assert_eq!(places.iter().map(|complaint| complaint.place).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let own = NewComplaint { by: thing(NUMBER), ..complaint(one, true) };
    assert!(complain(&house.desk, &house.machine(house.carrier), &own).is_err());
    assert!(complain(&house.desk, &house.citizen(), &complaint(one, true)).is_err());
    house.audit(&[one, NUMBER]);
}

#[test]
fn a_file_of_entries_takes_effect_once_and_only_upon_what_it_was_made_from() {
    let house = House::new();
    let list = |id: &str, generation: &str| TakenList {
        id: id.into(),
        kind: ListKind::Number,
        level: Level::Black,
        source: ListSource::Exchange,
        reason: "200501 涉案名单".into(),
        until: None,
        rows: 3,
        bad_rows: 1,
        generation: generation.into(),
        taken_at: house.now(),
        place: 0,
    };
    let take = |id, generation, replaces| take_list(&house.desk, &house.platform(), &list(id, generation), replaces);
    take("a", "g1", None).unwrap();
    assert_eq!(take("a", "g2", Some("g1")).unwrap_err().code, Code::WrongState, "the same file");
    assert_eq!(take("b", "g2", None).unwrap_err().code, Code::WrongState, "made from an older one");
    take("b", "g2", Some("g1")).unwrap();
}
