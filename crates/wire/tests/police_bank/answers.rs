//! What is tolerated and noted, what encode refuses, and how a refused order is still answered.

use crate::samples;
use cordon_wire::police_bank::limits::{MESSAGE_BYTES_MAX, TRANSACTIONS_MAX};
use cordon_wire::police_bank::*;

fn text(message: &Message) -> String {
    String::from_utf8(message.encode().unwrap()).unwrap()
}

fn notes(text: &str) -> Notes {
    decode_noting(text.as_bytes()).unwrap().notes
}

#[test]
fn unknown_elements_and_attributes_are_ignored_and_counted() {
    let plain = text(&Message::StopOrder(samples::stop(Channel::Bank)));
    let odd = plain
        .replace("<Response>", "<Response xmlns='urn:example:x'>")
        .replace("<Body>", "<Body><New><Deep>x</Deep><Deep>y</Deep></New><Other/>")
        .replace("</Head>", "<Extra>1</Extra></Head>");
    let decoded = decode_noting(odd.as_bytes()).unwrap();
    assert_eq!(decoded.message, decode(plain.as_bytes()).unwrap());
    let mut seen = decoded.notes;
    seen.sort_by_key(|note| format!("{note:?}"));
    let expected = [
        Note::Attributes { count: 1 },
        Note::UnknownElements { path: "Response/Body".to_owned(), count: 2 },
        Note::UnknownElements { path: "Response/Head".to_owned(), count: 1 },
    ];
    assert_eq!(seen, expected);
}

#[test]
fn a_pretty_printed_file_with_empty_elements_and_a_mark_reads_the_same() {
    let plain = text(&Message::StopOrder(samples::stop(Channel::Bank)));
    let pretty = plain
        .replace("><", ">\r\n  <")
        .replace("<Body>", "<Body><Remark></Remark><OriginalApplicationID/><TransferOutBankID> </TransferOutBankID>")
        .replace("<OperatorIDType>08</OperatorIDType>", "");
    let marked = format!("\u{FEFF}{pretty}");
    assert_eq!(decode(marked.as_bytes()).unwrap(), decode(plain.as_bytes()).unwrap());
    assert_eq!(notes(&marked), []);
}

#[test]
fn broken_lines_of_base64_are_joined() {
    let plain = text(&Message::StopOrder(samples::stop(Channel::Bank)));
    let broken = plain.replace("JVBERi0x", "JVBE\nRi0x");
    assert_ne!(broken, plain);
    assert_eq!(decode(broken.as_bytes()).unwrap(), decode(plain.as_bytes()).unwrap());
}

#[test]
fn names_that_the_sources_leave_open_are_read_with_a_note() {
    let plain = text(&Message::CaseReport(samples::report_full(Channel::Bank)));
    let nested = plain
        .replace("VictimPhoneNumber>", "PhoneNumber>")
        .replace("<TransferInBankID>", "<TransferIn><BankID>")
        .replace("</TransferInBankID>", "</BankID>")
        .replace("TransferInBankName>", "BankName>")
        .replace("TransferInAccountName>", "AccountName>")
        .replace("<TransferInAccountNumber>", "<AccountNumber>")
        .replace("</TransferInAccountNumber>", "</AccountNumber></TransferIn>");
    let decoded = decode_noting(nested.as_bytes()).unwrap();
    assert!(decoded.message == decode(plain.as_bytes()).unwrap());
    assert_eq!(decoded.notes.len(), 2, "{:?}", decoded.notes);
    let twice = nested.replace("<TransferIn>", "<TransferInBankID>999100000017</TransferInBankID><TransferIn>");
    assert_eq!(decode(twice.as_bytes()).unwrap_err().kind, WireErrorKind::Duplicate);
}

#[test]
fn what_is_unusual_in_an_answer_is_noted() {
    let mut answer = samples::feedback_full(Channel::Bank, StopVerb::Stop, "0201");
    answer.result = ResultCode::parse("1450").unwrap();
    let seen = notes(&text(&Message::StopFeedback(answer.clone())));
    assert_eq!(seen, [Note::BusinessCode, Note::UnknownResult(answer.result)]);
    answer.result = ResultCode::DEFECTIVE_SUCCESS;
    answer.application_id = samples::id("0101", 1);
    answer.until = None;
    assert_eq!(notes(&text(&Message::StopFeedback(answer))), [Note::EffectWithoutTimes]);
}

#[test]
fn encode_refuses_what_decode_would() {
    type Change = fn(&mut StopOrder);
    let rows: [(&str, Change, ResultCode); 12] = [
        ("Reason", |o| o.reason = Text::new(" "), ResultCode::MISSING),
        ("Reason", |o| o.reason = Text::new("甲".repeat(301)), ResultCode::BAD_FIELD),
        ("Remark", |o| o.remark = Some(Text::new("a\u{0}b")), ResultCode::GARBLED),
        ("AccountName", |o| o.account.name = Private::new("甲\n乙"), ResultCode::GARBLED),
        ("AccountNumber", |o| o.account.number = Private::new("账号"), ResultCode::BAD_ACCOUNT),
        ("CaseType", |o| o.application.case_type = Text::new("x"), ResultCode::BAD_FIELD),
        ("TransferAmount", |o| o.transfer.amount = cordon_model::Money::cny(0), ResultCode::BAD_AMOUNT),
        ("TransferAmount", |o| o.transfer.amount = cordon_model::Money::cny(-5), ResultCode::BAD_AMOUNT),
        ("TransferAmount", |o| o.transfer.amount = cordon_model::Money::cny(i64::MAX), ResultCode::BAD_AMOUNT),
        ("ExpireTime", |o| o.until = o.from, ResultCode::DATE_RANGE),
        ("OriginalApplicationID", |o| o.application.kind = ApplicationType::LateCurrent, ResultCode::MISSING),
        ("Attachments", |o| o.attachments.truncate(2), ResultCode::PAPERS),
    ];
    for (field, change, result) in rows {
        let mut order = samples::stop(Channel::Bank);
        change(&mut order);
        let error = order.encode().unwrap_err();
        assert_eq!(error.path, format!("Response/Body/{field}"));
        assert_eq!(error.result, Some(result), "{field}");
    }
}

#[test]
fn too_many_transfers_are_refused_on_both_sides() {
    let mut report = samples::report_full(Channel::Bank);
    let one = report.transfers[1].clone();
    report.transfers = vec![one.clone(); TRANSACTIONS_MAX];
    let full = text(&Message::CaseReport(report.clone()));
    assert!(decode(full.as_bytes()).unwrap() == Message::CaseReport(report.clone()));
    let more = full.replacen("<Transactions>", "<Transactions><Transaction/>", 1);
    assert_eq!(decode(more.as_bytes()).unwrap_err().kind, WireErrorKind::Missing);
    report.transfers.push(one);
    assert_eq!(report.encode().unwrap_err().kind, WireErrorKind::TooMany);
    let over = full.replacen("</Transactions>", "<Transaction></Transaction></Transactions>", 1);
    assert_eq!(decode(over.as_bytes()).unwrap_err().kind, WireErrorKind::TooMany);
}

#[test]
fn three_papers_of_full_size_fit_and_four_do_not() {
    let paper = |kind| {
        let mut content = samples::PDF.to_vec();
        content.resize(limits::ATTACHMENT_BYTES_MAX, b'x');
        Attachment::compose(kind, PaperFormat::Pdf, "1", content).unwrap()
    };
    let mut order = samples::relief(Channel::Bank);
    order.attachments = vec![
        paper(PaperKind::PoliceCertificate),
        paper(PaperKind::PoliceCertificate),
        paper(PaperKind::StopApplication),
    ];
    let bytes = order.encode().unwrap();
    assert!(decode(&bytes).unwrap() == Message::ReliefOrder(order.clone()));
    order.attachments.push(paper(PaperKind::IdentityCard));
    assert_eq!(order.encode().unwrap_err().kind, WireErrorKind::TooLarge);
    assert_eq!(decode(&vec![b' '; MESSAGE_BYTES_MAX + 1]).unwrap_err().kind, WireErrorKind::TooLarge);
}

#[test]
fn a_refused_order_is_answered_by_what_could_be_read() {
    let order = samples::stop(Channel::PaymentFirm);
    let bad = text(&Message::StopOrder(order.clone())).replace("<BankID>999100000017<", "<BankID>XX<");
    let error = decode(bad.as_bytes()).unwrap_err();
    assert_eq!(error.result, Some(ResultCode::ORG_CODE));
    let seen = peek(bad.as_bytes()).unwrap();
    assert_eq!(seen.serial, Some(order.head.serial));
    let answer = seen.refusal(&error, samples::up(9).serial).unwrap();
    assert_eq!(answer.application_id, order.application.id);
    assert_eq!(
        (answer.channel, answer.tx, answer.result),
        (Channel::PaymentFirm, Tx::StopFeedback, ResultCode::ORG_CODE)
    );
    let Message::StopFeedback(sent) = decode(&answer.encode().unwrap()).unwrap() else {
        panic!("not a feedback of a stop");
    };
    assert_eq!((sent.application_id, sent.result, sent.remark), (answer.application_id, answer.result, answer.remark));
}

#[test]
fn an_order_with_a_double_field_is_answered_but_not_one_with_two_numbers() {
    let plain = text(&Message::StopOrder(samples::stop(Channel::Bank)));
    let double = plain.replace("<Reason>", "<Reason>x</Reason><Reason>");
    let error = decode(double.as_bytes()).unwrap_err();
    let answer = peek(double.as_bytes()).unwrap().refusal(&error, samples::up(9).serial).unwrap();
    assert_eq!(answer.result, ResultCode::BAD_FIELD);
    assert_eq!(answer.remark.unwrap().as_str(), "Response/Body/Reason: stands twice; send it once");
    let other = "<ApplicationID>01011b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b</ApplicationID>";
    let two = plain.replace("<Body>", &format!("<Body>{other}"));
    let error = decode(two.as_bytes()).unwrap_err();
    let seen = peek(two.as_bytes()).unwrap();
    assert_eq!(seen.application_id, None);
    assert!(seen.refusal(&error, samples::up(9).serial).is_none());
}

#[test]
fn a_message_that_is_no_order_has_no_refusal() {
    let report =
        text(&Message::CaseReport(samples::report(Channel::Bank))).replace("<isInitialNode>01<", "<isInitialNode>02<");
    let error = decode(report.as_bytes()).unwrap_err();
    assert!(peek(report.as_bytes()).unwrap().refusal(&error, samples::up(9).serial).is_none());
    assert!(peek(b"<Response>").is_err());
}

#[test]
fn late_paperwork_is_never_a_new_stop() {
    let Message::StopOrder(order) =
        decode(text(&Message::StopOrder(samples::stop_full(Channel::Bank))).as_bytes()).unwrap()
    else {
        panic!("not a stop");
    };
    assert!(order.is_late_paperwork());
    assert!(!samples::stop(Channel::Bank).is_late_paperwork());
    let (main, sub) = order.account.main_and_sub();
    assert_eq!((main.reveal(), sub.unwrap().reveal()), ("9999990000000000019", "002"));
}

#[test]
fn the_documents_tables_name_every_field_with_its_length() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/interfaces/police-bank.md");
    let page = std::fs::read_to_string(page).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/police_bank");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        for (at, _) in source.match_indices("Spec::new(\"") {
            let rest = &source[at + "Spec::new(\"".len()..];
            let (name, rest) = rest.split_once("\", ").unwrap();
            let (length, _) = rest.split_once(',').unwrap();
            if name == "X" {
                continue;
            }
            seen += 1;
            let row = format!("| `{name}` | {length} |");
            assert!(page.contains(&row), "the page lacks a row that begins {row}");
        }
        for (at, _) in source.match_indices("Spec::typed(\"") {
            let (name, _) = source[at + "Spec::typed(\"".len()..].split_once('"').unwrap();
            seen += 1;
            assert!(page.contains(&format!("| `{name}` |")), "the page lacks a row of {name}");
        }
    }
    assert!(seen > 60, "the search for fields found only {seen}");
}
