//! Freezes on both wires: made, behind others, in the place of a stop, extended, reduced, lifted, ended.

use super::*;

const DAY: i64 = 24 * HOUR;

fn freeze(byte: u8, until: i64) -> OpenOrder {
    OpenOrder {
        until: Some(at(until)),
        document: Some("W公(刑)冻财字〔2026〕1号".into()),
        ..order(OrderKind::Freeze, byte)
    }
}

fn about(kind: OrderKind, byte: u8, original: u8) -> OpenOrder {
    OpenOrder { original: Some(id(original)), limit: None, ..order(kind, byte) }
}

/// The account that another organ froze to 300.00 of its 500.00.
fn frozen_before(order: OpenOrder) -> OpenOrder {
    let account = Some(party(FROZEN, "测试冻结人"));
    OpenOrder { target: OpenTarget { kind: TargetKind::Account, value: FROZEN.into(), account }, ..order }
}

/// Lives a freeze's life on one wire.
fn life(ask: fn(&mut Gateway, &OpenOrder, i64) -> Answer) {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let made = ask(&mut gateway, &freeze(0xa1, T0 + 180 * DAY), T0 + HOUR);
    assert_eq!((made.code.as_str(), made.result), ("0000", ReceiptResult::Done));
    assert_eq!((made.balance, made.held), (Some(Money::cny(8_000_000)), Some(Money::cny(5_000_000))));
    assert_eq!((made.from, made.until), (Some(at(T0 + HOUR)), Some(at(T0 + 180 * DAY))));
    assert!(made.earlier.is_empty());
    assert_eq!(free(&mut gateway, PAYEE, T0 + 2 * HOUR), 3_000_000);

    let longer = OpenOrder {
        original: Some(id(0xa1)),
        from: Some(at(T0 + 180 * DAY)),
        until: Some(at(T0 + 360 * DAY)),
        ..order(OrderKind::ExtendFreeze, 0xa2)
    };
    let extended = ask(&mut gateway, &longer, T0 + 170 * DAY);
    assert_eq!(
        (extended.code.as_str(), extended.from, extended.until),
        ("0000", Some(at(T0 + 180 * DAY)), Some(at(T0 + 360 * DAY)))
    );
    assert_eq!(gateway.end_holds(at(T0 + 180 * DAY)).unwrap(), 0, "the timer was moved");

    assert_eq!(ask(&mut gateway, &about(OrderKind::LiftStop, 0xa3, 0xa1), T0 + 200 * DAY).code, "0400", "no stop");
    let lifted = ask(&mut gateway, &about(OrderKind::LiftFreeze, 0xa4, 0xa1), T0 + 201 * DAY);
    assert_eq!((lifted.code.as_str(), lifted.from), ("0000", Some(at(T0 + 201 * DAY))));
    assert_eq!(free(&mut gateway, PAYEE, T0 + 201 * DAY), 8_000_000);
    assert_eq!(ask(&mut gateway, &about(OrderKind::LiftFreeze, 0xa5, 0xa1), T0 + 202 * DAY).code, "0900");

    ask(&mut gateway, &freeze(0xa6, T0 + 400 * DAY), T0 + 203 * DAY);
    assert_eq!(gateway.end_holds(at(T0 + 400 * DAY)).unwrap(), 1, "it ends by its clock");
    assert_eq!(ask(&mut gateway, &about(OrderKind::LiftFreeze, 0xa7, 0xa6), T0 + 401 * DAY).code, "1900");
    let late = OpenOrder { original: Some(id(0xa6)), until: Some(at(T0 + 500 * DAY)), ..longer };
    assert_eq!(ask(&mut gateway, &OpenOrder { id: id(0xa8), ..late }, T0 + 401 * DAY).code, "1800");
}

#[test]
fn a_freeze_lives_on_the_police_wire() {
    life(ask_police);
}

#[test]
fn a_freeze_lives_on_the_json_form() {
    life(ask);
}

#[test]
fn our_freeze_takes_the_place_of_our_stop_and_the_same_money_is_held_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    assert_eq!(ask(&mut gateway, &order(OrderKind::Stop, 0xa1), T0 + MINUTE).code, "0000");
    let frozen = ask_police(&mut gateway, &freeze(0xa2, T0 + 180 * DAY), T0 + HOUR);
    assert_eq!((frozen.code.as_str(), frozen.held), ("0000", Some(Money::cny(5_000_000))));
    assert!(frozen.earlier.is_empty(), "our own stop is none of another organ's");
    assert_eq!(free(&mut gateway, PAYEE, T0 + 2 * HOUR), 3_000_000);
    let held = holds(&mut gateway, PAYEE);
    assert_eq!((held[0].kind, held[0].ended_at), (RestrictionKind::Stop, Some(at(T0 + HOUR))));
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 0, "the stop's timer went with it");
    assert_eq!(ask(&mut gateway, &about(OrderKind::LiftStop, 0xa3, 0xa1), T0 + DAY).code, "0900");
}

/// Else the freeze would hold only what the delay leaves, and the delay's part would be free when it ends.
#[test]
fn our_freeze_takes_the_place_of_our_own_delay() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let notice = OpenOrder { from: None, until: None, ..order(OrderKind::RiskNotice, 0xb1) };
    assert_eq!(ask(&mut gateway, &notice, T0 + MINUTE).held, Some(Money::cny(5_000_000)));
    let frozen = ask(&mut gateway, &OpenOrder { transfer: None, ..freeze(0xa2, T0 + 180 * DAY) }, T0 + 2 * MINUTE);
    assert_eq!((frozen.code.as_str(), frozen.held), ("0000", Some(Money::cny(5_000_000))));
    assert_eq!(free(&mut gateway, PAYEE, T0 + 3 * MINUTE), 3_000_000);
    let held = holds(&mut gateway, PAYEE);
    assert_eq!((held[0].kind, held[0].ended_at), (RestrictionKind::Delay, Some(at(T0 + 2 * MINUTE))));
}

#[test]
fn a_freeze_behind_another_organ_s_waits_and_is_told_who_stands_before_it() {
    for ask in [ask as fn(&mut Gateway, &OpenOrder, i64) -> Answer, ask_police] {
        let folder = tempfile::tempdir().unwrap();
        let mut gateway = gateway(folder.path());
        // What the earlier freeze leaves is held at once, and that it is short is said.
        let part = ask(&mut gateway, &frozen_before(freeze(0xa1, T0 + 180 * DAY)), T0);
        assert_eq!((part.code.as_str(), part.result), ("1200", ReceiptResult::Part));
        assert_eq!((part.held, part.earlier[0].amount), (Some(Money::cny(20_000)), Some(Money::cny(30_000))));
        assert_eq!((part.earlier.len(), part.earlier[0].organ.as_str()), (1, "另一市公安局"));

        // Nothing is left for the next: it waits.
        let queued = ask(&mut gateway, &frozen_before(freeze(0xa2, T0 + 180 * DAY)), T0 + HOUR);
        assert_eq!((queued.code.as_str(), queued.result), ("0000", ReceiptResult::Done));
        assert_eq!((queued.balance, queued.held), (Some(Money::cny(50_000)), Some(Money::cny(0))));
        assert_eq!(queued.earlier.first().map(|earlier| earlier.organ.as_str()), Some("另一市公安局"));
        let lifted = ask(&mut gateway, &frozen_before(about(OrderKind::LiftFreeze, 0xa3, 0xa1)), T0 + 2 * HOUR);
        assert_eq!(lifted.code, "0000");
        let held = |gateway: &mut Gateway, byte, now| {
            gateway.ledger(|core| Ok(core.held(&id(byte).to_string(), at(now))?)).unwrap()
        };
        assert_eq!(held(&mut gateway, 0xa2, T0 + 2 * HOUR), Money::cny(20_000), "it took effect by itself");
        let mut longer = about(OrderKind::ExtendFreeze, 0xa4, 0xa2);
        (longer.from, longer.until) = (Some(at(T0 + 180 * DAY)), Some(at(T0 + 360 * DAY)));
        longer.limit = Some(Money::cny(5_000_000));
        let extended = ask(&mut gateway, &frozen_before(longer), T0 + 3 * HOUR);
        assert_eq!((extended.code.as_str(), extended.held), ("1200", Some(Money::cny(20_000))), "as it is now");
    }
}

#[test]
fn our_stop_runs_on_while_our_freeze_waits_and_ends_when_it_takes_effect() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    assert_eq!(ask(&mut gateway, &order(OrderKind::Stop, 0xa1), T0).code, "0000");
    // Another organ freezes the whole account beside our stop, at its own counter.
    let other = |kind, reference, from| HoldRequest {
        reference,
        number: PAYEE,
        kind,
        organ: "另一市公安局",
        limit: None,
        from: at(from),
        until: at(T0 + 99 * DAY),
        instead_of: &[],
    };
    let request = other(RestrictionKind::Freeze, "theirs", T0 + MINUTE);
    gateway.ledger(|core| Ok(core.hold(&request)?)).unwrap();
    let queued = ask(&mut gateway, &freeze(0xa2, T0 + 180 * DAY), T0 + HOUR);
    assert_eq!((queued.code.as_str(), queued.held, queued.earlier.len()), ("0000", Some(Money::cny(0)), 1));
    assert_eq!(gateway.look_at_waiting(at(T0 + 2 * HOUR)).unwrap(), 0);
    assert_eq!(holds(&mut gateway, PAYEE)[0].ended_at, None, "the stop is all that holds the money for us");

    gateway.ledger(|core| Ok(core.release("theirs", at(T0 + 3 * HOUR))?)).unwrap();
    drop(gateway);
    let mut gateway = bank::gateway(folder.path());
    assert_eq!(gateway.look_at_waiting(at(T0 + 4 * HOUR)).unwrap(), 1, "remembered over a restart");
    assert_eq!(gateway.look_at_waiting(at(T0 + 4 * HOUR)).unwrap(), 0);
    assert_eq!(holds(&mut gateway, PAYEE)[0].ended_at, Some(at(T0 + 4 * HOUR)));
    assert_eq!(free(&mut gateway, PAYEE, T0 + 4 * HOUR), 3_000_000, "held once");
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 0);
}

#[test]
fn papers_of_a_freeze_are_checked_on_the_police_wire_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let mut form = freeze(0xa1, T0 + 180 * DAY);
    form.attachments.clear();
    assert_eq!(ask(&mut gateway, &form, T0).code, "0000", "the JSON form names the document");
    let text = String::from_utf8(police(&freeze(0xa2, T0 + 180 * DAY))).unwrap();
    let (start, end) = (text.find("<Attachments>").unwrap(), text.find("</Attachments>").unwrap());
    let bare = format!("{}{}", &text[..start], &text[end + "</Attachments>".len()..]);
    let taken = gateway.take(Wire::PoliceBank, bare.as_bytes(), at(T0), 7).unwrap();
    assert_eq!(taken, Taken::Answered { id: id(0xa2), code: "0600".into() });
    assert_eq!(holds(&mut gateway, PAYEE).len(), 1);
}

#[test]
fn a_stop_is_raised_to_what_is_there_and_ends_when_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let stop = OpenOrder { limit: Some(Money::cny(1_000_000)), ..order(OrderKind::Stop, 0xa1) };
    assert_eq!(ask(&mut gateway, &stop, T0).held, Some(Money::cny(1_000_000)));
    let raise = |byte, fen| OpenOrder { limit: Some(Money::cny(fen)), ..about(OrderKind::RaiseHold, byte, 0xa1) };
    let raised = ask(&mut gateway, &raise(0xa2, 3_000_000), T0 + HOUR);
    assert_eq!((raised.code.as_str(), raised.held), ("0000", Some(Money::cny(3_000_000))));
    assert_eq!((raised.from, raised.until), (Some(at(T0)), Some(at(T0 + 48 * HOUR))), "it prolongs nothing");
    assert_eq!(free(&mut gateway, PAYEE, T0 + HOUR), 5_000_000);
    let again = json_form::order_bytes(&raise(0xa2, 3_000_000)).unwrap();
    let taken = gateway.take(Wire::JsonForm, &again, at(T0 + HOUR), 7).unwrap();
    assert!(matches!(taken, Taken::Again { .. }), "the same raise");
    assert_eq!(ask(&mut gateway, &raise(0xa3, 2_999_999), T0 + HOUR).code, "0200", "never lowered");
    let all = ask(&mut gateway, &raise(0xa4, 9_000_000), T0 + 2 * HOUR);
    assert_eq!(
        (all.code.as_str(), all.held),
        ("1200", Some(Money::cny(8_000_000))),
        "it takes what there is, and says so"
    );
    assert_eq!(free(&mut gateway, PAYEE, T0 + 2 * HOUR), 0);
    let [hold] = &holds(&mut gateway, PAYEE)[..] else { panic!("one hold") };
    assert_eq!(hold.times, 1, "it is no second stop");
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 1);
    assert_eq!(ask(&mut gateway, &raise(0xa5, 9_500_000), T0 + 49 * HOUR).code, "1900");
}

/// Found by the storm of kills: what another case's notice delayed was kept from the raise, and free after it.
#[test]
fn a_raise_takes_the_place_of_a_delay_that_stands_behind_the_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let stop = OpenOrder { limit: Some(Money::cny(1_000_000)), ..order(OrderKind::Stop, 0xa1) };
    assert_eq!(ask(&mut gateway, &stop, T0).held, Some(Money::cny(1_000_000)));
    let notice = order(OrderKind::RiskNotice, 0xb1);
    let delayed = ask(&mut gateway, &notice, T0).held.unwrap();
    assert!(delayed.is_positive(), "of another case");
    let raise = OpenOrder { limit: Some(Money::cny(8_000_000)), ..about(OrderKind::RaiseHold, 0xa2, 0xa1) };
    let raised = ask(&mut gateway, &raise, T0 + 60_000);
    assert_eq!((raised.code.as_str(), raised.held), ("0000", Some(Money::cny(8_000_000))));
    let running = holds(&mut gateway, PAYEE).into_iter().filter(|hold| hold.in_force(at(T0 + 60_001)));
    assert_eq!(running.count(), 1);
    assert_eq!(gateway.end_holds(at(T0 + 30 * 60_000)).unwrap(), 0, "no timer is left of it");
}

#[test]
fn a_hold_is_reduced_to_the_tainted_part_and_says_what_it_holds_now() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    // The police wire stopped the whole account; the reduction comes by the JSON form.
    assert_eq!(ask_police(&mut gateway, &order(OrderKind::Stop, 0xa1), T0).code, "0000");
    assert_eq!(free(&mut gateway, PAYEE, T0 + MINUTE), 0);
    let reduce = |byte, fen| OpenOrder { limit: Some(Money::cny(fen)), ..about(OrderKind::ReduceHold, byte, 0xa1) };
    let reduced = ask(&mut gateway, &reduce(0xa2, 100_000), T0 + HOUR);
    assert_eq!((reduced.code.as_str(), reduced.held), ("0000", Some(Money::cny(100_000))));
    assert_eq!((reduced.from, reduced.until), (Some(at(T0)), Some(at(T0 + 48 * HOUR))), "it is still the same stop");
    assert_eq!(free(&mut gateway, PAYEE, T0 + HOUR), 7_900_000);
    assert_eq!(ask(&mut gateway, &reduce(0xa3, 100_001), T0 + HOUR).code, "0200", "never raised");
    assert_eq!(gateway.end_holds(at(T0 + 48 * HOUR)).unwrap(), 1);
    assert_eq!(ask(&mut gateway, &reduce(0xa4, 1), T0 + 49 * HOUR).code, "1900");
}
