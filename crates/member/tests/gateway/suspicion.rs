//! The bank first: a hold on its own suspicion, its report, and the stop that takes its place.

use super::*;
use cordon_member::gateway::{HeldOnSuspicion, SuspectTransfer, Suspicion};

fn suspicion(id: &str) -> Suspicion {
    Suspicion {
        id: Some(id.into()),
        account: PAYEE.into(),
        amount: Some(Money::cny(6_000_000)),
        reason: "短时间内大额转入后试图取现".into(),
        transfer: Some(SuspectTransfer {
            counterparty: party(PAYER, "测试付款人"),
            side: Side::Credit,
            amount: Money::cny(8_000_000),
            at: at(T0),
        }),
    }
}

fn held(gateway: &mut Gateway, suspicion: &Suspicion, now: i64) -> Restriction {
    match gateway.hold_on_suspicion(suspicion, at(now)).unwrap() {
        HeldOnSuspicion::Held(hold) => hold,
        HeldOnSuspicion::NotHeld(why) => panic!("{why}"),
    }
}

#[test]
fn a_bank_holds_first_and_its_report_goes_until_the_centre_has_it() {
    listen();
    let folder = tempfile::tempdir().unwrap();
    let mut before = gateway(folder.path());
    pay(&mut before);
    let hold = held(&mut before, &suspicion("s1"), T0 + MINUTE);
    assert_eq!((hold.kind, hold.held), (RestrictionKind::Own, Money::cny(6_000_000)));
    assert_eq!(free(&mut before, PAYEE, T0 + 2 * MINUTE), 2_000_000);
    assert_eq!(held(&mut before, &suspicion("s1"), T0 + HOUR), hold, "the same name is the same hold");
    drop(before);

    let (stub, clock) = (Stub::start(), clock());
    stub.set(|s| s.mood = Mood::Failing);
    let running = Running::start(folder.path(), &stub, clock.clone());
    stub.until("an attempt", |s| !s.holds.is_empty());
    running.end();
    stub.set(|s| s.mood = Mood::Open);
    let attempts = stub.get(|s| s.holds.len());
    let running = Running::start(folder.path(), &stub, clock);
    stub.until("the report", |s| s.holds.len() > attempts);
    std::thread::sleep(std::time::Duration::from_millis(200));
    running.end();
    let all = stub.get(|s| s.holds.clone());
    assert_eq!(all.len(), attempts + 1, "known, and not sent again");
    assert!(all.iter().all(|each| *each == all[0]), "the same report under the same key");
    let (key, body) = &all[0];
    let report: serde_json::Value = serde_json::from_slice(body).unwrap();
    let amount = |text: &str| serde_json::json!({"amount": text, "currency": "CNY"});
    assert_eq!(*key, hold.reference);
    assert_eq!(
        report,
        serde_json::json!({
            "form": "cordon-hold/1",
            "reference": hold.reference,
            "account": {"number": PAYEE, "holder": "测试收款人", "class": "personal"},
            "held": amount("60000.00"),
            "limit": amount("60000.00"),
            "balance": amount("80000.00"),
            "from": at(T0 + MINUTE).rfc3339(),
            "until": at(T0 + MINUTE + 24 * HOUR).rfc3339(),
            "reason": "短时间内大额转入后试图取现",
            "transfer": {
                "counterparty": {
                    "institution_code": OWN,
                    "institution_name": "合成银行",
                    "number": PAYER,
                    "holder": "测试付款人",
                    "class": "personal",
                },
                "side": "credit",
                "amount": amount("80000.00"),
                "at": at(T0).rfc3339(),
            },
        })
    );
    log();
}

#[test]
fn a_bank_s_own_hold_lapses_by_itself_or_gives_way_to_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    pay(&mut gateway);
    let first = held(&mut gateway, &suspicion("s1"), T0 + MINUTE);
    assert_eq!(gateway.end_holds(at(T0 + MINUTE + 24 * HOUR - 1)).unwrap(), 0);
    assert_eq!(gateway.end_holds(at(T0 + MINUTE + 24 * HOUR)).unwrap(), 1);
    assert_eq!(held(&mut gateway, &suspicion("s1"), T0 + 26 * HOUR).reference, first.reference, "it is over");
    assert_eq!(free(&mut gateway, PAYEE, T0 + 26 * HOUR), 8_000_000);

    held(&mut gateway, &Suspicion { amount: None, ..suspicion("s2") }, T0 + 30 * HOUR);
    assert_eq!(free(&mut gateway, PAYEE, T0 + 31 * HOUR), 0, "the whole account");
    let stop = ask(&mut gateway, &order(OrderKind::Stop, 0xa1), T0 + 31 * HOUR);
    assert_eq!((stop.code.as_str(), stop.held), ("0000", Some(Money::cny(5_000_000))));
    assert!(stop.earlier.is_empty(), "the bank's own is no other organ's");
    assert_eq!(free(&mut gateway, PAYEE, T0 + 32 * HOUR), 3_000_000, "held once");
    assert_eq!(gateway.end_holds(at(T0 + 47 * HOUR)).unwrap(), 0, "its timer went with it");
}

#[test]
fn what_cannot_be_held_is_said_and_not_reported() {
    let folder = tempfile::tempdir().unwrap();
    let mut gateway = gateway(folder.path());
    let mut why = |change: fn(&mut Suspicion)| {
        let mut asked = suspicion("s1");
        change(&mut asked);
        match gateway.hold_on_suspicion(&asked, at(T0)).unwrap() {
            HeldOnSuspicion::NotHeld(why) => why,
            HeldOnSuspicion::Held(_) => "held",
        }
    };
    assert_eq!(why(|s| s.account = "9999990000000099".into()), "unknown_account");
    assert_eq!(why(|s| s.amount = Some(Money::cny(0))), "bad_amount");
    assert_eq!(why(|_| {}), "held", "an account without money too: what comes in is held");
}
