mod freeze;
mod questions;
mod value;

use super::*;
use crate::config::OnNotice;
use crate::core_banking::AccountStatus;
use cordon_model::exchange::*;
use cordon_model::{AccountClass, OrderId};

const NOW: Stamp = Stamp::from_ms(1_795_440_100_000);
const HOUR: i64 = 3_600_000;
const OWN: &str = "999010000001";

fn id(byte: u8) -> OrderId {
    OrderId::from_bytes([byte; 16])
}

fn party() -> Party {
    Party {
        institution_code: OWN.into(),
        institution_name: "合成银行".into(),
        number: "9999990000000002".into(),
        holder: Some("测试收款人".into()),
        class: AccountClass::Personal,
    }
}

/// Orders about a hold that stands.
fn changes(kind: OrderKind) -> bool {
    use OrderKind as K;
    matches!(kind, K::LiftStop | K::ExtendStop | K::LiftFreeze | K::ExtendFreeze | K::ReduceHold | K::RaiseHold)
}

fn order(kind: OrderKind) -> OpenOrder {
    let paper = |kind| Attachment { kind, media: Media::Pdf, content: b"%PDF-".to_vec() };
    OpenOrder {
        id: id(0xa1),
        kind,
        original: changes(kind).then(|| id(0xa0)),
        organ_code: "999000000000".into(),
        organ_name: "W市反诈中心".into(),
        agency_code: OWN.into(),
        agency_name: "合成银行".into(),
        agency_kind: AgencyKind::Bank,
        case_number: None,
        target: OpenTarget { kind: TargetKind::Account, value: party().number, account: Some(party()) },
        transfer: Some(OpenTransfer {
            from: Party { number: "9999990000000001".into(), ..party() },
            to: Some(party()),
            amount: Money::cny(8_000_000),
            at: NOW.minus_ms(HOUR),
        }),
        limit: Some(Money::cny(8_000_000)),
        query: None,
        document: None,
        reason: "r".into(),
        basis: "b".into(),
        urgent: true,
        issued_at: NOW,
        from: None,
        until: None,
        due: None,
        signatories: vec![],
        attachments: vec![
            paper(PaperKind::Certificate),
            paper(PaperKind::Certificate),
            paper(if kind.needs_papers() && kind != OrderKind::Stop {
                PaperKind::FreezeDocument
            } else {
                PaperKind::StopApplication
            }),
        ],
        public_code: None,
        public_phone: "96110".into(),
        notes: vec![],
    }
}

fn hold(kind: RestrictionKind, limit: Option<Money>, from_h: i64, until_h: i64) -> Restriction {
    Restriction {
        reference: id(0xa0).to_string(),
        kind,
        organ: "另一市公安局".into(),
        limit,
        held: limit.unwrap_or(Money::cny(9_000_000)),
        balance_before: Money::cny(9_000_000),
        from: NOW.plus_ms(from_h * HOUR),
        until: Some(NOW.plus_ms(until_h * HOUR)),
        ended_at: None,
        times: 1,
        extended_by: None,
        limited_by: None,
    }
}

fn facts() -> Facts {
    Facts {
        account: Some(AccountFacts {
            number: "9999990000000002".into(),
            holder: "测试收款人".into(),
            class: AccountClass::Personal,
            balance: Money::cny(9_000_000),
            status: AccountStatus::Open,
        }),
        credit: CreditSearch::Found,
        ..Facts::default()
    }
}

struct Case {
    incoming: Incoming,
    facts: Facts,
    policy: Policy,
    kind: AgencyKind,
}

fn case(kind: OrderKind) -> Case {
    let mut case = Case {
        incoming: Incoming { order: order(kind), late_papers: false, carries_limit: true, carries_papers: true },
        facts: facts(),
        policy: Policy { limited_stop: true, on_notice: OnNotice::Delay, ..Policy::default() },
        kind: AgencyKind::Bank,
    };
    if case.incoming.order.original.is_some() {
        let freezes = matches!(kind, OrderKind::LiftFreeze | OrderKind::ExtendFreeze);
        let made = if freezes { RestrictionKind::Freeze } else { RestrictionKind::Stop };
        let stop = hold(made, None, -24, 24);
        case.facts.original = Some(("9999990000000002".into(), stop.clone()));
        case.facts.restrictions = vec![stop];
    }
    case
}

fn run(case: &Case) -> Decision {
    decide(&case.incoming, &case.facts, Who { code: OWN, kind: case.kind }, &case.policy, NOW)
}

/// What is changed, the code it must get, and the change.
type Row = (&'static str, &'static str, fn(&mut Case));

/// Each row changes one thing of an order that would be carried out.
fn table(kind: OrderKind, rows: &[Row]) {
    let mut plain = case(kind);
    if !kind.needs_papers() {
        plain.incoming.order.attachments.clear();
    }
    assert_eq!(run(&plain).code, code::DONE, "{kind:?} as it stands");
    for (name, wanted, change) in rows {
        let mut case = case(kind);
        change(&mut case);
        let got = run(&case);
        assert_eq!(got.code, *wanted, "{kind:?}: {name}");
        if *wanted != code::DONE {
            assert_eq!(got.act, Act::Nothing, "{kind:?}: {name}");
            assert!(got.remark.is_some());
        }
    }
}

fn freeze(limit: Option<i64>) -> Restriction {
    Restriction { reference: "seed".into(), ..hold(RestrictionKind::Freeze, limit.map(Money::cny), -48, 480) }
}

fn past_stop() -> Restriction {
    Restriction { reference: "other".into(), ..hold(RestrictionKind::Stop, None, -96, -48) }
}

#[test]
fn a_stop_is_decided_by_this_table() {
    table(
        OrderKind::Stop,
        &[
            ("another house's code", "0700", |c| c.incoming.order.agency_code = "999010000009".into()),
            ("dated in the future", "0802", |c| c.incoming.order.issued_at = NOW.plus_ms(HOUR)),
            ("a clock a little ahead", "0000", |c| c.incoming.order.issued_at = NOW.plus_ms(60_000)),
            ("we are a carrier", "1000", |c| c.kind = AgencyKind::Carrier),
            ("a payment firm's message", "1000", |c| c.incoming.order.agency_kind = AgencyKind::PaymentFirm),
            ("not an account", "1000", |c| c.incoming.order.target.kind = TargetKind::Domain),
            ("no victim's form", "0600", |c| c.incoming.order.attachments.truncate(2)),
            ("three certificates", "0600", |c| {
                let more = c.incoming.order.attachments[0].clone();
                c.incoming.order.attachments.push(more);
            }),
            ("no name", "0500", |c| c.incoming.order.target.account.as_mut().unwrap().holder = None),
            ("no transfer", "0500", |c| c.incoming.order.transfer = None),
            ("no such account", "0300", |c| c.facts.account = None),
            ("another name", "0301", |c| {
                c.incoming.order.target.account.as_mut().unwrap().holder = Some("测试别人".into())
            }),
            ("white list", "0302", |c| c.facts.account.as_mut().unwrap().status = AccountStatus::WhiteListed),
            ("reported lost", "0303", |c| c.facts.account.as_mut().unwrap().status = AccountStatus::Lost),
            ("closed", "0304", |c| c.facts.account.as_mut().unwrap().status = AccountStatus::Closed),
            ("another amount came in", "0200", |c| c.facts.credit = CreditSearch::OtherAmount),
            ("nothing came in then", "0400", |c| c.facts.credit = CreditSearch::Missing),
            ("a core that cannot tell", "0000", |c| c.facts.credit = CreditSearch::CannotTell),
            ("the transfer names another payee", "0000", |c| {
                c.facts.credit = CreditSearch::Missing;
                c.incoming.order.transfer.as_mut().unwrap().to.as_mut().unwrap().number = "9999990000000077".into();
            }),
            ("the order's end has passed", "0801", |c| c.incoming.order.until = Some(NOW)),
            ("limit in another currency", "0200", |c| {
                c.incoming.order.limit = Some(Money::new(1, cordon_model::Currency::parse("USD").unwrap()));
            }),
            ("a stop runs", "1301", |c| {
                c.facts.restrictions =
                    vec![Restriction { reference: "x".into(), ..hold(RestrictionKind::Stop, None, -1, 47) }];
            }),
            ("a stop that ended this moment", "0000", |c| {
                c.facts.restrictions =
                    vec![Restriction { reference: "x".into(), ..hold(RestrictionKind::Stop, None, -48, 0) }];
            }),
            ("frozen wholly", "1303", |c| c.facts.restrictions = vec![freeze(None)]),
            ("frozen partly, an amount is asked", "0000", |c| c.facts.restrictions = vec![freeze(Some(1))]),
            ("frozen partly, the whole is asked", "1302", |c| {
                c.facts.restrictions = vec![freeze(Some(1))];
                c.incoming.carries_limit = false;
            }),
            ("the second stop of the account", "0000", |c| c.facts.restrictions = vec![past_stop()]),
            ("the third stop, over all organs", "1304", |c| c.facts.restrictions = vec![past_stop(), past_stop()]),
            ("one stop that was extended", "1304", |c| {
                c.facts.restrictions = vec![Restriction { times: 2, ..past_stop() }];
            }),
            ("a hold on our own suspicion is no hindrance", "0000", |c| {
                c.facts.restrictions = vec![hold(RestrictionKind::Own, None, -1, 1)];
            }),
            ("our own delay is no hindrance", "0000", |c| {
                c.facts.restrictions = vec![hold(RestrictionKind::Delay, Some(Money::cny(1)), -1, 1)];
            }),
        ],
    );
}

#[test]
fn a_stop_ends_by_rule_or_order_and_holds_an_amount_only_where_all_can() {
    let act = |change: fn(&mut Case)| {
        let mut case = case(OrderKind::Stop);
        change(&mut case);
        run(&case).act
    };
    let held =
        |limit, until_ms| Act::Hold { kind: RestrictionKind::Stop, limit, until: NOW.plus_ms(until_ms), waits: false };
    let limit = Some(Money::cny(8_000_000));
    assert_eq!(act(|_| {}), held(limit, 48 * HOUR));
    assert_eq!(act(|c| c.incoming.order.until = Some(NOW.plus_ms(HOUR))), held(limit, HOUR));
    assert_eq!(act(|c| c.incoming.order.until = Some(NOW.plus_ms(99 * HOUR))), held(limit, 48 * HOUR));
    assert_eq!(act(|c| c.incoming.carries_limit = false), held(None, 48 * HOUR));
    assert_eq!(act(|c| c.policy.limited_stop = false), held(None, 48 * HOUR));
    assert_eq!(act(|c| c.incoming.order.limit = None), held(None, 48 * HOUR));
}

#[test]
fn late_papers_are_answered_from_the_record_and_never_executed() {
    let mut case = case(OrderKind::Stop);
    case.incoming.late_papers = true;
    assert_eq!(run(&case).code, "0400", "no such stop");
    case.facts.original = Some(("9999990000000002".into(), hold(RestrictionKind::Stop, None, -1, 47)));
    assert_eq!(run(&case), Decision::act(Act::FromRecord));
    case.incoming.order.attachments.clear();
    assert_eq!(run(&case).code, "0600", "the papers are what it brings");
}

#[test]
fn a_step_that_was_broken_off_is_answered_from_its_own_hold() {
    for kind in [OrderKind::Stop, OrderKind::RiskNotice] {
        let mut case = case(kind);
        case.facts.own = Some(hold(RestrictionKind::Stop, None, 0, 48));
        case.facts.restrictions = vec![hold(RestrictionKind::Stop, None, 0, 48)];
        assert_eq!(run(&case), Decision::act(Act::FromRecord), "{kind:?}");
    }
    let mut case = case(OrderKind::ExtendStop);
    case.facts.original.as_mut().unwrap().1.extended_by = Some(id(0xa1).to_string());
    assert_eq!(run(&case), Decision::act(Act::FromRecord));
}

fn original(case: &mut Case) -> &mut Restriction {
    &mut case.facts.original.as_mut().unwrap().1
}

#[test]
fn a_lift_is_decided_by_this_table() {
    table(
        OrderKind::LiftStop,
        &[
            ("no such stop", "0400", |c| c.facts.original = None),
            ("the stop is of another account", "0400", |c| {
                c.facts.original.as_mut().unwrap().0 = "9999990000000077".into()
            }),
            ("it was a freeze", "0400", |c| original(c).kind = RestrictionKind::Freeze),
            ("it was a delay after a notice", "0000", |c| original(c).kind = RestrictionKind::Delay),
            ("a sub-account of the stopped one", "0000", |c| {
                c.incoming.order.target.value = "9999990000000002_1".into()
            }),
            ("lifted before", "0900", |c| original(c).ended_at = Some(NOW.minus_ms(1))),
            ("ended by its clock", "1900", |c| {
                original(c).until = Some(NOW.minus_ms(1));
                original(c).ended_at = Some(NOW.minus_ms(1));
            }),
            ("ended, and the timer has not looked yet", "1900", |c| original(c).until = Some(NOW)),
        ],
    );
}

#[test]
fn an_extension_is_decided_by_this_table() {
    table(
        OrderKind::ExtendStop,
        &[
            ("no such stop", "0400", |c| c.facts.original = None),
            ("lifted before", "0900", |c| original(c).ended_at = Some(NOW.minus_ms(1))),
            ("ended by its clock", "1800", |c| original(c).until = Some(NOW)),
            ("extended before", "1304", |c| c.facts.restrictions[0].times = 2),
            ("another organ used the second", "1304", |c| c.facts.restrictions.push(past_stop())),
            ("ends before the stop does", "0801", |c| c.incoming.order.until = Some(NOW.plus_ms(HOUR))),
            ("begins after a gap", "0801", |c| c.incoming.order.from = Some(NOW.plus_ms(25 * HOUR))),
            ("begins where the stop ends", "0000", |c| c.incoming.order.from = Some(NOW.plus_ms(24 * HOUR))),
        ],
    );
    let mut case = case(OrderKind::ExtendStop);
    case.incoming.order.until = Some(NOW.plus_ms(999 * HOUR));
    assert_eq!(run(&case).act, Act::Extend { until: NOW.plus_ms(72 * HOUR) }, "at most one more life");
}

#[test]
fn a_risk_notice_is_decided_by_this_table() {
    table(
        OrderKind::RiskNotice,
        &[
            ("no papers are needed", "0000", |c| c.incoming.order.attachments.clear()),
            ("no such account", "0300", |c| c.facts.account = None),
            ("another name", "0301", |c| {
                c.incoming.order.target.account.as_mut().unwrap().holder = Some("测试别人".into())
            }),
            ("no name", "0000", |c| c.incoming.order.target.account.as_mut().unwrap().holder = None),
            ("nothing came in then", "0400", |c| c.facts.credit = CreditSearch::Missing),
            ("stopped wholly", "1301", |c| c.facts.restrictions = vec![hold(RestrictionKind::Stop, None, -1, 47)]),
            ("frozen wholly", "1303", |c| c.facts.restrictions = vec![freeze(None)]),
            ("stopped twice before", "0000", |c| c.facts.restrictions = vec![past_stop(), past_stop()]),
            ("no amount anywhere", "0500", |c| {
                c.incoming.order.limit = None;
                c.incoming.order.transfer = None;
            }),
            ("a bank asked about a domain", "1000", |c| c.incoming.order.target.kind = TargetKind::Domain),
        ],
    );
    let mut noticed = case(OrderKind::RiskNotice);
    let delay = |amount| Act::Hold {
        kind: RestrictionKind::Delay,
        limit: Some(Money::cny(amount)),
        until: NOW.plus_ms(Policy::default().delay_ms),
        waits: false,
    };
    assert_eq!(run(&noticed).act, delay(8_000_000));
    noticed.incoming.order.limit = Some(Money::cny(5));
    assert_eq!(run(&noticed).act, delay(5));
    noticed.policy.on_notice = OnNotice::Flag;
    assert_eq!(run(&noticed).act, Act::Flag);
}

#[test]
fn a_question_about_a_debit_is_decided_by_this_table() {
    table(
        OrderKind::ConfirmDebit,
        &[
            ("no such account", "0300", |c| c.facts.account = None),
            ("another name", "0301", |c| c.facts.account.as_mut().unwrap().holder = "测试别人".into()),
            ("no transfer", "0500", |c| c.incoming.order.transfer = None),
        ],
    );
    assert_eq!(run(&case(OrderKind::ConfirmDebit)).act, Act::TellDebit);
}

#[test]
fn a_number_is_shut_and_restored_by_this_table() {
    let decide_number = |kind: OrderKind, status: Option<NumberStatus>, original: Option<OrderId>| {
        let mut case = case(kind);
        case.kind = AgencyKind::Carrier;
        case.incoming.order.agency_kind = AgencyKind::Carrier;
        case.incoming.order.target =
            OpenTarget { kind: TargetKind::Number, value: "00099990001".into(), account: None };
        case.incoming.order.original = original;
        case.facts = Facts { number: status, ..Facts::default() };
        let decision = run(&case);
        (decision.code, decision.act)
    };
    let shut_by = |by: u8| Some(NumberStatus::Shut { reference: id(by).to_string(), at: NOW });
    let on = Some(NumberStatus::InService);
    let (shut, restore) = (OrderKind::ShutNumber, OrderKind::RestoreNumber);
    assert_eq!(decide_number(shut, on.clone(), None), ("0000", Act::Shut));
    assert_eq!(decide_number(shut, None, None), ("0300", Act::Nothing));
    assert_eq!(decide_number(shut, shut_by(7), None), ("0900", Act::Nothing));
    assert_eq!(decide_number(shut, shut_by(0xa1), None), ("0000", Act::Shut));
    assert_eq!(decide_number(restore, on, None), ("0900", Act::Nothing));
    assert_eq!(decide_number(restore, None, None), ("0300", Act::Nothing));
    assert_eq!(decide_number(restore, shut_by(7), Some(id(7))), ("0000", Act::Restore));
    assert_eq!(decide_number(restore, shut_by(7), Some(id(8))), ("0400", Act::Nothing));
    assert_eq!(decide_number(restore, shut_by(7), None), ("0000", Act::Restore));
}
