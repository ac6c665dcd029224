//! Freezes, questions and what they bring, through bytes and back.

use super::tests::{as_carried, context, officer, order, paper};
use super::*;
use crate::police_bank::{Message, decode};
use cordon_model::exchange::{
    Answer, EarlierMeasure, FoundPayment, OpenOrder, PaperKind as PaperOf, Party, Private as Clear, Side, Statement,
    StatementRow,
};
use cordon_model::{Currency, Exit, Money, Query, SerialKind, TargetKind};

const T: i64 = 1_795_440_000_000;

fn at(seconds: i64) -> Stamp {
    Stamp::from_ms(T + seconds * 1_000)
}

fn freeze(kind: OrderKind, limit: Option<Money>) -> OpenOrder {
    OpenOrder {
        transfer: None,
        limit,
        document: Some("虚公冻字[2026]0001号".into()),
        attachments: vec![paper(PaperOf::Certificate), paper(PaperOf::Certificate), paper(PaperOf::FreezeDocument)],
        original: (kind != OrderKind::Freeze).then(|| OrderId::from_bytes([0xa0; 16])),
        ..order(kind)
    }
}

fn question(kind: OrderKind, query: Option<Query>) -> OpenOrder {
    OpenOrder {
        transfer: None,
        limit: None,
        query,
        original: (kind == OrderKind::EndWatch).then(|| OrderId::from_bytes([0xa0; 16])),
        attachments: vec![],
        from: (kind == OrderKind::EndWatch).then(|| at(5)),
        until: None,
        ..order(kind)
    }
}

fn through(order: &OpenOrder) -> OpenOrder {
    let bytes = order_bytes(order).unwrap();
    assert_eq!(bytes, order_bytes(order).unwrap(), "the same order gives the same bytes");
    let message = decode(&bytes).unwrap();
    assert_eq!(kind_of(&message), Some(order.kind));
    assert_eq!(kind_of_application(application_id_of(&message).unwrap()), Some(order.kind));
    order_from(&message).unwrap()
}

#[test]
fn a_freeze_carries_its_amount_and_its_document() {
    for limit in [Some(Money::cny(8_000_000)), Some(Money::new(5, Currency::parse("USD").unwrap())), None] {
        for kind in [OrderKind::Freeze, OrderKind::ExtendFreeze] {
            let order = freeze(kind, limit);
            let carried = OpenOrder { limit, ..as_carried(&order) };
            assert_eq!(through(&order), carried, "{kind:?}");
        }
    }
    let lift = freeze(OrderKind::LiftFreeze, Some(Money::cny(1)));
    assert_eq!(through(&lift), OpenOrder { from: None, until: None, ..as_carried(&lift) });
}

#[test]
fn a_freeze_of_a_whole_account_says_02() {
    let text = |limit| String::from_utf8(order_bytes(&freeze(OrderKind::Freeze, limit)).unwrap()).unwrap();
    assert!(text(None).contains("<FreezeType>02</FreezeType>") && !text(None).contains("<Balance>"));
    assert!(text(Some(Money::cny(8_000_000))).contains("<FreezeType>01</FreezeType>"));
    assert!(text(Some(Money::cny(8_000_000))).contains("<Balance>80000.00</Balance>"));
}

#[test]
fn questions_read_as_they_were_written() {
    let (from, until) = (at(-86_400), at(0));
    for (kind, query) in [
        (OrderKind::QueryAccount, Some(Query::Statement { quick: false, from, until })),
        (OrderKind::QueryAccount, Some(Query::Statement { quick: true, from, until })),
        (OrderKind::Watch, Some(Query::Movements { from, until })),
        (OrderKind::EndWatch, None),
    ] {
        let order = question(kind, query);
        let carried = OpenOrder { basis: order.basis.clone(), ..as_carried(&order) };
        assert_eq!(through(&order), carried, "{kind:?}");
    }
}

#[test]
fn a_question_needs_no_officer_and_no_holder() {
    let query = Query::Statement { quick: true, from: at(-1), until: at(0) };
    let mut order = question(OrderKind::QueryAccount, Some(query));
    order.signatories.clear();
    order.target.account.as_mut().unwrap().holder = None;
    let read = through(&order);
    assert_eq!(read.target.account.unwrap().holder, None);
    assert_eq!(read.signatories[0].name.0, "W市反诈中心");
    order.signatories = vec![officer(1)];
    assert_eq!(through(&order).signatories[1].name.0, "测试警员1");
}

#[test]
fn a_serial_number_is_asked_for_by_its_day() {
    for (kind, bank_code) in [(SerialKind::Bank, "999010000001"), (SerialKind::Order, ""), (SerialKind::Pos, "")] {
        let serial = "PAY0001".to_owned();
        let query = Query::Serial { kind, bank_code: bank_code.into(), serial, on: at(3) };
        let mut order = question(OrderKind::QuerySerial, Some(query));
        order.agency_kind = AgencyKind::PaymentFirm;
        let read = through(&order);
        let Some(Query::Serial { kind: k, bank_code: b, serial, on }) = &read.query else { panic!("another question") };
        assert_eq!((*k, b.as_str(), serial.as_str()), (kind, bank_code, "PAY0001"));
        assert_eq!(on.shanghai().get(..10), at(3).shanghai().get(..10));
        assert_eq!((read.target.kind, read.target.value.0.as_str()), (TargetKind::Account, "PAY0001"));
        assert_eq!((read.agency_code, read.target.account), (order.agency_code, None));
    }
}

#[test]
fn a_quick_query_without_a_period_means_yesterday_and_today() {
    let query = Query::Statement { quick: true, from: at(0), until: at(1) };
    let bytes = order_bytes(&question(OrderKind::QueryAccount, Some(query))).unwrap();
    let Message::StatementQuery(mut message) = decode(&bytes).unwrap() else { panic!("another message") };
    (message.from, message.until) = (None, None);
    let Some(Query::Statement { quick: true, from, until }) =
        order_from(&Message::StatementQuery(message)).unwrap().query
    else {
        panic!("another question")
    };
    assert_eq!(until.since_ms(from), 2 * cordon_model::time::DAY_MS);
    assert!(from.shanghai().contains("00:00") && from < at(0) && at(0) < until);
}

fn party(class: AccountClass, number: &str, holder: Option<&str>) -> Party {
    Party {
        institution_code: "999010000001".into(),
        institution_name: String::new(),
        number: number.into(),
        holder: holder.map(Clear::from),
        class,
    }
}

fn row(serial: &str, seconds: i64) -> StatementRow {
    StatementRow {
        side: Side::Debit,
        amount: Money::cny(100),
        balance: Some(Money::cny(-5)),
        at: at(seconds),
        serial: serial.into(),
        opponent: None,
        order_number: None,
        exit: None,
        remark: None,
    }
}

fn statement(rows: Vec<StatementRow>) -> Statement {
    Statement {
        account: Party {
            institution_name: "合成银行".into(),
            ..party(AccountClass::Personal, "9999990000000002_001", Some("测试收款人"))
        },
        balance: Some(Money::cny(-5)),
        available: Some(Money::cny(0)),
        from: Some(at(-100)),
        until: Some(at(100)),
        complete: true,
        rows,
    }
}

fn rows() -> Vec<StatementRow> {
    let full = StatementRow {
        side: Side::Credit,
        opponent: Some(party(AccountClass::Unknown, "9999990000000001", Some("测试受害人"))),
        order_number: Some("PAY0001".into()),
        remark: Some("汇款".into()),
        ..row("S2", 1)
    };
    let out = |serial: &str, exit| StatementRow { exit: Some(exit), ..row(serial, 2) };
    // Three of one second, of which nothing but their place says which came first.
    let mut rows = vec![row("S9", 1), full, row("S1", 1)];
    rows.extend(Exit::ALL.into_iter().enumerate().map(|(at, exit)| out(&format!("E{at}"), exit)));
    rows
}

fn told(kind: OrderKind, answer: &Answer) -> Answer {
    let order = match kind {
        OrderKind::Freeze | OrderKind::ExtendFreeze | OrderKind::LiftFreeze => freeze(kind, None),
        _ => question(kind, None),
    };
    let bytes = answer_bytes(answer, &order, &context()).unwrap();
    answer_from(&decode(&bytes).unwrap()).unwrap()
}

fn answer(code: &str) -> Answer {
    Answer::bare(OrderId::from_bytes([0xa1; 16]), receipt_result(ResultCode::parse(code).unwrap()), code)
}

#[test]
fn a_statement_reads_as_it_was_written_in_the_order_of_its_rows() {
    for complete in [true, false] {
        for remark in [None, Some(Clear::from("说明"))] {
            let statement = Some(Statement { complete, ..statement(rows()) });
            let whole = Answer { statement, remark, ..answer("0000") };
            assert_eq!(told(OrderKind::QueryAccount, &whole), whole);
        }
    }
}

#[test]
fn a_watch_tells_rows_time_after_time() {
    let own = Party { class: AccountClass::Unknown, ..statement(vec![]).account };
    let batch = Statement { account: own, balance: None, available: None, ..statement(rows()) };
    let some = Answer { statement: Some(batch), ..answer("0000") };
    assert_eq!(told(OrderKind::Watch, &some), some);
    assert_eq!(told(OrderKind::Watch, &answer("0000")), answer("0000"));
    let order = question(OrderKind::Watch, None);
    let again = FeedbackContext { random: 8, ..context() };
    assert_ne!(answer_bytes(&some, &order, &context()).unwrap(), answer_bytes(&some, &order, &again).unwrap());
    assert_eq!(told(OrderKind::EndWatch, &answer("0400")), answer("0400"));
}

#[test]
fn failed_transactions_are_no_movements_and_a_list_from_its_end_is_turned_round() {
    let order = question(OrderKind::QueryAccount, None);
    let newest_first = vec![row("S4", 9), row("S3", 5), row("S2", 5), row("S1", 1)];
    let given = Answer { statement: Some(statement(newest_first)), ..answer("0000") };
    let bytes = answer_bytes(&given, &order, &context()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let failed = "<TransactionSerial>S2</TransactionSerial><TransactionStatus>01</TransactionStatus>";
    let text = text.replace("<TransactionSerial>S2</TransactionSerial>", failed);
    let read = answer_from(&decode(text.as_bytes()).unwrap()).unwrap();
    let serials: Vec<String> = read.statement.unwrap().rows.into_iter().map(|row| row.serial).collect();
    assert_eq!(serials, ["S1", "S3", "S4"]);
    assert_eq!(read.remark.unwrap().0, "1笔失败交易未列入; 流水原为倒序，已还原");
}

#[test]
fn several_sub_accounts_become_one_line_without_balances() {
    let order = question(OrderKind::QueryAccount, None);
    let given = Answer { statement: Some(statement(vec![row("S1", 1), row("S3", 3)])), ..answer("0000") };
    let Message::StatementFeedback(mut message) = answer_message(&given, &order, &context()).unwrap() else {
        panic!("another message")
    };
    let card = message.card.as_mut().unwrap();
    let mut second = card.accounts[0].clone();
    second.rows.remove(0);
    second.rows[0].serial = Text::new("S2");
    second.rows[0].at = card.accounts[0].rows[0].at;
    card.accounts.push(second);
    let read = answer_from(&Message::StatementFeedback(message)).unwrap();
    let statement = read.statement.unwrap();
    let rows: Vec<_> = statement.rows.iter().map(|row| (row.serial.as_str(), row.balance)).collect();
    assert_eq!(rows, [("S1", None), ("S2", None), ("S3", None)]);
    assert_eq!((statement.balance, statement.account.number.0.as_str()), (Some(Money::cny(-10)), "9999990000000002"));
}

#[test]
fn a_name_without_a_number_finds_no_account_but_is_not_lost() {
    let order = question(OrderKind::Watch, None);
    let given = Answer { statement: Some(statement(vec![row("S1", 1)])), ..answer("0000") };
    let text = String::from_utf8(answer_bytes(&given, &order, &context()).unwrap()).unwrap();
    let named = "<TransactionSerial>S1</TransactionSerial><OpponentName>虚构商户</OpponentName><TransactionRemark>消费</TransactionRemark>";
    let text = text.replace("<TransactionSerial>S1</TransactionSerial>", named);
    let row = answer_from(&decode(text.as_bytes()).unwrap()).unwrap().statement.unwrap().rows.remove(0);
    assert_eq!((row.opponent, row.remark), (None, Some("消费; 虚构商户".into())));
    let banked = text.replace("<TransactionRemark>", "<OpponentAccountNumber>999</OpponentAccountNumber><OpponentDepositBankID>虚构银行</OpponentDepositBankID><TransactionRemark>");
    let row = answer_from(&decode(banked.as_bytes()).unwrap()).unwrap().statement.unwrap().rows.remove(0);
    let opponent = row.opponent.unwrap();
    assert_eq!((opponent.institution_code.as_str(), opponent.institution_name.as_str()), ("", "虚构银行"));
}

/// The account that is told has the bank's word for its kind; the opponents have a name and, where the
/// bank fills it in, a paper.
#[test]
fn whose_an_account_is_stands_in_words_and_papers_or_is_not_known() {
    let order = question(OrderKind::QueryAccount, None);
    for (class, word) in
        [(AccountClass::Personal, Some("个人")), (AccountClass::Company, Some("对公")), (AccountClass::Unknown, None)]
    {
        let account = Party { class, ..statement(vec![]).account };
        let given = Answer { statement: Some(Statement { account, ..statement(rows()) }), ..answer("0000") };
        let text = String::from_utf8(answer_bytes(&given, &order, &context()).unwrap()).unwrap();
        assert_eq!(
            word.is_some_and(|word| text.contains(&format!("<AccountType>{word}</AccountType>"))),
            word.is_some()
        );
        assert_eq!(answer_from(&decode(text.as_bytes()).unwrap()).unwrap().statement.unwrap().account.class, class);
        for (paper, of_opponent) in [
            ("91990000MA0000000X", AccountClass::Company),
            ("99000019000101001X", AccountClass::Personal),
            ("9", AccountClass::Unknown),
        ] {
            let number = "<OpponentAccountNumber>9999990000000001</OpponentAccountNumber>";
            let paper = format!("{number}<OpponentCredentialNumber>{paper}</OpponentCredentialNumber>");
            let read = answer_from(&decode(text.replace(number, &paper).as_bytes()).unwrap()).unwrap();
            let opponent = read.statement.unwrap().rows.into_iter().find_map(|row| row.opponent).unwrap();
            assert_eq!(opponent.class, of_opponent);
        }
    }
}

#[test]
fn a_queued_freeze_holds_nothing_and_names_who_stands_before_it() {
    let earlier = |organ: &str| EarlierMeasure {
        organ: organ.into(),
        amount: Some(Money::cny(10_000_000)),
        until: Some(at(86_400)),
    };
    let queued = Answer {
        balance: Some(Money::cny(9_000_000)),
        held: Some(Money::cny(0)),
        from: Some(at(1)),
        until: Some(at(1_000)),
        earlier: vec![earlier("另一市公安局")],
        ..answer("0000")
    };
    assert_eq!(told(OrderKind::Freeze, &queued), queued);
    let two = Answer { earlier: vec![earlier("另一市公安局"), earlier("某法院")], ..queued.clone() };
    let read = told(OrderKind::Freeze, &two);
    assert_eq!(read.earlier, queued.earlier);
    assert!(read.remark.unwrap().0.starts_with("在先措施:某法院 100000.00 至"));
    let plain = Answer { earlier: vec![], ..queued };
    assert_eq!(told(OrderKind::ExtendFreeze, &plain), plain);
    let lifted = Answer { until: None, ..plain };
    assert_eq!(told(OrderKind::LiftFreeze, &lifted), lifted);
    assert_eq!(told(OrderKind::Freeze, &answer("0301")), answer("0301"));
}

#[test]
fn a_found_payment_joins_a_bank_to_a_payment_firm() {
    let order = question(OrderKind::QuerySerial, None);
    let found = |exit| FoundPayment {
        order_number: "PAY0001".into(),
        bank_serial: Some("B0001".into()),
        amount: Money::cny(8_000_000),
        at: at(3),
        payer: Some(party(AccountClass::Unknown, "9999990000000001", Some("测试受害人"))),
        payee: Some(party(AccountClass::Payment, "payee@example.invalid", Some("测试收款人"))),
        exit,
    };
    let payments = [None].into_iter().chain(Exit::ALL.map(Some)).map(found).collect();
    let given = Answer { payments, ..answer("0000") };
    let bytes = answer_bytes(&given, &order, &context()).unwrap();
    assert_eq!(answer_from(&decode(&bytes).unwrap()).unwrap(), given);
    let text = String::from_utf8(bytes).unwrap();
    let timeless = text.replacen("<TransactionTime>", "<Unknown>", 1).replacen("</TransactionTime>", "</Unknown>", 1);
    let read = answer_from(&decode(timeless.as_bytes()).unwrap()).unwrap();
    assert_eq!((read.payments.len(), read.remark), (given.payments.len() - 1, Some("1笔无交易时间，未列入".into())));
    let own = text.replace("<TransInBankID>999010000001</TransInBankID>", "");
    let read = answer_from(&decode(own.as_bytes()).unwrap()).unwrap();
    assert_eq!(read.payments[0].payee.as_ref().unwrap().institution_code, order.agency_code, "the firm's own account");
}

#[test]
fn an_answer_in_part_is_known_by_its_code_too() {
    let read = told(OrderKind::QueryAccount, &Answer { statement: Some(statement(rows())), ..answer("1200") });
    assert!(!read.statement.unwrap().complete);
}

#[test]
fn more_rows_than_an_answer_takes_are_refused_and_the_first_of_them_fit() {
    let order = question(OrderKind::QueryAccount, None);
    let max = crate::police_bank::limits::STATEMENT_ROWS_MAX;
    let many = (0..=max).map(|n| row(&format!("S{n}"), n.try_into().unwrap())).collect();
    let mut given = Answer { statement: Some(statement(many)), ..answer("0000") };
    assert_eq!(answer_bytes(&given, &order, &context()).unwrap_err().kind, Kind::TooMany);
    given.statement = given.statement.map(|all| crate::rows::first_rows(all, max));
    let read = told(OrderKind::QueryAccount, &given).statement.unwrap();
    assert_eq!((read.rows.len(), read.complete, read.until), (max, false, Some(at(max.try_into().unwrap()))));
}
