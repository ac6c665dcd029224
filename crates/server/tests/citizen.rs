//! The public pages for citizens: 查一查, 举报, 进度, and what to do when money has left; driven as a browser would.

use crate::browser::{Browser, Form, Page};
use crate::centre::{self, Centre, PAYEE};
use axum::http::{StatusCode, header};
use cordon_desk::listing::{ClosingTip, NewListing, close_tip, decide_listing, list_entry, list_measures};
use cordon_model::time::DAY_MS;
use cordon_model::{AgencyKind, Level, ListKind, Tip, TipKind, TipOutcome};
use cordon_server::http;
use cordon_server::sift::listed;
use cordon_store::Read;
use std::time::{Duration, Instant};

const NUMBER: &str = "19900007788";
const MESSAGE: &str =
    "您好，我是京东客服，您的百万保障需要关闭，否则每月扣费，请打开屏幕共享，把钱转到安全账户，不要告诉家人";

fn open() -> (Centre, Browser) {
    let centre = Centre::open(AgencyKind::Bank);
    let browser = Browser::new(http::router(centre.app.clone()));
    (centre, browser)
}

fn asking(browser: &Browser, thing: &str) -> Form {
    browser.get("/check").form("/check").with("thing", thing).with("shape", "")
}

fn check(browser: &Browser, thing: &str) -> Page {
    browser.post(&asking(browser, thing))
}

fn list(centre: &Centre, kind: ListKind, thing: &str, level: Level, days: i64) {
    let new = NewListing {
        kind,
        thing: listed::thing(centre.app.desk.vault(), kind, thing).unwrap(),
        range: None,
        level,
        reason: "多人举报冒充客服".into(),
        until: Some(centre.app.clock.now().plus_ms(days * DAY_MS)),
    };
    let entered = list_entry(&centre.app.desk, &centre.of("officer"), &new).unwrap();
    if entered.state == "proposed" {
        decide_listing(&centre.app.desk, &centre.of("approver"), entered.listing, true).unwrap();
    }
    listed::refresh(&centre.app).unwrap();
}

fn tips(centre: &Centre) -> Vec<Tip> {
    centre.view(|view| view.select("order by id", &[]).unwrap())
}

fn entries(centre: &Centre) -> usize {
    centre.view(|view| cordon_store::entries::range(view.sql(), 0, 1_000).unwrap().len())
}

#[test]
fn the_door_has_four_ways_and_one_for_who_has_paid() {
    let (_centre, browser) = open();
    let door = browser.get("/");
    for way in [
        "查一查",
        "举报",
        "进度",
        "申诉",
        "href=\"/check\"",
        "href=\"/report\"",
        "href=\"/progress\"",
        "href=\"/p\"",
        "href=\"/paid\"",
        "96110",
    ] {
        assert!(door.has(way), "{way}");
    }
    let paid = browser.get("/paid");
    for told in ["tel:110", "tel:96110", "您自己的银行", "流水号", "要由民警核实身份"] {
        assert!(paid.has(told), "{told}");
    }
    assert!(!paid.has("<form"), "no form stands in for an officer");
    assert!(browser.get("/paid?lang=en").has("Call 110 now"));
}

#[test]
fn what_the_public_may_not_know_is_answered_as_what_nobody_knows() {
    let (centre, browser) = open();
    let plain = |page: &Page, asked: &str| page.lasting().replace(asked, "");
    let unknown = check(&browser, "19900001111");
    assert_eq!(unknown.status, StatusCode::OK);
    for told in ["没有记录", "不能说明它安全", "96110", "不转账", "/report"] {
        assert!(unknown.has(told), "{told}");
    }
    // Grey, one officer's black, and an account that two officers listed.
    list(&centre, ListKind::Number, "19900002222", Level::Grey, 30);
    list(&centre, ListKind::Number, "19900003333", Level::Black, 30);
    for asked in ["19900002222", "19900003333"] {
        assert_eq!(plain(&check(&browser, asked), asked), plain(&unknown, "19900001111"), "{asked}");
    }
    let account = "9999990000000099";
    list(&centre, ListKind::Account, &format!("{}:{account}", centre::BANK_CODE), Level::Black, 60);
    assert_eq!(plain(&check(&browser, account), account), plain(&unknown, "19900001111"));
    // No answer comes sooner than another.
    for asked in ["19900001111", "19900002222"] {
        let form = asking(&browser, asked);
        let began = Instant::now();
        browser.post(&form);
        assert!(began.elapsed() >= Duration::from_millis(400), "{asked}");
    }
}

#[test]
fn what_two_officers_listed_and_what_a_measure_holds_is_told_and_never_who_said_so() {
    let (centre, browser) = open();
    list(&centre, ListKind::Number, NUMBER, Level::Black, 60);
    list(&centre, ListKind::Host, "pay.example.test", Level::Black, 60);
    for asked in [NUMBER, "+86 199 0000 7788", "https://pay.example.test/a?b=1"] {
        let told = check(&browser, asked);
        assert!(told.has("危险") && told.has("两名民警核定") && told.has("（自 "), "{asked}: {}", told.text());
        assert!(told.has("如果这是您自己的号码"), "the way to object");
        for hidden in ["多人举报", "民警甲", "到期"] {
            assert!(!told.has(hidden), "{asked} shows {hidden}");
        }
    }
    assert!(check(&browser, PAYEE).has("没有记录"));
    stopped(&centre);
    let told = check(&browser, PAYEE);
    assert!(told.has("已被依法采取临时措施（这不等于定罪）"), "{}", told.text());
    for hidden in ["测试丙", "合成银行", "1234567", "止付"] {
        assert!(!told.has(hidden), "{hidden}");
    }
    // White shields the number from what officers listed.
    list(&centre, ListKind::Number, NUMBER, Level::White, 60);
    assert!(check(&browser, NUMBER).has("没有记录"));
}

/// A stop of 500 yuan in force on the payee's account, and listed.
fn stopped(centre: &Centre) {
    centre.carried_out(500);
    let thing = |kind, written: &str| listed::thing(centre.app.desk.vault(), kind, written).ok();
    list_measures(&centre.app.desk, &centre.app.platform(), &thing).unwrap();
    listed::refresh(&centre.app).unwrap();
}

#[test]
fn a_message_is_read_on_consent_and_nothing_of_it_is_kept() {
    let (centre, browser) = open();
    let before = entries(&centre);
    let refused = check(&browser, MESSAGE);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.has("aria-invalid=\"true\"") && refused.has("id=\"consent-wrong\"") && refused.has("安全账户"));
    let heard = browser.post(&asking(&browser, MESSAGE).with("consent", "yes"));
    assert!(heard.has("很像骗局里的说法") && heard.has("因为其中"), "{}", heard.text());
    // A link of the message is looked up; that it is grey does not weigh in what is said of the words.
    let plain = "明天下午三点在会议室开会，资料见 https://pay.example.test/a，请带笔记本";
    let innocent = browser.post(&asking(&browser, plain).with("consent", "yes"));
    list(&centre, ListKind::Host, "pay.example.test", Level::Grey, 30);
    let grey = browser.post(&asking(&browser, plain).with("consent", "yes"));
    assert_eq!(innocent.lasting(), grey.lasting());
    let paid = browser.post(&asking(&browser, MESSAGE).with("consent", "yes").with("paid", "yes"));
    let text = paid.text();
    assert!(text.find("立刻打 110").unwrap() < text.find("很像骗局").unwrap(), "first things first");
    assert_eq!(entries(&centre), before + 1, "the entry of the list alone");
    for wrong in [("", "请填写要查的内容"), ("not a number", "不像您选的那一类")] {
        let form = asking(&browser, wrong.0).with("shape", "number");
        let page = browser.post(&form);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.has(wrong.1) && page.has("id=\"thing-wrong\""), "{wrong:?}");
    }
    let long = browser.post(&asking(&browser, &"长".repeat(2_001)).with("consent", "yes"));
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn a_list_is_not_read_out_by_trying() {
    let (_centre, browser) = open();
    // Refused before it is looked up, so that it takes no time.
    let form = asking(&browser, "");
    let last = (0..=http::limit::CHECK_MAX).map(|_| browser.post(&form)).last().unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = last.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
}

fn telling(browser: &Browser) -> Form {
    let form = browser.get("/report").form("/report");
    let typed = [
        ("kind", "number"),
        ("thing", NUMBER),
        ("story", "自称客服，<b>要我共享屏幕</b>"),
        ("contact", "19900000021"),
        ("consent", "yes"),
    ];
    typed.into_iter().fold(form, |form, (name, value)| form.with(name, value))
}

#[test]
fn a_tip_is_told_once_seen_by_an_officer_and_its_teller_sees_what_became_of_it() {
    let (centre, browser) = open();
    let form = telling(&browser);
    let filed = browser.post(&form);
    assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.text());
    assert_eq!(browser.post(&form).status, StatusCode::CREATED, "a second click");
    let kept = tips(&centre);
    assert_eq!((kept.len(), kept[0].kind), (1, TipKind::Number));
    assert!(filed.has(&kept[0].progress_code) && !filed.has("要我共享"));
    assert_eq!(kept[0].thing.as_ref().unwrap().mask, "****7788");
    let progress = |code: &str| {
        let form = browser.other();
        form.post(&form.get("/progress").form("/progress").with("code", code))
    };
    assert!(progress(&kept[0].progress_code).has("等待民警查看"));
    assert!(progress(&kept[0].progress_code.to_lowercase()).has("等待民警查看"));
    assert_eq!(progress("0000-0000-0000").status, StatusCode::NOT_FOUND);
    let listing = NewListing {
        kind: ListKind::Number,
        thing: listed::thing(centre.app.desk.vault(), ListKind::Number, NUMBER).unwrap(),
        range: None,
        level: Level::Black,
        reason: "冒充客服".into(),
        until: None,
    };
    let closing = ClosingTip { outcome: TipOutcome::Listed, reason: "已核实".into(), listing: Some(listing) };
    let closed = close_tip(&centre.app.desk, &centre.of("officer"), kept[0].id, &closing).unwrap();
    assert!(closed.counts, "one person, one number");
    let looked = progress(&kept[0].progress_code);
    assert!(looked.has("民警已经看过") && !looked.has("已核实") && !looked.has(NUMBER), "{}", looked.text());
    decide_listing(&centre.app.desk, &centre.of("approver"), closed.listing.unwrap().listing, true).unwrap();
    listed::refresh(&centre.app).unwrap();
    assert!(progress(&kept[0].progress_code).has("列为涉诈"));
    assert!(check(&browser, NUMBER).has("危险"));
    centre.verify();
}

#[test]
fn what_is_wrong_with_a_tip_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let (centre, browser) = open();
    for (field, value, said) in [
        ("thing", "", "请填写号码"),
        ("thing", "不是号码", "这不是电话号码"),
        ("contact", "abc", "不想留可以空着"),
        ("contact", NUMBER, "和举报的号码相同"),
        ("consent", "", "提交前请勾选这里"),
    ] {
        let page = browser.post(&telling(&browser).with(field, value));
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field} {value}");
        let beside = format!("id=\"{field}-wrong\"");
        assert!(page.has(said) && page.has(&beside) && page.has("要我共享"), "{field} {value}: {}", page.text());
    }
    let silent = browser.post(&telling(&browser).with("kind", "approach").with("story", ""));
    assert!(silent.has("id=\"story-wrong\""));
    assert!(tips(&centre).is_empty());
    // Without a telephone, of an app by its name: taken all the same.
    let app = telling(&browser).with("kind", "app").with("thing", "某某金融").with("contact", "");
    assert_eq!(browser.post(&app).status, StatusCode::CREATED);
    let kept = tips(&centre).remove(0);
    assert!(kept.contact.is_none() && kept.thing_key.is_none());
    let last = (0..=http::limit::TIP_MAX).map(|_| browser.post(&app)).last().unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
}
