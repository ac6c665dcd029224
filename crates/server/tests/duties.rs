//! Every mutating route leaves an entry: once when it acts, and also when it is refused. The first is
//! told as a story through the API that uses every act there is; the second is driven by the
//! description of the API.

use crate::acts;
use crate::described::{Operation, operations};
use crate::hall::{self, CARRIER, Hall};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The verb in the journal, where it is not the name of the operation.
fn verb(operation: &Operation) -> &str {
    match operation.id.as_str() {
        "lease_orders" | "open_order" => "hand_over",
        "bring_answers" => "receive_answer",
        id => id,
    }
}

/// What a browser's key signs is told by journeys in a real one (`workbench/journeys/sign-in.journey.ts`).
const BY_BROWSER: [&str; 3] = ["register_passkey", "remove_passkey", "sign_in_passkey"];
/// What takes an identity provider is told with one (`outside/`, `workbench/journeys/provider.journey.ts`).
const BY_PROVIDER: [&str; 2] = ["link_identity", "unlink_identity"];

#[test]
fn every_act_of_the_api_leaves_its_entry() {
    let hall = Hall::open();
    acts::told(&hall);
    let api = hall.ask("GET", "/openapi.json").send().json();
    let acts = operations(&api);
    let acts = acts.iter().filter(|o| o.mutates() && !o.is_in_flight());
    let acts: BTreeSet<String> = acts.map(|o| verb(o).to_owned()).collect();
    let told = hall.done.borrow();
    let elsewhere = |act: &str| BY_BROWSER.contains(&act) || BY_PROVIDER.contains(&act);
    let untold: Vec<&String> = acts.difference(&told).filter(|act| !elsewhere(act)).collect();
    assert!(untold.is_empty(), "no part of the story does: {untold:?}");
    hall.verify();
}

/// Who may be at the route at all, so that the refusal is about what was sent.
fn insider(hall: &Hall, operation: &Operation) -> String {
    let inbox = operation.path.contains("/inbox/");
    hall.token(match () {
        () if operation.id == "bring_answers" => "clerk",
        () if inbox => "payee_bank",
        () if operation.is_an_agencys() => "carrier",
        () => "intake",
    })
}

/// A public route that cannot read what it was sent writes nothing, or anybody could fill the journal.
const SILENT: [&str; 3] = ["object_to_listing", "sign_in", "file_appeal"];
/// Without a body there is nothing to be unreadable, and ending one's own session is never refused. Who comes in
/// full has no second step to do.
const BODILESS: [&str; 7] =
    ["sign_out", "sign_in_second", "sign_in_passkey", "end_session", "end_sessions", "revoke_key", "open_order"];
/// Leasing twice is leasing once, so no key is asked for.
const KEYLESS: [&str; 1] = ["lease_orders"];

#[test]
fn what_cannot_be_read_is_refused_and_written_down() {
    let hall = Hall::open();
    hall.enrol("clerk", &hall.id("payee_bank"), &["desk"], None);
    let api = hall.ask("GET", "/openapi.json").send().json();
    let nobody = "00000000000070008000000000000000";
    for operation in operations(&api).iter().filter(|o| o.mutates() && !o.is_in_flight()) {
        let id = operation.id.as_str();
        let named = operation.about["parameters"].as_array().into_iter().flatten().find(|one| one["in"] == "path");
        let pattern = named.and_then(|one| one["schema"]["pattern"].as_str()).unwrap_or("^ord_");
        let prefix = pattern.get(1..5).unwrap();
        let path = operation.path.replace("{id}", &format!("{prefix}{nobody}")).replace("{key}", "stop.life");
        let path = path.replace("{digest}", &"0".repeat(64)).replace("{kind}", "device");
        for (what, body, keyed) in [("a broken body", "{\"", true), ("no key", "{}", false)] {
            if BODILESS.contains(&id) || (!keyed && KEYLESS.contains(&id)) {
                continue;
            }
            let before = hall.entries();
            let ask = hall.ask(&operation.method, &path).by(&insider(&hall, operation)).body(body);
            let answer = if keyed { ask.keyed().send() } else { ask.send() };
            assert_eq!(answer.status, 422, "{id}, {what}: {}", String::from_utf8_lossy(&answer.body));
            assert!(answer.is_problem(), "{id}, {what}");
            let expected = u64::from(!SILENT.contains(&id));
            assert_eq!(hall.entries() - before, expected, "{id}, {what}");
        }
    }
}

#[test]
fn an_act_without_the_role_is_refused_and_written_down() {
    let hall = Hall::open();
    hall.stopped_case("0002");
    let api = hall.ask("GET", "/openapi.json").send().json();
    for operation in operations(&api).iter().filter(|o| o.mutates() && !o.is_public()) {
        // Who is signed in sees to that himself; the inbox is no officer's.
        if operation.is_own_sign_in() || operation.path.contains("/inbox/") {
            continue;
        }
        let roleless = match operation.id.as_str() {
            "file_report" | "identify_reporter" | "attach_paper" | "reveal" | "execute_elsewhere"
            | "record_elsewhere" | "take_evidence" | "refuse_calls" | "complain" | "take_next" | "take_up"
            | "put_back" | "put_off" | "hand_over_watch" | "merge_cases" | "part_cases" => "admin",
            _ => "intake",
        };
        let id = match operation.path.split('/').nth(3).unwrap() {
            "cases" => hall.id("case"),
            "measures" | "holds" => hall.id("measure"),
            "agencies" => hall.id("payee_bank"),
            "officers" => hall.id("officer"),
            _ => hall.id("stop"),
        };
        let path = operation.path.replace("{id}", &id).replace("{key}", "stop.life");
        let path = path.replace("{digest}", &hall.id("payee_bank_digest")).replace("{kind}", "device");
        // Nobody appealed, told of anything or handed over, and nothing is proposed or listed here: those are told apart by another test.
        if matches!(
            operation.id.as_str(),
            "decide_appeal"
                | "decide_norm"
                | "decide_list"
                | "decide_listing"
                | "decide_objection"
                | "close_tip"
                | "unlist"
                | "look_up"
                | "unlink_identity"
                | "take_over_watch"
        ) || operation.path.contains("/radar/")
            || operation.path.contains("/rules/")
        {
            continue;
        }
        let body = match operation.id.as_str() {
            "file_report" => hall.report("0003", true),
            "set_duty" => json!({"from": hall.app.clock.now().rfc3339(),
                "until": hall.app.clock.now().plus_ms(3_600_000).rfc3339(),
                "operator": hall.id("officer"), "investigator": hall.id("second")}),
            "shut_number" => json!({"number": "99900000001", "carrier": CARRIER, "reason": "涉诈", "evidence": "1"}),
            // Of these the examples of all fields together say two things at once.
            "freeze" => json!({"measure": hall.id("measure"), "reason": "涉诈"}),
            "extend_freeze" => json!({"reason": "侦查未终结"}),
            "merge_cases" => json!({"into": hall.id("case"), "reason": "同一损失"}),
            "assign_work" => json!({"rows": [{"wait": "approval", "id": hall.id("stop")}], "to": hall.id("second")}),
            "hand_over_watch" => json!({"to": hall.id("second"), "note": "无"}),
            "put_off" => json!({"rows": [{"wait": "approval", "id": hall.id("stop")}], "reason": "等银行上班",
                "until": hall.app.clock.now().plus_ms(3_600_000).rfc3339()}),
            "hand_on_freeze" => json!({"officer": hall.id("officer")}),
            "execute_elsewhere" => json!({"number": "ZPT-2026-1"}),
            "record_elsewhere" => json!({"result": "failed", "code": "0500"}),
            "protect_account" => json!({"institution_code": hall::PAYEE_BANK, "number": "9999998888880099",
                "kind": "utility", "reason": "公用事业", "until": hall.app.clock.now().plus_ms(3_600_000).rfc3339()}),
            _ => operation.body(&api).unwrap_or(Value::Null),
        };
        let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(&body).unwrap() };
        let before = hall.entries();
        let answer = hall.ask(&operation.method, &path).keyed().by(&hall.token(roleless)).body(body).send();
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 403, "{}: {said}", operation.id);
        assert_eq!(hall.entries(), before + 1, "{}", operation.id);
        let code = answer.json()["code"].as_str().unwrap().to_owned();
        assert!(matches!(code.as_str(), "not_allowed" | "four_eyes"), "{}: {said}", operation.id);
        assert_eq!(hall.entry(before).result, code, "{}: {said}", operation.id);
    }
}
