use super::*;
use cordon_model::Query;

fn asked(kind: OrderKind, query: Query) -> Case {
    let mut case = case(kind);
    case.incoming.order.attachments.clear();
    case.incoming.order.query = Some(query);
    case
}

fn period(from_h: i64, until_h: i64) -> Query {
    Query::Statement { quick: false, from: NOW.plus_ms(from_h * HOUR), until: NOW.plus_ms(until_h * HOUR) }
}

fn rows(plain: impl Fn() -> Case, rows: &[Row]) {
    assert_eq!(run(&plain()).code, "0000");
    for (name, wanted, change) in rows {
        let mut case = plain();
        change(&mut case);
        let got = run(&case);
        assert_eq!(got.code, *wanted, "{name}");
        assert_eq!(got.act == Act::Nothing, *wanted != "0000", "{name}");
    }
}

#[test]
fn a_question_about_an_account_is_decided_by_this_table() {
    rows(
        || asked(OrderKind::QueryAccount, period(-24, 0)),
        &[
            ("we are a carrier", "1000", |c| c.kind = AgencyKind::Carrier),
            ("no such account", "0300", |c| c.facts.account = None),
            ("another name", "0301", |c| c.facts.account.as_mut().unwrap().holder = "测试别人".into()),
            ("no name", "0000", |c| c.incoming.order.target.account.as_mut().unwrap().holder = None),
            ("a closed account has a past", "0000", |c| {
                c.facts.account.as_mut().unwrap().status = AccountStatus::Closed
            }),
            ("white list: nothing is restricted", "0000", |c| {
                c.facts.account.as_mut().unwrap().status = AccountStatus::WhiteListed
            }),
            ("no period", "0500", |c| c.incoming.order.query = None),
            ("the account alone", "0000", |c| c.incoming.order.query = Some(period(-1, -1))),
            ("ends before it begins", "0801", |c| c.incoming.order.query = Some(period(-1, -2))),
            ("lies in the future", "0801", |c| c.incoming.order.query = Some(period(1, 2))),
        ],
    );
    let told = |query| run(&asked(OrderKind::QueryAccount, query)).act;
    let from = NOW.minus_ms(HOUR);
    assert_eq!(told(period(-1, 9)), Act::TellStatement { from, until: NOW }, "the future is not told");
}

#[test]
fn a_serial_number_is_asked_of_payment_firms_only() {
    let payment = || FoundPayment {
        order_number: "N1".into(),
        bank_serial: None,
        amount: Money::cny(1),
        at: NOW,
        payer: None,
        payee: None,
        exit: None,
    };
    let plain = || {
        let serial = Query::Serial {
            kind: cordon_model::SerialKind::Order,
            bank_code: String::new(),
            serial: "N1".into(),
            on: NOW,
        };
        let mut case = asked(OrderKind::QuerySerial, serial);
        case.kind = AgencyKind::PaymentFirm;
        case.incoming.order.agency_kind = AgencyKind::PaymentFirm;
        case.facts.payments = vec![payment()];
        case
    };
    rows(
        plain,
        &[
            ("we are a bank", "1000", |c| {
                c.kind = AgencyKind::Bank;
                c.incoming.order.agency_kind = AgencyKind::Bank;
            }),
            ("nothing found", "0400", |c| c.facts.payments.clear()),
            ("no number", "0500", |c| c.incoming.order.query = None),
        ],
    );
}

#[test]
fn a_watch_and_its_end_are_decided_by_this_table() {
    let watch = |from_h: i64, until_h: i64| Query::Movements {
        from: NOW.plus_ms(from_h * HOUR),
        until: NOW.plus_ms(until_h * HOUR),
    };
    let code_of = |query| run(&asked(OrderKind::Watch, query)).code;
    assert_eq!(code_of(watch(-1, 24)), "0000");
    assert_eq!(code_of(watch(1, 24)), "0000", "it begins later");
    assert_eq!(code_of(watch(-2, 0)), "0801");
    assert_eq!(code_of(watch(3, 2)), "0801");
    let mut bare = case(OrderKind::Watch);
    assert_eq!(run(&bare).code, "0500");
    bare.incoming.order.until = Some(NOW.plus_ms(HOUR));
    assert_eq!(run(&bare).act, Act::Watch { from: NOW, until: NOW.plus_ms(HOUR) });
    bare.facts.account = None;
    assert_eq!(run(&bare).code, "0300");

    let ended = |watch: Option<(i64, Option<i64>)>| {
        let mut case = case(OrderKind::EndWatch);
        case.facts.watch = watch.map(|(until_h, ended_h)| WatchFacts {
            until: NOW.plus_ms(until_h * HOUR),
            ended_at: ended_h.map(|h| NOW.plus_ms(h * HOUR)),
        });
        run(&case).code
    };
    assert_eq!(ended(Some((1, None))), "0000");
    assert_eq!(ended(None), "0400");
    assert_eq!(ended(Some((1, Some(-1)))), "0900");
    assert_eq!(ended(Some((-1, Some(-1)))), "1900");
    assert_eq!(ended(Some((0, None))), "1900", "the clock has not looked yet");
}
