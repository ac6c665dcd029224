//! The routes as an agency meets them.

use crate::events::{PLAIN, SCAM, call, text};
use crate::hall::{Answer, Hall};
use serde_json::{Value, json};

fn post(hall: &Hall, who: &str, body: &Value) -> Answer {
    hall.ask("POST", "/api/v1/verdicts").by(&hall.token(who)).body(body.to_string()).send()
}

fn payment(id: &str, hall: &Hall) -> Value {
    json!({"kind": "payment", "id": id, "at": hall.app.clock.now().ms(), "amount": 120_000, "currency": "CNY",
        "payer": {"account": "999100000002:9999990000000001"}, "payee": {"account": "999100000001:9999998888880001"}})
}

#[test]
fn an_agency_sends_what_it_sees_and_finds_its_verdict_again() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    let before = hall.entries();
    let told = post(&hall, "carrier", &text("t-1", SCAM, Some("reported"), now));
    assert_eq!(told.status, 200, "{}", String::from_utf8_lossy(&told.body));
    let verdict = told.json();
    assert_eq!((verdict["id"].as_str(), verdict["content_read"].as_bool()), (Some("t-1"), Some(true)));
    assert!(!verdict["reasons"].as_array().unwrap().is_empty(), "{verdict}");
    assert!(verdict["versions"]["model"].as_str().unwrap().len() == 64);
    assert_eq!(post(&hall, "carrier", &text("t-1", SCAM, Some("reported"), now)).body, told.body);
    let shown = hall.ask("GET", "/api/v1/verdicts/t-1").by(&hall.token("carrier")).send();
    assert_eq!((shown.status, shown.body), (200, told.body));
    assert_eq!(hall.entries(), before, "verdicts have a log of their own");
    assert_eq!(post(&hall, "payer_bank", &payment("p-1", &hall)).status, 200);
    hall.verify();
}

#[test]
fn without_a_basis_only_signalling_is_used_and_the_answer_says_so() {
    let hall = Hall::open();
    let verdict = post(&hall, "carrier", &text("t-2", SCAM, None, hall.app.clock.now())).json();
    assert_eq!((verdict["content_read"].as_bool(), verdict["action"].as_str()), (Some(false), Some("allow")));
    assert_eq!(verdict["reasons"], json!([]));
}

#[test]
fn what_is_not_an_agencys_to_tell_or_see_is_not_there_and_the_try_is_written_down() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    assert_eq!(post(&hall, "carrier", &call(1, now)).status, 200);
    let refused = |answer: Answer, status: u16| {
        assert_eq!((answer.status, answer.is_problem()), (status, true), "{}", String::from_utf8_lossy(&answer.body));
        let entry = hall.entry(hall.entries() - 1);
        assert_ne!(entry.result, "ok");
    };
    refused(post(&hall, "payer_bank", &call(2, now)), 404);
    refused(post(&hall, "carrier", &payment("p", &hall)), 404);
    refused(hall.ask("GET", "/api/v1/verdicts/c-1").by(&hall.token("payer_bank")).send(), 404);
    refused(post(&hall, "carrier", &text("c-1x", PLAIN, None, now.plus_ms(900_000))), 422);
    refused(post(&hall, "carrier", &json!({"kind": "text"})), 422);
    refused(post(&hall, "officer", &call(3, now)), 403);
    assert_eq!(hall.ask("POST", "/api/v1/verdicts").body("{}").send().status, 401);
    let mut other = call(1, now);
    other["callee"] = json!("+8619900009999");
    refused(post(&hall, "carrier", &other), 409);
}

#[test]
fn lines_are_answered_in_their_order_each_with_a_verdict_or_a_problem() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    let mut lines: Vec<String> = (0..50).map(|id| call(id, now).to_string()).collect();
    lines.insert(3, "{\"kind\": \"call\"}".into());
    lines.insert(9, call(2, now).to_string());
    lines.insert(12, payment("p", &hall).to_string());
    let ask = hall.ask("POST", "/api/v1/verdicts").by(&hall.token("carrier"));
    let answer = ask.header("content-type", "application/x-ndjson").body(lines.join("\n")).send();
    let told: Vec<Value> =
        String::from_utf8(answer.body).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((answer.status, told.len()), (200, 53), "{told:?}");
    assert_eq!(told[3]["problem"]["status"], 422);
    assert_eq!(told[9], told[2], "the same event in the same request");
    assert_eq!(told[12]["problem"]["status"], 404);
    assert!(told.iter().enumerate().all(|(at, line)| [3, 12].contains(&at) || line["action"].is_string()));
}

#[test]
fn an_officer_changes_the_lexicon_without_a_restart_and_a_slip_changes_nothing() {
    let hall = Hall::open();
    let now = hall.app.clock.now();
    let digest = |id: &str| {
        let verdict = post(&hall, "carrier", &text(id, "新的话术暗号甲乙丙", Some("reported"), now)).json();
        verdict["versions"]["lexicon"].as_str().unwrap().to_owned()
    };
    let first = digest("w-1");
    let folder = hall.folder().join("lexicon");
    std::fs::create_dir_all(folder.join("types")).unwrap();
    for file in cordon_sift::text::lexicon::shipped() {
        std::fs::write(folder.join(file.name), file.text).unwrap();
    }
    let path = folder.join("demands.toml");
    let mended = std::fs::read_to_string(&path).unwrap().replacen("zh = [", "zh = [\"新的话术暗号甲乙丙\", ", 1);
    std::fs::write(&path, &mended).unwrap();
    let again = hall.act("reload_words", Some("supervisor"), "POST", "/api/v1/verdicts/words", &Value::Null);
    assert_ne!(again["lexicon"], first.as_str());
    assert_eq!(digest("w-2"), again["lexicon"].as_str().unwrap());
    let verdict = hall.ask("GET", "/api/v1/verdicts/w-2").by(&hall.token("carrier")).send().json();
    assert!(!verdict["reasons"].as_array().unwrap().is_empty(), "the new words are found: {verdict}");
    std::fs::write(&path, mended.replacen("code =", "cod =", 1)).unwrap();
    let ask = hall.ask("POST", "/api/v1/verdicts/words").by(&hall.token("supervisor")).keyed();
    let refused = ask.send();
    assert_eq!(refused.status, 422);
    assert!(refused.json()["detail"].as_str().unwrap().contains("demands.toml:"), "{}", refused.json());
    assert_eq!(digest("w-3"), again["lexicon"].as_str().unwrap(), "the old ones stay");
    let ask = hall.ask("POST", "/api/v1/verdicts/words").by(&hall.token("intake")).keyed();
    assert_eq!(ask.send().status, 403);
}
