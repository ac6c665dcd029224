//! Reading: what the centre sees, what a member does not, what the public may, and what is opened
//! only for a purpose.

use crate::house::{House, NARRATIVE, PAYEE, SCAN, Story, VICTIM, VICTIM_ID};
use cordon_desk::council::{NewAppeal, file_appeal};
use cordon_desk::money::file_report::file_report;
use cordon_desk::order::approve::approve;
use cordon_desk::read::{self, MeasureFilter, OrderFilter, PageAsk};
use cordon_desk::reveal::{Subject, reveal, reveal_paper};
use cordon_desk::telecom::{NewShut, shut_number};
use cordon_desk::{Call, limits};
use cordon_journal::Fact;
use cordon_model::time::{HOUR_MS, MINUTE_MS};
use cordon_model::{CaseId, Code, Measure, MeasureKind, Money, Order, OrderId, OrderKind, Paper};
use cordon_store::{Read, Value};
use std::collections::BTreeSet;

fn page(limit: u32, after: Option<String>) -> PageAsk {
    PageAsk { after, limit }
}

fn all() -> PageAsk {
    PageAsk::default()
}

fn tail() -> &'static str {
    &PAYEE[PAYEE.len() - 4..]
}

fn strings(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| (*field).to_owned()).collect()
}

/// Cases of other payers and payees, so that each is its own.
fn many_cases(house: &House, count: u32) -> Vec<CaseId> {
    (0..count)
        .map(|n| {
            house.pass(MINUTE_MS);
            let mut report = house.report();
            report.transfers[0].from.number = format!("99999900002{n:05}").into();
            if let Some(to) = &mut report.transfers[0].to {
                to.number = format!("99999900001{n:05}").into();
            }
            file_report(&house.desk, &house.of(&house.intake), &report).unwrap().case
        })
        .collect()
}

#[test]
fn cases_come_newest_first_page_by_page() {
    let house = House::new();
    let made = many_cases(&house, 5);
    let mut seen = Vec::new();
    let mut after = None;
    for rows in [2, 2, 1] {
        let part = read::cases(&house.desk, &house.of(&house.supervisor), &page(2, after)).unwrap();
        assert_eq!(part.items.len(), rows);
        seen.extend(part.items.iter().map(|line| line.case.id));
        after = part.next;
    }
    assert_eq!(after, None);
    let newest_first: Vec<CaseId> = made.into_iter().rev().collect();
    assert_eq!(seen, newest_first);
    let line = read::cases(&house.desk, &house.of(&house.intake), &page(1, None)).unwrap().items.remove(0);
    assert!(line.bar.adds_up());
    assert_eq!(line.bar.loss, Money::cny(8_000_000));
    let greedy = page(limits::PAGE_ROWS_MAX + 1, None);
    assert_eq!(read::cases(&house.desk, &house.of(&house.intake), &greedy).unwrap_err().code, Code::FieldInvalid);
}

#[test]
fn a_case_shows_its_money_its_moments_and_what_is_overdue() {
    let house = House::new();
    let story = house.stopped();
    let detail = read::case(&house.desk, &house.of(&house.officer), story.case).unwrap();
    assert_eq!(detail.bar.held, Money::cny(8_000_000));
    assert!(detail.bar.adds_up() && !detail.cut_short);
    // The question to the payer's bank, the notice and the stop.
    let kinds: BTreeSet<&str> = detail.orders.iter().map(|order| order.kind.name()).collect();
    assert_eq!(kinds, BTreeSet::from(["confirm_debit", "risk_notice", "stop"]));
    assert_eq!(detail.orders.len(), 3);
    assert_eq!((detail.measures.len(), detail.receipts.len()), (1, 1));
    assert_eq!(detail.moments.first_order_ms, Some(0));
    assert_eq!(detail.moments.first_stop_ms, Some(MINUTE_MS));
    assert!(detail.overdue.is_empty());
    house.pass(HOUR_MS);
    let later = read::case(&house.desk, &house.of(&house.officer), story.case).unwrap();
    // The stop was answered in time; the other two are still open.
    let open: Vec<OrderId> = detail.orders.iter().map(|order| order.id).filter(|id| *id != story.order).collect();
    assert_eq!(later.overdue, open);
    let json = serde_json::to_string(&later).unwrap();
    for secret in [VICTIM, VICTIM_ID, PAYEE, NARRATIVE] {
        assert!(!json.contains(secret), "{secret}");
    }
}

#[test]
fn a_timeline_tells_every_act_in_order_and_in_pages() {
    let house = House::new();
    let story = house.stopped();
    let appeal = appeal(&house, &story);
    many_cases(&house, 2);
    let call = || house.of(&house.supervisor);
    let whole = read::timeline(&house.desk, &call(), story.case, &all()).unwrap();
    let verbs: Vec<&str> = whole.items.iter().map(|entry| entry.verb.as_str()).collect();
    assert_eq!(verbs, ["file_report", "attach_paper", "receive_answer", "file_appeal"]);
    assert!(whole.items.windows(2).all(|pair| pair[0].seq < pair[1].seq));
    assert!(!whole.items[0].commitments.is_empty());
    assert!(whole.items[3].is_about(&appeal));
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let part = read::timeline(&house.desk, &call(), story.case, &page(1, after)).unwrap();
        paged.extend(part.items);
        after = part.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(paged, whole.items);
    let bad = page(1, Some("x".into()));
    assert_eq!(read::timeline(&house.desk, &call(), story.case, &bad).unwrap_err().code, Code::FieldInvalid);
    let json = serde_json::to_string(&whole).unwrap();
    for secret in [VICTIM, VICTIM_ID, PAYEE, NARRATIVE] {
        assert!(!json.contains(secret), "{secret}");
    }
}

/// Files an appeal against the story's stop; gives its id.
fn appeal(house: &House, story: &Story) -> String {
    let new = NewAppeal {
        ground: cordon_model::AppealGround::Wronged,
        public_code: house.record::<Measure>(story.measure).public_code,
        tail: tail().into(),
        statement: "这是工资账户".into(),
        contact: "000-0000-0003".into(),
    };
    file_appeal(&house.desk, &house.citizen(), &new).unwrap();
    let open = read::appeals(&house.desk, &house.of(&house.supervisor), Some("open"), &all()).unwrap();
    open.items[0].id.to_string()
}

fn orders_of(house: &House, call: &Call, filter: &OrderFilter) -> Result<Vec<OrderId>, Code> {
    let page = read::orders(&house.desk, call, filter, &all()).map_err(|r| r.code)?;
    Ok(page.items.iter().map(|line| line.order.id).collect())
}

#[test]
fn orders_are_found_by_state_agency_and_delay() {
    let house = House::new();
    let story = house.stopped();
    let of = |filter: &OrderFilter| orders_of(&house, &house.of(&house.supervisor), filter).unwrap();
    assert_eq!(of(&OrderFilter::default()).len(), 3);
    assert_eq!(of(&OrderFilter { state: Some("done".into()), ..Default::default() }), [story.order]);
    assert_eq!(of(&OrderFilter { agency: Some(house.other_bank), ..Default::default() }).len(), 2);
    let late = OrderFilter { overdue: true, ..Default::default() };
    assert_eq!(of(&late).len(), 0);
    house.pass(HOUR_MS);
    assert_eq!(of(&late).len(), 2);
    let detail = read::order(&house.desk, &house.of(&house.supervisor), story.order).unwrap();
    assert_eq!((detail.receipts.len(), detail.overdue), (1, false));
    assert!(detail.review.is_some());
}

#[test]
fn a_member_sees_its_own_orders_and_nothing_else_is_there() {
    let house = House::new();
    let story = house.stopped();
    let own = OrderFilter::default();
    let machine = || house.machine(house.other_bank);
    assert_eq!(orders_of(&house, &machine(), &own).unwrap().len(), 2);
    assert_eq!(orders_of(&house, &house.machine(house.carrier), &own).unwrap().len(), 0);
    // The clerk of the payer's bank sees the one question to it.
    let clerk = || house.of(&house.bank_clerk);
    assert_eq!(orders_of(&house, &clerk(), &own).unwrap().len(), 1);
    let theirs = OrderFilter { agency: Some(house.other_bank), ..Default::default() };
    assert_eq!(orders_of(&house, &clerk(), &theirs), Err(Code::NotFound));
    let order = read::order(&house.desk, &machine(), story.order).unwrap();
    assert_eq!(order.review, None);
    // What is another's and what is not at all are told in the same words.
    let others = read::order(&house.desk, &clerk(), story.order).unwrap_err();
    let none = read::order(&house.desk, &clerk(), OrderId::from_bytes([9; 16])).unwrap_err();
    assert_eq!((others.code, &others), (Code::NotFound, &none));
    assert_eq!((house.last_entry().verb.as_str(), house.last_entry().result.as_str()), ("read", "not_found"));
    let calls: [&dyn Fn() -> Call; 2] = [&machine, &clerk];
    for call in calls {
        assert_eq!(read::case(&house.desk, &call(), story.case).unwrap_err().code, Code::NotFound);
        assert_eq!(read::measure(&house.desk, &call(), story.measure).unwrap_err().code, Code::NotFound);
        assert_eq!(read::cases(&house.desk, &call(), &all()).unwrap_err().code, Code::NotFound);
        assert_eq!(read::officers(&house.desk, &call(), &all()).unwrap_err().code, Code::NotFound);
        assert_eq!(read::timeline(&house.desk, &call(), story.case, &all()).unwrap_err().code, Code::NotFound);
    }
    assert_eq!(read::cases(&house.desk, &house.citizen(), &all()).unwrap_err().code, Code::NotAllowed);
}

#[test]
fn the_office_and_the_council_are_read_from_the_centre() {
    let house = House::new();
    let story = house.stopped();
    let call = || house.of(&house.administrator);
    let agencies = read::agencies(&house.desk, &call(), &page(2, None)).unwrap();
    assert_eq!(agencies.items.iter().map(|a| a.id).collect::<Vec<_>>(), [house.centre, agencies.items[1].id]);
    let rest = read::agencies(&house.desk, &call(), &page(200, agencies.next)).unwrap();
    assert_eq!((rest.items.len(), rest.next), (3, None));
    assert_eq!(read::officers(&house.desk, &call(), &all()).unwrap().items.len(), 9);
    assert_eq!(read::duties(&house.desk, &call(), &all()).unwrap().items[0].id, house.duty);
    cordon_desk::office::issue_key(&house.desk, &call(), house.bank).unwrap();
    assert_eq!(read::agency(&house.desk, &call(), house.bank).unwrap().keys.len(), 1);
    // The question and the notice still wait, one at each bank.
    let waiting = read::waiting(&house.desk, &call()).unwrap();
    let counts: BTreeSet<(String, i64)> = waiting.iter().map(|w| (w.agency.clone(), w.count)).collect();
    assert_eq!(counts, BTreeSet::from([(house.bank.to_string(), 1), (house.other_bank.to_string(), 1)]));
    let norms = read::norms(&house.desk, &call()).unwrap();
    assert_eq!(norms.len(), cordon_model::NormKey::ALL.len());
    assert!(norms.iter().all(|norm| norm.versions.len() == 1 && norm.proposals.is_empty()));
    assert!(read::proposals(&house.desk, &call(), &all()).unwrap().items.is_empty());
    let reviews = read::reviews(&house.desk, &call(), false, &all()).unwrap();
    assert_eq!(reviews.items.iter().map(|line| line.review.order).collect::<Vec<_>>(), [story.order]);
    assert!(!reviews.items[0].overdue);
    house.pass(5 * 24 * HOUR_MS);
    assert!(read::reviews(&house.desk, &call(), false, &all()).unwrap().items[0].overdue);
}

#[test]
fn measures_are_found_by_kind_and_state_and_show_what_hangs_on_them() {
    let house = House::new();
    let story = house.stopped();
    let id = appeal(&house, &story);
    let of = |state: Option<&str>, kind: Option<&str>| {
        let filter = MeasureFilter { state: state.map(Into::into), kind: kind.map(Into::into), agency: None };
        read::measures(&house.desk, &house.of(&house.officer), &filter, &all()).unwrap().items.len()
    };
    assert_eq!([of(None, None), of(Some("in_force"), Some("stop")), of(None, Some("shut"))], [1, 1, 0]);
    let detail = read::measure(&house.desk, &house.of(&house.officer), story.measure).unwrap();
    assert_eq!((detail.orders.len(), detail.receipts.len(), detail.excess), (1, 1, None));
    assert_eq!(detail.appeals[0].id.to_string(), id);
    assert_eq!(
        read::appeal(&house.desk, &house.of(&house.supervisor), detail.appeals[0].id).unwrap(),
        detail.appeals[0]
    );
}

#[test]
fn the_public_page_says_what_was_done_and_nothing_about_anybody() {
    let house = House::new();
    let story = house.stopped();
    let code = house.record::<Measure>(story.measure).public_code;
    let look = |code: &str, tail: &str| read::public_measure(&house.desk, code, tail, house.now()).unwrap();
    let page = look(&code, tail()).expect("it is public");
    assert_eq!(
        (page.kind, page.organ.as_str(), page.organ_phone.as_str()),
        (MeasureKind::Stop, "样例市反诈中心", "96110")
    );
    assert!(page.ended.is_none() && page.objection.open);
    assert_eq!(page.objection.decided_within, "12 h");
    assert_eq!(look(&code.to_lowercase(), tail()), Some(page.clone()));
    for (code, tail) in
        [(code.as_str(), "0000"), (code.as_str(), ""), ("0000-0000-0000", tail()), ("", ""), (&code, PAYEE)]
    {
        assert_eq!(look(code, tail), None);
    }
    let json = serde_json::to_string(&page).unwrap();
    let case = story.case.to_string();
    for hidden in [VICTIM, PAYEE, tail(), "收款丁", "80000", "示范银行", case.as_str(), NARRATIVE, "http"] {
        assert!(!json.contains(hidden), "{hidden}");
    }
    // Its time is over, whether or not the clock has been round.
    house.pass(48 * HOUR_MS);
    let over = look(&code, tail()).unwrap();
    assert_eq!(over.ended.map(|ended| (ended.how, ended.at)), Some(("lapsed".to_owned(), page.until)));
    assert!(!over.objection.open);
}

#[test]
fn what_was_never_carried_out_has_no_public_page() {
    let house = House::new();
    let shut = NewShut {
        number: "999-0000-7788".into(),
        carrier: "999999000004".into(),
        reason: "冒充客服".into(),
        evidence: "线索12".into(),
        case: None,
    };
    let drafted = shut_number(&house.desk, &house.of(&house.officer), &shut).unwrap();
    let code = house.record::<Measure>(drafted.measure).public_code;
    let look = || read::public_measure(&house.desk, &code, "7788", house.now()).unwrap();
    assert_eq!(look(), None);
    approve(&house.desk, &house.of(&house.approver), drafted.order).unwrap();
    assert_eq!(look(), None);
    house.done(house.carrier, drafted.order, None);
    assert_eq!(look().map(|page| page.kind), Some(MeasureKind::Shut));
}

#[test]
fn a_banks_own_delay_and_a_stop_under_way_are_told_to_nobody() {
    let house = House::new();
    let filed = house.reported();
    let orders = read::case(&house.desk, &house.of(&house.officer), filed.case).unwrap().orders;
    let notice = orders.iter().find(|order| order.kind == OrderKind::RiskNotice).unwrap();
    house.done(house.other_bank, notice.id, Some(Money::cny(8_000_000)));
    let measures = read::case(&house.desk, &house.of(&house.officer), filed.case).unwrap().measures;
    let mut found: Vec<(MeasureKind, &str)> = measures.iter().map(|m| (m.kind, m.state.name())).collect();
    found.sort_unstable();
    assert_eq!(found, [(MeasureKind::Delay, "in_force"), (MeasureKind::Stop, "pending")]);
    for measure in measures {
        let code = &measure.public_code;
        assert_eq!(read::public_measure(&house.desk, code, tail(), house.now()).unwrap(), None);
        let new = NewAppeal {
            ground: cordon_model::AppealGround::Wronged,
            public_code: code.clone(),
            tail: tail().into(),
            statement: "这是工资账户".into(),
            contact: "000-0000-0003".into(),
        };
        let refused = file_appeal(&house.desk, &house.citizen(), &new).unwrap_err();
        assert_eq!(refused, cordon_desk::Refusal::bare(Code::TailMismatch));
    }
}

#[test]
fn sealed_facts_are_opened_for_a_purpose_and_remembered_nowhere() {
    let house = House::new();
    let story = house.stopped();
    let fields = strings(&["reporter.name", "transfer.1.to"]);
    let call = || house.of(&house.officer).purpose("回访受害人").key("k".into(), [1; 32]);
    let opened = reveal(&house.desk, &call(), Subject::Case(story.case), &fields).unwrap();
    assert_eq!(opened.0["reporter.name"].0, VICTIM);
    assert_eq!(opened.0["transfer.1.to"].0, PAYEE);
    assert_eq!(opened.0.len(), 2);
    assert!(!format!("{opened:?}").contains(VICTIM));
    let entry = house.last_entry();
    assert_eq!(entry.fact("purpose"), Some(&Fact::text("回访受害人")));
    assert_eq!(entry.fact("fields"), Some(&Fact::text("reporter.name transfer.1.to")));
    assert!(entry.is_about(&story.case.to_string()));
    // The same key again opens again, and leaves another entry.
    let again = reveal(&house.desk, &call(), Subject::Case(story.case), &fields).unwrap();
    assert_eq!((again, house.last_entry().seq), (opened, entry.seq + 1));
    let remembered = house.read(|view| view.query("select count(*) from idempotency", &[]).unwrap()[0].int(0).unwrap());
    assert_eq!(remembered, 0);
    house.audit(&[VICTIM, VICTIM_ID, PAYEE, NARRATIVE]);
}

#[test]
fn opening_is_refused_without_purpose_role_or_a_name_of_a_fact() {
    let house = House::new();
    let story = house.stopped();
    let open = |call: &Call, fields: &[&str]| {
        reveal(&house.desk, call, Subject::Case(story.case), &strings(fields)).map_err(|r| r.code)
    };
    let officer = || house.of(&house.officer);
    assert_eq!(open(&officer(), &["narrative"]), Err(Code::PurposeMissing));
    assert_eq!(open(&officer().purpose("  "), &["narrative"]), Err(Code::PurposeMissing));
    assert_eq!((house.last_entry().verb.as_str(), house.last_entry().result.as_str()), ("reveal", "purpose_missing"));
    assert_eq!(open(&officer().purpose(&"长".repeat(201)), &["narrative"]), Err(Code::FieldInvalid));
    assert_eq!(open(&house.of(&house.administrator).purpose("看看"), &["narrative"]), Err(Code::NotAllowed));
    assert_eq!(open(&house.machine(house.bank).purpose("看看"), &["narrative"]), Err(Code::NotFound));
    assert_eq!(open(&officer().purpose("回访"), &[]), Err(Code::FieldMissing));
    assert_eq!(open(&officer().purpose("回访"), &["transfer.2.to"]), Err(Code::FieldInvalid));
    assert_eq!(open(&officer().purpose("回访"), &["contact"]), Err(Code::FieldInvalid));
}

#[test]
fn orders_measures_appeals_and_papers_open_by_their_own_names() {
    let house = House::new();
    let story = house.stopped();
    appeal(&house, &story);
    let appeal = house.read(|view| view.select::<cordon_model::Appeal>("order by id", &[]).unwrap()[0].id);
    let one = |subject, field: &str| {
        let call = house.of(&house.supervisor).purpose("审理申诉");
        reveal(&house.desk, &call, subject, &strings(&[field])).unwrap().0[field].0.clone()
    };
    assert_eq!(one(Subject::Order(story.order), "target"), PAYEE);
    assert_eq!(one(Subject::Measure(story.measure), "target_holder"), "收款丁");
    assert_eq!(one(Subject::Appeal(appeal), "statement"), "这是工资账户");
    let papers: Vec<Paper> =
        house.read(|view| view.select("where case_id = $1", &[Value::from(story.case.to_string())]).unwrap());
    let paper = reveal_paper(&house.desk, &house.of(&house.supervisor).purpose("复核"), papers[0].id).unwrap();
    assert_eq!(paper.content, SCAN);
    let certificate = house.officer.certificate.unwrap();
    let closed = reveal_paper(&house.desk, &house.of(&house.supervisor).purpose("复核"), certificate);
    assert_eq!(closed.unwrap_err().code, Code::NotFound);
    let order: Order = house.record(story.order);
    assert_eq!(order.target.mask(), "****4321");
}

/// Found by the fuzzer of the API: a NUL in a cursor was told as a busy store.
#[test]
fn a_cursor_that_is_no_key_is_refused_as_input() {
    let house = House::new();
    for cursor in ["a\0b", "Ã", "' or 1=1", &"a".repeat(81)] {
        let ask = PageAsk { after: Some(cursor.to_owned()), limit: 10 };
        let refused = read::cases(&house.desk, &house.of(&house.officer), &ask).unwrap_err();
        assert_eq!(refused.code, Code::FieldInvalid, "{cursor:?}");
    }
}
