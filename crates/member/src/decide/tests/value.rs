use super::*;

fn plain() -> Case {
    let mut case = case(OrderKind::VoidValue);
    case.kind = AgencyKind::PaymentFirm;
    case.incoming.order.agency_kind = AgencyKind::PaymentFirm;
    case.facts.value = Some(ValueFacts { bought: Money::cny(900), unused: Money::cny(700), voided: Money::cny(0) });
    case
}

#[test]
fn a_void_is_decided_by_this_table() {
    assert_eq!(run(&plain()).act, Act::VoidValue { limit: Some(Money::cny(8_000_000)), until: None });
    let rows: &[Row] = &[
        ("a bank sells no value", "1000", |c| {
            c.kind = AgencyKind::Bank;
            c.incoming.order.agency_kind = AgencyKind::Bank;
        }),
        ("neither an account nor a shop", "0300", |c| {
            c.facts.account = None;
            c.facts.value = None;
        }),
        ("a shop that is no account of the books", "0000", |c| c.facts.account = None),
        ("such a shop, and no buyer", "0500", |c| {
            c.facts.account = None;
            c.incoming.order.transfer = None;
        }),
        ("another name", "0301", |c| c.facts.account.as_mut().unwrap().holder = "测试别人".into()),
        ("nothing was bought", "0400", |c| c.facts.value = None),
        ("all used up", "1300", |c| c.facts.value.as_mut().unwrap().unused = Money::cny(0)),
        ("out of use already", "1301", |c| {
            c.facts.value =
                Some(ValueFacts { bought: Money::cny(900), unused: Money::cny(0), voided: Money::cny(900) });
        }),
        ("another currency", "0200", |c| {
            c.incoming.order.limit = Some(Money::new(1, cordon_model::Currency::parse("USD").unwrap()));
        }),
        ("a seller's account, and the buyer is named", "0000", |c| {
            c.facts.account.as_mut().unwrap().class = AccountClass::Sink;
        }),
        ("a seller's account, and no buyer", "0500", |c| {
            c.facts.account.as_mut().unwrap().class = AccountClass::Sink;
            c.incoming.order.transfer = None;
        }),
        ("its end has passed", "0801", |c| c.incoming.order.until = Some(NOW)),
    ];
    for (name, wanted, change) in rows {
        let mut case = plain();
        change(&mut case);
        assert_eq!(run(&case).code, *wanted, "{name}");
    }
}

#[test]
fn value_is_given_back_once() {
    let restored = |voided: Option<Voided>| {
        let mut case = plain();
        case.incoming.order.kind = OrderKind::RestoreValue;
        case.facts.original_void = voided;
        run(&case).code
    };
    let voided = |ended_at| Voided {
        reference: id(0xa0).to_string(),
        amount: Money::cny(1),
        unused_before: Money::cny(1),
        at: NOW,
        ended_at,
    };
    assert_eq!(restored(Some(voided(None))), "0000");
    assert_eq!(restored(Some(voided(Some(NOW)))), "0900");
    assert_eq!(restored(None), "0400");
}
