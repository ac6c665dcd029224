//! An order that was carried on paper, answered at the centre with what moved on the account.

use crate::hall::{Hall, PAYER_BANK, text};
use cordon_desk::money::trace::{Standing, round};
use cordon_server::random;
use serde_json::{Value, json};

/// A loss to a bank that no wire reaches, and the question about its account that people carry there.
fn asked(hall: &Hall, standing: &mut Standing) -> (String, String) {
    let new = json!({"code": "999100000055", "name": "外省银行", "kind": "bank", "wires": ["by_hand"],
        "limited_stop": true, "public_phone": "000-0000-0003"});
    hall.act("register_agency", Some("admin"), "POST", "/api/v1/agencies", &new);
    let mut report = hall.report("0012", true);
    report["transfers"][0]["to"]["institution_code"] = "999100000055".into();
    let filed = hall.act("file_report", Some("intake"), "POST", "/api/v1/reports", &report);
    trace(hall, standing);
    let waiting = hall.get("officer", "/api/v1/orders?elsewhere=true");
    let lines = waiting["items"].as_array().unwrap();
    let question =
        lines.iter().find(|line| line["order"]["kind"] == "query_account").unwrap_or_else(|| panic!("{waiting}"));
    assert!(question["order"]["period"]["from"].is_string(), "{question}");
    (text(&filed, "case"), question["order"]["id"].as_str().unwrap().to_owned())
}

fn trace(hall: &Hall, standing: &mut Standing) {
    while round(&hall.app.desk, hall.app.clock.now(), &mut random::seed, standing).unwrap().again {}
}

fn refused(hall: &Hall, path: &str, answer: &Value) -> Value {
    let body = serde_json::to_vec(answer).unwrap();
    let refused = hall.ask("POST", path).by(&hall.token("officer")).keyed().body(body).send();
    assert_eq!(refused.status, 422, "{}", String::from_utf8_lossy(&refused.body));
    refused.json()
}

#[test]
fn movements_on_paper_are_typed_in_whole_or_not_at_all_and_the_money_is_followed() {
    let hall = Hall::open();
    let mut standing = Standing::default();
    let (case, order) = asked(&hall, &mut standing);
    let path = format!("/api/v1/orders/{order}/elsewhere-answer");
    let now = hall.app.clock.now();
    let paid = now.minus_ms(60_000).rfc3339();
    let other = |number: &str| json!({"institution_code": PAYER_BANK, "number": number, "holder": "测试丁"});
    let row = |side: &str, amount: &str, balance: &str, number: &str| json!({"at": paid, "side": side, "amount": amount, "balance": balance, "other": other(number)});
    let credit = row("credit", "1200.00", "1200.00", "9999990000000012");
    let debit = row("debit", "1000.00", "200.00", "9999997777770012");
    let overdrawn = row("debit", "1000.00", "-0.50", "9999997777770012");
    let answer = |rows: Value| {
        json!({"result": "done", "code": "0000",
        "statement": {"until": now.rfc3339(), "complete": true, "rows": rows}})
    };
    let bad = json!({"at": "gestern", "side": "debit", "amount": "12,5", "balance": "x"});
    let told = refused(&hall, &path, &answer(json!([credit, bad, overdrawn, bad])));
    assert_eq!(
        told["detail"],
        "`statement.rows` 2, 4: `amount` is not an amount such as 80000.00; `statement.rows` 2, 4: `at` is not a \
         moment such as 2026-11-23T09:30:00+08:00; `statement.rows` 2, 4: `balance` is not an amount such as 80000.00"
    );
    let foreign = json!({"account": {"number": "9999990000009999"}, "complete": false, "rows": []});
    refused(&hall, &path, &json!({"result": "done", "code": "0000", "statement": foreign}));
    assert_eq!(hall.get("officer", &format!("/api/v1/orders/{order}"))["receipts"], json!([]), "nothing is half done");
    // Newest first, all in one minute: what was on the account after each says so.
    let kept = hall.act("record_elsewhere", Some("officer"), "POST", &path, &answer(json!([debit, credit])));
    assert_eq!(kept["weight"], "deciding", "{kept}");
    let shown = hall.get("officer", &format!("/api/v1/orders/{order}"));
    assert_eq!(shown["receipts"][0]["statement"]["rows"], 2, "{shown}");
    assert!(!shown.to_string().contains("777777"), "masked");
    trace(&hall, &mut standing);
    let detail = hall.get("officer", &format!("/api/v1/cases/{case}"));
    let next = detail["orders"].as_array().unwrap().iter().find(|order| order["level"] == 2);
    assert_eq!(next.map(|order| &order["target"]["mask"]), Some(&json!("****0012")), "{detail}");
    hall.verify();
}
