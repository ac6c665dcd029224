//! The centre's pages for what people carry between systems and for what stands before any order, driven
//! as a browser would: what each does, what it does twice, and who may not.

use crate::browser::{Browser, Form, Page};
use crate::centre::{BANK_CODE, Centre, PASSWORD, PAYEE};
use axum::http::StatusCode;
use cordon_desk::money::hold::{NewHold, take_hold};
use cordon_desk::money::protect_account::{NewProtection, ProtectedOf, protect_account};
use cordon_desk::office::{NewAgency, NewOfficer, enrol_officer, register_agency};
use cordon_desk::{Actor, Call, Refusal};
use cordon_model::exchange::Private;
use cordon_model::time::DAY_MS;
use cordon_model::{
    AccountClass, AgencyId, AgencyKind, Case, CaseId, CaseTrace, Digest, Exit, KnownAccount, ListItem, ListState,
    Measure, Money, Order, OrderKind, Place, ProtectionKind, Role, Seat, StopList, StopListId, TraceId, Wire,
};
use cordon_server::{http, random};
use cordon_store::{Done, Doors, Read, Record, Value};
use std::collections::BTreeMap;

const FAR_CODE: &str = "999100000055";

fn open() -> (Centre, Browser) {
    let centre = Centre::open(AgencyKind::Bank);
    let browser = Browser::new(http::router(centre.app.clone()));
    (centre, browser)
}

fn signed_in(browser: &Browser, login: &str) -> Browser {
    let browser = browser.other();
    assert_eq!(browser.sign_in(login, PASSWORD).location(), "/desk");
    browser
}

/// Somebody at the desk of an agency, signed in.
fn clerk(centre: &Centre, browser: &Browser, agency: AgencyId) -> Browser {
    let new = NewOfficer {
        login: "clerk".into(),
        name: "柜员甲".into(),
        seats: vec![Seat { agency, role: Role::Desk }],
        police_number: None,
        phone: "000-0000-0003".into(),
        password: Some(PASSWORD.into()),
    };
    enrol_officer(&centre.app.desk, &centre.of("admin"), &new).unwrap();
    signed_in(browser, "clerk")
}

/// A bank that only another system reaches.
fn far_bank(centre: &Centre) -> AgencyId {
    let new = NewAgency {
        code: FAR_CODE.into(),
        name: "外省银行".into(),
        kind: AgencyKind::Bank,
        wires: vec![Wire::ByHand],
        limited_stop: true,
        public_phone: "000-0000-0004".into(),
    };
    register_agency(&centre.app.desk, &centre.of("admin"), &new).unwrap().agency
}

fn orders(centre: &Centre, case: CaseId, kind: OrderKind) -> Order {
    let all: Vec<Order> =
        centre.view(|view| view.select("where case_id = $1 order by id", &[Value::from(case.to_string())]).unwrap());
    all.into_iter().find(|order| order.kind == kind).unwrap()
}

/// Puts a record where the platform's own jobs would have put it.
fn keep<R: Record + Clone>(centre: &Centre, record: &R) {
    let kept = centre.app.desk.store().act::<_, Refusal>("test", centre.app.clock.now(), |unit| {
        unit.put(record)?;
        let system = cordon_journal::entry::Actor::system("test");
        Ok(Done::new((), cordon_journal::Draft::new("test", system)))
    });
    kept.unwrap();
}

/// The page of the same address in English: the same forms, and it is well-formed too.
fn in_english(browser: &Browser, path: &str) -> Page {
    let page = browser.get(&format!("{path}?lang=en"));
    assert_eq!(page.status, StatusCode::OK, "{path}");
    browser.get(&format!("{path}?lang=zh"));
    page
}

#[test]
fn an_order_that_people_carry_is_printed_numbered_and_answered_from_its_page() {
    let (centre, browser) = open();
    far_bank(&centre);
    let case = centre.reported_at(FAR_CODE, 5_000, "9999991111111117", (PAYEE, "测试丙"), 60);
    centre.sign(case);
    let stop = orders(&centre, case, OrderKind::Stop);
    let officer = signed_in(&browser, "officer");
    let path = format!("/desk/orders/{}", stop.id);
    assert!(officer.get("/desk").has("外部执行"), "the first page says that some wait");
    let list = officer.get("/desk/elsewhere");
    assert!(list.has(&path) && list.has("外省银行") && !list.has(PAYEE));
    assert!(in_english(&officer, &path).has("Executed elsewhere"));
    let page = officer.get(&path);
    assert!(!page.has(PAYEE));
    // The sheet needs a purpose, leaves an entry, and sends nothing.
    let sheet = page.form(&format!("{path}/sheet"));
    let refused = officer.post(&sheet.clone().with("purpose", " "));
    assert!(refused.status.is_client_error() && refused.has("查阅目的"));
    let before = centre.entries_about(stop.id).len();
    let printed = officer.post(&sheet.clone().with("purpose", "录入部里系统"));
    assert!(printed.bytes.starts_with(b"%PDF-"), "{}", printed.text());
    assert!(printed.headers["content-disposition"].to_str().unwrap().contains("sheet-"));
    assert_eq!(centre.entries_about(stop.id).len(), before + 1);
    assert_eq!(centre.record::<Order>(stop.id).state.name(), "dispatched");
    // The number of the other system, once.
    let number = page.form(&format!("{path}/foreign-number"));
    let wrong = officer.post(&number.clone().with("number", "ZPT 1"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("ZPT 1") && wrong.has("应由字母、数字组成"), "{}", wrong.text());
    let right = number.with("number", "ZPT-2026-1").with("key", "another");
    assert_eq!(officer.post(&right).location(), format!("{path}?done=1"));
    assert_eq!(officer.post(&right).location(), format!("{path}?done=1"), "a second click");
    let seen: Order = centre.record(stop.id);
    assert_eq!((seen.state.name(), seen.foreign_number.as_deref()), ("seen", Some("ZPT-2026-1")));
    let page = officer.get(&path);
    assert!(page.has("ZPT-2026-1") && !page.has("/foreign-number\""));
    // The answer: what a stop needs is named, and what was typed is kept.
    let answer = page.form(&format!("{path}/elsewhere-answer")).with("code", "0000").with("remark", "已止付");
    let lacking = officer.post(&answer);
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lacking.has("已止付金额") && lacking.has("已止付</textarea>"), "{}", lacking.text());
    let answer = answer.with("held", "5,000.00").with("key", "once more");
    assert_eq!(officer.post(&answer).status, StatusCode::SEE_OTHER);
    assert_eq!(officer.post(&answer).status, StatusCode::SEE_OTHER, "a second click");
    assert_eq!(centre.receipts(stop.id).len(), 1);
    let measure: Measure = centre.record(stop.measure.unwrap());
    assert_eq!(measure.state.force().unwrap().held, Some(Money::cny(500_000)));
    let done = officer.get(&path);
    assert!(done.has("有效回执") && !done.has("/elsewhere-answer\"") && done.has("/sheet\""));
    assert!(!officer.get("/desk/elsewhere").has(&path));
    centre.verify();
}

#[test]
fn who_may_not_carry_orders_is_shown_no_form_and_does_nothing() {
    let (centre, browser) = open();
    let far = far_bank(&centre);
    let case = centre.reported_at(FAR_CODE, 5_000, "9999991111111117", (PAYEE, "测试丙"), 60);
    centre.sign(case);
    let stop = orders(&centre, case, OrderKind::Stop);
    let path = format!("/desk/orders/{}", stop.id);
    let admin = signed_in(&browser, "admin");
    let page = admin.get(&path);
    for verb in ["sheet", "foreign-number", "elsewhere-answer"] {
        assert!(!page.has(&format!("{path}/{verb}\"")), "{verb}");
    }
    // An approver may look at the sheet, and enters nothing.
    let approver = signed_in(&browser, "approver");
    let page = approver.get(&path);
    assert!(page.has("/sheet\"") && !page.has("/foreign-number\""));
    // A form made by hand is refused like everywhere.
    let form = Form { action: format!("{path}/foreign-number"), ..page.form(&format!("{path}/sheet")) };
    assert_eq!(approver.post(&form.with("number", "ZPT-1")).status, StatusCode::FORBIDDEN);
    // To the bank's own desk the centre's pages are not there, also for its own order.
    let clerk = clerk(&centre, &browser, far);
    assert!(!clerk.get(&path).has("/sheet\""));
    for page in ["/desk/elsewhere", "/desk/protections", "/desk/files", "/desk/holds"] {
        assert_eq!(clerk.get(page).status, StatusCode::NOT_FOUND, "{page}");
    }
    // What goes by a wire has no sheet.
    let wired = centre.stop(500);
    let officer = signed_in(&browser, "officer");
    assert!(!officer.get(&format!("/desk/orders/{}", wired.id)).has("/sheet\""));
    assert_eq!(centre.record::<Order>(stop.id).state.name(), "dispatched");
}

#[test]
fn accounts_are_protected_and_freed_from_a_page_by_who_supervises() {
    let (centre, browser) = open();
    let supervisor = signed_in(&browser, "supervisor");
    assert!(in_english(&supervisor, "/desk/protections").has("Protected accounts"));
    let until = centre.app.clock.now().plus_ms(30 * DAY_MS).shanghai().replace(' ', "T");
    let typed = [
        ("institution_code", BANK_CODE),
        ("number", "9999 9988 8888 0099"),
        ("class", "company"),
        ("kind", "utility"),
        ("reason", "供水公司收费户"),
        ("until", &until),
    ];
    let form = supervisor.get("/desk/protections").form("/desk/protections");
    let form = typed.into_iter().fold(form, |form, (name, value)| form.with(name, value));
    let late = centre.app.clock.now().plus_ms(400 * DAY_MS).shanghai();
    let refused = supervisor.post(&form.clone().with("until", &late));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("不超过 366 天") && refused.has("供水公司收费户"), "{}", refused.text());
    let form = form.with("key", "another");
    assert_eq!(supervisor.post(&form).location(), "/desk/protections?done=1");
    assert_eq!(supervisor.post(&form).location(), "/desk/protections?done=1", "a second click");
    let known: Vec<KnownAccount> = centre.view(|view| view.select("where protected", &[]).unwrap());
    assert_eq!(known.len(), 1);
    let end = format!("/desk/protections/{}/end", known[0].key);
    // Everybody of the centre reads the list; who may not end it is not offered to.
    let officer = signed_in(&browser, "officer");
    let seen = officer.get("/desk/protections");
    assert!(
        seen.has("****0099") && seen.has("公用事业") && seen.has("供水公司收费户") && !seen.has("9999998888880099")
    );
    assert!(!seen.has(&end) && !seen.has("name=\"institution_code\""));
    let page = supervisor.get("/desk/protections");
    let empty = supervisor.post(&page.form(&end).with("reason", ""));
    assert!(empty.status.is_client_error() && empty.has("理由"));
    assert_eq!(
        supervisor.post(&page.form(&end).with("reason", "已销户").with("key", "b")).status,
        StatusCode::SEE_OTHER
    );
    assert!(supervisor.get("/desk/protections").has("暂无记录"));
    centre.verify();
}

/// The bank holds by itself what the victim's money went to.
fn held_by_the_bank(centre: &Centre, number: &str) -> Measure {
    let new = NewHold {
        reference: format!("hold-{number}"),
        account: Private::from(number),
        holder: Some(Private::from("测试丙")),
        class: AccountClass::Personal,
        held: Money::cny(120_000),
        limit: None,
        balance: Some(Money::cny(120_000)),
        from: centre.app.clock.now().minus_ms(1_000),
        until: None,
    };
    let call = Call::new(Actor::Agency(centre.bank), centre.app.clock.now(), random::seed());
    let taken = take_hold(&centre.app.desk, &call, centre.bank, &new, b"{}", [9; 32]).unwrap();
    centre.record(taken.measure)
}

#[test]
fn a_banks_own_hold_is_confirmed_from_its_case_or_from_its_own_page() {
    let (centre, browser) = open();
    let hold = held_by_the_bank(&centre, "9999998888880077");
    let officer = signed_in(&browser, "officer");
    let path = format!("/desk/measures/{}", hold.id);
    assert!(officer.get("/desk").has(&path) && officer.get("/desk/holds").has(&path));
    assert!(in_english(&officer, "/desk/holds").has("Banks' own holds"));
    let case = centre.reported(1_200, "9999991111111118", ("9999998888880077", "测试丙"), 60);
    let other = centre.reported(1_200, "9999991111111119", ("9999998888880078", "测试丙"), 60);
    let confirm = format!("{path}/confirm");
    let form = officer.get(&path).form(&confirm);
    for (said, why) in [("nonsense", "不是案件编号"), (&other.to_string(), "没有主张的资金")] {
        let refused = officer.post(&form.clone().with("case", said).with("key", said));
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        assert!(refused.has(why) && refused.has(said), "{}", refused.text());
    }
    // The case that claims the money offers it with one button; another case does not.
    let button = format!("/desk/cases/{case}/holds/{}", hold.id);
    assert!(!officer.get(&format!("/desk/cases/{other}")).has(&format!("/holds/{}", hold.id)));
    assert!(
        !signed_in(&browser, "approver").get(&format!("/desk/cases/{case}")).has(&button),
        "an approver drafts nothing"
    );
    let page = officer.get(&format!("/desk/cases/{case}"));
    assert!(page.has("本案账户上有机构先行止付"));
    let form = page.form(&button);
    assert_eq!(officer.post(&form).location(), format!("/desk/cases/{case}?done=1"));
    assert_eq!(officer.post(&form).location(), format!("/desk/cases/{case}?done=1"), "a second click");
    let held: Measure = centre.record(hold.id);
    assert_eq!(held.claims.len(), 1);
    assert_eq!(orders(&centre, case, OrderKind::Stop).state.name(), "awaiting_papers");
    assert!(!officer.get(&path).has(&confirm) && officer.get("/desk/holds").has("已确认"));
    assert!(!officer.get("/desk").has("href=\"/desk/holds\""), "nothing waits any more");
    // From its own page, for the case that is named.
    let hold = held_by_the_bank(&centre, "9999998888880078");
    let path = format!("/desk/measures/{}", hold.id);
    let done = officer.post(&officer.get(&path).form(&format!("{path}/confirm")).with("case", &other.to_string()));
    assert!(done.location().starts_with("/desk/orders/ord_"), "{}", done.text());
    centre.verify();
}

/// Where the case's money is: an account the trace found, and how it left if it did.
fn traced(centre: &Centre, case: CaseId, number: &str, exit: Option<Exit>) -> String {
    let new = NewProtection {
        account: ProtectedOf::Number {
            institution_code: BANK_CODE.into(),
            number: Private::from(number),
            class: AccountClass::Personal,
        },
        kind: ProtectionKind::WhiteList,
        reason: "试".into(),
        until: centre.app.clock.now().plus_ms(DAY_MS),
    };
    let key = protect_account(&centre.app.desk, &centre.of("supervisor"), &new).unwrap().account;
    let known = KnownAccount { exit, protection: None, ..centre.record(&key) };
    keep(centre, &known);
    let claimed = centre.record::<Case>(case).transfers[0].amount;
    let place = Place {
        account: key.clone(),
        institution: known.institution,
        institution_code: known.institution_code.clone(),
        mask: known.number.mask.clone(),
        class: known.class,
        level: 2,
        arrived_at: centre.app.clock.now().minus_ms(30_000),
        amount: claimed,
        evidence: BTreeMap::new(),
        tainted: claimed,
        balance: None,
        exit,
        notes: vec![],
    };
    let nothing = Money::cny(0);
    keep(
        centre,
        &CaseTrace {
            id: TraceId::from_bytes([5; 16]),
            case,
            at: centre.app.clock.now(),
            as_of: 1,
            digest: Digest([0; 32]),
            claimed,
            places: vec![place],
            ways: Vec::new(),
            absorbed: nothing,
            unseen: nothing,
            overlap: nothing,
            notes: vec![],
        },
    );
    key
}

#[test]
fn unused_value_is_voided_from_the_page_of_its_case() {
    let (centre, browser) = open();
    let case = centre.reported(1_200, "9999991111111118", ("9999998888880079", "测试丙"), 60);
    let key = traced(&centre, case, "9999998888880080", Some(Exit::GiftCard));
    let (path, action) = (format!("/desk/cases/{case}"), format!("/desk/cases/{case}/voids"));
    assert!(!signed_in(&browser, "approver").get(&path).has(&action));
    let officer = signed_in(&browser, "officer");
    let page = officer.get(&path);
    assert!(page.has(&key) && page.has("礼品卡"));
    let form = page.form(&action).with("account", &key);
    let refused = officer.post(&form.clone().with("reason", ""));
    assert!(refused.status.is_client_error() && refused.has("理由"));
    let form = form.with("reason", "以诈骗资金购买").with("key", "another");
    assert_eq!(officer.post(&form).location(), format!("{path}?done=1"));
    assert_eq!(officer.post(&form).location(), format!("{path}?done=1"), "a second click");
    let order = orders(&centre, case, OrderKind::VoidValue);
    assert_eq!((order.state.name(), order.limit), ("awaiting_approval", Some(Money::cny(120_000))));
    // Said again it is another void, and one is there.
    let again = officer.post(&form.with("key", "a third"));
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.has("以诈骗资金购买"), "what was typed is kept");
    // What is used up offers nothing.
    let cash = centre.reported(1_200, "9999991111111119", ("9999998888880081", "测试丙"), 60);
    traced(&centre, cash, "9999998888880082", Some(Exit::Cash));
    assert!(!officer.get(&format!("/desk/cases/{cash}")).has("/voids\""));
    centre.verify();
}

#[test]
fn a_list_of_stops_is_found_and_decided_and_a_slip_of_the_hand_loses_nothing() {
    let (centre, browser) = open();
    let case = centre.reported(1_200, "9999991111111118", ("9999998888880079", "测试丙"), 60);
    let key = traced(&centre, case, "9999998888880083", None);
    let item = |key: &str| ListItem {
        account: key.to_owned(),
        agency: centre.bank,
        mask: "****0083".into(),
        level: 2,
        amount: Money::cny(120_000),
        why: "too_many".into(),
        excluded: None,
        order: None,
    };
    let list = StopList {
        id: StopListId::from_bytes([7; 16]),
        case,
        trace: TraceId::from_bytes([5; 16]),
        drafted_at: centre.app.clock.now(),
        items: vec![item(&key), item(&key)],
        state: ListState::Open,
    };
    keep(&centre, &list);
    let (path, action) = (format!("/desk/cases/{case}"), format!("/desk/cases/{case}/stop-lists/{}", list.id));
    assert!(!signed_in(&browser, "officer").get(&path).has(&action), "who drafts does not decide");
    let approver = signed_in(&browser, "approver");
    let home = approver.get("/desk");
    assert!(home.has("待核定止付清单") && home.has(&path));
    let page = approver.get(&path);
    assert!(page.has("待核定") && !page.has("审理中"), "an open list is no appeal");
    let form = page.form(&action).with("decision", "approve").with("reason", "核定");
    let refused = approver.post(&form.clone().with("excluded", "二").with("why", "商户"));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.has("应为序号") && refused.has("value=\"二\"") && refused.has("value=\"商户\""),
        "{}",
        refused.text()
    );
    let form = form.with("excluded", "2").with("why", "正常商户").with("key", "another");
    assert_eq!(approver.post(&form).location(), format!("{path}?done=1"));
    let decided: StopList = centre.record(list.id);
    assert_eq!(decided.state.name(), "approved");
    assert_eq!(decided.items[1].excluded.as_deref(), Some("正常商户"));
    let page = approver.get(&path);
    assert!(page.has("正常商户") && !page.has(&action));
    assert!(!approver.get("/desk").has("待核定止付清单"));
}

#[test]
fn a_freeze_is_drafted_where_the_money_stands_and_handed_on_to_a_colleague() {
    let (centre, browser) = open();
    let case = centre.reported(1_200, "9999991111111118", ("9999998888880079", "测试丙"), 60);
    let key = traced(&centre, case, "9999998888880084", None);
    let officer = signed_in(&browser, "officer");
    let path = format!("/desk/cases/{case}");
    let filing = officer.get(&path).form(&format!("{path}/filing")).with("number", "样公立字〔2026〕1号");
    let filing = filing.with("organ", "样例市公安局").with("decided_at", &centre.app.clock.now().shanghai());
    assert_eq!(officer.post(&filing).status, StatusCode::SEE_OTHER);
    let page = officer.get(&path);
    assert!(page.has(&format!("value=\"{key}\"")), "an account that no measure stands on");
    let draft = page.form(&format!("{path}/freezes")).with("measure", &key).with("reason", "涉嫌诈骗资金");
    let drafted = officer.post(&draft);
    assert_eq!(drafted.location(), format!("{path}?done=1"), "{}", drafted.text());
    let order = orders(&centre, case, OrderKind::Freeze);
    assert_eq!((order.state.name(), order.target.key()), ("awaiting_papers", key.as_str()));
    // One of the house takes it over: no name has to be typed.
    let colleague = centre.of("officer2").actor.officer_id().unwrap();
    let path = format!("/desk/measures/{}", order.measure.unwrap());
    let form = officer.get(&path).form(&format!("{path}/hand-on"));
    let nobody = officer.post(&form.clone().with("officer", "").with("stage", "court"));
    assert!(nobody.status.is_client_error());
    let form = form.with("officer", &colleague.to_string()).with("key", "another");
    assert_eq!(officer.post(&form).location(), format!("{path}?done=1"));
    let owner = centre.record::<Measure>(order.measure.unwrap()).owner.unwrap();
    assert_eq!((owner.officer, owner.stage.name()), (Some(colleague), "police"));
    centre.verify();
}
