use super::*;
use crate::police_bank::decode;
use cordon_model::exchange::{
    Answer, Attachment as Paper, EarlierMeasure, Media, OpenOrder, OpenTarget, OpenTransfer, PaperKind as PaperOf,
    Party, Private as Clear, Signatory,
};
use cordon_model::{Money, TargetKind};

pub(super) fn officer(n: u8) -> Signatory {
    Signatory {
        name: format!("测试警员{n}").into(),
        police_number: format!("99900{n}").into(),
        phone: "00000000".into(),
    }
}

pub(super) fn paper(kind: PaperOf) -> Paper {
    Paper { kind, media: Media::Pdf, content: b"%PDF-1.7\nmade up".to_vec() }
}

pub(super) fn order(kind: OrderKind) -> OpenOrder {
    let account = Party {
        institution_code: "999010000001".into(),
        institution_name: "合成银行".into(),
        number: "9999990000000002".into(),
        holder: Some("测试收款人".into()),
        class: AccountClass::Personal,
    };
    OpenOrder {
        id: OrderId::from_bytes([0xa1; 16]),
        kind,
        original: (kind != OrderKind::Stop).then(|| OrderId::from_bytes([0xa0; 16])),
        organ_code: "999000000000".into(),
        organ_name: "W市反诈中心".into(),
        agency_code: "999010000001".into(),
        agency_name: "合成银行".into(),
        agency_kind: AgencyKind::Bank,
        case_number: Some("W2026001".into()),
        transfer: Some(OpenTransfer {
            from: Party {
                number: "9999990000000001".into(), holder: Some("测试受害人".into()), ..account.clone()
            },
            to: Some(account.clone()),
            amount: Money::cny(8_000_000),
            at: Stamp::from_ms(1_795_440_000_000),
        }),
        target: OpenTarget { kind: TargetKind::Account, value: account.number.clone(), account: Some(account) },
        limit: Some(Money::cny(8_000_000)),
        query: None,
        document: None,
        reason: "受害人报案".into(),
        basis: "反电信网络诈骗法第二十条".into(),
        urgent: true,
        issued_at: Stamp::from_ms(1_795_440_100_000),
        from: Some(Stamp::from_ms(1_795_440_100_000)),
        until: Some(Stamp::from_ms(1_795_612_900_000)),
        due: Some(Stamp::from_ms(1_795_441_900_000)),
        signatories: vec![officer(1), officer(2)],
        attachments: vec![paper(PaperOf::Certificate), paper(PaperOf::Certificate), paper(PaperOf::StopApplication)],
        public_code: Some("K7QF-2M9D".into()),
        public_phone: "96110".into(),
        notes: vec![],
    }
}

/// What the wire cannot say, or says in other words.
pub(super) fn as_carried(order: &OpenOrder) -> OpenOrder {
    let mut carried = order.clone();
    carried.limit = None;
    carried.due = None;
    carried.public_code = None;
    carried.public_phone = "00000000".into();
    carried.basis = "依据:反电信网络诈骗法第二十条;查询码K7QF-2M9D 异议电话96110".into();
    carried.signatories[1].phone = Clear::default();
    if order.kind == OrderKind::LiftStop {
        (carried.from, carried.until) = (None, None);
    }
    carried
}

#[test]
fn an_order_reads_as_it_was_written_but_for_what_the_wire_lacks() {
    for kind in [OrderKind::Stop, OrderKind::ExtendStop, OrderKind::LiftStop] {
        let order = order(kind);
        let bytes = order_bytes(&order).unwrap();
        assert_eq!(bytes, order_bytes(&order).unwrap(), "the same order gives the same bytes");
        let message = decode(&bytes).unwrap();
        assert!(!is_late_paperwork(&message));
        assert_eq!(order_from(&message).unwrap(), as_carried(&order), "{kind:?}");
    }
}

/// A stop that confirms the bank's own hold has type 02 and names the bank's report.
#[test]
fn a_stop_after_the_banks_own_report_says_so() {
    for agency_kind in [AgencyKind::Bank, AgencyKind::PaymentFirm] {
        let report = OrderId::from_bytes([0xb1; 16]);
        let notes = vec!["BANK_REPORTED".to_owned()];
        let order = OpenOrder { original: Some(report), notes, agency_kind, ..order(OrderKind::Stop) };
        let text = String::from_utf8(order_bytes(&order).unwrap()).unwrap();
        let original = format!("<OriginalApplicationID>0401{}</OriginalApplicationID>", "b1".repeat(16));
        assert!(text.contains("<ApplicationType>02</ApplicationType>") && text.contains(&original), "{text}");
        let message = decode(text.as_bytes()).unwrap();
        assert!(!is_late_paperwork(&message), "it is carried out");
        let read = order_from(&message).unwrap();
        assert_eq!((read.original, read.notes), (order.original, order.notes.clone()));
        // Of another currency (03) it is the same; a first stop (00) is none.
        let other = order_from(&decode(text.replace("Type>02<", "Type>03<").as_bytes()).unwrap()).unwrap();
        assert_eq!(other.notes, order.notes);
        let first = OpenOrder { original: None, ..order.clone() };
        assert!(String::from_utf8(order_bytes(&first).unwrap()).unwrap().contains("<ApplicationType>00<"));
    }
}

#[test]
fn a_payment_firm_gets_the_a_codes() {
    let mut order = order(OrderKind::Stop);
    order.agency_kind = AgencyKind::PaymentFirm;
    let text = String::from_utf8(order_bytes(&order).unwrap()).unwrap();
    assert!(text.contains("<TxCode>A00101</TxCode>"), "{text}");
    assert!(text.contains("<ApplicationID>0101a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1</ApplicationID>"), "{text}");
    let read = order_from(&decode(text.as_bytes()).unwrap()).unwrap();
    assert_eq!(read.agency_kind, AgencyKind::PaymentFirm);
    assert_eq!(read.target.account.unwrap().class, AccountClass::Payment);
}

#[test]
fn a_case_without_a_number_is_stopped_all_the_same() {
    let mut order = order(OrderKind::Stop);
    order.case_number = None;
    let read = order_from(&decode(&order_bytes(&order).unwrap()).unwrap()).unwrap();
    assert_eq!(read.case_number, None);
}

#[test]
fn what_this_wire_cannot_carry_is_refused_with_its_place() {
    type Change = fn(&mut OpenOrder);
    let rows: [(Change, &str); 12] = [
        (|o| o.kind = OrderKind::RiskNotice, HEAD),
        (|o| o.kind = OrderKind::ReduceHold, HEAD),
        (|o| o.kind = OrderKind::RaiseHold, HEAD),
        (|o| o.kind = OrderKind::VoidValue, HEAD),
        (|o| o.kind = OrderKind::RestoreValue, HEAD),
        (|o| o.agency_kind = AgencyKind::Carrier, HEAD),
        (|o| o.organ_code = "W".into(), "Response/Head/MessageFrom"),
        (|o| o.transfer = None, "Response/Body/TransferAmount"),
        (|o| o.until = None, "Response/Body/ExpireTime"),
        (|o| o.target.account.as_mut().unwrap().holder = None, "Response/Body/AccountName"),
        (|o| o.signatories.truncate(1), "Response/Body/InvestigatorName"),
        (|o| o.attachments.truncate(2), "Response/Body/Attachments"),
    ];
    for (change, path) in rows {
        let mut order = order(OrderKind::Stop);
        change(&mut order);
        assert_eq!(order_bytes(&order).unwrap_err().path, path);
    }
}

#[test]
fn a_release_does_not_fail_for_want_of_an_officer() {
    let mut order = order(OrderKind::LiftStop);
    order.signatories.clear();
    order.attachments.clear();
    let read = order_from(&decode(&order_bytes(&order).unwrap()).unwrap()).unwrap();
    assert_eq!(read.signatories[0].name.0, "W市反诈中心");
}

pub(super) fn context() -> FeedbackContext {
    FeedbackContext {
        org_name: "合成银行".into(),
        operator_name: "自动处理".into(),
        operator_phone: "00000000".into(),
        application_id: None,
        at: Stamp::from_ms(1_795_440_102_345),
        random: 7,
    }
}

fn answer(code: &str) -> Answer {
    let result = receipt_result(ResultCode::parse(code).unwrap());
    let effect = result.took_effect();
    Answer {
        order: OrderId::from_bytes([0xa1; 16]),
        result,
        code: code.into(),
        balance: effect.then(|| Money::cny(9_000_000)),
        held: None,
        from: effect.then(|| Stamp::from_ms(1_795_440_101_000)),
        until: effect.then(|| Stamp::from_ms(1_795_612_901_000)),
        debit: None,
        earlier: vec![],
        statement: None,
        payments: vec![],
        remark: Some("说明".into()),
    }
}

#[test]
fn an_answer_reads_as_it_was_written() {
    for kind in [OrderKind::Stop, OrderKind::ExtendStop, OrderKind::LiftStop] {
        for code in ["0000", "1200", "0301", "1304"] {
            let bytes = answer_bytes(&answer(code), &order(kind), &context()).unwrap();
            assert_eq!(answer_from(&decode(&bytes).unwrap()).unwrap(), answer(code), "{kind:?} {code}");
        }
    }
    let technical = answer_bytes(&answer("1100"), &order(OrderKind::Stop), &context()).unwrap();
    let read = answer_from(&decode(&technical).unwrap()).unwrap();
    assert_eq!((read.result, read.remark), (ReceiptResult::Failed, Some("行内异常; 说明".into())));
}

#[test]
fn earlier_freezes_are_told_in_words_and_the_held_sum_is_not() {
    let mut full = answer("1303");
    full.held = Some(Money::cny(1));
    full.earlier = vec![EarlierMeasure { organ: "另一市公安局".into(), amount: None, until: None }];
    let bytes = answer_bytes(&full, &order(OrderKind::Stop), &context()).unwrap();
    let read = answer_from(&decode(&bytes).unwrap()).unwrap();
    assert_eq!(read.held, None);
    assert_eq!(read.remark.unwrap().0, "说明; 在先措施:另一市公安局 全额");
}

#[test]
fn an_answer_echoes_the_number_as_it_came() {
    let upper = format!("0101{}", "A1".repeat(16));
    let context = FeedbackContext { application_id: Some(ApplicationId::parse(&upper).unwrap()), ..context() };
    let bytes = answer_bytes(&answer("0000"), &order(OrderKind::Stop), &context).unwrap();
    assert!(String::from_utf8(bytes).unwrap().contains(&upper));
}

#[test]
fn result_codes_fall_into_four_outcomes() {
    use ReceiptResult::{Done, Failed, Part, Refused};
    let rows = [
        ("0000", Done),
        ("1200", Part),
        ("0100", Refused),
        ("0199", Refused),
        ("0200", Refused),
        ("0299", Refused),
        ("0300", Refused),
        ("0301", Refused),
        ("0302", Refused),
        ("0303", Refused),
        ("0304", Refused),
        ("0399", Refused),
        ("0400", Refused),
        ("0499", Refused),
        ("0500", Failed),
        ("0501", Failed),
        ("0599", Failed),
        ("0600", Refused),
        ("0699", Refused),
        ("0700", Failed),
        ("0701", Failed),
        ("0799", Failed),
        ("0800", Refused),
        ("0801", Refused),
        ("0802", Refused),
        ("0899", Refused),
        ("0900", Refused),
        ("0999", Refused),
        ("1000", Failed),
        ("1099", Failed),
        ("1100", Failed),
        ("1101", Failed),
        ("1199", Failed),
        ("1300", Refused),
        ("1301", Refused),
        ("1302", Refused),
        ("1303", Refused),
        ("1304", Refused),
        ("1399", Refused),
        ("1800", Refused),
        ("1899", Refused),
        ("1900", Refused),
        ("1999", Refused),
        ("1400", Failed),
        ("9999", Failed),
        ("0305", Failed),
    ];
    for (code, result) in rows {
        assert_eq!(receipt_result(ResultCode::parse(code).unwrap()), result, "{code}");
    }
}
