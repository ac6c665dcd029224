//! The words in force as an officer reads them, and a text that he tries: the same judgement as in flight, and nothing
//! of it kept.

use crate::events::{PLAIN, SCAM};
use crate::hall::{Answer, Hall};
use serde_json::{Value, json};

fn tried(hall: &Hall, who: &str, body: &Value) -> Answer {
    hall.ask("POST", "/api/v1/lexicon/try").by(&hall.token(who)).body(body.to_string()).send()
}

fn sms(text: &str) -> Value {
    json!({"channel": "sms", "turns": [{"side": "caller", "text": text}]})
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

#[test]
fn the_lexicon_in_force_is_told_whole_with_its_phrases() {
    let hall = Hall::open();
    let told = hall.get("intake", "/api/v1/lexicon");
    let entries = told["entries"].as_array().unwrap();
    let files = cordon_sift::text::lexicon::shipped();
    let lexicon = cordon_sift::text::lexicon::Lexicon::read(files).unwrap();
    assert_eq!((told["digest"].as_str(), entries.len()), (Some(lexicon.digest()), lexicon.entries().len()));
    assert_eq!(told["types"].as_array().unwrap().len(), lexicon.scripts().len());
    for entry in entries {
        let phrases = entry["zh"].as_array().unwrap().iter().chain(entry["en"].as_array().unwrap());
        for phrase in phrases {
            let quoted = format!("\"{}\"", phrase.as_str().unwrap());
            assert!(files.iter().any(|file| file.text.contains(&quoted)), "{phrase} stands in no file");
        }
    }
    assert_eq!(hall.ask("GET", "/api/v1/lexicon").by(&hall.token("carrier")).send().status, 404);
}

#[test]
fn a_text_that_is_tried_shows_why_and_adds_up() {
    let hall = Hall::open();
    let told = tried(&hall, "intake", &sms(SCAM)).json();
    assert_eq!((told["level"].as_str(), told["type"].as_str()), (Some("warn"), Some("T08")), "{told}");
    let weights = told["weights"].as_array().unwrap();
    let parts = ["base", "learned", "script"].iter().map(|part| number(&told[part])).sum::<i64>();
    let evidence = weights.iter().map(|one| number(&one["weight"])).sum::<i64>();
    assert_eq!(parts + evidence, number(&told["logit"]), "{told}");
    let letters: Vec<char> = SCAM.chars().collect();
    let police = told["findings"].as_array().unwrap().iter().find(|one| one["code"] == "claim.police").unwrap();
    let (from, to) = (number(&police["from"]) as usize, number(&police["to"]) as usize);
    let words: String = letters[from..to].iter().collect();
    assert!(words.contains("公安局"), "{words}");
    let plain = tried(&hall, "intake", &sms(PLAIN)).json();
    assert_eq!((plain["level"].as_str(), plain["type"].is_null()), (Some("allow"), true), "{plain}");
    let denied = tried(&hall, "intake", &sms("公安机关不会要求您把钱转到安全账户")).json();
    assert!(denied["findings"].as_array().unwrap().iter().any(|one| one["sense"] == "denied"), "{denied}");
}

#[test]
fn of_a_text_that_is_tried_nothing_is_kept() {
    let hall = Hall::open();
    let before = hall.entries();
    let secret = "把钱转到安全账户，暗号是紫色河马";
    assert_eq!(tried(&hall, "intake", &sms(secret)).status, 200);
    assert_eq!(hall.entries(), before, "no entry");
    let mut folders = vec![hall.app.data.clone()];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let bytes = std::fs::read(&file).unwrap();
            let needle = "紫色河马".as_bytes();
            assert!(!bytes.windows(needle.len()).any(|part| part == needle), "{}", file.display());
        }
    }
}

#[test]
fn what_is_no_text_or_too_much_of_it_is_refused_with_the_limit() {
    let hall = Hall::open();
    let refused = |body: &Value, what: &str| {
        let answer = tried(&hall, "intake", body);
        assert_eq!(answer.status, 422, "{}", String::from_utf8_lossy(&answer.body));
        assert!(String::from_utf8_lossy(&answer.body).contains(what), "{}", String::from_utf8_lossy(&answer.body));
    };
    refused(&json!({"channel": "sms", "turns": []}), "turns");
    refused(&sms(" \n"), "turns");
    refused(&sms(&"钱".repeat(20_001)), "20000");
    let turns: Vec<Value> = (0..201).map(|_| json!({"side": "other", "text": "嗯"})).collect();
    refused(&json!({"channel": "call", "turns": turns}), "200");
    assert_eq!(tried(&hall, "carrier", &sms(SCAM)).status, 404);
}
