use super::*;

const LIMIT: Option<Money> = Some(Money::cny(8_000_000));

fn frozen_case() -> Case {
    let mut case = case(OrderKind::Freeze);
    case.incoming.order.until = Some(NOW.plus_ms(24 * HOUR));
    case
}

/// Each row changes one thing of a freeze, or of what is done to one, that would be carried out.
fn freeze_table(kind: OrderKind, rows: &[Row]) {
    let plain = || {
        let mut case = case(kind);
        case.incoming.order.until = Some(NOW.plus_ms(48 * HOUR));
        if kind == OrderKind::RaiseHold {
            original(&mut case).limit = LIMIT;
        }
        case
    };
    assert_eq!(run(&plain()).code, "0000", "{kind:?} as it stands");
    for (name, wanted, change) in rows {
        let mut case = plain();
        change(&mut case);
        let got = run(&case);
        assert_eq!(got.code, *wanted, "{kind:?}: {name}");
        assert_eq!(got.act == Act::Nothing, *wanted != "0000", "{kind:?}: {name}");
    }
}

#[test]
fn a_freeze_is_decided_by_this_table() {
    freeze_table(
        OrderKind::Freeze,
        &[
            ("another house's code", "0700", |c| c.incoming.order.agency_code = "999010000009".into()),
            ("we are a carrier", "1000", |c| c.kind = AgencyKind::Carrier),
            ("not an account", "1000", |c| c.incoming.order.target.kind = TargetKind::Domain),
            ("no freeze document", "0600", |c| c.incoming.order.attachments.truncate(2)),
            ("the victim's form instead", "0600", |c| {
                c.incoming.order.attachments[2].kind = PaperKind::StopApplication;
            }),
            ("papers that do not travel", "0000", |c| {
                c.incoming.carries_papers = false;
                c.incoming.order.attachments.clear();
                c.incoming.order.document = Some("W公冻字〔2026〕1号".into());
            }),
            ("not even a document's number", "0600", |c| {
                c.incoming.carries_papers = false;
                c.incoming.order.attachments.clear();
            }),
            ("a number where the papers travel", "0600", |c| {
                c.incoming.order.attachments.clear();
                c.incoming.order.document = Some("W公冻字〔2026〕1号".into());
            }),
            ("no name", "0500", |c| c.incoming.order.target.account.as_mut().unwrap().holder = None),
            ("no such account", "0300", |c| c.facts.account = None),
            ("another name", "0301", |c| {
                c.incoming.order.target.account.as_mut().unwrap().holder = Some("测试别人".into())
            }),
            ("white list", "0302", |c| c.facts.account.as_mut().unwrap().status = AccountStatus::WhiteListed),
            ("closed", "0304", |c| c.facts.account.as_mut().unwrap().status = AccountStatus::Closed),
            ("no transfer is needed", "0000", |c| c.incoming.order.transfer = None),
            ("no end", "0500", |c| c.incoming.order.until = None),
            ("its end has passed", "0801", |c| c.incoming.order.until = Some(NOW)),
            ("it begins tomorrow", "0801", |c| c.incoming.order.from = Some(NOW.plus_ms(24 * HOUR))),
            ("limit in another currency", "0200", |c| {
                c.incoming.order.limit = Some(Money::new(1, cordon_model::Currency::parse("USD").unwrap()));
            }),
            ("the whole account", "0000", |c| c.incoming.order.limit = None),
            ("stopped twice before", "0000", |c| c.facts.restrictions = vec![past_stop(), past_stop()]),
            ("another organ's freeze of the whole", "0000", |c| c.facts.restrictions = vec![freeze(None)]),
        ],
    );
}

#[test]
fn a_freeze_waits_only_behind_others_that_leave_nothing() {
    let waits = |holds: Vec<Restriction>, superseded: &[&str]| {
        let mut case = frozen_case();
        case.facts.restrictions = holds;
        case.facts.superseded = superseded.iter().map(|&reference| reference.to_owned()).collect();
        match run(&case).act {
            Act::Hold { kind: RestrictionKind::Freeze, limit, waits, .. } => {
                assert_eq!(limit, LIMIT);
                waits
            }
            other => panic!("{other:?}"),
        }
    };
    let stop = || Restriction { reference: "ours".into(), ..hold(RestrictionKind::Stop, None, -1, 47) };
    let delay = || Restriction { reference: "delay".into(), ..hold(RestrictionKind::Delay, None, -1, 1) };
    assert!(!waits(vec![], &[]));
    assert!(waits(vec![freeze(None)], &[]));
    assert!(waits(vec![freeze(Some(9_000_000))], &[]));
    assert!(!waits(vec![freeze(Some(8_999_999))], &[]), "what is left is held");
    assert!(waits(vec![freeze(Some(5_000_000)), freeze(Some(4_000_000))], &[]));
    assert!(!waits(vec![Restriction { ended_at: Some(NOW), ..freeze(None) }], &[]));
    assert!(waits(vec![stop()], &[]), "another organ's stop");
    assert!(!waits(vec![stop()], &["ours"]), "our own stop gives way");
    assert!(!waits(vec![delay()], &[]), "a bank's own delay is no organ's");
    assert!(waits(vec![freeze(None), stop()], &["ours"]));
}

#[test]
fn a_freeze_holds_until_its_order_s_end_and_not_by_the_rule_of_stops() {
    let mut case = frozen_case();
    case.policy.limited_stop = false;
    let until = NOW.plus_ms(4_000 * HOUR);
    case.incoming.order.until = Some(until);
    let held = |limit| Act::Hold { kind: RestrictionKind::Freeze, limit, until, waits: false };
    assert_eq!(run(&case).act, held(LIMIT), "every bank can freeze an amount");
    case.incoming.order.limit = None;
    assert_eq!(run(&case).act, held(None));
    case.facts.own = Some(freeze(None));
    assert_eq!(run(&case).act, Act::FromRecord, "a step that was broken off");
}

#[test]
fn the_extension_of_a_freeze_is_decided_by_this_table() {
    freeze_table(
        OrderKind::ExtendFreeze,
        &[
            ("no freeze document", "0600", |c| c.incoming.order.attachments.truncate(2)),
            ("no such freeze", "0400", |c| c.facts.original = None),
            ("it was a stop", "0400", |c| original(c).kind = RestrictionKind::Stop),
            ("lifted before", "0900", |c| original(c).ended_at = Some(NOW.minus_ms(1))),
            ("ended by its clock", "1800", |c| original(c).until = Some(NOW)),
            ("no end", "0500", |c| c.incoming.order.until = None),
            ("ends before the freeze does", "0801", |c| c.incoming.order.until = Some(NOW.plus_ms(HOUR))),
            ("begins after a gap", "0801", |c| c.incoming.order.from = Some(NOW.plus_ms(25 * HOUR))),
            ("the tenth time", "0000", |c| original(c).times = 10),
            ("a step that was broken off", "0000", |c| original(c).extended_by = Some(id(0xa1).to_string())),
        ],
    );
    let mut case = case(OrderKind::ExtendFreeze);
    case.incoming.order.until = Some(NOW.plus_ms(999 * HOUR));
    assert_eq!(run(&case).act, Act::Extend { until: NOW.plus_ms(999 * HOUR) });
}

#[test]
fn the_lift_of_a_freeze_is_decided_by_this_table() {
    freeze_table(
        OrderKind::LiftFreeze,
        &[
            ("no papers are needed", "0000", |c| c.incoming.order.attachments.clear()),
            ("no such freeze", "0400", |c| c.facts.original = None),
            ("it was a stop", "0400", |c| original(c).kind = RestrictionKind::Stop),
            ("of another account", "0400", |c| {
                c.facts.original.as_mut().unwrap().0 = "9999990000000077".into();
            }),
            ("lifted before", "0900", |c| original(c).ended_at = Some(NOW.minus_ms(1))),
            ("ended by its clock", "1900", |c| original(c).until = Some(NOW)),
        ],
    );
}

#[test]
fn a_raise_is_decided_by_this_table() {
    freeze_table(
        OrderKind::RaiseHold,
        &[
            ("no such hold", "0400", |c| c.facts.original = None),
            ("a freeze", "0400", |c| original(c).kind = RestrictionKind::Freeze),
            ("a hold of our own", "0400", |c| original(c).kind = RestrictionKind::Own),
            ("no limit", "0500", |c| c.incoming.order.limit = None),
            ("below what is held", "0200", |c| original(c).limit = Some(Money::cny(8_000_001))),
            ("as it is", "0000", |c| original(c).limit = LIMIT),
            ("above what is held", "0000", |c| original(c).limit = Some(Money::cny(1))),
            ("the whole account is held", "0900", |c| original(c).limit = None),
            ("lifted before", "0900", |c| original(c).ended_at = Some(NOW.minus_ms(1))),
            ("ended by its clock", "1900", |c| original(c).until = Some(NOW)),
            ("we hold whole accounts only", "1000", |c| c.policy.limited_stop = false),
            ("done before the step was broken off", "0000", |c| {
                original(c).limited_by = Some(id(0xa1).to_string());
                original(c).ended_at = Some(NOW.minus_ms(1));
            }),
        ],
    );
}

#[test]
fn a_reduction_is_decided_by_this_table() {
    freeze_table(
        OrderKind::ReduceHold,
        &[
            ("no such hold", "0400", |c| c.facts.original = None),
            ("a freeze", "0000", |c| original(c).kind = RestrictionKind::Freeze),
            ("no limit", "0500", |c| c.incoming.order.limit = None),
            ("nothing is left", "0200", |c| c.incoming.order.limit = Some(Money::cny(0))),
            ("above what is held", "0200", |c| original(c).limit = Some(Money::cny(7_999_999))),
            ("as it is", "0000", |c| original(c).limit = LIMIT),
            ("lifted before", "0900", |c| original(c).ended_at = Some(NOW.minus_ms(1))),
            ("ended by its clock", "1900", |c| original(c).until = Some(NOW)),
            ("a stop, and we hold whole accounts only", "1000", |c| c.policy.limited_stop = false),
            ("a freeze, and we stop whole accounts only", "0000", |c| {
                c.policy.limited_stop = false;
                original(c).kind = RestrictionKind::Freeze;
            }),
            ("a step that was broken off", "0000", |c| {
                original(c).limited_by = Some(id(0xa1).to_string());
                original(c).limit = Some(Money::cny(1));
            }),
        ],
    );
}
