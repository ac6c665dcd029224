//! Every route refuses a stranger: without a credential 401, with the valid key of an agency that it is
//! no business of 404, as if it were not there, and the try stands in the journal. Driven by the
//! description of the API, so a new route is covered on the day it is written.

use crate::described::{Operation, operations};
use crate::hall::{Hall, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Operations that answer a stranger, each with its reason. The list only gets shorter.
const EXCEPTIONS: &str = include_str!("strangers.txt");
const EXCEPTIONS_MAX: usize = 10;

fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines = EXCEPTIONS.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").unwrap_or_else(|| panic!("`{line}` states no reason"))).collect()
}

/// The address of something that exists and is not the stranger's.
fn address(hall: &Hall, operation: &Operation) -> String {
    let id = match operation.path.split('/').nth(3).unwrap() {
        "cases" => hall.id("case"),
        "measures" | "holds" => hall.id("measure"),
        "orders" | "reviews" | "inbox" => hall.id("stop"),
        "appeals" => hall.id("appeal"),
        "norms" => hall.id("proposal"),
        "agencies" => hall.id("payee_bank"),
        "officers" => hall.id("officer"),
        "calls" | "verdicts" => "c-1".to_owned(),
        "consents" => "cns_00000000000070008000000000000000".to_owned(),
        "lists" => "lsg_00000000000070008000000000000000".to_owned(),
        "contacts" => "ctc_00000000000070008000000000000000".to_owned(),
        "radar" => "scr_00000000000070008000000000000000".to_owned(),
        "second-factor" => "psk_00000000000070008000000000000000".to_owned(),
        "identities" => "idn_00000000000070008000000000000000".to_owned(),
        "sessions" => "ses_00000000000070008000000000000000".to_owned(),
        "rules" => "rls_00000000000070008000000000000000".to_owned(),
        "handovers" => "hov_00000000000070008000000000000000".to_owned(),
        "tips" => "tip_00000000000070008000000000000000".to_owned(),
        _ => String::new(),
    };
    let path = operation.path.replace("{id}", &id).replace("{key}", "stop.life").replace("{kind}", "device");
    let path = path
        .replace("{digest}", &hall.id("payee_bank_digest"))
        .replace("{code}", "7K3M-Q9TX-2B4D")
        .replace("{place}", "1");
    match operation.id.as_str() {
        // Its own orders a member may list; another's it may not.
        "list_orders" => format!("{path}?agency={}", hall.id("payee_bank")),
        "print_form03" | "print_sheet" => format!("{path}?purpose=test"),
        _ => path,
    }
}

fn body(hall: &Hall, api: &Value, operation: &Operation) -> Vec<u8> {
    if operation.id == "receive_answer" {
        let receipt = json!({"form": "cordon-receipt/1", "order": hall.id("stop"), "result": "done", "code": "0000"});
        return serde_json::to_vec(&receipt).unwrap();
    }
    if operation.id == "take_hold" {
        return serde_json::to_vec(&hall.hold("stranger-1", "9999998888880076")).unwrap();
    }
    operation.body(api).map(|body| serde_json::to_vec(&body).unwrap()).unwrap_or_default()
}

/// A house with one of everything.
fn furnished() -> Hall {
    let hall = Hall::open();
    hall.stopped_case("0001");
    let measure = hall.get("officer", &format!("/api/v1/measures/{}", hall.id("measure")));
    let appeal = json!({"public_code": measure["measure"]["public_code"], "tail": "0001",
        "statement": "误伤", "contact": "19900000009"});
    hall.act("file_appeal", None, "POST", "/api/v1/public/appeals", &appeal);
    let appeals = hall.get("supervisor", "/api/v1/appeals");
    hall.keep("appeal", appeals["items"][0]["id"].as_str().unwrap());
    let proposal = json!({"title_zh": "止付期限", "title_en": "life of a stop", "value": {"duration": "24 h"},
        "basis": {"source": "Cordon", "tag": "ours"}, "effective_from": "2099-01-01T00:00:00Z",
        "reason": "试行一年后再看"});
    let proposed = hall.act("propose_norm", Some("supervisor"), "POST", "/api/v1/norms/stop.life/proposals", &proposal);
    hall.keep("proposal", &text(&proposed, "proposal"));
    hall.register("stranger", "999100000077", "bank");
    hall
}

#[test]
fn every_route_refuses_a_stranger_and_writes_it_down() {
    let hall = furnished();
    let api = hall.ask("GET", "/openapi.json").send().json();
    let exceptions = exceptions();
    assert!(exceptions.len() <= EXCEPTIONS_MAX, "the list of exceptions only gets shorter");
    let mut unused: Vec<&str> = exceptions.keys().copied().collect();
    let mut wrong = Vec::new();
    let all = operations(&api);
    assert!(all.len() >= 40, "{} operations", all.len());
    for operation in &all {
        let path = address(&hall, operation);
        let ask = || hall.ask(&operation.method, &path).keyed().body(body(&hall, &api, operation));
        let before = hall.entries();
        let nobody = ask().send();
        let (with_none, stranger) = (hall.entries(), ask().by(&hall.token("stranger")).send());
        let grown = hall.entries() - with_none;
        let refused = nobody.status == 401
            && nobody.is_problem()
            && with_none == before
            && stranger.status == 404
            && stranger.is_problem()
            && grown == 1;
        let excepted = exceptions.contains_key(operation.id.as_str());
        unused.retain(|id| *id != operation.id || refused);
        if refused == excepted {
            let said = String::from_utf8_lossy(&stranger.body).into_owned();
            wrong.push(format!(
                "{}: without a key {}, with a stranger's {} and {grown} entries {said}",
                operation.id, nobody.status, stranger.status
            ));
        }
        if refused {
            let entry = hall.entry(hall.entries() - 1);
            assert_ne!(entry.result, "ok", "{}", operation.id);
            assert_eq!(entry.actor.id, hall.id("stranger"), "{}", operation.id);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(unused.is_empty(), "no longer exceptions, take them off the list: {unused:?}");
    hall.verify();
}

#[test]
fn a_stranger_learns_nothing_from_how_it_is_refused() {
    let hall = furnished();
    let nowhere = "ord_00000000000070008000000000000000";
    let stop = hall.id("stop");
    for suffix in ["", "/approve"] {
        let ask = |id: &str| {
            let method = if suffix.is_empty() { "GET" } else { "POST" };
            let path = format!("/api/v1/orders/{id}{suffix}");
            let answer = hall.ask(method, &path).keyed().by(&hall.token("stranger")).send();
            (answer.status, answer.body)
        };
        assert_eq!(ask(&stop), ask(nowhere), "{suffix}");
    }
    assert_eq!(hall.get("payee_bank", &format!("/api/v1/orders/{stop}"))["order"]["id"], stop.as_str());
}
