//! `cordon drill` as a trainee sees it: somebody calls, he files, the city answers, and the result says so.

use cordon_server::demo::client::{Client, text};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const WITHIN: Duration = Duration::from_secs(120);
const SCAN: &str = "/9j/4A==";

struct Running {
    child: Child,
    base: String,
    password: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn begin(folder: &std::path::Path) -> Running {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cordon"))
        .args(["drill", "--seed", "1", "--cases", "1", "--rate", "240", "--after", "60000", "--listen", "127.0.0.1:0"])
        .arg("--data")
        .arg(folder.join("data"))
        .arg("--json")
        .arg(folder.join("result.json"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = |what: &str| loop {
        let line = lines.next().unwrap().unwrap();
        if let Some((_, rest)) = line.split_once(what) {
            return rest.trim().to_owned();
        }
    };
    let base = said("(calls): ").trim_end_matches("/drill").to_owned();
    let password = said("(password): ");
    // Whatever else it prints goes nowhere, but the pipe stays open.
    std::thread::spawn(move || for _ in lines {});
    Running { child, base, password }
}

/// The page without its tags.
fn page(base: &str) -> String {
    let bytes = Client::new(base, None).bytes("/drill").unwrap();
    let mut plain = String::new();
    for part in String::from_utf8(bytes).unwrap().split('<') {
        plain.push_str(part.split_once('>').map_or(part, |(_, text)| text));
        plain.push(' ');
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn await_in_page(base: &str, what: &str) -> String {
    let began = Instant::now();
    loop {
        let page = page(base);
        if page.contains(what) {
            return page;
        }
        assert!(began.elapsed() < WITHIN, "{what} never stood on the page: {page}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// What the caller says of his first payment, as a report.
fn report(page: &str) -> Value {
    let (before, after) = page.split_once("来电人说").unwrap().1.split_once("转账").unwrap();
    let day_and_time: Vec<&str> = before.split_whitespace().rev().take(2).collect();
    let words: Vec<&str> = after.split_whitespace().collect();
    // amount 元 : bank code number holder → bank code number holder
    let [amount, _, _, _, from_code, from, from_holder, _, _, to_code, to, to_holder] = words[..12] else {
        unreachable!()
    };
    let class = if to_code.ends_with('7') || to_code.ends_with('8') { "payment" } else { "personal" };
    json!({
        "reporter": {"name": "样例", "id_type": "身份证", "id_number": "99000019000101001X", "phone": "19900000001"},
        "transfers": [{
            "from": {"institution_code": from_code, "number": from, "holder": from_holder, "class": "personal"},
            "to": {"institution_code": to_code, "number": to, "holder": to_holder, "class": class},
            "amount": {"amount": amount, "currency": "CNY"},
            "at": format!("{}T{}+08:00", day_and_time[1], day_and_time[0]),
            "channel": "mobile_bank",
        }],
        "scam_type": "T01",
    })
}

#[test]
fn a_trainee_hears_a_call_files_it_and_is_told_what_came_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut drill = begin(folder.path());
    let heard = await_in_page(&drill.base, "等候录入");
    let intake = Client::officer(&drill.base, "intake", &drill.password).unwrap();
    let filed = intake.post("/api/v1/reports", &report(&heard)).unwrap();
    let case = text(&filed, "case").unwrap().to_owned();
    await_in_page(&drill.base, "录入用时");
    let signed = await_in_page(&drill.base, "下载签字件扫描");
    assert!(!signed.contains("等候录入"), "{signed}");
    intake.post(&format!("/api/v1/cases/{case}/papers"), &json!({"content": SCAN})).unwrap();
    let orders = || intake.get(&format!("/api/v1/cases/{case}")).unwrap()["orders"].take();
    let began = Instant::now();
    while !orders()
        .as_array()
        .unwrap()
        .iter()
        .any(|order| order["kind"] == "stop" && order["state"]["receipt"].is_string())
    {
        assert!(began.elapsed() < WITHIN, "no house of the city answered: {}", orders());
        std::thread::sleep(Duration::from_millis(50));
    }
    // As Ctrl-C does.
    let told = Command::new("kill").args(["-TERM", &drill.child.id().to_string()]).status().unwrap();
    assert!(told.success() && drill.child.wait().unwrap().success());
    let result: Value = serde_json::from_slice(&std::fs::read(folder.path().join("result.json")).unwrap()).unwrap();
    let call = &result["calls"][0];
    assert!(call["filed_after_ms"].as_i64().unwrap() > 0, "{result}");
    let fen = |name: &str| call[name].as_i64().unwrap();
    assert!(fen("lost_fen") > 0 && fen("there_at_report_fen") <= fen("lost_fen"), "{result}");
    assert!((0..=fen("there_at_report_fen")).contains(&fen("held_fen")), "{result}");
    assert!((0..=fen("there_at_report_fen")).contains(&fen("held_by_itself_fen")), "{result}");
}
