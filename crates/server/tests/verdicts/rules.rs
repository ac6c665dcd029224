//! Rules that officers write, in a running centre: what another officer puts in force counts for the next event and
//! after a restart, what runs in shadow changes no answer, what is tried on the past is what a plain count says.

use crate::events::{SCAM, text};
use crate::hall::{Answer, Hall};
use cordon_desk::Refusal;
use cordon_model::{RuleSet, RuleSetId, RuleSetState};
use cordon_store::Doors;
use serde_json::{Value, json};
use std::time::Duration;

/// Every payment of 1,000 yuan and more is held back.
const OWN: &str = "[[rule]]\nid = \"own.large\"\nfor = [\"payment\"]\nwhen = \"pay.amount >= yuan(1000)\"\nthen = \"hold\"\n\
                   zh = \"大额\"\nen = \"a large amount\"\nsource = \"test\"\ngroup = \"own\"\n";

fn payment(hall: &Hall, id: &str, yuan: i64, elder: bool) -> Value {
    json!({"kind": "payment", "id": id, "at": hall.app.clock.now().ms(), "amount": yuan * 100, "currency": "CNY",
        "elder": elder, "payer": {"account": format!("999100000002:99999900{id}")},
        "payee": {"account": format!("999100000001:99999988{id}")}})
}

fn judged(hall: &Hall, who: &str, event: &Value) -> Value {
    let answer = hall.ask("POST", "/api/v1/verdicts").by(&hall.token(who)).body(event.to_string()).send();
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

/// What it was judged by; as of which entry of the journal is another matter.
fn versions(verdict: &Value) -> Value {
    let mut versions = verdict["versions"].clone();
    versions.as_object_mut().unwrap().remove("journal");
    versions
}

/// What is judged by, and one more file.
fn with_own(hall: &Hall, own: &str) -> Value {
    let mut files = hall.get("intake", "/api/v1/rules/in-force")["files"].as_array().unwrap().clone();
    files.push(json!({"name": "own.toml", "text": own}));
    Value::Array(files)
}

fn post(hall: &Hall, who: &str, path: &str, body: &Value) -> Answer {
    hall.ask("POST", path).keyed().by(&hall.token(who)).body(body.to_string()).send()
}

/// Proposed by the officer; its path.
fn proposed(hall: &Hall, files: &Value) -> (String, Value) {
    let body = json!({"files": files, "reason": "近期多起大额转账"});
    let done = hall.act("propose_rules", Some("officer"), "POST", "/api/v1/rules", &body);
    (format!("/api/v1/rules/{}", done["set"].as_str().unwrap()), done)
}

/// The shadow counts a moment later than the answer leaves.
fn shadow_after(hall: &Hall, path: &str, events: u64) -> Value {
    for _ in 0..500 {
        let shadow = hall.get("intake", &format!("{path}/shadow"));
        let seen = shadow["kinds"].as_array().unwrap().iter().map(|kind| kind["events"].as_u64().unwrap()).sum::<u64>();
        if seen == events {
            return shadow;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the shadow has not seen {events} events");
}

#[test]
fn an_edited_rule_runs_in_shadow_and_counts_for_the_next_event_when_another_officer_adopts_it() {
    let hall = Hall::open();
    let before = judged(&hall, "payer_bank", &payment(&hall, "10000001", 1_200, false));
    assert_eq!(before["action"], "allow", "{before}");
    let files = with_own(&hall, OWN);
    let check = hall.ask("POST", "/api/v1/rules/check").by(&hall.token("officer"));
    let checked = check.body(json!({"files": files}).to_string()).send().json();
    assert_eq!((checked["faults"].as_array().unwrap().len(), checked["doubts"].as_array().unwrap().len()), (0, 0));
    let (path, done) = proposed(&hall, &files);
    assert_eq!((&done["digest"], &done["state"]), (&checked["digest"], &json!("proposed")));
    hall.act("start_shadow", Some("officer"), "POST", &format!("{path}/shadow"), &Value::Null);

    let large = judged(&hall, "payer_bank", &payment(&hall, "10000002", 1_200, false));
    let small = judged(&hall, "payer_bank", &payment(&hall, "10000003", 10, false));
    let said = judged(&hall, "carrier", &text("10000004", SCAM, Some("reported"), hall.app.clock.now()));
    for verdict in [&large, &small] {
        assert_eq!(
            (&verdict["action"], &verdict["versions"]["rules"]),
            (&json!("allow"), &before["versions"]["rules"])
        );
    }
    assert_ne!(said["action"], "allow");
    let shadow = shadow_after(&hall, &path, 3);
    let moved = json!([{"kind": "payment", "now": "allow", "would_be": "hold", "events": 1}]);
    assert_eq!((&shadow["moves"], &shadow["missed"]), (&moved, &json!(0)), "{shadow}");
    assert_eq!(
        shadow["kinds"][2],
        json!({"kind": "payment", "events": 2, "alerts": 0, "would_alert": 1,
        "stricter": 1, "milder": 0, "failed": 0})
    );
    assert!(!shadow.to_string().contains("1000000"), "of no event anything is told");

    assert_eq!(post(&hall, "officer", &format!("{path}/decide"), &json!({"adopt": true})).status, 403);
    hall.act("decide_rules", Some("approver"), "POST", &format!("{path}/decide"), &json!({"adopt": true}));
    let after = judged(&hall, "payer_bank", &payment(&hall, "10000005", 1_200, false));
    assert_eq!((&after["action"], &after["versions"]["rules"]), (&json!("hold"), &done["digest"]), "{after}");
    assert_eq!(after["reasons"][0]["code"], "rule.own.large");
    assert_eq!(hall.get("intake", &format!("{path}/shadow"))["running"], false);
    // Words that are read again leave the rules as they were decided.
    hall.act("reload_words", Some("supervisor"), "POST", "/api/v1/verdicts/words", &Value::Null);
    let hall = hall.restarted();
    let restarted = judged(&hall, "payer_bank", &payment(&hall, "10000006", 1_200, false));
    assert_eq!((&restarted["action"], versions(&restarted)), (&json!("hold"), versions(&after)));
    let in_force = hall.get("intake", "/api/v1/rules/in-force");
    assert_eq!((&in_force["digest"], &in_force["set"]["number"]), (&done["digest"], &json!(1)), "{in_force}");

    hall.act("retire_rules", Some("officer"), "POST", &format!("{path}/retire"), &json!({"reason": "误报过多"}));
    let back = judged(&hall, "payer_bank", &payment(&hall, "10000007", 1_200, false));
    assert_eq!((&back["action"], versions(&back)), (&json!("allow"), versions(&before)));
    hall.verify();
}

#[test]
fn a_set_that_is_not_understood_is_refused_whole_with_every_fault_and_its_line() {
    let hall = Hall::open();
    let broken = OWN.replace("yuan(1000)", "1000").replace("source = \"test\"", "source = \"\"");
    let files = with_own(&hall, &broken);
    let told = |answer: Answer| {
        assert_eq!(answer.status, 422);
        answer.json()["detail"].as_str().unwrap().to_owned()
    };
    let refused = told(post(&hall, "officer", "/api/v1/rules", &json!({"files": files, "reason": "测试"})));
    for what in ["own.toml:1: rule own.large: no source", "own.toml:4: rule own.large", "write yuan(50000)"] {
        assert!(refused.contains(what), "{what} in {refused}");
    }
    let check = |who: &str, files: &Value| {
        let ask = hall.ask("POST", "/api/v1/rules/check").by(&hall.token(who));
        ask.body(json!({"files": files}).to_string()).send()
    };
    let checked = check("officer", &files).json();
    assert_eq!(checked["faults"].as_array().unwrap().len(), 2, "{checked}");
    assert_eq!(checked["faults"][1]["line"], 4);
    assert_eq!(check("intake", &files).status, 403);
    let twice = json!([{"name": "a.toml", "text": ""}, {"name": "a.toml", "text": ""}]);
    assert!(told(check("officer", &twice)).contains("one name"));
    assert!(told(check("officer", &json!([{"name": "../a.toml", "text": ""}]))).contains(".toml"));
    // What is doubtful is told, and taken.
    let doubtful = format!("{OWN}{}", OWN.replace("own.large", "own.again"));
    let (_, done) = proposed(&hall, &with_own(&hall, &doubtful));
    assert_eq!(done["doubts"][0]["other"], "own.again", "{done}");
    assert_eq!(hall.get("intake", "/api/v1/rules")["items"].as_array().unwrap().len(), 1);
    let facts = hall.get("intake", "/api/v1/rules/facts");
    let grade = facts["items"].as_array().unwrap().iter().find(|fact| fact["name"] == "call.grade").unwrap();
    assert_eq!(grade["words"], json!(["low", "medium", "high", "very_high"]));
}

#[test]
fn a_set_that_a_newer_binary_cannot_read_does_not_stop_the_centre_and_is_told() {
    let hall = Hall::open();
    let shipped = judged(&hall, "payer_bank", &payment(&hall, "10000001", 10, false));
    let now = hall.app.clock.now();
    let officer = cordon_model::OfficerId::parse(&hall.id("officer")).unwrap();
    let set = RuleSet {
        id: RuleSetId::from_bytes([9; 16]),
        number: 1,
        files: [("own.toml".to_owned(), OWN.replace("pay.amount", "pay.sum"))].into(),
        digest: "ab".repeat(32),
        reason: "测试".into(),
        proposed_at: now,
        proposed_by: officer,
        state: RuleSetState::InForce { since: now, by: officer, before: None },
    };
    let put = hall.app.desk.store().act::<_, Refusal>("test", now, |unit| {
        unit.put(&set)?;
        let system = cordon_journal::entry::Actor::system("test");
        Ok(cordon_store::Done::new((), cordon_journal::Draft::new("test", system)))
    });
    put.unwrap();
    let hall = hall.restarted();
    let verdict = judged(&hall, "payer_bank", &payment(&hall, "10000002", 10, false));
    assert_eq!(verdict["versions"]["rules"], shipped["versions"]["rules"]);
    let in_force = hall.get("intake", "/api/v1/rules/in-force");
    let trouble = in_force["trouble"].as_str().unwrap();
    assert!(trouble.contains("set 1 cannot be read") && trouble.contains("there is no fact pay.sum"), "{trouble}");
    let metrics = hall.ask("GET", "/metrics").send();
    assert!(String::from_utf8(metrics.body).unwrap().contains("cordon_rules_not_judged_by 1\n"));
    // One officer takes it out, and all is as it should be.
    let path = format!("/api/v1/rules/{}/retire", set.id);
    hall.act("retire_rules", Some("officer"), "POST", &path, &json!({"reason": "新版本不能读"}));
    assert_eq!(hall.get("intake", "/api/v1/rules/in-force")["trouble"], Value::Null);
}

#[test]
fn a_set_tried_on_the_past_comes_to_what_a_plain_count_says() {
    let hall = Hall::open();
    let (mut labels, mut wanted) = (Vec::new(), [0u64; 8]);
    let [events, now, then, caught, wrong, changed, elders, elders_then] = &mut wanted;
    let is_alert = |verdict: &Value| ["warn", "hold", "block"].contains(&verdict["action"].as_str().unwrap());
    for n in 0..60_i64 {
        let id = format!("100{n:05}");
        let (yuan, elder) = (n * 40 + 1, n % 3 == 0);
        let verdict = judged(&hall, "payer_bank", &payment(&hall, &id, yuan, elder));
        let (was, would_be) = (is_alert(&verdict), yuan >= 1_000);
        let label = ["scam", "lawful", "unknown"][usize::try_from(n % 4 % 3).unwrap()];
        labels.push(json!({"id": id, "label": label}));
        *events += 1;
        *now += u64::from(was);
        *then += u64::from(would_be || was);
        *caught += u64::from(would_be && label == "scam");
        *wrong += u64::from(would_be && label == "lawful");
        *changed += u64::from(would_be && verdict["action"] != "hold");
        *elders += u64::from(elder);
        *elders_then += u64::from(elder && would_be);
    }
    // No rule of the file is about texts.
    let said = is_alert(&judged(&hall, "carrier", &text("10000099", SCAM, Some("reported"), hall.app.clock.now())));
    *events += 1;
    *now += u64::from(said);
    *then += u64::from(said);
    let (path, _) = proposed(&hall, &with_own(&hall, OWN));
    let ask = |who: &str, body: &Value| {
        hall.ask("POST", &format!("{path}/backtest")).by(&hall.token(who)).body(body.to_string()).send()
    };
    let before = hall.entries();
    let answer = ask("officer", &json!({"labels": labels}));
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(hall.entries(), before, "nothing was done");
    let tried = answer.json();
    let side = |of: &str, name: &str| tried[of][name].as_u64().unwrap();
    let group =
        tried["groups"].as_array().unwrap().iter().find(|group| group["group"] == "payment, 60 and older").unwrap();
    let found = [
        side("now", "events"),
        side("now", "alerts"),
        side("then", "alerts"),
        side("then", "caught"),
        side("then", "wrong"),
        tried["changed"].as_u64().unwrap(),
        group["now"]["events"].as_u64().unwrap(),
        group["then"]["alerts"].as_u64().unwrap(),
    ];
    assert_eq!(found, wanted, "{tried}");
    assert!(wanted[3] > 0 && wanted[4] > 0 && wanted[5] == 35, "{wanted:?}");
    let first = &tried["changes"][0];
    assert_eq!((&first["id"], &first["now"], &first["then"]), (&json!("10000025"), &json!("allow"), &json!("hold")));
    assert_eq!(first["rules"], json!(["own.large"]));
    let none = json!({"until": hall.app.clock.now().minus_ms(86_400_000).rfc3339()});
    assert_eq!(ask("officer", &none).json()["now"]["events"], 0);
    let backwards = json!({"from": "2026-01-02T00:00:00Z", "until": "2026-01-01T00:00:00Z"});
    assert_eq!((ask("officer", &backwards).status, ask("intake", &json!({})).status), (422, 403));
}

/// Without labels: the payee's account was restricted by a measure since, and the caller is shielded by two officers.
#[test]
fn what_officers_said_since_labels_the_past() {
    let hall = Hall::open();
    judged(&hall, "payer_bank", &payment(&hall, "10000001", 1_200, false));
    judged(&hall, "payer_bank", &payment(&hall, "10000002", 1_200, false));
    judged(&hall, "payer_bank", &payment(&hall, "10000003", 1_200, false));
    let list = |thing: &str, level: &str| {
        let until = hall.app.clock.now().plus_ms(86_400_000).rfc3339();
        let new = json!({"thing": thing, "level": level, "reason": "测试", "until": until});
        hall.act("list_entry", Some("officer"), "POST", "/api/v1/lists/account/entries", &new)
    };
    list("999100000001:9999998810000001", "black");
    let white = list("999100000001:9999998810000002", "white");
    let path = format!("/api/v1/lists/entries/{}/decide", white["listing"].as_str().unwrap());
    hall.act("decide_listing", Some("supervisor"), "POST", &path, &json!({"adopt": true}));
    let (path, _) = proposed(&hall, &with_own(&hall, OWN));
    let tried = hall.ask("POST", &format!("{path}/backtest")).by(&hall.token("officer")).body("{}").send().json();
    let then = json!({"events": 3, "alerts": 3, "caught": 1, "wrong": 1, "failed": 0});
    assert_eq!((&tried["then"], &tried["labelled"]), (&then, &json!(2)), "{tried}");
}
