//! What all routes have in common (hygiene, limits, health, metrics), and the live stream.

use crate::hall::Hall;
use axum::body::Body;
use cordon_server::http::BODY_BYTES_MAX;
use cordon_server::http::limit::{APPEAL_MAX, LOOK_MAX};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio_stream::StreamExt;
use tower::ServiceExt;

#[test]
fn refusals_of_the_framework_are_problems_too() {
    let hall = Hall::open();
    let token = hall.token("intake");
    let put = hall.ask("PUT", "/api/v1/cases").by(&token).send();
    assert_eq!((put.status, put.is_problem()), (405, true));
    let allow = put.headers.get("allow").unwrap().to_str().unwrap();
    assert!(allow.contains("GET") && allow.contains("HEAD"), "{allow}");
    assert_eq!(put.json()["code"], "http_405");
    let trace = hall.ask("TRACE", "/api/v1/cases").by(&token).send();
    assert_eq!((trace.status, trace.is_problem()), (405, true));
    assert_eq!(hall.ask("HEAD", "/api/v1/cases").by(&token).send().status, 200);
    let nowhere = hall.ask("GET", "/api/v1/nowhere").by(&token).send();
    assert_eq!((nowhere.status, nowhere.is_problem()), (404, true));
    let before = hall.entries();
    let large = hall.ask("POST", "/api/v1/reports").by(&token).keyed().body(vec![b' '; BODY_BYTES_MAX + 1]).send();
    assert_eq!((large.status, large.is_problem(), large.json()["code"].as_str()), (413, true, Some("too_large")));
    assert_eq!(hall.entries(), before + 1, "written down");
}

#[test]
fn every_answer_has_a_number_and_is_kept_nowhere() {
    let hall = Hall::open();
    let token = hall.token("intake");
    let mut numbers = BTreeSet::new();
    for (path, private) in [("/api/v1/cases", true), ("/api/v1/nowhere", true), ("/healthz", false)] {
        let answer = hall.ask("GET", path).by(&token).send();
        let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{path}");
        assert_eq!(header("cache-control").as_deref() == Some("no-store"), private, "{path}");
        assert!(numbers.insert(header("x-request-id").unwrap()), "{path}");
    }
}

#[test]
fn an_address_may_ask_so_often() {
    let hall = Hall::open();
    // A window may end in between, so at most twice the limit passes before a refusal has to come.
    let path = "/api/v1/public/measures/7K3M-Q9TX-2B4D?tail=0001";
    let refused = (0..=LOOK_MAX * 2).map(|_| hall.ask("GET", path).send()).find(|answer| answer.status == 429).unwrap();
    assert!(refused.is_problem());
    let after: u32 = refused.headers.get("retry-after").unwrap().to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&after), "{after}");
    let before = hall.entries();
    let asks = (0..=APPEAL_MAX * 2).map(|_| hall.ask("POST", "/api/v1/public/appeals").keyed().body("{}").send());
    assert!(asks.into_iter().any(|answer| answer.status == 429));
    assert_eq!(hall.entries(), before, "nobody fills the journal from outside");
}

#[test]
fn health_tells_what_it_says() {
    let hall = Hall::open();
    assert_eq!(hall.ask("GET", "/healthz").send().status, 200);
    assert_eq!(hall.ask("GET", "/readyz").send().status, 200);
    let folder = tempfile::tempdir().unwrap();
    let clock = cordon_server::clock::Clock::real();
    let unfounded = cordon_server::app::App::open(folder.path(), clock, "test.invalid/journal", None).unwrap();
    let router = cordon_server::http::router(unfounded);
    let ready = |path: &'static str| {
        let router = router.clone();
        let request = axum::http::Request::get(path).body(Body::empty()).unwrap();
        hall.runtime().block_on(async move { router.oneshot(request).await.unwrap().status().as_u16() })
    };
    assert_eq!((ready("/healthz"), ready("/readyz")), (200, 503), "alive, but nobody has founded it");
}

#[test]
fn metrics_count_and_name_nobody() {
    let hall = Hall::open();
    hall.stopped_case("4321");
    let text = String::from_utf8(hall.ask("GET", "/metrics").send().body).unwrap();
    let entries = hall.entries();
    for wanted in [
        "cordon_requests_total{route=\"/api/v1/reports\",method=\"POST\",status=\"201\"} 1\n".to_owned(),
        "cordon_requests_total{route=\"/api/v1/cases/{id}/papers\",method=\"POST\",status=\"201\"} 1\n".to_owned(),
        format!("cordon_journal_entries {entries}\n"),
        "cordon_orders_overdue 0\n".to_owned(),
        "cordon_store_up 1\n".to_owned(),
        format!("cordon_outbox_waiting{{agency=\"{}\"}} ", hall.id("payer_bank")),
        "cordon_desk_seconds_bucket{le=\"+Inf\"} ".to_owned(),
    ] {
        assert!(text.contains(&wanted), "{wanted} in {text}");
    }
    for private in ["测试", "4321", "99000019000101001X", "19900000001", &hall.id("case"), &hall.token("intake")] {
        assert!(!text.contains(private), "{private}");
    }
}

/// Opens a stream and gives the events that come within a while.
fn events(hall: &Hall, token: &str, after: Option<u64>, wanted: usize) -> Vec<(u64, Value)> {
    let mut request = axum::http::Request::get("/api/v1/stream").header("authorization", format!("Bearer {token}"));
    if let Some(after) = after {
        request = request.header("last-event-id", after.to_string());
    }
    let (router, request) = (hall.router(), request.body(Body::empty()).unwrap());
    hall.runtime().block_on(async move {
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let (mut stream, mut text) = (response.into_body().into_data_stream(), String::new());
        while text.matches("\n\n").count() < wanted {
            match tokio::time::timeout(Duration::from_secs(3), stream.next()).await {
                Ok(Some(chunk)) => text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap()),
                _ => break,
            }
        }
        text.split("\n\n").filter(|event| event.contains("data:")).map(parsed).collect()
    })
}

fn parsed(event: &str) -> (u64, Value) {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    (field("id:").parse().unwrap(), serde_json::from_str(&field("data:")).unwrap())
}

#[test]
fn a_stream_goes_on_after_the_last_entry_seen() {
    let hall = Hall::open();
    hall.stopped_case("0001");
    let all = hall.entries();
    let seen = events(&hall, &hall.token("supervisor"), Some(4), usize::try_from(all - 5).unwrap());
    let numbers: Vec<u64> = seen.iter().map(|(id, _)| *id).collect();
    assert_eq!(numbers, (5..all).collect::<Vec<_>>(), "each once, without a gap");
    assert!(seen.iter().all(|(id, data)| data["seq"] == *id && data["verb"].is_string()));
    assert!(seen.iter().any(|(_, data)| data["verb"] == "file_report"));
    let bad = hall.ask("GET", "/api/v1/stream").by(&hall.token("intake")).header("last-event-id", "x").send();
    assert_eq!((bad.status, bad.is_problem()), (422, true));
}

#[test]
fn a_stream_tells_what_happens_next() {
    let hall = Hall::open();
    let request = axum::http::Request::get("/api/v1/stream")
        .header("authorization", format!("Bearer {}", hall.token("supervisor")))
        .body(Body::empty())
        .unwrap();
    let router = hall.router();
    let response = hall.runtime().block_on(async move { router.oneshot(request).await.unwrap() });
    let next = hall.entries();
    assert_eq!(hall.app.open_streams(), 1);
    hall.sign_in("intake");
    let mut stream = response.into_body().into_data_stream();
    let told = hall.runtime().block_on(async {
        tokio::time::timeout(Duration::from_secs(5), stream.next()).await.unwrap().unwrap().unwrap()
    });
    let (id, data) = parsed(std::str::from_utf8(&told).unwrap());
    assert_eq!((id, data["verb"].as_str()), (next, Some("sign_in")));
    drop(stream);
    let closed = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        hall.app.open_streams() == 0
    });
    assert!(closed, "a stream whose client has gone gives its place back");
}

/// Opens a stream now; what it told comes when asked for, up to that entry.
fn opened(hall: &Hall, token: &str, after: u64) -> axum::body::BodyDataStream {
    let request = axum::http::Request::get("/api/v1/stream").header("authorization", format!("Bearer {token}"));
    let request = request.header("last-event-id", after.to_string()).body(Body::empty()).unwrap();
    let router = hall.router();
    hall.runtime().block_on(async move { router.oneshot(request).await.unwrap() }).into_body().into_data_stream()
}

fn told(hall: &Hall, stream: &mut axum::body::BodyDataStream, last: u64) -> Vec<(u64, Value)> {
    let wanted = format!("id: {last}\n");
    let text = hall.runtime().block_on(async {
        let mut text = String::new();
        while !text.contains(&wanted) {
            let chunk = tokio::time::timeout(Duration::from_secs(20), stream.next()).await.unwrap().unwrap().unwrap();
            text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
        text
    });
    text.split("\n\n").filter(|event| event.contains("data:")).map(parsed).collect()
}

#[test]
fn whoever_watches_from_wherever_is_told_the_same() {
    let hall = Hall::open();
    hall.stopped_case("0001");
    let begun = hall.entries();
    let (centre, member) = (hall.token("supervisor"), hall.token("payee_bank"));
    let places: Vec<u64> = (0..begun).step_by(3).chain([begun - 1]).collect();
    let mut streams: Vec<_> = places.iter().map(|after| (*after, opened(&hall, &centre, *after))).collect();
    let mut members: Vec<_> = places.iter().map(|after| (*after, opened(&hall, &member, *after))).collect();
    hall.sign_in("intake");
    hall.stopped_case("0002");
    // The last entry is of the member's own answer.
    let last = hall.entries() - 1;
    let all = told(&hall, &mut opened(&hall, &centre, 0), last);
    assert_eq!(all.iter().map(|(id, _)| *id).collect::<Vec<_>>(), (1..=last).collect::<Vec<_>>());
    for (after, stream) in &mut streams {
        let later: Vec<_> = all.iter().filter(|(id, _)| id > after).cloned().collect();
        assert_eq!(told(&hall, stream, last), later, "after {after}");
    }
    let own = told(&hall, &mut opened(&hall, &member, 0), last);
    assert!(own.len() < all.len());
    for (after, stream) in &mut members {
        let later: Vec<_> = own.iter().filter(|(id, _)| id > after).cloned().collect();
        assert_eq!(told(&hall, stream, last), later, "after {after}");
    }
}

#[test]
fn a_member_sees_its_own_orders_and_holds_only() {
    let hall = Hall::open();
    hall.stopped_case("0001");
    let hold = hall.hold("hold-1", "9999990000004321");
    let taken = hall.act("take_hold", Some("payee_bank"), "POST", "/api/v1/inbox/holds", &hold);
    let own = events(&hall, &hall.token("payee_bank"), Some(0), 50);
    assert!(own.len() >= 3, "{own:?}");
    let verbs: Vec<&str> = own.iter().map(|(_, data)| data["verb"].as_str().unwrap()).collect();
    assert!(verbs.contains(&"receive_answer") && verbs.contains(&"hand_over"), "{verbs:?}");
    for (_, data) in &own {
        let fields: BTreeSet<&str> = data.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            fields.into_iter().collect::<Vec<_>>(),
            ["holds", "learned_at", "orders", "seq", "verb"],
            "that it was, not on what grounds"
        );
        for order in data["orders"].as_array().unwrap() {
            let path = format!("/api/v1/orders/{}", order.as_str().unwrap());
            assert_eq!(hall.get("payee_bank", &path)["order"]["agency"], hall.id("payee_bank").as_str());
        }
    }
    let holds: Vec<_> = own.iter().filter(|(_, data)| data["holds"] != json!([])).map(|(_, data)| data).collect();
    assert!(matches!(holds[..], [one] if one["verb"] == "take_hold"), "{holds:?}");
    assert_eq!((&holds[0]["holds"], &holds[0]["orders"]), (&json!([taken["measure"]]), &json!([])));
    assert_eq!(events(&hall, &hall.token("carrier"), Some(0), 1).len(), 0);
}

#[test]
fn lists_are_read_page_by_page() {
    let hall = Hall::open();
    for (login, path, id) in [
        ("supervisor", "/api/v1/journal", "seq"),
        ("supervisor", "/api/v1/norms", "key"),
        ("admin", "/api/v1/officers", "id"),
        ("admin", "/api/v1/agencies", "id"),
    ] {
        let whole = hall.get(login, &format!("{path}?limit=200"));
        assert!(whole["next"].is_null(), "{path}");
        let all: Vec<Value> = whole["items"].as_array().unwrap().iter().map(|item| item[id].clone()).collect();
        let (mut read, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = hall.get(login, &format!("{path}?limit=3{cursor}"));
            let items = page["items"].as_array().unwrap();
            assert!((1..=3).contains(&items.len()), "{path}");
            read.extend(items.iter().map(|item| item[id].clone()));
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(read, all, "{path}");
        for bad in ["limit=0", "limit=201", "limit=x", "cursor=", "nonsense=1"] {
            let answer = hall.ask("GET", &format!("{path}?{bad}")).by(&hall.token(login)).send();
            assert_eq!((answer.status, answer.is_problem()), (422, true), "{path}?{bad}");
        }
    }
}
