use super::*;
use cordon_model::exchange::*;
use cordon_model::{AccountClass, AgencyKind, Money, OrderId, OrderKind, ReceiptResult, Stamp, TargetKind};
use proptest::prelude::*;

pub(super) fn id(byte: u8) -> OrderId {
    OrderId::from_bytes([byte; 16])
}

pub(super) fn party(number: &str, holder: Option<&str>) -> Party {
    Party {
        institution_code: "999010000001".into(),
        institution_name: "合成银行".into(),
        number: number.into(),
        holder: holder.map(Private::from),
        class: AccountClass::Personal,
    }
}

pub(super) fn paper(kind: PaperKind) -> Attachment {
    Attachment { kind, media: Media::Pdf, content: b"%PDF-1.7\n%made up\n".to_vec() }
}

pub(super) fn officer(n: u8) -> Signatory {
    Signatory {
        name: format!("测试警员{n}").into(),
        police_number: format!("99900{n}").into(),
        phone: "00000000000".into(),
    }
}

pub(super) fn stop() -> OpenOrder {
    OpenOrder {
        id: id(0xa1),
        kind: OrderKind::Stop,
        original: None,
        organ_code: "999000000000".into(),
        organ_name: "W市反诈中心".into(),
        agency_code: "999010000001".into(),
        agency_name: "合成银行".into(),
        agency_kind: AgencyKind::Bank,
        case_number: Some("W20261123001".into()),
        target: OpenTarget {
            kind: TargetKind::Account,
            value: "9999990000000002".into(),
            account: Some(party("9999990000000002", Some("测试收款人"))),
        },
        transfer: Some(OpenTransfer {
            from: party("9999990000000001", Some("测试受害人")),
            to: Some(party("9999990000000002", Some("测试收款人"))),
            amount: Money::cny(8_000_000),
            at: Stamp::from_ms(1_795_440_000_123),
        }),
        limit: Some(Money::cny(8_000_000)),
        query: None,
        document: None,
        reason: "受害人报案".into(),
        basis: "反电信网络诈骗法第二十条".into(),
        urgent: true,
        issued_at: Stamp::from_ms(1_795_440_100_000),
        from: None,
        until: Some(Stamp::from_ms(1_795_612_900_000)),
        due: Some(Stamp::from_ms(1_795_441_900_000)),
        signatories: vec![officer(1), officer(2)],
        attachments: vec![
            paper(PaperKind::Certificate),
            paper(PaperKind::Certificate),
            paper(PaperKind::StopApplication),
        ],
        public_code: Some("K7QF-2M9D".into()),
        public_phone: "96110".into(),
        notes: vec![],
    }
}

fn shut() -> OpenOrder {
    OpenOrder {
        id: id(0xa2),
        kind: OrderKind::ShutNumber,
        agency_kind: AgencyKind::Carrier,
        target: OpenTarget { kind: TargetKind::Number, value: "00099990001".into(), account: None },
        transfer: None,
        limit: None,
        case_number: None,
        until: None,
        signatories: vec![],
        attachments: vec![],
        public_code: None,
        ..stop()
    }
}

fn full_answer() -> Answer {
    Answer {
        order: id(0xa1),
        result: ReceiptResult::Part,
        code: "1200".into(),
        balance: Some(Money::cny(5_000_000)),
        held: Some(Money::cny(5_000_000)),
        from: Some(Stamp::from_ms(1_795_440_101_500)),
        until: Some(Stamp::from_ms(1_795_612_901_500)),
        debit: Some(DebitFound {
            found: true,
            at: Some(Stamp::from_ms(1_795_440_000_123)),
            payee: Some(Party { institution_name: String::new(), ..party("9999990000000002", None) }),
        }),
        earlier: vec![EarlierMeasure {
            organ: "另一市公安局".into(), amount: Some(Money::cny(100)), until: None
        }],
        statement: None,
        payments: vec![],
        remark: Some("余额不足".into()),
    }
}

fn plain_answer() -> Answer {
    Answer::bare(id(0xa1), ReceiptResult::Refused, "0301")
}

/// The golden files were read by eye once; a change of them is a change of the interface.
#[test]
fn the_golden_files_are_what_is_written_and_read() {
    let orders = [
        (&include_bytes!("../../golden/json_form/order-stop.json")[..], stop()),
        (&include_bytes!("../../golden/json_form/order-shut-number.json")[..], shut()),
    ];
    for (golden, order) in orders {
        assert_eq!(String::from_utf8_lossy(&order_bytes(&order).unwrap()), String::from_utf8_lossy(golden).trim_end());
        assert_eq!(order_from(golden).unwrap(), order);
    }
    let receipts = [
        (&include_bytes!("../../golden/json_form/receipt-full.json")[..], full_answer()),
        (&include_bytes!("../../golden/json_form/receipt-refused.json")[..], plain_answer()),
    ];
    for (golden, answer) in receipts {
        assert_eq!(
            String::from_utf8_lossy(&receipt_bytes(&answer).unwrap()),
            String::from_utf8_lossy(golden).trim_end()
        );
        assert_eq!(receipt_from(golden).unwrap(), answer);
    }
}

#[test]
fn a_receipt_that_says_more_than_is_known_is_refused() {
    let refused = |from: &str, to: &str, place: &str| {
        let text = String::from_utf8(receipt_bytes(&full_answer()).unwrap()).unwrap();
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed, "`{from}` does not occur");
        let error = receipt_from(changed.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(place), "{to}: {error}");
    };
    refused("\"code\":\"1200\"", "\"code\":\"1200\",\"extra\":1", "extra");
    refused("\"found\":true", "\"found\":true,\"sure\":true", "sure");
    refused("cordon-receipt/1", "cordon-receipt/2", "form");
    refused("\"1200\"", "\"\"", "code");
    refused("\"1200\"", "\"１２００\"", "code");
    refused("\"50000.00\"", "\"-50000.00\"", "balance.amount");
    refused("\"50000.00\"", "\"5e4\"", "balance.amount");
    refused("\"CNY\"", "\"cny\"", "balance.currency");
    refused("2026-11-23T13:21:41.500Z", "2026-11-23 13:21", "from");
    refused("\"found\":true,", "", "found");
}

#[test]
fn an_order_from_a_later_centre_is_still_read() {
    let text = String::from_utf8(order_bytes(&stop()).unwrap()).unwrap();
    let more = text.replacen('{', "{\"later\":{\"a\":1},", 1);
    assert_eq!(order_from(more.as_bytes()).unwrap(), stop());
}

#[test]
fn an_error_never_quotes_the_document() {
    let text = String::from_utf8(order_bytes(&stop()).unwrap()).unwrap();
    let secret = "9999990000000002";
    for (from, to) in [
        ("\"personal\"", "\"9999990000000002\""),
        ("\"urgent\":true", "\"urgent\":\"9999990000000002\""),
        ("\"2026-11-23T13:20:00.123Z\"", "\"9999990000000002\""),
        ("\"80000.00\"", "\"9999990000000002x\""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(text, changed, "`{from}` does not occur");
        let error = order_from(changed.as_bytes()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(secret), "{error}");
    }
    assert!(!format!("{:?}", OrderForm::of(&stop()).unwrap()).contains(secret));
}

#[test]
fn what_is_too_long_or_no_paper_is_refused_when_written_too() {
    let mut order = stop();
    order.reason = "长".repeat(TEXT_CHARS_MAX + 1);
    assert_eq!(order_bytes(&order).unwrap_err().path, "reason");
    let mut order = stop();
    order.attachments.push(Attachment { kind: PaperKind::IdCard, media: Media::Jpg, content: b"%PDF-1.7".to_vec() });
    assert_eq!(order_bytes(&order).unwrap_err().path, "attachments.content");
    let mut order = stop();
    order.attachments.push(Attachment {
        kind: PaperKind::IdCard,
        media: Media::Pdf,
        content: [b"%PDF-".to_vec(), vec![0; ATTACHMENT_BYTES_MAX + 3]].concat(),
    });
    assert_eq!(order_bytes(&order).unwrap_err().path, "attachments.content");
    let mut order = stop();
    order.organ_name = "a\u{0}".into();
    assert_eq!(order_bytes(&order).unwrap_err().path, "organ.name");
    assert!(order_from(&vec![b' '; ORDER_BYTES_MAX + 1]).is_err());
    assert!(receipt_from(&vec![b' '; RECEIPT_BYTES_MAX + 1]).is_err());
}

fn any_money() -> impl Strategy<Value = Money> {
    (0..=999_999_999_999_999_i64).prop_map(Money::cny)
}

fn any_stamp() -> impl Strategy<Value = Stamp> {
    (0..=4_102_444_800_000_i64).prop_map(Stamp::from_ms)
}

fn any_text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9\"\\\\ 中文止付<>&]{1,40}x"
}

prop_compose! {
    fn any_answer()(
        order in any::<[u8; 16]>(),
        result in prop_oneof![
            Just(ReceiptResult::Done), Just(ReceiptResult::Part),
            Just(ReceiptResult::Refused), Just(ReceiptResult::Failed)
        ],
        code in "[0-9]{4}",
        balance in proptest::option::of(any_money()),
        held in proptest::option::of(any_money()),
        from in proptest::option::of(any_stamp()),
        until in proptest::option::of(any_stamp()),
        found in proptest::option::of((any::<bool>(), proptest::option::of(any_stamp()), proptest::option::of("[0-9]{1,50}"))),
        earlier in proptest::collection::vec((any_text(), proptest::option::of(any_money()), proptest::option::of(any_stamp())), 0..4),
        remark in proptest::option::of(any_text()),
    ) -> Answer {
        Answer {
            order: OrderId::from_bytes(order), result, code, balance, held, from, until,
            debit: found.map(|(found, at, payee)| DebitFound { found, at, payee: payee.map(|n| party(&n, None)) }),
            earlier: earlier.into_iter().map(|(organ, amount, until)| EarlierMeasure { organ, amount, until }).collect(),
            statement: None, payments: vec![],
            remark: remark.map(Private),
        }
    }
}

proptest! {
    #[test]
    fn every_answer_survives_its_bytes(answer in any_answer()) {
        let bytes = receipt_bytes(&answer).unwrap();
        prop_assert_eq!(receipt_from(&bytes).unwrap(), answer.clone());
        prop_assert_eq!(receipt_bytes(&answer).unwrap(), bytes);
    }

    #[test]
    fn every_order_survives_its_bytes(
        bytes in any::<[u8; 16]>(), amount in any_money(), at in any_stamp(),
        reason in any_text(), holder in proptest::option::of(any_text()), bare in any::<bool>(),
    ) {
        let mut order = if bare { shut() } else { stop() };
        order.id = OrderId::from_bytes(bytes);
        order.reason = reason;
        order.issued_at = at;
        order.limit = (!bare).then_some(amount);
        if let Some(party) = order.target.account.as_mut() {
            party.holder = holder.map(Private);
        }
        let bytes = order_bytes(&order).unwrap();
        prop_assert_eq!(order_from(&bytes).unwrap(), order);
    }

    #[test]
    fn broken_bytes_never_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = order_bytes(&stop()).unwrap();
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let _ = order_from(&bytes);
        let _ = order_from(&bytes[..cut.index(bytes.len())]);
        let _ = receipt_from(&bytes);
    }
}
