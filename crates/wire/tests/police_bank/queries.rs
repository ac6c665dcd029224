//! What freezes and statements tolerate and note, and where their limits are.

use crate::{freeze_samples, query_samples, samples};
use cordon_model::Exit;
use cordon_wire::police_bank::exits::exit_of;
use cordon_wire::police_bank::limits::{ACCOUNTS_MAX, PAYMENTS_MAX, STATEMENT_ROWS_MAX};
use cordon_wire::police_bank::*;

fn text(message: &Message) -> String {
    String::from_utf8(message.encode().unwrap()).unwrap()
}

fn read(text: &str) -> Decoded {
    decode_noting(text.as_bytes()).unwrap()
}

#[test]
fn a_29th_field_of_a_row_is_passed_over_and_counted() {
    let plain = text(&Message::StatementFeedback(query_samples::told_full(Channel::Bank)));
    let more = plain.replacen("<TellerCode>", "<TransactionLongitude>0</TransactionLongitude><TellerCode>", 1);
    let decoded = read(&more);
    assert_eq!(decoded.message, decode(plain.as_bytes()).unwrap());
    let path = "Response/Body/Accounts/Account[1]/Transactions/Transaction[2]".to_owned();
    assert_eq!(decoded.notes, [Note::UnknownElements { path, count: 1 }]);
}

#[test]
fn what_a_firm_writes_for_nothing_counts_as_nothing() {
    let plain = text(&Message::StatementFeedback(query_samples::told_full(Channel::PaymentFirm)));
    let dashes = plain
        .replacen("<TransactionSerial>S0001</TransactionSerial>", "<TransactionSerial>S0001</TransactionSerial><OpponentName>-</OpponentName><AccountBalance>-</AccountBalance><CashMark>-</CashMark><IPAddress/>", 1)
        .replacen("<Account></Account>", "<Account><AccountNumber>-</AccountNumber><AvailableBalance>-</AvailableBalance></Account>", 1);
    assert_ne!(dashes, plain);
    assert_eq!(read(&dashes).message, decode(plain.as_bytes()).unwrap());
    assert_eq!(read(&dashes).notes, []);
}

#[test]
fn renminbi_is_yuan() {
    let plain = text(&Message::StatementFeedback(query_samples::told_full(Channel::Bank)));
    let other = plain.replace("<Currency>CNY<", "<Currency>RMB<");
    assert_ne!(other, plain);
    assert_eq!(decode(other.as_bytes()).unwrap(), decode(plain.as_bytes()).unwrap());
}

#[test]
fn other_names_for_the_same_are_read_with_a_note() {
    type Names = &'static [(&'static str, &'static str)];
    let rows: [(Message, Names); 4] = [
        (
            Message::FreezeOrder(freeze_samples::freeze_full(Channel::PaymentFirm)),
            &[("CaseDocumentID>", "caseDocumentID>"), ("FreezeStartTime>", "StartTime>")],
        ),
        (Message::StatementQuery(query_samples::statement_full(Channel::Bank)), &[("AccountType>", "SubjectType>")]),
        (Message::FreezeOrder(freeze_samples::freeze(Channel::Bank)), &[("FreezeStartTime>", "StartTime>")]),
        (
            Message::SerialFeedback(SerialFeedback {
                payments: query_samples::found_full().payments.into_iter().take(1).collect(),
                ..query_samples::found_full()
            }),
            &[("<Transactions><Transaction>", ""), ("</Transaction></Transactions>", "")],
        ),
    ];
    for (message, names) in rows {
        let mut odd = text(&message);
        for (name, other) in names {
            assert!(odd.contains(name), "{name}");
            odd = odd.replace(name, other);
        }
        let decoded = read(&odd);
        assert_eq!(decoded.message, message);
        assert!(decoded.notes.iter().all(|note| matches!(note, Note::Alias { .. })), "{:?}", decoded.notes);
        assert!(!decoded.notes.is_empty());
    }
}

#[test]
fn an_extension_answered_by_one_digit_is_read_with_a_note() {
    let sample = freeze_samples::feedback_full(Channel::Bank, FreezeVerb::Extend, business_code::FREEZE_EXTEND);
    let plain = text(&Message::FreezeFeedback(sample));
    for (digit, result) in [("0", ResultCode::SUCCESS), ("1", ResultCode::FAULT_OTHER)] {
        let short = plain.replace("<Result>0000<", &format!("<Result>{digit}<"));
        let decoded = read(&short);
        let Message::FreezeFeedback(feedback) = decoded.message else { panic!("not a feedback of a freeze") };
        assert_eq!((feedback.reply.result, decoded.notes), (result, vec![Note::ShortResult]), "{digit}");
    }
}

#[test]
fn a_lift_may_repeat_the_freeze_and_an_amount_may_stand_beside_a_full_one() {
    let lift = text(&Message::FreezeOrder(freeze_samples::lift(Channel::Bank)));
    let repeated = lift.replace(
        "<WithdrawalRemark>",
        "<FreezeType>02</FreezeType><Currency>CNY</Currency><FreezeStartTime>20231115061420</FreezeStartTime><ExpireTime>20240516061420</ExpireTime><WithdrawalRemark>",
    );
    assert_eq!(read(&repeated), read(&lift));
    let freeze = text(&Message::FreezeOrder(freeze_samples::freeze(Channel::Bank)));
    let amount = freeze.replace("<FreezeType>02</FreezeType>", "<FreezeType>02</FreezeType><Balance>30</Balance>");
    assert_ne!(amount, freeze);
    assert_eq!(read(&amount), read(&freeze));
}

#[test]
fn a_statement_of_as_many_rows_as_may_come_is_read_and_one_more_is_refused_on_both_sides() {
    let mut answer = query_samples::told_full(Channel::Bank);
    let accounts = |rows: usize| {
        let half = SubAccount { rows: vec![query_samples::row_full(); rows / 2], ..SubAccount::default() };
        let rest = SubAccount { rows: vec![query_samples::row_full(); rows - rows / 2], ..SubAccount::default() };
        vec![half, rest]
    };
    let card = |accounts: Vec<SubAccount>| Some(Card { accounts, ..Card::default() });
    answer.card = card(accounts(STATEMENT_ROWS_MAX));
    let full = text(&Message::StatementFeedback(answer.clone()));
    assert!(decode(full.as_bytes()).unwrap() == Message::StatementFeedback(answer.clone()));
    let (all, rest) = full.rsplit_once("</Transactions>").unwrap();
    let over = format!("{all}<Transaction></Transaction></Transactions>{rest}");
    let error = decode(over.as_bytes()).unwrap_err();
    assert_eq!((error.kind, error.result), (WireErrorKind::TooMany, Some(ResultCode::BAD_FIELD)));
    answer.card = card(accounts(STATEMENT_ROWS_MAX + 1));
    assert_eq!(answer.encode().unwrap_err().kind, WireErrorKind::TooMany);
    answer.card = card(vec![SubAccount::default(); ACCOUNTS_MAX + 1]);
    assert_eq!(answer.encode().unwrap_err().kind, WireErrorKind::TooMany);
    let mut batch = query_samples::moved(Channel::Bank);
    batch.rows = vec![query_samples::row("S1", 1); STATEMENT_ROWS_MAX + 1];
    assert_eq!(batch.encode().unwrap_err().kind, WireErrorKind::TooMany);
    let mut found = query_samples::found_full();
    found.payments = vec![found.payments[1].clone(); PAYMENTS_MAX + 1];
    assert_eq!(found.encode().unwrap_err().kind, WireErrorKind::TooMany);
}

#[test]
fn encode_refuses_what_decode_would() {
    let refused = |message: Message, field: &str, result: ResultCode| {
        let error = message.encode().unwrap_err();
        assert_eq!((error.path, error.result), (format!("Response/Body/{field}"), Some(result)));
    };
    let mut freeze = freeze_samples::freeze(Channel::Bank);
    freeze.reason = None;
    refused(Message::FreezeOrder(freeze), "Reason", ResultCode::MISSING);
    let mut freeze = freeze_samples::freeze(Channel::Bank);
    freeze.act = FreezeAct::Freeze {
        terms: FreezeTerms::Limited(cordon_model::Money::cny(0)),
        from: samples::time(1),
        until: samples::time(2),
    };
    refused(Message::FreezeOrder(freeze), "Balance", ResultCode::BAD_AMOUNT);
    let mut freeze = freeze_samples::extend(Channel::Bank);
    freeze.attachments.clear();
    refused(Message::FreezeOrder(freeze), "Attachments", ResultCode::PAPERS);
    let mut query = query_samples::statement_full(Channel::Bank);
    query.until = query.from;
    refused(Message::StatementQuery(query), "InquiryPeriodEnd", ResultCode::DATE_RANGE);
    let mut query = query_samples::statement(Channel::Bank);
    query.mode = InquiryMode::Rows;
    refused(Message::StatementQuery(query), "InquiryPeriodStart", ResultCode::MISSING);
    let mut end = query_samples::end(Channel::Bank);
    end.cover.request.original = None;
    refused(Message::WatchEndOrder(end), "OriginalApplicationID", ResultCode::MISSING);
    let mut serial = query_samples::serial();
    serial.kind = SerialType::Bank;
    refused(Message::SerialQuery(serial), "BankID", ResultCode::MISSING);
    let mut batch = query_samples::moved(Channel::Bank);
    batch.rows = vec![query_samples::row(" ", 1)];
    let error = Message::WatchFeedback(batch).encode().unwrap_err();
    assert!(error.path.ends_with("Transaction/TransactionSerial"), "{error}");
}

#[test]
fn an_unreadable_order_is_refused_under_the_code_of_its_own_feedback() {
    for (message, from, to, code) in [
        (Message::FreezeOrder(freeze_samples::freeze(Channel::Bank)), "<FreezeType>02<", "<FreezeType>03<", "100202"),
        (
            Message::StatementQuery(query_samples::statement(Channel::Bank)),
            "<InquiryMode>04<",
            "<InquiryMode>9<",
            "100302",
        ),
        (
            Message::WatchOrder(query_samples::watch(Channel::PaymentFirm)),
            "<InterceptionOrderId>1<",
            "<InterceptionOrderId>0<",
            "A00306",
        ),
        (
            Message::WatchEndOrder(query_samples::end(Channel::Bank)),
            "<CardNumber>",
            "<Card>x</Card><CardNumber>９",
            "100308",
        ),
        (Message::SerialQuery(query_samples::serial()), "<DataType>A2<", "<DataType>A0<", "A00312"),
    ] {
        let bad = text(&message).replacen(from, to, 1);
        let error = decode(bad.as_bytes()).unwrap_err();
        let refusal = peek(bad.as_bytes()).unwrap().refusal(&error, samples::up(9).serial).unwrap();
        let sent = String::from_utf8(refusal.encode().unwrap()).unwrap();
        assert!(sent.contains(&format!("<TxCode>{code}</TxCode>")), "{sent}");
        let read = decode(sent.as_bytes()).unwrap();
        assert_eq!(mapping::application_id_of(&read), Some(&refusal.application_id));
        assert_eq!(mapping::kind_of(&read), mapping::kind_of(&message));
        assert_eq!(mapping::answer_from(&read).unwrap().code, refusal.result.to_string());
    }
}

#[test]
fn money_that_left_is_told_by_the_row_itself() {
    let row = |change: fn(&mut TransactionRow)| {
        let mut row = query_samples::row("S1", 1);
        change(&mut row);
        exit_of(&row)
    };
    assert_eq!(row(|_| ()), None);
    assert_eq!(row(|r| r.details.cash = Some(CashMark::Cash)), Some(Exit::Cash));
    assert_eq!(row(|r| r.details.kind = Some(Text::new("POS消费"))), Some(Exit::Pos));
    assert_eq!(row(|r| r.details.merchant_name = Some(Text::new("虚构超市"))), None, "nothing is guessed");
    assert_eq!(row(|r| r.details.merchant_name = Some(Text::new("虚构金店"))), Some(Exit::Gold));
    assert_eq!(row(|r| r.details.kind = Some(Text::new("取现手续费"))), None, "a fee");
    assert_eq!(
        row(|r| {
            r.details.cash = Some(CashMark::Cash);
            r.signs = BorrowingSigns::Credit;
        }),
        None,
        "cash that came in"
    );
}

#[test]
fn nothing_private_of_a_statement_shows_itself() {
    let shown = format!(
        "{:?} {:?} {:?} {:?}",
        query_samples::told_full(Channel::Bank),
        query_samples::moved_full(Channel::Bank),
        query_samples::found_full(),
        freeze_samples::freeze_full(Channel::Bank)
    );
    for secret in
        ["9999990000", "测试受害人", "测试收款人", "99000019000101001X", "example.invalid", "192.0.2.1", "跨行汇款"]
    {
        assert!(!shown.contains(secret), "{secret}");
    }
}
