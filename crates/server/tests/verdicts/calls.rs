//! Calls that go on: notice and basis, numbers that are left alone, one alarm, and nothing kept of the words.

use crate::events::SCAM;
use crate::hall::{Answer, Hall};
use serde_json::{Value, json};

const USER: &str = "+8619900000002";
const CALLER: &str = "+8619900000001";
pub const TURNS: [&str; 4] = ["喂，您好", SCAM, "别告诉任何人，现在就去转账", "把验证码念给我"];

fn ask(hall: &Hall, path: &str, body: &Value) -> Answer {
    hall.ask("POST", path).by(&hall.token("carrier")).body(body.to_string()).send()
}

pub fn begin(hall: &Hall, id: &str, more: Value) -> Value {
    let mut body = json!({"at": hall.app.clock.now().ms(), "caller": CALLER, "user": USER});
    more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
    let answer = ask(hall, &format!("/api/v1/calls/{id}"), &body);
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

pub fn say(hall: &Hall, id: &str, seq: usize, more: Value) -> Value {
    let mut body = json!({"seq": seq, "speaker": "caller", "text": TURNS[seq % TURNS.len()]});
    more.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
    let answer = ask(hall, &format!("/api/v1/calls/{id}/utterances"), &body);
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

fn contact(hall: &Hall, kind: &str, number: &str) -> String {
    let until = hall.app.clock.now().plus_ms(86_400_000).rfc3339();
    let body = json!({"kind": kind, "user": USER, "number": number, "consent": "ab".repeat(32), "until": until});
    let done = hall.act("register_contact", Some("carrier"), "POST", "/api/v1/contacts", &body);
    done["contact"].as_str().unwrap().to_owned()
}

#[test]
fn an_alarm_is_raised_once_and_says_whom_to_tell() {
    let hall = Hall::open();
    let relative = contact(&hall, "relative", "+8619900000003");
    let begun = begin(&hall, "k-1", json!({"basis": "consent", "notice_played": true}));
    assert_eq!((begun["announce"].as_bool(), begun["analyse"].as_bool()), (Some(false), Some(true)));
    let told: Vec<Value> = (0..TURNS.len()).map(|seq| say(&hall, "k-1", seq, json!({}))).collect();
    let alarms: Vec<&Value> = told.iter().map(|one| &one["alarm"]).filter(|alarm| !alarm.is_null()).collect();
    assert_eq!(alarms.len(), 1, "{told:?}");
    assert_eq!((alarms[0]["tell_user"].as_bool(), &alarms[0]["tell_relatives"]), (Some(true), &json!([relative])));
    assert!(told.iter().all(|one| one["content_read"] == true));
    let warned = told.iter().find(|one| !one["alarm"].is_null()).unwrap();
    assert!(!warned["reasons"].as_array().unwrap().is_empty());
    // The centre and the carrier find it in their lists; another carrier does not.
    let listed = hall.get("officer", "/api/v1/alarms");
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["id"], alarms[0]["id"]);
    assert_eq!(hall.get("carrier", "/api/v1/alarms")["items"][0]["relatives"], json!([relative]));
    hall.register("other_carrier", "999300000099", "carrier");
    assert_eq!(hall.get("other_carrier", "/api/v1/alarms")["items"], json!([]));
    let ended = ask(&hall, "/api/v1/calls/k-1/end", &json!({}));
    assert_eq!(ended.status, 200);
    let kept = hall.ask("GET", "/api/v1/verdicts/k-1").by(&hall.token("carrier")).send();
    assert_eq!(kept.body, ended.body, "what the call came to is kept");
    assert_eq!(ask(&hall, "/api/v1/calls/k-1/end", &json!({})).status, 404, "and the call is not");
    hall.verify();
}

#[test]
fn the_same_utterance_is_not_heard_twice() {
    let hall = Hall::open();
    begin(&hall, "k-2", json!({"basis": "reported"}));
    let first = say(&hall, "k-2", 1, json!({}));
    let again = say(&hall, "k-2", 1, json!({}));
    assert_eq!(first["probability"], again["probability"]);
    assert!(again["alarm"].is_null());
}

#[test]
fn words_are_read_on_a_basis_and_on_consent_only_after_the_notice() {
    let hall = Hall::open();
    assert_eq!(begin(&hall, "k-3", json!({}))["why"], "no_basis");
    for seq in 0..TURNS.len() {
        let told = say(&hall, "k-3", seq, json!({}));
        assert_eq!((told["content_read"].as_bool(), told["level"].as_str()), (Some(false), Some("allow")));
    }
    assert_eq!(begin(&hall, "k-4", json!({"basis": "consent"}))["announce"], true);
    assert_eq!(say(&hall, "k-4", 1, json!({}))["content_read"], false);
    assert_eq!(say(&hall, "k-4", 2, json!({"notice_played": true}))["content_read"], true);
}

#[test]
fn a_number_that_the_user_named_is_left_alone_until_he_takes_it_back() {
    let hall = Hall::open();
    let allowed = contact(&hall, "allowed", CALLER);
    let begun = begin(&hall, "k-5", json!({"basis": "consent"}));
    assert_eq!((begun["announce"].as_bool(), begun["why"].as_str()), (Some(false), Some("allowed_number")));
    let told = say(&hall, "k-5", 1, json!({"notice_played": true}));
    assert_eq!((told["content_read"].as_bool(), told["level"].as_str()), (Some(false), Some("allow")));
    hall.act("end_contact", Some("carrier"), "POST", &format!("/api/v1/contacts/{allowed}/end"), &Value::Null);
    assert_eq!(begin(&hall, "k-6", json!({"basis": "consent"}))["analyse"], true);
}

#[test]
fn a_call_is_its_carriers_alone() {
    let hall = Hall::open();
    begin(&hall, "k-7", json!({"basis": "reported"}));
    hall.register("other_carrier", "999300000099", "carrier");
    let body = json!({"seq": 0, "speaker": "caller", "text": "喂"}).to_string();
    for (who, status) in [("other_carrier", 404), ("payer_bank", 404), ("officer", 403)] {
        let answer = hall.ask("POST", "/api/v1/calls/k-7/utterances").by(&hall.token(who)).body(&body).send();
        assert_eq!((answer.status, answer.is_problem()), (status, true), "{who}");
    }
}
