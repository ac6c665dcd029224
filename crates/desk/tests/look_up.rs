//! One object on one page: what the records know of it, masked, on a ground that stands with everything shown.

use crate::house::House;
use crate::story::{PAYEE, PAYER, Story, yuan};
use cordon_desk::look_up::{LookedUp, NewLookUp, Part, look_up};
use cordon_desk::read::{PageAsk, look_ups};
use cordon_desk::{Call, Refusal};
use cordon_model::{Code, LookUpGround, LookUpKind};

fn new(kind: LookUpKind, text: &str) -> NewLookUp {
    NewLookUp {
        kind,
        text: text.into(),
        institution: None,
        thing: None,
        ground: LookUpGround::AgencyAsks,
        remark: "样例银行来电询问客户".to_owned(),
    }
}

fn looked(house: &House, call: &Call, kind: LookUpKind, text: &str) -> Result<LookedUp, Refusal> {
    look_up(&house.desk, call, &new(kind, text))
}

fn found(house: &House, kind: LookUpKind, text: &str) -> LookedUp {
    looked(house, &house.of(&house.officer), kind, text).unwrap()
}

#[test]
fn an_account_shows_its_cases_orders_and_measures_and_leaves_its_reader_with_each() {
    let house = House::new();
    let story = Story::stopped(&house, yuan(80_000), yuan(80_000));
    let payee = found(&house, LookUpKind::Account, &format!(" {} {} ", &PAYEE[..8], &PAYEE[8..]));
    assert_eq!(
        payee.cases.iter().map(|(case, part)| (case.id, *part)).collect::<Vec<_>>(),
        [(story.filed.case, Part::Payee)]
    );
    assert_eq!(payee.measures.len(), 1);
    assert!(!payee.orders.is_empty());
    assert_eq!(payee.mask, "****8888");
    let payer = found(&house, LookUpKind::Account, PAYER);
    assert_eq!(payer.cases[0].1, Part::Payer);
    assert!(payer.measures.is_empty());
    for subject in [story.filed.case.to_string(), story.measure().id.to_string()] {
        let entries = house.entries_about(&subject);
        let entry = entries.iter().find(|entry| entry.verb == "look_up_object").expect("who looked stands there");
        let why = cordon_journal::Fact::text("agency_asks: 样例银行来电询问客户");
        assert!(entry.facts.contains(&("purpose".to_owned(), why)), "{:?}", entry.facts);
    }
    house.audit(&[PAYEE, PAYER]);
}

#[test]
fn who_looked_before_is_told_even_of_an_object_that_nobody_knows() {
    let house = House::new();
    let nobody = "9999997777777777";
    let first = found(&house, LookUpKind::Account, nobody);
    assert_eq!((first.count(), first.before.len()), (0, 0));
    let second = looked(&house, &house.of(&house.supervisor), LookUpKind::Account, nobody).unwrap();
    assert_eq!(second.before.iter().map(|one| one.by).collect::<Vec<_>>(), [house.officer.id]);
    let spaced = found(&house, LookUpKind::Account, "9999 9977 7777 7777");
    assert_eq!(spaced.before.len(), 2, "the same account, written otherwise");
    assert!(found(&house, LookUpKind::Account, "9999997777777778").before.is_empty(), "another object");
    let all = look_ups(&house.desk, &house.of(&house.supervisor), &PageAsk::default()).unwrap();
    assert_eq!(all.items.len(), 4);
    assert!(all.items.iter().all(|one| one.thing.mask.starts_with("****")));
    house.audit(&[nobody]);
}

#[test]
fn a_case_is_found_by_its_number_and_by_its_id() {
    let house = House::new();
    let story = Story::report(&house, yuan(80_000));
    for text in [story.case().number.to_lowercase(), story.filed.case.to_string()] {
        let found = found(&house, LookUpKind::Case, &text);
        assert_eq!(
            found.cases.iter().map(|(case, part)| (case.id, *part)).collect::<Vec<_>>(),
            [(story.filed.case, Part::Itself)]
        );
    }
}

#[test]
fn without_a_ground_in_words_or_the_role_nobody_looks() {
    let house = House::new();
    let blank = NewLookUp { remark: "  ".to_owned(), ..new(LookUpKind::Account, PAYEE) };
    assert_eq!(look_up(&house.desk, &house.of(&house.officer), &blank).unwrap_err().code, Code::FieldMissing);
    let administrator = looked(&house, &house.of(&house.administrator), LookUpKind::Account, PAYEE);
    assert_eq!(administrator.unwrap_err().code, Code::NotAllowed, "who runs the office opens nothing");
    let clerk = looked(&house, &house.of(&house.bank_clerk), LookUpKind::Account, PAYEE);
    assert_eq!(clerk.unwrap_err().code, Code::NotFound);
    let unknown = NewLookUp { institution: Some("000000".to_owned()), ..new(LookUpKind::Account, PAYEE) };
    assert_eq!(look_up(&house.desk, &house.of(&house.officer), &unknown).unwrap_err().code, Code::AgencyUnknown);
}

#[test]
fn an_institution_longer_than_any_is_refused_of_a_case_too() {
    let house = House::new();
    let long = NewLookUp { institution: Some("0".repeat(17)), ..new(LookUpKind::Case, PAYEE) };
    let refusal = look_up(&house.desk, &house.of(&house.officer), &long).unwrap_err();
    assert_eq!(refusal.code, Code::FieldInvalid);
    assert!(refusal.detail.contains("institution"), "{}", refusal.detail);
}
