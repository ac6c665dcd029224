//! The pages, driven as a browser would: what the public sees and what it does not, what a member sees
//! of others, what a form does twice, and that a centre can be run from them.

use crate::browser::{Browser, Form, Page};
use crate::centre::{BANK_CODE, Centre, OTHER_CODE, PASSWORD, PAYEE};
use axum::http::{StatusCode, header};
use cordon_desk::office::{NewOfficer, enrol_officer};
use cordon_desk::order::receive::receive;
use cordon_desk::{Actor, Call};
use cordon_model::exchange::Answer;
use cordon_model::{AgencyId, AgencyKind, Case, Measure, Money, Order, ReceiptResult, Role, Seat, Stamp, Wire};
use cordon_server::{http, random};
use cordon_store::Read;

const SCAN: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, b's', b'c', b'a', b'n'];

fn open() -> (Centre, Browser) {
    let centre = Centre::open(AgencyKind::Bank);
    let browser = Browser::new(http::router(centre.app.clone()));
    (centre, browser)
}

/// Somebody at the desk of an agency, signed in.
fn clerk(centre: &Centre, browser: &Browser, login: &str, agency: AgencyId) -> Browser {
    let new = NewOfficer {
        login: login.into(),
        name: "柜员甲".into(),
        seats: vec![Seat { agency, role: Role::Desk }],
        police_number: None,
        phone: "000-0000-0003".into(),
        password: Some(PASSWORD.into()),
    };
    enrol_officer(&centre.app.desk, &centre.of("admin"), &new).unwrap();
    signed_in(browser, login)
}

fn signed_in(browser: &Browser, login: &str) -> Browser {
    let browser = browser.other();
    assert_eq!(browser.sign_in(login, PASSWORD).location(), "/desk");
    browser
}

fn in_force(centre: &Centre) -> Measure {
    centre.record(centre.carried_out(500).measure.unwrap())
}

fn look_up(browser: &Browser, code: &str, tail: &str) -> Page {
    let form = browser.get("/p").form("/p").with("code", code).with("tail", tail);
    browser.post(&form)
}

fn tail() -> &'static str {
    &PAYEE[PAYEE.len() - 4..]
}

fn cases(centre: &Centre) -> Vec<Case> {
    centre.view(|view| view.select("order by id", &[]).unwrap())
}

#[test]
fn the_public_page_tells_what_it_must_and_nothing_about_anybody() {
    let (centre, browser) = open();
    let measure = in_force(&centre);
    let page = look_up(&browser, &measure.public_code, tail());
    assert_eq!(page.status, StatusCode::OK);
    for told in ["紧急止付", "样例市反诈中心", "96110", "剩余", "整个账户", "12 小时", "/appeal"] {
        assert!(page.has(told), "{told}");
    }
    let case = &cases(&centre)[0];
    let ids = [measure.id.to_string(), case.id.to_string(), measure.orders[0].to_string()];
    let shown = page.lasting().replace(&measure.public_code, "");
    for hidden in ["测试", PAYEE, "500", "12345", "1234567", "T04", "合成银行", case.number.as_str()]
        .into_iter()
        .chain(ids.iter().map(String::as_str))
    {
        assert!(!shown.contains(hidden), "the page shows {hidden}");
    }
    // The tail is asked for, never shown, and never in an address.
    assert!(!shown.contains(tail()), "the tail");
    let english = browser.get(&format!("/p/{}?lang=en", measure.public_code));
    assert!(english.has("Last four characters") && english.has(&measure.public_code));
    let english = look_up(&browser, &measure.public_code, tail());
    assert!(english.has("Emergency stop") && english.has("12 h") && english.has("The whole account is held"));
}

#[test]
fn an_unknown_code_and_a_wrong_tail_are_answered_alike() {
    let (centre, browser) = open();
    let code = in_force(&centre).public_code;
    let unknown = "0000-0000-0000";
    let plain = |page: &Page, code: &str| page.lasting().replace(code, "");
    let wrong = look_up(&browser, &code, "0000");
    let none = look_up(&browser, unknown, "0000");
    assert_eq!((wrong.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(plain(&wrong, &code), plain(&none, unknown));
    // A stop that is only under way is not there either.
    let order: Order = centre.record(format!("ord_{}", &centre.foreign_application_id()[4..]));
    let waiting: Measure = centre.record(order.measure.unwrap());
    let pending = look_up(&browser, &waiting.public_code, "0000");
    assert_eq!(plain(&pending, &waiting.public_code), plain(&none, unknown));
    // Nobody guesses for long.
    let form = browser.get("/p").form("/p").with("code", unknown).with("tail", "0000");
    let last = (0..http::limit::LOOK_MAX + 2).map(|_| browser.post(&form)).last().unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.headers.contains_key(header::RETRY_AFTER));
}

#[test]
fn an_appeal_is_filed_once_and_its_progress_seen() {
    let (centre, browser) = open();
    let measure = in_force(&centre);
    let action = format!("/p/{}/appeal", measure.public_code);
    let form = browser.get(&action).form(&action);
    let form = form.with("statement", "这是工资账户").with("contact", "000-0000-0004");
    let wrong = browser.post(&form.clone().with("tail", "0000"));
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    assert!(wrong.has("这是工资账户"), "what was typed is kept");
    let right = form.with("tail", tail());
    let filed = browser.post(&right);
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    let progress = filed.text().split("/appeals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    // A second click is the same appeal; another one is told that there is one.
    assert!(browser.post(&right).has(&progress));
    let again = browser.post(&right.clone().with("key", "another"));
    assert_eq!(again.status, StatusCode::CONFLICT);
    let seen = browser.other().get(&format!("/appeals/{progress}"));
    assert!(seen.has("审理中") && !seen.has("工资"));
    assert_eq!(browser.get("/appeals/0000-0000-0000").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_form_of_another_session_or_page_does_nothing() {
    let (centre, browser) = open();
    let intake = signed_in(&browser, "intake");
    let form = filled(&intake.get("/desk/report").form("/desk/report"));
    assert_eq!(intake.post(&form.clone().without("csrf")).status, StatusCode::FORBIDDEN);
    let other = signed_in(&browser, "officer");
    assert_eq!(other.post(&form).status, StatusCode::FORBIDDEN);
    let elsewhere = Form { action: "/desk/numbers".into(), fields: form.fields.clone() };
    assert_eq!(intake.post(&elsewhere).status, StatusCode::FORBIDDEN);
    assert!(cases(&centre).is_empty());
    assert_eq!(browser.get("/desk").location(), "/sign-in?next=/desk");
    let wrong = browser.sign_in("intake", "not the password");
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.has("账号或密码错误") && !wrong.has("not the password"));
}

/// A report as it is typed.
fn filled(form: &Form) -> Form {
    let sent = cordon_server::clock::system().minus_ms(60_000).shanghai().replace(' ', "T");
    let typed = [
        ("from_bank_1", OTHER_CODE),
        ("from_account_1", "9999991111111111"),
        ("from_holder_1", "测试甲"),
        ("amount_1", "80,000.00"),
        ("at_1", &sent),
        ("to_bank_1", BANK_CODE),
        ("to_account_1", "9999 9988 8888 8888"),
        ("to_holder_1", "测试丙"),
        ("to_class_1", "personal"),
        ("channel_1", "mobile_bank"),
        ("reporter_name", "测试甲"),
        ("id_type", "身份证"),
        ("reporter_id_number", "99000019000101001X"),
        ("reporter_phone", "19900000001"),
        ("scam_type", "T04"),
        ("narrative", "自称客服 <b>转账</b>"),
    ];
    typed.into_iter().fold(form.clone(), |form, (name, value)| form.with(name, value))
}

#[test]
fn a_session_that_ends_while_somebody_types_loses_nothing() {
    let (centre, browser) = open();
    let intake = signed_in(&browser, "intake");
    let form = filled(&intake.get("/desk/report").form("/desk/report"));
    // The same session ends in another window; the cookie stays.
    let token = intake.cookies.borrow()["cordon_session"].clone();
    let out = intake.get("/desk").form("/sign-out");
    assert_eq!(intake.post(&out).location(), "/");
    intake.cookies.borrow_mut().insert("cordon_session".into(), token);
    let asked = intake.post(&form);
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.has("自称客服 &lt;b&gt;"));
    assert!(cases(&centre).is_empty());
    let again = intake.post(&asked.form("/sign-in").with("login", "intake").with("password", PASSWORD));
    assert!(again.has("自称客服 &lt;b&gt;"), "{}", again.text());
    let filed = intake.post(&again.form("/desk/report"));
    assert_eq!(filed.status, StatusCode::SEE_OTHER);
    assert_eq!(cases(&centre).len(), 1);
    // What came from no form of ours is not carried along.
    let forged =
        browser.post(&Form { action: "/desk/report".into(), fields: vec![("narrative".into(), "伪造".into())] });
    assert_eq!(forged.status, StatusCode::UNAUTHORIZED);
    assert!(!forged.has("伪造"));
}

#[test]
fn a_centre_files_papers_approves_and_sees_the_money_add_up() {
    let (centre, browser) = open();
    let officer = signed_in(&browser, "officer");
    let form = officer.get("/desk/report").form("/desk/report");
    let short = officer.post(&filled(&form).with("amount_1", "many"));
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.has("金额（元）") && short.has("9999 9988 8888 8888"), "the place is named, the rest kept");
    let form = filled(&form);
    let filed = officer.post(&form);
    assert_eq!(officer.post(&form).location(), filed.location(), "a second click is the same report");
    assert_eq!(cases(&centre).len(), 1);
    let path = filed.location().split('?').next().unwrap().to_owned();
    let case = officer.get(&path);
    for told in ["80000.00", "各部分之和等于损失", "接警登记", "待补文书", "付款核实", "****8888", "测**"]
    {
        assert!(case.has(told), "{told}");
    }
    assert!(!case.has("9999998888888888") && !case.has("99000019000101001X"));
    let printed = officer.post(&case.form(&format!("{path}/form03")).with("purpose", "打印申请表交受害人签名"));
    assert!(printed.bytes.starts_with(b"%PDF-"), "{}", printed.text());
    let refused = officer.post(&case.form(&format!("{path}/form03")).with("purpose", ""));
    assert!(refused.status.is_client_error() && refused.has("查阅目的"));
    let nothing = officer.upload(&case.form(&format!("{path}/papers")), b"neither");
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let attached = officer.upload(&case.form(&format!("{path}/papers")), SCAN);
    assert_eq!(attached.status, StatusCode::SEE_OTHER, "{}", attached.text());
    let orders: Vec<Order> = centre.view(|view| view.select("where kind = 'stop'", &[]).unwrap());
    assert_eq!(orders[0].state.name(), "dispatched");
    assert!(officer.get(&path).has("上传文书"));
    for page in [
        "/desk",
        "/desk/orders",
        "/desk/orders?state=dispatched",
        "/desk/measures",
        "/desk/appeals",
        "/desk/reviews",
        "/desk/numbers",
    ] {
        assert_eq!(officer.get(page).status, StatusCode::OK, "{page}");
    }
    let page = officer.get(&format!("/desk/orders/{}", orders[0].id));
    let withdraw = page.form(&format!("/desk/orders/{}/withdraw", orders[0].id)).with("reason", "报警人撤回");
    assert_eq!(officer.post(&withdraw).status, StatusCode::SEE_OTHER);
    assert_eq!(centre.record::<Order>(orders[0].id).state.name(), "withdrawn");
    centre.verify();
}

#[test]
fn an_appeal_is_read_for_a_purpose_and_decided_and_a_stop_is_lifted_by_two() {
    let (centre, browser) = open();
    let measure = in_force(&centre);
    let action = format!("/p/{}/appeal", measure.public_code);
    let form = browser.get(&action).form(&action).with("tail", tail());
    browser.post(&form.with("statement", "这是工资账户").with("contact", "000-0000-0004"));
    let supervisor = signed_in(&browser, "supervisor");
    let list = supervisor.get("/desk/appeals").text();
    let path = format!("/desk/appeals/{}", list.split("/desk/appeals/").nth(1).unwrap().split('"').next().unwrap());
    let page = supervisor.get(&path);
    assert!(!page.has("工资"));
    let opened = supervisor.post(&page.form(&format!("{path}/open")).with("purpose", "审理申诉"));
    assert!(opened.has("这是工资账户"));
    let empty = supervisor.post(&page.form(&format!("{path}/decide")).with("reason", "").with("decision", "reject"));
    assert!(empty.status.is_client_error() && empty.has("理由"));
    let decided =
        supervisor.post(&page.form(&format!("{path}/decide")).with("reason", "属工资").with("decision", "uphold"));
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text());
    let review = supervisor.get("/desk/reviews");
    let path =
        format!("/desk/reviews/{}", review.text().split("/desk/reviews/").nth(1).unwrap().split('"').next().unwrap());
    assert_eq!(supervisor.post(&review.form(&path).with("finding", "in_order")).status, StatusCode::SEE_OTHER);
    // An officer drafts the end of another measure, an approver approves it.
    let measure = in_force_again(&centre);
    let officer = signed_in(&browser, "officer3");
    let path = format!("/desk/measures/{}", measure.id);
    let page = officer.get(&path);
    assert!(officer.get(&format!("{path}/slip")).bytes.starts_with(b"%PDF-"));
    let lifted = officer.post(&page.form(&format!("{path}/lift")).with("reason", "查明无关"));
    let order = lifted.location().split('?').next().unwrap().to_owned();
    assert!(!officer.get(&order).has("/approve"));
    let approver = signed_in(&browser, "approver");
    let approved = approver.post(&approver.get(&order).form(&format!("{order}/approve")));
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text());
    centre.verify();
}

/// A stop on the other bank's account, carried out.
fn in_force_again(centre: &Centre) -> Measure {
    let id = format!("ord_{}", &centre.foreign_application_id()[4..]);
    let order: Order = centre.record(&id);
    let call = Call::new(Actor::Agency(centre.other), centre.app.clock.now(), random::seed());
    let answer = Answer {
        order: order.id,
        result: ReceiptResult::Done,
        code: "0000".into(),
        balance: Some(Money::cny(7_700)),
        held: None,
        from: None,
        until: None,
        debit: None,
        earlier: Vec::new(),
        statement: None,
        payments: Vec::new(),
        remark: None,
    };
    receive(&centre.app.desk, &call, Wire::PoliceBank, &answer, None, [2; 32]).unwrap();
    centre.record(order.measure.unwrap())
}

#[test]
fn a_member_opens_and_answers_its_own_orders_and_no_others() {
    let (centre, browser) = open();
    let order = centre.stop(500);
    let own = clerk(&centre, &browser, "clerk.own", centre.bank);
    let other = clerk(&centre, &browser, "clerk.other", centre.other);
    let path = format!("/desk/orders/{}", order.id);
    let list = own.get("/desk");
    assert!(list.has(&path) && list.has("****8888") && list.has("剩余"));
    assert!(!other.get("/desk").has(&path));
    let before = centre.entries_about(order.id).len();
    let stranger = other.get(&path);
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert!(!stranger.lasting().contains("8888"));
    assert_eq!(centre.entries_about(order.id).len(), before + 1, "the try left an entry");
    assert_eq!(own.get("/desk/cases/cas_00000000000000000000000000000000").status, StatusCode::NOT_FOUND);
    assert_eq!(own.get("/desk/measures").status, StatusCode::NOT_FOUND);
    let closed = own.get(&path);
    assert!(!closed.has(PAYEE));
    assert_eq!(centre.record::<Order>(order.id).state.name(), "dispatched");
    let opened = own.post(&closed.form(&format!("{path}/open")));
    for told in [PAYEE, "测试丙", "500.00", "999001", "已签名的紧急止付申请表"] {
        assert!(opened.has(told), "{told}");
    }
    assert_eq!(centre.record::<Order>(order.id).state.name(), "seen");
    let paper = own.post(&opened.form(&format!("{path}/paper/3")));
    assert_eq!(paper.bytes, SCAN);
    let form = opened.form(&format!("{path}/answer")).with("code", "0000").with("remark", "已办");
    let lacking = own.post(&form);
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lacking.has("账户余额") && lacking.has("已办"), "named, and what was typed is kept");
    let form = form.with("balance", "12,345.67");
    assert_eq!(own.post(&form).status, StatusCode::SEE_OTHER);
    assert_eq!(own.post(&form).status, StatusCode::SEE_OTHER, "a second click");
    assert_eq!(centre.receipts(order.id).len(), 1);
    let force: Measure = centre.record(order.measure.unwrap());
    assert_eq!(force.state.force().unwrap().held, Some(Money::cny(1_234_567)));
    let answered = own.get(&format!("{path}?done=1"));
    assert!(answered.has("已办理") && answered.has("有效回执") && !answered.has("/open\""));
    centre.verify();
}

fn import(browser: &Browser, file: &[u8]) -> Page {
    browser.upload(&browser.get("/desk/import").form("/desk/import"), file)
}

#[test]
fn answers_come_by_file_row_by_row_and_only_once() {
    let (centre, browser) = open();
    let (first, second) = (centre.stop(500), centre.foreign_application_id());
    let own = clerk(&centre, &browser, "clerk.own", centre.bank);
    let sheet = own.get("/desk/waiting.csv");
    assert!(sheet.bytes.starts_with("\u{feff}order,kind,".as_bytes()) && sheet.has(&first.id.to_string()));
    // Fill in the sheet as a person would: the answer columns of the row of the stop.
    let filled: String = sheet
        .text()
        .lines()
        .map(|line| {
            let stop = line.starts_with(&first.id.to_string());
            let head: Vec<&str> = line.split(',').take(9).collect();
            if stop { format!("{},0,900.00,,,,,,,,,,\r\n", head.join(",")) } else { format!("{line}\r\n") }
        })
        .collect();
    let foreign = format!("ord_{},,,,,,,,,0000,1.00,,,,,,,,,,\r\n", &second[4..]);
    let bad = format!("{},,,,,,,,,0000,not money,,,,,,,,,,\r\n", first.id);
    let file = format!("{filled}{foreign}{bad}no order,,,,,,,,,0000\r\n");
    let report = import(&own, file.as_bytes());
    assert_eq!(report.status, StatusCode::OK);
    assert!(report.has("受理 <strong>1</strong>") && report.has("拒绝 <strong>3</strong>"), "{}", report.text());
    assert!(report.has("账户余额 不是金额") && !report.has("not money"), "the place is named, the value is not");
    assert_eq!(centre.receipts(first.id).len(), 1);
    assert_eq!(centre.record::<Order>(first.id).state.name(), "done");
    assert!(centre.receipts(format!("ord_{}", &second[4..]).parse().unwrap()).is_empty());
    let again = import(&own, file.as_bytes());
    assert!(again.has("受理 <strong>0</strong>") && again.has("此前已受理 1"), "{}", again.text());
    assert_eq!(centre.receipts(first.id).len(), 1);
    // GBK: `order,code` with a Chinese remark.
    let gbk = [b"order,code,remark\r\nx,0,".as_slice(), &[0xd2, 0xd1]].concat();
    let refused = import(&own, &gbk);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("CSV UTF-8"));
    assert!(import(&own, b"code\r\n0000\r\n").has("<code>order</code>"));
    // The template itself is a file that changes nothing.
    assert!(import(&own, &own.get("/desk/template.csv").bytes).has("受理 <strong>0</strong>"));
    centre.verify();
}

#[test]
fn a_payers_bank_tells_the_payee_and_a_carrier_shuts_a_number() {
    let (centre, browser) = open();
    centre.stop(500);
    let other = clerk(&centre, &browser, "clerk.other", centre.other);
    let orders: Vec<Order> = centre.view(|view| view.select("where kind = 'confirm_debit'", &[]).unwrap());
    let path = format!("/desk/orders/{}", orders[0].id);
    let form = other.get(&path).form(&format!("{path}/answer")).with("code", "0000");
    assert!(other.post(&form).has("是否有该笔付款"));
    let form = form.with("debit_found", "yes").with("debit_at", &Stamp::shanghai(centre.app.clock.now()));
    let form = form.with("payee_institution", BANK_CODE).with("payee_account", PAYEE);
    assert_eq!(other.post(&form).status, StatusCode::SEE_OTHER);
    assert!(cases(&centre)[0].transfers[0].is_confirmed());
    let officer = signed_in(&browser, "officer");
    let form = officer.get("/desk/numbers").form("/desk/numbers");
    let form =
        form.with("number", "99900000001").with("carrier", BANK_CODE).with("reason", "涉诈").with("evidence", "E-1");
    let wrong = officer.post(&form);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.has("该机构不能执行此类指令") && wrong.has("99900000001"));
}

#[test]
fn behind_tls_every_cookie_is_secure() {
    let centre = Centre::open(AgencyKind::Bank);
    let site = cordon_server::web::Site { secure_cookies: true };
    let browser = Browser::new(http::router(centre.app.clone()).layer(axum::Extension(site)));
    for page in [browser.get("/p?lang=en"), browser.sign_in("intake", PASSWORD)] {
        let cookies: Vec<&str> =
            page.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
        assert!(!cookies.is_empty() && cookies.iter().all(|cookie| cookie.contains("; Secure")), "{cookies:?}");
    }
}

#[test]
fn the_style_sheet_is_kept_for_ever_under_its_hash() {
    let (_centre, browser) = open();
    let door = browser.get("/");
    let text = door.text();
    let path = text.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap();
    let css = browser.get(&format!("/assets/{path}"));
    assert_eq!(css.status, StatusCode::OK);
    assert!(css.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    for part in ["prefers-color-scheme: dark", "forced-colors", "@media print", ":focus-visible"] {
        assert!(css.has(part), "{part}");
    }
    assert!(!css.has("url(") && !css.has("@import"));
    for path in ["/", "/p", "/appeals", "/sign-in"] {
        assert!(browser.get(&format!("{path}?lang=en")).has("<html lang=\"en\""), "{path}");
        assert!(browser.get(path).has("<html lang=\"en\""), "{path} remembers");
    }
}
