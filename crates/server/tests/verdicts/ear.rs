//! What is noted beside judging: near copies, complaints, what the radar hears, and who was warned by an adopted
//! script.

use crate::events::{PLAIN, SCAM, call, text};
use crate::hall::{Hall, text as field};
use cordon_server::radar::{Watch, note_first_warning};
use cordon_server::sift::ear::WAITING_MAX;
use serde_json::{Value, json};

fn judge(hall: &Hall, events: &[Value]) -> Vec<Value> {
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    let ask = hall.ask("POST", "/api/v1/verdicts").by(&hall.token("carrier"));
    let answer = ask.header("content-type", "application/x-ndjson").body(lines.join("\n")).send();
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.body).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn codes(verdict: &Value) -> Vec<&str> {
    verdict["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

/// To one of many receivers.
fn to(mut event: Value, receiver: usize) -> Value {
    event["to"] = json!(format!("+861990002{receiver:04}"));
    event
}

#[test]
fn many_receivers_of_nearly_the_same_demand_are_counted_once_each() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    let words = |n: usize| format!("【样例银行】{}号客户，您的积分今日清零，点 jf.example/a 把验证码发给我", n * 37);
    let sent = |n: usize, to_whom: usize, basis| to(text(&format!("m-{n}"), &words(n), basis, now), to_whom);
    let events: Vec<Value> = (0..19).map(|n| sent(n, n, Some("reported"))).collect();
    let many = "rule.text.copies_that_demand";
    assert!(judge(&hall, &events).iter().all(|verdict| !codes(verdict).contains(&many)));
    let again = judge(&hall, &[sent(19, 3, Some("reported"))]);
    assert!(!codes(&again[0]).contains(&many), "somebody who got it before");
    let unread = judge(&hall, &[sent(20, 20, None)]);
    assert!(!codes(&unread[0]).contains(&many), "without a basis it is not read, nor counted");
    let twentieth = judge(&hall, &[sent(21, 21, Some("public"))]);
    assert!(codes(&twentieth[0]).contains(&many), "{twentieth:?}");
    let counted = hall.app.sift().unwrap().room.ear().counted();
    assert_eq!((counted.campaigns, counted.receivers, counted.let_go, counted.at_least), (1, 20, 0, 0));
}

#[test]
fn different_people_who_complained_of_a_number_weigh_in_its_calls() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    let calls = |id: u64| {
        let mut event = call(id, now);
        event["caller"] = json!("+8619900000077");
        judge(&hall, &[event]).remove(0)
    };
    let complain = |by: &str| {
        let body = json!({"number": "19900000077", "by": by, "at": now.minus_ms(60_000).rfc3339(),
            "subject": "冒充客服", "scam": true});
        hall.act("complain", Some("carrier"), "POST", "/api/v1/complaints", &body);
        hall.app.sift().unwrap().look(&hall.app.desk, hall.app.clock.now()).unwrap();
    };
    let weighs = |verdict: &Value| codes(verdict).contains(&"rule.number.complaints");
    complain("+8619900000011");
    complain("+8619900000011");
    assert!(!weighs(&calls(1)), "one person, however often");
    complain("+8619900000012");
    assert!(weighs(&calls(2)));
}

#[test]
fn the_radar_hears_what_sounds_like_a_scam_of_no_type_and_no_more_than_it_can_keep() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    let ear = || hall.app.sift().unwrap().room.ear();
    let told = judge(&hall, &[text("plain", PLAIN, Some("reported"), now), text("unread", SCAM, None, now)]);
    assert!(told.iter().all(|verdict| verdict["action"] == "allow"), "{told:?}");
    assert!(ear().fetch().is_empty());
    // One step of a script is not enough for a type to explain it.
    let words = |n: usize| format!("碳积分补贴{}到了，把短信验证码发给我", n * 7919);
    let sent = |n: usize| to(text(&format!("r-{n}"), &words(n), Some("reported"), now), n);
    let told = judge(&hall, &(0..6).map(sent).collect::<Vec<_>>());
    assert!(told.iter().all(|verdict| verdict["action"] != "allow"), "{told:?}");
    let judged = ear().fetch();
    assert_eq!(judged.len(), 6);
    let mut watch = Watch::new().unwrap();
    watch.listen(&hall.app.desk, judged).unwrap();
    while watch.round(&hall.app.desk, now, &mut || hall.app.platform()).unwrap() {}
    let drafts = hall.get("officer", "/api/v1/radar?state=draft");
    let lines = field(&drafts["items"][0], "lines");
    assert!(lines.contains("碳积分补贴"), "{drafts}");
    assert!(!lines.contains("0001"), "no receiver's number");
    // More than may wait are dropped and counted.
    let many: Vec<Value> = (1_000..1_000 + WAITING_MAX + 10).map(sent).collect();
    judge(&hall, &many);
    assert_eq!((ear().counted().unheard, ear().fetch().len()), (10, WAITING_MAX));
}

/// A scam of no type as nine people tell it, each in his own words. Victims of any scam speak of fees and transfers,
/// by which the scripts of several types come equally far: such a type explained five of these.
const GAS_METERS: [&str; 9] = [
    "他说是燃气公司的，我们楼要统一换智能燃气表，让我先扫码交380元换表押金，说过三天退，交完群就解散了。",
    "有人上门贴了通知说换智能燃气表，加微信以后让我交换表押金，我转了380，后来打燃气公司电话说没有这回事。",
    "接到电话通知换燃气表，说不换就停气，要我把换表押金转到一个个人账户，我转了五百块。",
    "小区群里一个叫燃气王师傅的人说智能燃气表要更换，先收押金后退，我给了他380元，现在联系不上。",
    "对方穿着燃气公司的衣服，说智能燃气表国家补贴，只要交换表押金就能免费换，我扫了他的二维码付了380元。",
    "我妈在家，有人打电话说换智能燃气表，今天不交换表押金明天就停气，我妈就转了钱，一共760元。",
    "说是换智能燃气表的登记，让我填了身份证和银行卡，又让我交押金380，说装好当天退，等了一周没人来。",
    "有个自称燃气安检员的加我微信，说我家的燃气表到期了要换智能燃气表，先付换表押金，我付完就被拉黑了。",
    "楼下贴了二维码，写着智能燃气表更换登记，扫进去要交换表押金，我交了380元，第二天邻居说是骗子。",
];

#[test]
fn reports_of_one_new_scam_in_nine_people_s_own_words_become_a_draft() {
    let hall = Hall::open();
    for (n, told) in (0..).zip(GAS_METERS) {
        let mut report = hall.report(&format!("{n:04}"), true);
        report["scam_type"] = json!("未定");
        report["narrative"] = json!(told);
        hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &report);
    }
    let mut watch = Watch::new().unwrap();
    while watch.round(&hall.app.desk, hall.app.clock.now(), &mut || hall.app.platform()).unwrap() {}
    let drafts = hall.get("officer", "/api/v1/radar?state=draft");
    let draft = &drafts["items"][0];
    assert!(draft["reporters"].as_u64() >= Some(8) && draft["sure"] == "high", "{drafts}");
    assert!(field(draft, "lines").contains("智能燃气表"), "{drafts}");
}

#[test]
fn the_first_warning_by_an_adopted_script_ends_its_hours() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    let lines = "[[entry]]\ncode = \"new.1a2b3c4d.demand\"\ntactic = \"demand\"\nname_zh = \"新\"\nname_en = \"new\"\n\
                 source = \"test\"\nprior = 9000\nzh = [\"碳积分补贴\"]\n";
    let sketch = cordon_model::Sketch {
        key: "1a2b3c4d".into(),
        name_zh: "新型话术".into(),
        name_en: "new script".into(),
        warning_zh: "近期多人反映".into(),
        warning_en: "Several people".into(),
        lines: lines.into(),
        first_seen: now.minus_ms(7_200_000),
        last_seen: now,
        members: vec!["cas_1".into()],
        reporters: 3,
        sure: "low".into(),
    };
    cordon_desk::radar::draft_script(&hall.app.desk, &hall.app.platform(), &sketch).unwrap();
    let drafts = hall.get("officer", "/api/v1/radar?state=draft");
    let path = format!("/api/v1/radar/{}", field(&drafts["items"][0], "id"));
    let words = "您的碳积分补贴待发放，把验证码发给我";
    let mut warnings = hall.app.sift().unwrap().room.ear().warnings().unwrap();
    judge(&hall, &[text("w-0", words, Some("reported"), now)]);
    for login in ["officer", "second"] {
        hall.act("adopt_script", Some(login), "POST", &format!("{path}/adopt"), &Value::Null);
    }
    assert!(warnings.try_recv().is_err(), "its lines were not in force");
    let told = judge(&hall, &[text("w-1", words, Some("reported"), now), text("w-2", words, Some("reported"), now)]);
    assert!(codes(&told[0]).contains(&"new.1a2b3c4d.demand") && told[0]["action"] == "warn", "{told:?}");
    let key = warnings.try_recv().unwrap();
    assert!(warnings.try_recv().is_err(), "told once");
    assert_eq!(key, "1a2b3c4d");
    for _ in 0..2 {
        note_first_warning(&hall.app, &key).unwrap();
    }
    let verbs = (0..hall.entries()).filter(|number| hall.entry(*number).verb == "note_warning").count();
    assert_eq!(verbs, 1, "the first time alone");
    let shown = hall.get("supervisor", &path);
    let pace = shown["pace"]["first_case_to_warning_ms"].as_i64().unwrap();
    assert!(pace >= 7_200_000, "{shown}");
}
