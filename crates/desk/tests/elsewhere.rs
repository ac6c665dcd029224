//! Orders that people key into another system, value put out of use, and accounts that are protected.

use crate::house::{House, answer_to};
use crate::story::{self, Story, yuan};
use cordon_desk::Refusal;
use cordon_desk::money::lift_stop::lift_stop;
use cordon_desk::money::protect_account::{NewProtection, ProtectedOf, protect_account};
use cordon_desk::money::unprotect_account::unprotect_account;
use cordon_desk::money::void_value::{NewVoid, void_value};
use cordon_desk::office::{self, NewAgency};
use cordon_desk::order::approve::approve;
use cordon_desk::order::execute_elsewhere::{Elsewhere, NewCarriage, execute_elsewhere, went_elsewhere};
use cordon_desk::order::hand_over::note_unencodable;
use cordon_desk::order::lease::lease;
use cordon_desk::order::open_scan::open_scan;
use cordon_desk::order::open_sheet::open_sheet;
use cordon_desk::order::record_elsewhere::{record_elsewhere, record_with_scan};
use cordon_desk::order::withdraw::withdraw;
use cordon_desk::read::{OrderFilter, PageAsk, orders, protections};
use cordon_journal::Fact;
use cordon_model::exchange::{Answer, PaperKind};
use cordon_model::receipt::Weight;
use cordon_model::time::{DAY_MS, MINUTE_MS};
use cordon_model::{
    AccountClass, AgencyId, AgencyKind, CaseTrace, Code, Digest, Exit, KnownAccount, Measure, Note, Order, OrderId,
    OrderKind, Place, ProtectionKind, Receipt, ReceiptResult, TraceId, Wire,
};
use cordon_store::{Read, Value};

fn code<T>(result: Result<T, Refusal>) -> Code {
    result.map(|_| ()).unwrap_err().code
}

/// A bank of another province: the ministry's system reaches it, ours does not.
pub fn far_bank(house: &House) -> AgencyId {
    let new = |wires: &[Wire]| NewAgency {
        code: "999999000077".into(),
        name: "外省银行".into(),
        kind: AgencyKind::Bank,
        wires: wires.to_vec(),
        limited_stop: true,
        public_phone: "96110".into(),
    };
    let register = |wires: &[Wire]| office::register_agency(&house.desk, &house.of(&house.administrator), &new(wires));
    assert_eq!(code(register(&[Wire::ByHand, Wire::JsonForm])), Code::FieldInvalid);
    assert_eq!(code(register(&[])), Code::FieldInvalid);
    register(&[Wire::ByHand]).unwrap().agency
}

pub fn to_far_bank<'h>(house: &'h House, bank: AgencyId) -> Story<'h> {
    let mut report = story::report(house, yuan(5_000));
    report.transfers[0].to.as_mut().unwrap().institution_code = "999999000077".into();
    let story = Story::of(house, &report);
    assert_eq!(story.order(OrderKind::RiskNotice).agency, bank);
    story.confirm();
    story.sign();
    story
}

fn waiting(house: &House) -> Vec<OrderId> {
    let filter = OrderFilter { elsewhere: true, ..OrderFilter::default() };
    let page = orders(&house.desk, &house.of(&house.officer), &filter, &PageAsk::default()).unwrap();
    page.items.into_iter().map(|line| line.order.id).collect()
}

#[test]
fn an_order_without_a_wire_is_keyed_in_by_people_and_its_answer_comes_back_by_hand() {
    let house = House::new();
    let bank = far_bank(&house);
    let story = to_far_bank(&house, bank);
    let stop = story.order(OrderKind::Stop);
    assert_eq!((stop.wire, stop.state.name()), (Some(Wire::ByHand), "dispatched"));
    assert!(stop.notes.contains(&Note::ExecutedElsewhere) && !stop.notes.contains(&Note::LimitNotCarried));
    assert_eq!(waiting(&house), [stop.id, story.order(OrderKind::RiskNotice).id]);
    for wire in [Wire::JsonForm, Wire::PoliceBank, Wire::ByHand] {
        assert!(lease(&house.desk, bank, wire, house.now(), 20).unwrap().is_empty(), "no outbox holds it");
    }
    let key = |by, number: &str| execute_elsewhere(&house.desk, &house.of(by), stop.id, number);
    assert_eq!(code(key(&house.bank_clerk, "ZPT-1")), Code::NotFound);
    assert_eq!(code(key(&house.supervisor, "ZPT-1")), Code::NotAllowed);
    assert_eq!(code(key(&house.officer, "ZPT 1")), Code::FieldInvalid);
    assert_eq!(key(&house.officer, "ZPT-2026-1").unwrap().state, "seen");
    assert_eq!(code(key(&house.officer, "ZPT-2026-2")), Code::WrongState, "the number is entered once");
    assert_eq!(house.record::<Order>(stop.id).foreign_number.as_deref(), Some("ZPT-2026-1"));
    // What was keyed in may have been read: it is not withdrawn but lifted.
    let withdrawn = withdraw(&house.desk, &house.of(&house.officer), stop.id, "误报");
    assert_eq!(code(withdrawn), Code::WrongState);
    // The answer comes late, and says how much.
    house.pass(31 * MINUTE_MS);
    house.tick();
    let bare = answer_to(stop.id, ReceiptResult::Done, "0000");
    let record = |by, answer: &Answer, n: u8| record_elsewhere(&house.desk, &house.of(by), answer, [n; 32]);
    assert_eq!(code(record(&house.officer, &bare, 1)), Code::FieldMissing);
    let held = Answer { held: Some(yuan(5_000)), ..bare };
    assert_eq!(code(record(&house.bank_clerk, &held, 1)), Code::NotFound);
    assert_eq!(code(record(&house.officer, &Answer { code: "0 0".into(), ..held.clone() }, 1)), Code::FieldInvalid);
    let received = record(&house.third, &held, 1).unwrap();
    assert_eq!(received.weight, Weight::Deciding);
    let entry = house.last_entry();
    assert_eq!(entry.fact("entered_by"), Some(&Fact::text(house.third.id)));
    assert_eq!(entry.fact("late"), Some(&Fact::Bool(true)));
    let receipt: Receipt = house.record(received.receipt);
    assert_eq!((receipt.wire, receipt.late), (Wire::ByHand, true));
    assert_eq!((story.measure().state.name(), story.bar().held), ("in_force", yuan(5_000)));
    assert_eq!(record(&house.third, &held, 1).unwrap().weight, Weight::Repeated);
    let contrary = answer_to(stop.id, ReceiptResult::Refused, "0301");
    assert_eq!(record(&house.third, &contrary, 2).unwrap().weight, Weight::Contradicting);
    assert!(house.record::<Order>(stop.id).notes.contains(&Note::ContradictedAnswer));
    assert_eq!(waiting(&house), [story.order(OrderKind::RiskNotice).id]);
    house.audit(&[story::PAYEE]);
}

#[test]
fn the_sheet_of_an_order_is_opened_for_a_purpose_and_opening_it_sends_nothing() {
    let house = House::new();
    let bank = far_bank(&house);
    let story = to_far_bank(&house, bank);
    let stop = story.order(OrderKind::Stop);
    let open = |by, purpose: &str| open_sheet(&house.desk, &house.of(by).purpose(purpose), stop.id);
    assert_eq!(code(open(&house.officer, "  ")), Code::PurposeMissing);
    assert_eq!(code(open(&house.administrator, "录入")), Code::NotAllowed);
    assert_eq!(code(open(&house.bank_clerk, "录入")), Code::NotFound);
    let sheet = open(&house.officer, "录入部里系统").unwrap();
    let entry = house.last_entry();
    assert_eq!((entry.verb.as_str(), entry.fact("purpose")), ("reveal", Some(&Fact::text("录入部里系统"))));
    assert_eq!(entry.fact("fields"), Some(&Fact::text("sheet")));
    assert_eq!(&*sheet.order.target.value, story::PAYEE);
    assert_eq!(sheet.papers, [PaperKind::Certificate, PaperKind::Certificate, PaperKind::StopApplication]);
    assert!(sheet.order.attachments.is_empty() && sheet.order.signatories.len() == 2);
    assert_eq!((sheet.foreign_number, sheet.original_number), (None, None));
    assert_eq!(house.record::<Order>(stop.id).state.name(), "dispatched", "printed is not yet keyed in");
    // The lift names the number of what it lifts.
    execute_elsewhere(&house.desk, &house.of(&house.officer), stop.id, "ZPT-2026-1").unwrap();
    assert_eq!(open(&house.officer, "归档").unwrap().foreign_number.as_deref(), Some("ZPT-2026-1"));
    let held = Answer { held: Some(yuan(5_000)), ..answer_to(stop.id, ReceiptResult::Done, "0000") };
    record_elsewhere(&house.desk, &house.of(&house.officer), &held, [1; 32]).unwrap();
    let lift = lift_stop(&house.desk, &house.of(&house.third), stop.measure.unwrap(), "核实无误").unwrap().order;
    let of_lift = || open_sheet(&house.desk, &house.of(&house.officer).purpose("录入"), lift);
    assert_eq!(code(of_lift()), Code::WrongState, "what is not approved has no sheet");
    approve(&house.desk, &house.of(&house.approver), lift).unwrap();
    assert_eq!(of_lift().unwrap().original_number.as_deref(), Some("ZPT-2026-1"));
    withdraw(&house.desk, &house.of(&house.officer), lift, "重复").unwrap();
    assert_eq!(code(of_lift()), Code::WrongState, "what was withdrawn has no sheet");
    house.audit(&[story::PAYEE]);
}

#[test]
fn what_was_asked_by_hand_is_lifted_by_hand() {
    let house = House::new();
    let bank = far_bank(&house);
    let story = to_far_bank(&house, bank);
    // The far bank delays on the notice that was telephoned through.
    let notice = story.order(OrderKind::RiskNotice);
    let held = Answer { held: Some(yuan(5_000)), ..answer_to(notice.id, ReceiptResult::Done, "0000") };
    record_elsewhere(&house.desk, &house.of(&house.officer), &held, [1; 32]).unwrap();
    let delay: Measure = house.record(house.record::<Order>(notice.id).measure.unwrap());
    let lift = lift_stop(&house.desk, &house.of(&house.third), delay.id, "核实无误").unwrap();
    approve(&house.desk, &house.of(&house.approver), lift.order).unwrap();
    let lift: Order = house.record(lift.order);
    assert_eq!((lift.wire, lift.state.name()), (Some(Wire::ByHand), "dispatched"));
    let done = answer_to(lift.id, ReceiptResult::Done, "0000");
    record_elsewhere(&house.desk, &house.of(&house.officer), &done, [2; 32]).unwrap();
    assert_eq!(house.record::<Measure>(delay.id).state.name(), "released");
}

#[test]
fn who_took_an_order_on_paper_where_and_when_is_entered_once_and_its_answer_keeps_its_paper() {
    let house = House::new();
    let bank = far_bank(&house);
    let story = to_far_bank(&house, bank);
    let stop = story.order(OrderKind::Stop);
    house.pass(10 * MINUTE_MS);
    let new =
        |minutes: i64| NewCarriage {
            by: None, at: house.now().plus_ms(minutes * MINUTE_MS), to: "营业部柜台".into()
        };
    let carry = |by, new: &NewCarriage| {
        went_elsewhere(&house.desk, &house.of(by), stop.id, Elsewhere::Carried(new)).map(|keyed| keyed.state)
    };
    assert_eq!(code(carry(&house.bank_clerk, &new(0))), Code::NotFound);
    assert_eq!(code(carry(&house.supervisor, &new(0))), Code::NotAllowed);
    assert_eq!(code(carry(&house.officer, &new(60))), Code::FieldInvalid, "nobody carries it tomorrow");
    assert_eq!(code(carry(&house.officer, &new(-60))), Code::FieldInvalid, "nor before it was sent");
    assert_eq!(code(carry(&house.officer, &NewCarriage { to: "甲\n乙".into(), ..new(0) })), Code::FieldInvalid);
    let clerk = NewCarriage { by: Some(house.bank_clerk.id), ..new(0) };
    assert_eq!(code(carry(&house.officer, &clerk)), Code::FieldInvalid, "a member carries nothing for us");
    let by_third = NewCarriage { by: Some(house.third.id), ..new(-3) };
    assert_eq!(carry(&house.officer, &by_third).unwrap(), "seen");
    let entry = house.last_entry();
    assert_eq!(entry.fact("carried_by"), Some(&Fact::text(house.third.id)));
    assert_eq!(entry.fact("carried_to"), Some(&Fact::text("营业部柜台")));
    let carried = house.record::<Order>(stop.id).carried.unwrap();
    assert_eq!((carried.by, carried.at), (house.third.id, by_third.at));
    assert_eq!(code(carry(&house.officer, &new(0))), Code::WrongState, "it is carried once");
    // The answer with its paper.
    let scan = b"%PDF-1.7 receipt";
    let held = Answer { held: Some(yuan(5_000)), ..answer_to(stop.id, ReceiptResult::Done, "0000") };
    let record = |scan: &[u8]| record_with_scan(&house.desk, &house.of(&house.officer), &held, Some(scan), [1; 32]);
    assert_eq!(code(record(b"GIF89a")), Code::PaperInvalid);
    assert_eq!(house.record::<Order>(stop.id).state.name(), "seen", "a bad scan undoes the whole answer");
    let received = record(scan).unwrap();
    let open = |by, purpose: &str| open_scan(&house.desk, &house.of(by).purpose(purpose), received.receipt);
    assert_eq!(code(open(&house.officer, " ")), Code::PurposeMissing);
    assert_eq!(code(open(&house.bank_clerk, "核对")), Code::NotFound);
    let opened = open(&house.officer, "核对回执").unwrap();
    assert_eq!((opened.kind, opened.content.as_slice()), (PaperKind::Answer, scan.as_slice()));
    assert_eq!(house.last_entry().fact("fields"), Some(&Fact::text("scan")));
    // An answer without a paper has none to open.
    let notice = answer_to(story.order(OrderKind::RiskNotice).id, ReceiptResult::Done, "0000");
    let bare = record_elsewhere(&house.desk, &house.of(&house.officer), &notice, [3; 32]).unwrap();
    let none = open_scan(&house.desk, &house.of(&house.officer).purpose("核对"), bare.receipt);
    assert_eq!(code(none), Code::NotFound);
    house.audit(&[story::PAYEE]);
}

/// A name too long for its wire, say: no wire gives it again, so people have to be able to carry it.
#[test]
fn what_has_no_form_on_its_wire_is_carried_by_people() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.sign();
    let stop = story.order(OrderKind::Stop);
    note_unencodable(&house.desk, &house.machine(stop.agency), stop.id).unwrap();
    let print = open_sheet(&house.desk, &house.of(&house.officer).purpose("送达"), stop.id).unwrap();
    assert_eq!(&*print.order.target.value, story::PAYEE);
    let carried = NewCarriage { by: None, at: house.now(), to: "风险部".into() };
    went_elsewhere(&house.desk, &house.of(&house.officer), stop.id, Elsewhere::Carried(&carried)).unwrap();
    let held = Answer { held: Some(yuan(5_000)), ..answer_to(stop.id, ReceiptResult::Done, "0000") };
    record_elsewhere(&house.desk, &house.of(&house.officer), &held, [1; 32]).unwrap();
    assert_eq!(story.measure().state.name(), "in_force");
}

#[test]
fn an_order_that_goes_by_a_wire_is_not_answered_by_hand() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    story.sign();
    let stop = story.order(OrderKind::Stop);
    assert_eq!(code(execute_elsewhere(&house.desk, &house.of(&house.officer), stop.id, "ZPT-1")), Code::WrongState);
    let print = open_sheet(&house.desk, &house.of(&house.officer).purpose("录入"), stop.id);
    assert_eq!(code(print), Code::WrongState);
    let held = Answer { held: Some(yuan(1)), ..answer_to(stop.id, ReceiptResult::Done, "0000") };
    assert_eq!(code(record_elsewhere(&house.desk, &house.of(&house.officer), &held, [1; 32])), Code::WrongState);
    assert_eq!(story.measure().state.name(), "pending");
}

const CARD: &str = "GIFTCARD0000004242";

/// A gift card that the case's money bought, as a trace says.
fn bought(house: &House, story: &Story<'_>, exit: Exit) -> KnownAccount {
    let number =
        ProtectedOf::Number { institution_code: "999999000003".into(), number: CARD.into(), class: AccountClass::Sink };
    let new = NewProtection {
        account: number,
        kind: ProtectionKind::WhiteList,
        reason: "试".into(),
        until: house.now().plus_ms(DAY_MS),
    };
    let key = protect_account(&house.desk, &house.of(&house.supervisor), &new).unwrap().account;
    let known = KnownAccount { exit: Some(exit), protection: None, ..house.record(&key) };
    house.keep(&known);
    let claimed = story.case().transfers[0].amount;
    house.keep(&CaseTrace {
        id: TraceId::from_bytes([5; 16]),
        case: story.filed.case,
        at: house.now(),
        as_of: 1,
        digest: Digest([0; 32]),
        claimed,
        places: vec![Place {
            account: key,
            institution: known.institution,
            institution_code: known.institution_code.clone(),
            mask: "4242".into(),
            class: known.class,
            level: 2,
            arrived_at: house.now(),
            amount: claimed,
            evidence: std::collections::BTreeMap::new(),
            tainted: claimed,
            balance: None,
            exit: Some(exit),
            notes: vec![],
        }],
        ways: Vec::new(),
        absorbed: yuan(0),
        unseen: yuan(0),
        overlap: yuan(0),
        notes: vec![],
    });
    known
}

#[test]
fn unused_value_is_put_out_of_use_by_two_people_and_restored_like_a_lift() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    let card = bought(&house, &story, Exit::GiftCard);
    let new = NewVoid { account: card.key.clone(), reason: "以诈骗资金购买".into() };
    let void = |by| void_value(&house.desk, &house.of(by), story.filed.case, &new);
    assert_eq!(code(void(&house.intake)), Code::NotAllowed);
    let drafted = void(&house.third).unwrap();
    assert_eq!((drafted.state.as_str(), drafted.limit), ("awaiting_approval", yuan(5_000)));
    assert_eq!(code(void(&house.third)), Code::AlreadyInForce);
    let mut both = house.third.clone();
    both.seats.push(cordon_model::Seat { agency: house.centre, role: cordon_model::Role::Approver });
    assert_eq!(code(approve(&house.desk, &house.of(&both), drafted.order)), Code::FourEyes);
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    house.done(house.payment, drafted.order, Some(yuan(5_000)));
    let measure: Measure = house.record(drafted.measure);
    assert_eq!(measure.state.force().unwrap().until, house.now().plus_ms(7 * DAY_MS));
    let lift = lift_stop(&house.desk, &house.of(&house.third), drafted.measure, "买受人善意").unwrap();
    approve(&house.desk, &house.of(&house.approver), lift.order).unwrap();
    let restore: Order = house.record(lift.order);
    assert_eq!((restore.kind, restore.agency), (OrderKind::RestoreValue, house.payment));
    house.done(house.payment, restore.id, None);
    assert_eq!(house.record::<Measure>(drafted.measure).state.name(), "released");
    house.audit(&[CARD]);
}

#[test]
fn what_is_used_up_or_not_claimed_is_not_voided() {
    let house = House::new();
    let story = Story::report(&house, yuan(5_000));
    let void = |story: &Story<'_>, key: &str| {
        let new = NewVoid { account: key.into(), reason: "以诈骗资金购买".into() };
        code(void_value(&house.desk, &house.of(&house.third), story.filed.case, &new))
    };
    assert_eq!(void(&story, "nothing"), Code::NotFound);
    let payee = story.case().transfers[0].to.clone().unwrap();
    assert_eq!(void(&story, &payee.key), Code::FieldInvalid, "an account is stopped, not voided");
    let cash = bought(&house, &story, Exit::Cash);
    assert_eq!(void(&story, &cash.key), Code::FieldInvalid, "cash cannot be voided");
    house.keep(&KnownAccount { exit: Some(Exit::TopUp), ..cash.clone() });
    let other = Story::report_from(&house, yuan(3), "9999992222222222");
    assert_eq!(void(&other, &cash.key), Code::FieldInvalid, "the other case has nothing there");
}

#[test]
fn an_account_is_protected_with_a_reason_an_owner_and_an_end() {
    let house = House::new();
    let new = |until| NewProtection {
        account: ProtectedOf::Number {
            institution_code: "999999000002".into(),
            number: "9999990000000099".into(),
            class: AccountClass::Company,
        },
        kind: ProtectionKind::Utility,
        reason: "供水公司收费户".into(),
        until,
    };
    let month = house.now().plus_ms(30 * DAY_MS);
    let protect = |by, new: &NewProtection| protect_account(&house.desk, &house.of(by), new);
    assert_eq!(code(protect(&house.officer, &new(month))), Code::NotAllowed);
    for wrong in [house.now(), house.now().plus_ms(367 * DAY_MS)] {
        assert_eq!(code(protect(&house.supervisor, &new(wrong))), Code::FieldInvalid);
    }
    assert_eq!(
        code(protect(&house.supervisor, &NewProtection { reason: " ".into(), ..new(month) })),
        Code::FieldMissing
    );
    assert_eq!(
        code(protect(&house.supervisor, &NewProtection { account: ProtectedOf::Key("none".into()), ..new(month) })),
        Code::NotFound
    );
    let done = protect(&house.supervisor, &new(month)).unwrap();
    let known: KnownAccount = house.record(&done.account);
    assert_eq!(known.institution, Some(house.other_bank));
    let protection = known.protected(house.now()).unwrap();
    assert_eq!((protection.kind, protection.by), (ProtectionKind::Utility, house.supervisor.id));
    assert!(known.protected(month).is_none(), "its end protects nobody any more");
    // Said again it is renewed, by its key as well as by its number.
    let by_key = NewProtection { account: ProtectedOf::Key(done.account.clone()), ..new(month.plus_ms(DAY_MS)) };
    assert_eq!(protect(&house.administrator, &by_key).unwrap().account, done.account);
    let list = || protections(&house.desk, &house.of(&house.officer), &PageAsk::default()).unwrap().items.len();
    assert_eq!(list(), 1);
    let member = protections(&house.desk, &house.machine(house.bank), &PageAsk::default());
    assert_eq!(code(member), Code::NotFound);
    let unprotect = |by, reason: &str| unprotect_account(&house.desk, &house.of(by), &done.account, reason);
    assert_eq!(code(unprotect(&house.third, "已销户")), Code::NotAllowed);
    unprotect(&house.supervisor, "已销户").unwrap();
    assert_eq!(list(), 0);
    assert_eq!(code(unprotect(&house.supervisor, "已销户")), Code::WrongState);
    let rows: Vec<KnownAccount> =
        house.read(|view| view.select("where protected order by id", &[] as &[Value]).unwrap());
    assert!(rows.is_empty());
    house.audit(&["9999990000000099"]);
}
