//! The box of a member's desk by the API: what it shows and to whom, opening, printing, answering one and many.

use crate::hall::{Hall, SCAN, text};
use cordon_desk::money::trace::{Standing, round};
use cordon_server::random;
use serde_json::{Value, json};

/// A centre with a clerk at the desk of the payee's bank, and one at the payer's.
fn open() -> Hall {
    let hall = Hall::open();
    hall.enrol("clerk", &hall.id("payee_bank"), &["desk"], None);
    hall.enrol("other", &hall.id("payer_bank"), &["desk"], None);
    hall
}

/// A stop that waits for the payee's bank: its id.
fn stop(hall: &Hall, tail: &str) -> String {
    let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &hall.report(tail, true));
    let path = format!("/api/v1/cases/{}/papers", text(&filed, "case"));
    let attached = hall.act("attach_paper", Some("officer"), "POST", &path, &json!({"content": SCAN}));
    attached["sent"][0].as_str().unwrap().to_owned()
}

fn shown(hall: &Hall, login: &str) -> Value {
    hall.get(login, "/api/v1/inbox")
}

fn line<'a>(list: &'a Value, order: &str) -> Option<&'a Value> {
    list.as_array().unwrap().iter().find(|line| line["order"]["id"] == order)
}

fn answer(hall: &Hall, login: &str, order: &str, more: &Value) -> Value {
    let mut receipt = json!({"form": "cordon-receipt/1", "order": order, "result": "done", "code": "0000"});
    for (name, value) in more.as_object().unwrap() {
        receipt[name] = value.clone();
    }
    let path = format!("/api/v1/inbox/orders/{order}/receipts");
    hall.act("receive_answer", Some(login), "POST", &path, &receipt)
}

fn bring(hall: &Hall, login: &str, csv: &str, check: bool) -> Value {
    let body = serde_json::to_vec(&json!({"csv": csv, "check": check})).unwrap();
    let answer = hall.ask("POST", "/api/v1/inbox/answers").by(&hall.token(login)).keyed().body(body).send();
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()["rows"].clone()
}

#[test]
fn the_box_shows_its_own_orders_masked_and_how_its_clocks_are_kept() {
    let hall = open();
    let stop = stop(&hall, "0001");
    let before = shown(&hall, "clerk");
    let own = line(&before["waiting"], &stop).unwrap();
    assert_eq!((&own["order"]["kind"], &own["order"]["target"]["mask"]), (&json!("stop"), &json!("****0001")));
    assert!(own["case_number"].is_string() && own["answered"].is_null() && own["overdue"] == false, "{own}");
    assert!(!before.to_string().contains("9999998888880001") && !before.to_string().contains("测试丙"));
    assert_eq!(before["clocks"], json!({"answered": 0, "median_ms": null, "late": 0, "overdue": 0}));
    assert_eq!(before["agencies"][0]["id"], hall.id("payee_bank").as_str());
    assert_eq!(before["agencies"][0]["files"], true);
    assert!(before["centre"]["phone"].is_string());
    // Another bank's desk does not see it; its own question it does.
    let others = shown(&hall, "other");
    assert!(line(&others["waiting"], &stop).is_none());
    assert!(others["waiting"].as_array().unwrap().iter().any(|line| line["order"]["kind"] == "confirm_debit"));
    // What is due first comes first.
    let dues: Vec<&str> = before["waiting"].as_array().unwrap().iter().map(due).collect();
    assert!(dues.is_sorted(), "{dues:?}");
    answer(&hall, "clerk", &stop, &json!({"balance": {"amount": "1200.00", "currency": "CNY"}}));
    let after = shown(&hall, "clerk");
    assert!(line(&after["waiting"], &stop).is_none());
    let said = &line(&after["today"], &stop).unwrap()["answered"];
    assert_eq!((&said["result"], &said["late"]), (&json!("done"), &json!(false)));
    assert_eq!(after["clocks"]["answered"], 1);
    assert!(after["clocks"]["median_ms"].as_i64().unwrap() >= 0);
}

fn due(line: &Value) -> &str {
    line["order"]["state"]["due"]["at"].as_str().unwrap()
}

#[test]
fn the_box_is_for_people_at_a_desk_and_for_nobody_else() {
    let hall = open();
    let (inbox, reasons) = ("/api/v1/inbox", "/api/v1/inbox/reasons");
    for (who, path) in [("payee_bank", inbox), ("officer", inbox), ("admin", inbox), ("payee_bank", reasons)] {
        let before = hall.entries();
        let refused = hall.ask("GET", path).by(&hall.token(who)).send();
        assert_eq!((refused.status, refused.is_problem()), (404, true), "{who} {path}");
        assert_eq!(hall.entries(), before + 1, "{who} {path}");
    }
    // The published answers are for all people: officers type in what came back on paper.
    assert_eq!(hall.get("officer", reasons), hall.get("clerk", reasons));
    // The words of things are for all people who sign in, and for no machine.
    assert!(hall.get("clerk", "/api/v1/glossary")["orders"]["stop"]["zh"].is_string());
    assert_eq!(hall.ask("GET", "/api/v1/glossary").by(&hall.token("payee_bank")).send().status, 404);
    assert_eq!(hall.ask("GET", "/api/v1/agencies").by(&hall.token("clerk")).send().status, 404);
}

#[test]
fn an_order_is_opened_and_printed_by_its_own_desk_each_time_with_an_entry() {
    let hall = open();
    let stop = stop(&hall, "0001");
    let path = format!("/api/v1/inbox/orders/{stop}");
    let opened = hall.act("hand_over", Some("clerk"), "POST", &format!("{path}/open"), &Value::Null);
    assert_eq!((&opened["target"], &opened["account"]["holder"]), (&json!("9999998888880001"), &json!("测试丙")));
    assert_eq!(opened["signatories"].as_array().unwrap().len(), 2);
    assert_eq!(hall.get("clerk", &format!("/api/v1/orders/{stop}"))["order"]["state"]["name"], "seen");
    let papers = opened["papers"].as_array().unwrap().len();
    assert_eq!(papers, 3, "two certificates and the form: {opened}");
    for (asked, starts) in [("papers/3", &[0xff, 0xd8][..]), ("sheet", b"%PDF-")] {
        let before = hall.entries();
        let got = hall.ask("GET", &format!("{path}/{asked}")).by(&hall.token("clerk")).send();
        assert_eq!((got.status, got.body.starts_with(starts)), (200, true), "{asked}");
        assert_eq!((hall.entries(), hall.entry(before).verb.as_str()), (before + 1, "hand_over"), "{asked}");
    }
    for asked in ["papers/4", "papers/0", "papers/x"] {
        assert_eq!(hall.ask("GET", &format!("{path}/{asked}")).by(&hall.token("clerk")).send().status, 404, "{asked}");
    }
    // Not by another bank's desk, and not once it is answered.
    let open = |login: &str| hall.ask("POST", &format!("{path}/open")).by(&hall.token(login)).send().status;
    assert_eq!(open("other"), 404);
    answer(&hall, "clerk", &stop, &json!({"balance": {"amount": "1200.00", "currency": "CNY"}}));
    assert_eq!(open("clerk"), 409);
    let sheet = hall.ask("GET", &format!("{path}/sheet")).by(&hall.token("clerk")).send();
    assert_eq!(sheet.status, 409);
    hall.verify();
}

#[test]
fn a_file_of_answers_is_looked_at_first_and_then_taken_row_by_row() {
    let hall = open();
    let (one, two) = (stop(&hall, "0001"), stop(&hall, "0002"));
    let foreign = shown(&hall, "other")["waiting"][0]["order"]["id"].as_str().unwrap().to_owned();
    let head = "order,code,balance,held";
    let file = format!(
        "{head}\r\n{one},0000,1200.00,1200.00\r\n{two},,,\r\n{one},0301,,\r\n{foreign},0000,,\r\nord_x,0,,\r\n{two},9999,,\r\n"
    );
    let words = |rows: &Value| -> Vec<String> {
        rows.as_array().unwrap().iter().map(|row| row["outcome"].as_str().unwrap().to_owned()).collect()
    };
    let before = shown(&hall, "clerk");
    let rows = bring(&hall, "clerk", &file, true);
    assert_eq!(words(&rows), ["ready", "empty", "ready", "refused", "refused", "refused"], "{rows}");
    assert_eq!((&rows[2]["line"], &rows[2]["same_as"]), (&json!(4), &json!(2)), "the same order twice is named");
    assert_eq!(
        (&rows[3]["refused"]["code"], &rows[5]["refused"]["code"]),
        (&json!("not_found"), &json!("field_invalid"))
    );
    assert_eq!(shown(&hall, "clerk")["waiting"], before["waiting"], "nothing was done");
    let rows = bring(&hall, "clerk", &file, false);
    assert_eq!(words(&rows), ["taken", "empty", "taken", "refused", "refused", "refused"], "{rows}");
    assert_eq!((&rows[0]["weight"], &rows[2]["weight"]), (&json!("deciding"), &json!("contradicting")));
    // Looked at again, each says what it is by now; brought again, nothing is done twice.
    let rows = bring(&hall, "clerk", &file, true);
    assert_eq!((&rows[0]["outcome"], &rows[2]["outcome"]), (&json!("known"), &json!("again")), "{rows}");
    assert!(rows[2]["answered_at"].is_string());
    assert_eq!(words(&bring(&hall, "clerk", &file, false))[0], "known");
    // A file that is none is refused whole.
    let body = serde_json::to_vec(&json!({"csv": "a,b\r\n1,2\r\n"})).unwrap();
    let refused = hall.ask("POST", "/api/v1/inbox/answers").by(&hall.token("clerk")).keyed().body(body).send();
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("field_invalid")));
    hall.verify();
}

#[test]
fn the_reasons_say_which_orders_they_answer() {
    let hall = open();
    let reasons = hall.get("clerk", "/api/v1/inbox/reasons");
    let of = |code: &str| reasons["items"].as_array().unwrap().iter().find(|one| one["code"] == code).unwrap().clone();
    assert_eq!(
        (&of("0000")["result"], &of("0304")["kinds"]),
        (&json!("done"), &json!(["shut_number", "restore_number"]))
    );
    assert!(!of("1200")["kinds"].as_array().unwrap().contains(&json!("shut_number")));
}

#[test]
fn a_desk_carries_its_own_files_and_nobody_else_s() {
    let hall = open();
    stop(&hall, "0001");
    let ask = |login: &str, agency: &str| {
        let path = format!("/api/v1/agencies/{}/bundle", hall.id(agency));
        hall.ask("GET", &path).by(&hall.token(login)).send()
    };
    let given = ask("clerk", "payee_bank");
    assert_eq!(given.status, 200, "{}", String::from_utf8_lossy(&given.body));
    assert!(!given.json()["bundle"]["items"].as_array().unwrap().is_empty());
    for (login, agency) in [("other", "payee_bank"), ("clerk", "payer_bank"), ("payee_bank", "payee_bank")] {
        assert_eq!(ask(login, agency).status, 404, "{login} {agency}");
    }
    // Receipts that no key stands for are refused, by whomever they come.
    let path = format!("/api/v1/agencies/{}/bundle", hall.id("payee_bank"));
    let refused = hall.ask("POST", &path).by(&hall.token("clerk")).keyed().body("{}").send();
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("bundle_not_genuine")));
}

#[test]
fn a_bank_s_desk_sees_what_it_held_on_its_own_word_and_what_became_of_it() {
    let hall = open();
    let held = |login: &str| hall.get(login, "/api/v1/inbox/holds");
    assert_eq!(held("clerk")["items"], json!([]));
    let told = hall.act(
        "take_hold",
        Some("payee_bank"),
        "POST",
        "/api/v1/inbox/holds",
        &hall.hold("hold-1", "9999998888880077"),
    );
    let shown = held("clerk");
    let own = &shown["items"][0];
    assert_eq!((&own["reference"], &own["measure"]["id"]), (&json!("hold-1"), &told["measure"]));
    assert_eq!(
        (&own["measure"]["state"]["name"], &own["measure"]["state"]["force"]["until"]),
        (&json!("in_force"), &told["until"])
    );
    assert_eq!((&own["case_number"], &own["measure"]["claims"]), (&Value::Null, &json!([])), "nobody has confirmed it");
    assert!(!shown.to_string().contains("9999998888880077") && !shown.to_string().contains("测试丙"), "masked");
    assert_eq!(held("other")["items"], json!([]), "another bank's desk knows nothing of it");
    let officer = hall.ask("GET", "/api/v1/inbox/holds").by(&hall.token("officer")).send();
    assert_eq!(officer.status, 404, "the centre has them among its measures");
    // Confirmed for the case of who was robbed of it, it names the case.
    let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &hall.report("0077", true));
    let path = format!("/api/v1/holds/{}/confirm", text(&told, "measure"));
    hall.act("confirm_hold", Some("officer"), "POST", &path, &json!({"case": text(&filed, "case")}));
    let own = held("clerk")["items"][0].clone();
    assert_eq!(own["measure"]["claims"][0]["case"], filed["case"], "{own}");
    assert!(own["case_number"].is_string());
}

#[test]
fn watched_accounts_are_listed_for_the_centre_and_for_the_bank_that_keeps_them() {
    let hall = open();
    let list = |login: &str| hall.get(login, "/api/v1/watches")["items"].clone();
    assert_eq!((list("officer"), list("clerk")), (json!([]), json!([])));
    hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &hall.report("0088", true));
    let now = hall.app.clock.now();
    round(&hall.app.desk, now, &mut random::seed, &mut Standing::default()).unwrap();
    let watched = list("supervisor");
    let line = &watched[0];
    assert_eq!(
        (&line["order"]["kind"], &line["told"]),
        (&json!("watch"), &json!({"times": 0, "rows": 0, "last_at": null}))
    );
    assert!(line["until"].as_str() > line["from"].as_str() && line["case_number"].is_string(), "{line}");
    assert_eq!(list("clerk"), watched, "its bank's desk has the same");
    assert_eq!(list("other"), json!([]));
    let machine = hall.ask("GET", "/api/v1/watches").by(&hall.token("payee_bank")).send();
    assert_eq!(machine.status, 404);
}
