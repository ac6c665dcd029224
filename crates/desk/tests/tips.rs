//! What people tell who lost nothing: it counts for nothing until an officer has looked, a flood by one is not many
//! people, and nobody is told of more than the public may know.

use crate::house::{House, PAYEE};
use cordon_desk::listing::{
    ClosedTip, ClosingTip, FiledTip, NewListing, NewTip, Thing, TipThing, close_tip, decide_listing, file_tip,
    list_entry, list_measures, object_to_listing,
};
use cordon_desk::read::{self, PageAsk, TipAnswer, Wait, known_bad, tip_progress, waiting_for_people};
use cordon_desk::reveal::{Subject, reveal};
use cordon_desk::{Call, Refusal};
use cordon_model::time::DAY_MS;
use cordon_model::{
    AppealGround, Code, Complaint, Level, ListKind, Listing, Measure, Officer, Tip, TipKind, TipOutcome,
};
use cordon_store::Read;

const NUMBER: &str = "+8619900007788";
const TELLER: &str = "+8619900000021";

fn thing(form: &str) -> Thing {
    Thing {
        form: form.into(),
        key: format!("{:016x}", form.bytes().fold(7u64, |h, b| h * 31 % 99_999_999 + u64::from(b))),
    }
}

fn of_number(contact: Option<&str>) -> NewTip {
    let told = thing(NUMBER);
    NewTip {
        kind: TipKind::Number,
        thing: Some(TipThing { text: told.form, key: Some(told.key) }),
        story: Some("自称客服测试甲，要我共享屏幕".into()),
        contact: contact.map(thing),
    }
}

fn tell(house: &House, contact: Option<&str>) -> FiledTip {
    file_tip(&house.desk, &house.citizen(), &of_number(contact)).unwrap()
}

fn listing(house: &House, level: Level, days: i64) -> NewListing {
    NewListing {
        kind: ListKind::Number,
        thing: thing(NUMBER),
        range: None,
        level,
        reason: "多人举报冒充客服".into(),
        until: Some(house.now().plus_ms(days * DAY_MS)),
    }
}

fn closing(outcome: TipOutcome, listing: Option<NewListing>) -> ClosingTip {
    ClosingTip { outcome, reason: "已回拨核实".into(), listing }
}

fn listed(house: &House, tip: &FiledTip, level: Level, days: i64) -> ClosedTip {
    let with = closing(TipOutcome::Listed, Some(listing(house, level, days)));
    close_tip(&house.desk, &house.of(&house.officer), tip.tip, &with).unwrap()
}

fn complaints(house: &House) -> Vec<Complaint> {
    house.read(|view| view.select("where counts order by id", &[]).unwrap())
}

fn answer(house: &House, tip: &FiledTip) -> TipAnswer {
    tip_progress(&house.desk, &tip.progress_code, house.now()).unwrap().unwrap().answer
}

fn waits(house: &House, officer: &Officer) -> Vec<(String, bool)> {
    let lines = waiting_for_people(&house.desk, &house.of(officer)).unwrap().lines;
    lines.into_iter().filter(|line| line.wait == Wait::Tip).map(|line| (line.id, line.turn)).collect()
}

fn told(house: &House, key: &str) -> Option<bool> {
    let found = known_bad(&house.desk, &[vec![key.to_owned()]], house.now()).unwrap();
    found[0].map(|known| known.measure)
}

#[test]
fn a_tip_waits_for_an_officer_and_its_words_are_sealed() {
    let house = House::new();
    let tip = tell(&house, Some(TELLER));
    assert_eq!(answer(&house, &tip), TipAnswer::Waits);
    let id = tip.tip.to_string();
    assert_eq!(waits(&house, &house.officer), [(id.clone(), true)]);
    assert_eq!(waits(&house, &house.approver), [(id.clone(), false)], "who lists looks at it");
    let fields = ["thing", "story", "contact"].map(str::to_owned);
    let call = house.of(&house.officer).purpose("核实举报");
    let opened = reveal(&house.desk, &call, Subject::Tip(tip.tip), &fields).unwrap();
    assert_eq!(opened.0["thing"].0, NUMBER);
    assert!(reveal(&house.desk, &house.machine(house.bank).purpose("核实"), Subject::Tip(tip.tip), &fields).is_err());
    let page = read::tips(&house.desk, &house.of(&house.supervisor), true, &PageAsk::default()).unwrap();
    assert_eq!((page.items.len(), page.items[0].others), (1, 0));
    listed(&house, &tip, Level::Grey, 30);
    assert!(waits(&house, &house.officer).is_empty());
    let verbs: Vec<_> = house.entries_about(&id).into_iter().map(|entry| (entry.verb, entry.result)).collect();
    let said = |verb: &str, result: &str| (verb.to_owned(), result.to_owned());
    assert!(verbs.contains(&said("file_tip", "ok")) && verbs.contains(&said("close_tip", "ok")), "{verbs:?}");
    house.audit(&[NUMBER, "19900007788", "19900000021", "共享屏幕", "测试甲"]);
}

#[test]
fn one_person_counts_once_a_nameless_one_never_and_nobody_before_an_officer_has_looked() {
    let house = House::new();
    let tips = [Some(TELLER), Some(TELLER), None, Some("+8619900000022")].map(|contact| tell(&house, contact));
    assert!(complaints(&house).is_empty(), "typed into a page a number is nobody's word");
    let counts: Vec<bool> = tips.iter().map(|tip| listed(&house, tip, Level::Black, 30).counts).collect();
    assert_eq!(counts, [true, false, false, true]);
    assert_eq!(complaints(&house).len(), 2);
    // Four told of one number: it is listed once, and each names that entry.
    let entries: Vec<Listing> = house.read(|view| view.select("order by id", &[]).unwrap());
    assert_eq!(entries.len(), 1);
    let named = |tip: &FiledTip| house.record::<Tip>(tip.tip).closed.unwrap().listing;
    assert!(tips.iter().all(|tip| named(tip) == Some(entries[0].id)));
    let nothing = tell(&house, Some("+8619900000023"));
    let done = close_tip(&house.desk, &house.of(&house.officer), nothing.tip, &closing(TipOutcome::Nothing, None));
    assert!(!done.unwrap().counts);
    assert_eq!(complaints(&house).len(), 2, "nothing counts for nothing");
}

#[test]
fn who_may_close_a_tip_and_what_he_may_say() {
    let house = House::new();
    let tip = tell(&house, None);
    let close = |call: &Call, with: &ClosingTip| close_tip(&house.desk, call, tip.tip, with);
    let nothing = closing(TipOutcome::Nothing, None);
    for other in [house.of(&house.intake), house.of(&house.approver), house.of(&house.bank_clerk), house.citizen()] {
        assert!(close(&other, &nothing).is_err());
    }
    let officer = || house.of(&house.officer);
    let code = |refused: Result<ClosedTip, Refusal>| refused.unwrap_err().code;
    assert_eq!(code(close(&officer(), &closing(TipOutcome::Listed, None))), Code::FieldMissing);
    let white = closing(TipOutcome::Listed, Some(listing(&house, Level::White, 3)));
    assert_eq!(code(close(&officer(), &white)), Code::FieldInvalid);
    let both = closing(TipOutcome::Nothing, Some(listing(&house, Level::Grey, 3)));
    assert_eq!(code(close(&officer(), &both)), Code::FieldInvalid);
    close(&officer(), &closing(TipOutcome::Victim, None)).unwrap();
    assert_eq!(code(close(&officer(), &nothing)), Code::WrongState, "once");
    assert_eq!(answer(&house, &tip), TipAnswer::Victim);
}

#[test]
fn a_tip_says_what_it_is_about_and_not_against_its_teller() {
    let house = House::new();
    let file = |new: &NewTip| file_tip(&house.desk, &house.citizen(), new);
    let nothing = NewTip { thing: None, ..of_number(None) };
    assert_eq!(file(&nothing).unwrap_err().code, Code::FieldMissing);
    let silent = NewTip { kind: TipKind::Approach, story: None, thing: None, contact: None };
    assert_eq!(file(&silent).unwrap_err().code, Code::FieldMissing);
    let own = of_number(Some(NUMBER));
    assert_eq!(file(&own).unwrap_err().code, Code::FieldInvalid);
    let long = NewTip { story: Some("长".repeat(1_001).into()), ..of_number(None) };
    assert_eq!(file(&long).unwrap_err().code, Code::FieldInvalid);
    assert!(file_tip(&house.desk, &house.of(&house.officer), &of_number(None)).is_err(), "an officer lists");
    assert_eq!(tip_progress(&house.desk, "0000-0000-0000", house.now()).unwrap(), None);
}

#[test]
fn the_public_is_told_of_measures_and_of_what_two_officers_listed() {
    let house = House::new();
    let key = thing(NUMBER).key;
    assert_eq!(told(&house, &key), None);
    let tip = tell(&house, None);
    listed(&house, &tip, Level::Grey, 30);
    assert_eq!((told(&house, &key), answer(&house, &tip)), (None, TipAnswer::LookedAt), "grey is not told");
    let alone = tell(&house, None);
    listed(&house, &alone, Level::Black, 30);
    assert_eq!((told(&house, &key), answer(&house, &alone)), (None, TipAnswer::LookedAt), "nor one officer's word");
    let house = House::new();
    let tip = tell(&house, None);
    let proposed = listed(&house, &tip, Level::Black, 31).listing.unwrap();
    assert_eq!((proposed.state.as_str(), told(&house, &key)), ("proposed", None));
    decide_listing(&house.desk, &house.of(&house.approver), proposed.listing, true).unwrap();
    assert_eq!((told(&house, &key), answer(&house, &tip)), (Some(false), TipAnswer::Listed));
    // Who is heard is not told of meanwhile.
    let objection = cordon_desk::council::NewAppeal {
        public_code: proposed.public_code,
        tail: "7788".into(),
        statement: "号码是我公司客服专线".into(),
        contact: "000-0000-0009".into(),
        ground: AppealGround::Wronged,
    };
    object_to_listing(&house.desk, &house.citizen(), &objection).unwrap();
    assert_eq!((told(&house, &key), answer(&house, &tip)), (None, TipAnswer::LookedAt));
}

#[test]
fn of_an_account_only_an_executed_measure_is_told_and_white_shields_all_else() {
    let house = House::new();
    let story = house.stopped();
    let form = |_: ListKind, written: &str| Some(thing(written));
    let code = house.agency(house.record::<Measure>(story.measure).agency).code;
    let key = thing(&format!("{code}:{PAYEE}")).key;
    assert_eq!(told(&house, &key), None);
    list_measures(&house.desk, &house.platform(), &form).unwrap();
    assert_eq!(told(&house, &key), Some(true));
    // Another account, black by two officers: not for the public.
    let other = NewListing {
        kind: ListKind::Account,
        thing: thing(&format!("{code}:9999990000000099")),
        ..listing(&house, Level::Black, 60)
    };
    let entered = list_entry(&house.desk, &house.of(&house.officer), &other).unwrap();
    decide_listing(&house.desk, &house.of(&house.approver), entered.listing, true).unwrap();
    assert_eq!(told(&house, &other.thing.key), None);
    // White shields what officers listed, and not what a measure holds.
    for thing in [thing(NUMBER), thing(&format!("{code}:{PAYEE}"))] {
        let kind = if thing.form.0 == NUMBER { ListKind::Number } else { ListKind::Account };
        for level in [Level::Black, Level::White] {
            let new = NewListing { kind, thing: thing.clone(), ..listing(&house, level, 60) };
            let entered = list_entry(&house.desk, &house.of(&house.officer), &new).unwrap();
            decide_listing(&house.desk, &house.of(&house.approver), entered.listing, true).unwrap();
        }
    }
    assert_eq!((told(&house, &thing(NUMBER).key), told(&house, &key)), (None, Some(true)));
    house.pass(10 * DAY_MS);
    house.tick();
    assert_eq!(told(&house, &key), None, "what has ended is told of nobody");
}
