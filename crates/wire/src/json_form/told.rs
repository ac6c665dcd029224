//! Orders that ask, freeze, reduce and void, and receipts that tell movements: golden files, refusals,
//! properties.

use super::tests::{id, paper, party, stop};
use super::*;
use cordon_model::exchange::*;
use cordon_model::{AccountClass, AgencyKind, Exit, Money, OrderKind, Query, ReceiptResult, SerialKind, Stamp};
use proptest::prelude::*;

const T: i64 = 1_795_440_000_123;

fn at(ms: i64) -> Stamp {
    Stamp::from_ms(T + ms)
}

fn question(kind: OrderKind, query: Query) -> OpenOrder {
    OpenOrder {
        id: id(0xb1),
        kind,
        transfer: None,
        limit: None,
        query: Some(query),
        until: None,
        signatories: vec![],
        attachments: vec![],
        public_code: None,
        ..stop()
    }
}

fn serial() -> OpenOrder {
    let query =
        Query::Serial { kind: SerialKind::Bank, bank_code: "999010000001".into(), serial: "B0001".into(), on: at(0) };
    OpenOrder { agency_kind: AgencyKind::PaymentFirm, ..question(OrderKind::QuerySerial, query) }
}

fn freeze() -> OpenOrder {
    OpenOrder {
        id: id(0xb2),
        kind: OrderKind::Freeze,
        transfer: None,
        document: Some("虚公冻字[2026]0001号".into()),
        from: Some(at(0)),
        attachments: vec![
            paper(PaperKind::Certificate),
            paper(PaperKind::Certificate),
            paper(PaperKind::FreezeDocument),
        ],
        ..stop()
    }
}

/// Kinds that restrict or free, each with the order it follows.
fn follows(byte: u8, kind: OrderKind) -> OpenOrder {
    OpenOrder { id: id(byte), kind, original: Some(id(0xb2)), document: None, attachments: vec![], ..freeze() }
}

fn end_of_watch() -> OpenOrder {
    OpenOrder { original: Some(id(0xb1)), query: None, ..question(OrderKind::EndWatch, watched()) }
}

fn watched() -> Query {
    Query::Movements { from: at(0), until: at(86_400_000) }
}

fn orders() -> Vec<(&'static str, OpenOrder)> {
    let asked = |quick| Query::Statement { quick, from: at(-86_400_000), until: at(0) };
    vec![
        ("order-query-account", question(OrderKind::QueryAccount, asked(false))),
        ("order-query-quick", question(OrderKind::QueryAccount, asked(true))),
        ("order-query-serial", serial()),
        ("order-watch", question(OrderKind::Watch, watched())),
        ("order-end-watch", end_of_watch()),
        ("order-freeze", freeze()),
        ("order-extend-freeze", OpenOrder { document: freeze().document, ..follows(0xb3, OrderKind::ExtendFreeze) }),
        ("order-lift-freeze", OpenOrder { limit: None, ..follows(0xb4, OrderKind::LiftFreeze) }),
        ("order-reduce-hold", follows(0xb5, OrderKind::ReduceHold)),
        ("order-raise-hold", follows(0xb8, OrderKind::RaiseHold)),
        ("order-void-value", follows(0xb6, OrderKind::VoidValue)),
        ("order-restore-value", follows(0xb7, OrderKind::RestoreValue)),
    ]
}

fn row(serial: &str) -> StatementRow {
    StatementRow {
        side: Side::Debit,
        amount: Money::cny(100),
        balance: None,
        at: at(0),
        serial: serial.into(),
        opponent: None,
        order_number: None,
        exit: None,
        remark: None,
    }
}

fn full_row() -> StatementRow {
    StatementRow {
        side: Side::Credit,
        balance: Some(Money::cny(-5)),
        opponent: Some(party("9999990000000001", Some("测试受害人"))),
        order_number: Some("PAY0001".into()),
        remark: Some("汇款".into()),
        ..row("S2")
    }
}

fn statement(complete: bool) -> Statement {
    Statement {
        account: party("9999990000000002", Some("测试收款人")),
        balance: Some(Money::cny(-5)),
        available: Some(Money::cny(0)),
        from: Some(at(-86_400_000)),
        until: Some(at(0)),
        complete,
        rows: vec![row("S9"), full_row(), StatementRow { exit: Some(Exit::GiftCard), ..row("S1") }],
    }
}

fn payment() -> FoundPayment {
    FoundPayment {
        order_number: "PAY0001".into(),
        bank_serial: Some("B0001".into()),
        amount: Money::cny(8_000_000),
        at: at(0),
        payer: Some(party("9999990000000001", None)),
        payee: Some(Party { class: AccountClass::Payment, ..party("payee@example.invalid", Some("测试收款人")) }),
        exit: Some(Exit::TopUp),
    }
}

fn done(byte: u8) -> Answer {
    Answer::bare(id(byte), ReceiptResult::Done, "0000")
}

fn receipts() -> Vec<(&'static str, Answer)> {
    let bare = FoundPayment { bank_serial: None, payer: None, payee: None, exit: None, ..payment() };
    let batch = Statement { balance: None, available: None, rows: vec![full_row()], ..statement(true) };
    let queued =
        EarlierMeasure { organ: "另一市公安局".into(), amount: Some(Money::cny(100)), until: Some(at(1)) };
    vec![
        ("receipt-statement", Answer { statement: Some(statement(true)), ..done(0xb1) }),
        ("receipt-statement-part", Answer { statement: Some(statement(false)), ..done(0xb1) }),
        ("receipt-watch-batch", Answer { statement: Some(batch), ..done(0xb1) }),
        ("receipt-payments", Answer { payments: vec![payment(), bare], ..done(0xb1) }),
        (
            "receipt-freeze-queued",
            Answer { held: Some(Money::cny(0)), earlier: vec![queued], from: Some(at(2)), ..done(0xb2) },
        ),
    ]
}

fn golden(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path = format!("{}/golden/json_form/{name}.json", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, [bytes, b"\n"].concat()).unwrap();
    }
    std::fs::read(path).unwrap()
}

#[test]
fn the_golden_files_of_what_is_asked_and_told_are_what_is_written_and_read() {
    for (name, order) in orders() {
        let bytes = order_bytes(&order).unwrap();
        let file = golden(name, &bytes);
        assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&file).trim_end(), "{name}");
        assert_eq!(order_from(&file).unwrap(), order, "{name}");
    }
    for (name, answer) in receipts() {
        let bytes = receipt_bytes(&answer).unwrap();
        let file = golden(name, &bytes);
        assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&file).trim_end(), "{name}");
        assert_eq!(receipt_from(&file).unwrap(), answer, "{name}");
    }
}

#[test]
fn a_statement_that_says_more_than_is_known_or_less_than_is_needed_is_refused() {
    let answer = Answer { statement: Some(statement(true)), payments: vec![payment()], ..done(0xb1) };
    let text = String::from_utf8(receipt_bytes(&answer).unwrap()).unwrap();
    for (from, to, place) in [
        ("\"complete\":true", "\"complete\":true,\"pages\":2", "pages"),
        ("\"complete\":true,", "", "complete"),
        ("\"side\":\"credit\"", "\"side\":\"credit\",\"ip\":\"192.0.2.1\"", "ip"),
        ("\"side\":\"credit\",", "", "side"),
        ("\"side\":\"credit\"", "\"side\":\"both\"", "line 1"),
        ("\"serial\":\"S2\",", "", "serial"),
        ("\"serial\":\"S2\"", "\"serial\":\" \"", "statement.rows[2].serial"),
        (
            "\"order_number\":\"PAY0001\",\"remark\"",
            "\"order_number\":\"\",\"remark\"",
            "statement.rows[2].order_number",
        ),
        ("\"-0.05\"", "\"--0.05\"", "statement.balance.amount"),
        ("\"1.00\"", "\"-1.00\"", "statement.rows[1].amount.amount"),
        ("\"1.00\"", "\"1e2\"", "statement.rows[1].amount.amount"),
        ("\"gift_card\"", "\"gold_card\"", "line 1"),
        ("\"80000.00\"", "\"-80000.00\"", "payments.amount.amount"),
        ("\"bank_serial\":\"B0001\"", "\"bank_serial\":\"\"", "payments.bank_serial"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed, "`{from}` does not occur");
        let error = receipt_from(changed.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(place), "{to}: {error}");
    }
}

#[test]
fn a_question_that_is_none_is_refused_and_a_later_one_is_not_guessed() {
    let text = String::from_utf8(order_bytes(&serial()).unwrap()).unwrap();
    for (from, to, place) in [
        ("\"of\":\"serial\"", "\"of\":\"holder\"", "line 1"),
        ("\"serial\":\"B0001\"", "\"serial\":\"\"", "query.serial"),
        ("\"kind\":\"bank\",\"bank_code\"", "\"kind\":\"A1\",\"bank_code\"", "line 1"),
        ("\"on\":\"2026-11-23T13:20:00.123Z\"", "\"on\":\"2026-11-23\"", "query.on"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed, "`{from}` does not occur");
        let error = order_from(changed.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(place), "{to}: {error}");
    }
    let more = text.replacen("\"of\":\"serial\"", "\"of\":\"serial\",\"later\":1", 1);
    assert_eq!(order_from(more.as_bytes()).unwrap(), serial());
}

#[test]
fn the_limits_of_a_statement_hold_on_both_sides() {
    let rows =
        |count| Answer { statement: Some(Statement { rows: vec![row("S1"); count], ..statement(true) }), ..done(0xb1) };
    let full = receipt_bytes(&rows(STATEMENT_ROWS_MAX)).unwrap();
    assert_eq!(receipt_from(&full).unwrap(), rows(STATEMENT_ROWS_MAX));
    assert_eq!(receipt_bytes(&rows(STATEMENT_ROWS_MAX + 1)).unwrap_err().path, "statement.rows");
    let text = String::from_utf8(full).unwrap();
    let one = text.split_once("\"rows\":[").unwrap().1.split_once("},{\"side\"").unwrap().0;
    let over = text.replacen("\"rows\":[", &format!("\"rows\":[{one}}},"), 1);
    assert_eq!(receipt_from(over.as_bytes()).unwrap_err().path, "statement.rows");
    let many = Answer { payments: vec![payment(); PAYMENTS_MAX + 1], ..done(0xb1) };
    assert_eq!(receipt_bytes(&many).unwrap_err().path, "payments");
    let long = StatementRow { remark: Some("长".repeat(TEXT_CHARS_MAX).into()), ..full_row() };
    let heavy = Statement { rows: vec![long; STATEMENT_ROWS_MAX], ..statement(true) };
    let error = receipt_bytes(&Answer { statement: Some(heavy), ..done(0xb1) });
    assert!(error.is_ok() || error.unwrap_err().rule.contains("bytes"));
}

#[test]
fn nothing_private_of_a_receipt_shows_itself() {
    for (name, answer) in receipts() {
        let shown =
            format!("{:?} {:?}", ReceiptForm::of(&answer).unwrap(), ReceiptForm::of(&answer).unwrap().statement);
        for secret in ["9999990000", "测试", "汇款", "example.invalid"] {
            assert!(!shown.contains(secret), "{name}: {shown}");
        }
    }
}

fn any_row() -> impl Strategy<Value = StatementRow> {
    let exit = proptest::option::of(proptest::sample::select(&Exit::ALL[..]));
    let balance = proptest::option::of(-99_999_999_999_i64..=99_999_999_999);
    let opponent = proptest::option::of("[0-9]{1,50}");
    let remark = proptest::option::of("[a-z\"\\\\中文<>&]{1,40}");
    (any::<bool>(), 0_i64..=99_999_999_999, balance, 0_i64..5_000, "[0-9A-Z]{1,50}", opponent, exit, remark).prop_map(
        |(credit, fen, balance, ms, serial, opponent, exit, remark)| StatementRow {
            side: if credit { Side::Credit } else { Side::Debit },
            amount: Money::cny(fen),
            balance: balance.map(Money::cny),
            at: at(ms),
            serial,
            opponent: opponent.map(|number| party(&number, None)),
            order_number: None,
            exit,
            remark: remark.map(Private),
        },
    )
}

proptest! {
    #[test]
    fn every_statement_survives_its_bytes(
        rows in proptest::collection::vec(any_row(), 0..20), complete in any::<bool>(), paid in any::<bool>(),
    ) {
        let payments = if paid { vec![payment()] } else { vec![] };
        let answer = Answer { statement: Some(Statement { rows, ..statement(complete) }), payments, ..done(0xb1) };
        let bytes = receipt_bytes(&answer).unwrap();
        prop_assert_eq!(receipt_from(&bytes).unwrap(), answer.clone());
        prop_assert_eq!(receipt_bytes(&answer).unwrap(), bytes);
    }

    #[test]
    fn broken_bytes_of_a_statement_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let answer = Answer { statement: Some(statement(true)), payments: vec![payment()], ..done(0xb1) };
        let mut bytes = receipt_bytes(&answer).unwrap();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let _ = receipt_from(&bytes);
        let _ = receipt_from(&bytes[..place]);
    }
}
