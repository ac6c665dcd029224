use super::http::{read, write};
use super::*;
use std::io::Cursor;

fn refused(text: &str) -> u16 {
    let mut stream = Cursor::new(text.as_bytes().to_vec());
    match read(&mut stream, Duration::from_secs(5)).unwrap() {
        Ok(_) => 0,
        Err(response) => response.status,
    }
}

#[test]
fn one_request_is_read_and_what_is_none_is_refused() {
    let text = "POST /postings HTTP/1.1\r\nauthorization:  Bearer k \r\nContent-Length: 3\r\n\r\nabcdef";
    let request = read(&mut Cursor::new(text.as_bytes()), Duration::from_secs(5)).unwrap().ok().unwrap();
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/postings"));
    assert_eq!((request.authorization.as_str(), request.body.as_slice()), ("Bearer k", b"abc".as_slice()));
    for (text, status) in [
        ("", 400),
        ("GET / HTTP/1.1\r\n", 400),
        ("GET /\r\n\r\n", 400),
        ("GET / HTTP/2\r\n\r\n", 400),
        ("GET / HTTP/1.1 x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nnocolon\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
    ] {
        assert_eq!(refused(text), status, "{text:?}");
    }
    assert_eq!(refused(&format!("GET / HTTP/1.1\r\nx: {}", "x".repeat(9_000))), 400);
}

#[test]
fn an_answer_says_its_length_and_closes() {
    let mut out = Vec::new();
    write(&mut out, &Response::problem(404, "not_found", "no")).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: "));
    // Members of an object have no order: which one is last depends on how the library was built.
    assert!(text.ends_with('}') && text.contains("\"status\":404"), "{text}");
}

#[test]
fn a_key_is_right_or_not() {
    assert!(same(b"Bearer k", b"Bearer k"));
    assert!(!same(b"Bearer k", b"Bearer l"));
    assert!(!same(b"Bearer ", b"Bearer k"));
    assert!(!same(b"", b"Bearer k"));
}

struct Noon;

impl crate::Now for Noon {
    fn now(&self) -> cordon_model::Stamp {
        cordon_model::Stamp::from_ms(1_795_440_000_000)
    }
}

#[test]
fn money_moves_by_the_loopback_service_for_who_has_the_key() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("seed.csv"), "9999990000000001,测试甲,personal,10.00\n").unwrap();
    let config = crate::Config::parse(
        r#"
        data = "data"
        [agency]
        code = "999010000001"
        name = "合成银行"
        kind = "bank"
        [centre]
        url = "http://127.0.0.1:9"
        key = "k"
        [[wire]]
        kind = "json_form"
        [ledger]
        seed = "seed.csv"
        [admin]
        listen = "127.0.0.1:0"
        key = "admin-key"
        "#,
        folder.path(),
    )
    .unwrap();
    let gateway = Gateway::open(&config, Box::new(crate::ledger::LedgerBooks)).unwrap();
    let service = Service::bind(config.admin.as_ref().unwrap(), Arc::new(Mutex::new(gateway)), Arc::new(Noon)).unwrap();
    let base = format!("http://{}", service.address().unwrap());
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let thread = std::thread::spawn(move || service.run(&flag));

    let agent = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().new_agent();
    let send = |path: &str, key: &str, body: String| {
        let mut response =
            agent.post(format!("{base}{path}")).header("Authorization", key).send(body.as_bytes()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), text)
    };
    let post = |key: &str, body: String| send("/postings", key, body);
    let call = |path: &str, body: String| send(path, "Bearer admin-key", body);
    let posting = |id: &str, amount: &str| {
        format!(
            r#"{{"id":"{id}","at":"2026-11-23T13:20:00Z","amount":{{"amount":"{amount}","currency":"CNY"}},
            "from":{{"institution_code":"999010000001","number":"9999990000000001","class":"personal"}},
            "to":{{"institution_code":"999010000009","number":"9999990000000009","class":"personal"}}}}"#
        )
    };
    let batch = format!(r#"{{"postings":[{},{}]}}"#, posting("t1", "4.00"), posting("t2", "6.01"));
    assert_eq!(post("Bearer wrong", batch.clone()).0, 401);
    assert_eq!(post("Bearer admin-key", "{}".to_owned()).0, 400);
    let (status, text) = post("Bearer admin-key", batch);
    assert_eq!(status, 200);
    let results: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(results["results"][0]["debit_balance"]["amount"], "6.00");
    assert_eq!(results["results"][1]["posted"], false);
    assert_eq!(results["results"][1]["why"], "too_little");

    let get = |path: &str| {
        let request = agent.get(format!("{base}{path}")).header("Authorization", "Bearer admin-key");
        let mut response = request.call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    };
    let (status, text) = get("/accounts/9999990000000001");
    let view: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, &view["free"]["amount"]), (200, &serde_json::json!("6.00")));
    assert_eq!(get("/accounts/9999990000000002").0, 404);

    // What is bought at a shop of ours may lie unused.
    let bought = posting("t3", "2.00")
        .replace("999010000009", "999010000001")
        .replace("\"number\":\"9999990000000009\",\"class\":\"personal\"", "\"number\":\"S1\",\"class\":\"sink\"")
        .replacen('{', "{\"order_number\":\"N1\",\"exit\":\"gift_card\",", 1);
    let (status, text) = call("/postings", format!(r#"{{"postings":[{bought}]}}"#));
    assert!(status == 200 && text.contains("\"posted\":true"), "{text}");
    let spent = |id: &str, amount: &str| {
        let amount = format!(r#"{{"amount":"{amount}","currency":"CNY"}}"#);
        call(
            "/uses",
            format!(r#"{{"uses":[{{"id":"{id}","posting":"t3","amount":{amount},"at":"2026-11-23T13:20:00Z"}}]}}"#),
        )
        .1
    };
    assert!(spent("u1", "1.50").contains("\"used\":true"));
    assert!(spent("u2", "0.51").contains("too_little"));
    let view: serde_json::Value = serde_json::from_str(&get("/accounts/9999990000000001").1).unwrap();
    assert_eq!(view["value"]["unused"]["amount"], "0.50");

    let suspect = |body: &str| {
        let (status, text) = call("/holds", body.to_owned());
        (status, serde_json::from_str::<serde_json::Value>(&text).unwrap())
    };
    assert_eq!(suspect("{}").0, 400);
    assert_eq!(suspect(r#"{"account":"9999990000000001","reason":" "}"#).0, 400);
    assert_eq!(suspect(r#"{"account":"9","reason":"r"}"#).1["why"], "unknown_account");
    let ask = r#"{"id":"s1","account":"9999990000000001","reason":"r","amount":{"amount":"1.00","currency":"CNY"}}"#;
    let (status, made) = suspect(ask);
    assert_eq!((status, &made["hold"]["kind"]), (200, &serde_json::json!("own")));
    assert_eq!(suspect(ask).1, made, "the same again");
    let view: serde_json::Value = serde_json::from_str(&get("/accounts/9999990000000001").1).unwrap();
    assert_eq!(view["free"]["amount"], "3.00");
    assert_eq!(get("/healthz").0, 200);
    stop.store(true, Ordering::Relaxed);
    thread.join().unwrap().unwrap();
}
