mod movements;
mod value;

use super::posting::{Posted, TransferPosting, Why};
use super::seed::{Seed, plant};
use super::*;
use crate::core_banking::{LimitChange, RestrictionKind};
use crate::store::Store;

const OWN: &str = "999010000001";

fn stamp(minutes: i64) -> Stamp {
    Stamp::from_ms(1_795_440_000_000 + minutes * 60_000)
}

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let seed: Seed = toml::from_str(
        r#"
        [[account]]
        number = "9999990000000001"
        holder = "测试甲"
        class = "personal"
        balance = "1000.00"
        [[account]]
        number = "9999990000000002"
        holder = "测试乙"
        class = "company"
        balance = "0"
        [[account.hold]]
        kind = "freeze"
        organ = "另一市公安局"
        limit = "300.00"
        from = "2026-01-01T00:00:00Z"
        [[number]]
        number = "00099990001"
        "#,
    )
    .unwrap();
    store.step(|tx| plant(tx, &seed)).unwrap();
    (folder, store)
}

fn party(number: &str) -> Party {
    Party {
        institution_code: if number.ends_with('X') { "999010000009" } else { OWN }.into(),
        institution_name: "银行".into(),
        number: number.into(),
        holder: Some("测试".into()),
        class: AccountClass::Personal,
    }
}

fn transfer(id: &str, from: &str, to: &str, fen: i64, minute: i64) -> TransferPosting {
    TransferPosting {
        id: id.into(),
        at: stamp(minute),
        amount: Money::cny(fen),
        from: party(from),
        to: party(to),
        order_number: None,
        exit: None,
    }
}

fn post(store: &mut Store, transfer: &TransferPosting) -> Posted {
    store.step(|tx| Ok(LedgerCore::new(tx).post(OWN, transfer)?)).unwrap()
}

fn request<'a>(reference: &'a str, number: &'a str, limit: Option<i64>) -> HoldRequest<'a> {
    HoldRequest {
        reference,
        number,
        kind: RestrictionKind::Stop,
        organ: "W市反诈中心",
        limit: limit.map(Money::cny),
        from: stamp(0),
        until: stamp(60),
        instead_of: &[],
    }
}

const A: &str = "9999990000000001";
const B: &str = "9999990000000002";
const OUT: &str = "999999000000000X";

fn done(debit: Option<i64>, credit: Option<i64>) -> Posted {
    Posted::Done { debit: debit.map(Money::cny), credit: credit.map(Money::cny) }
}

#[test]
fn a_held_account_pays_out_nothing_beyond_what_is_free_and_still_takes_in() {
    let (_folder, mut store) = store();
    let held = store.step(|tx| Ok(LedgerCore::new(tx).hold(&request("r1", A, Some(60_000)))?)).unwrap();
    assert_eq!((held.held, held.balance_before), (Money::cny(60_000), Money::cny(100_000)));
    assert_eq!(post(&mut store, &transfer("t1", A, OUT, 40_001, 1)), Posted::NotPosted(Why::Held(Money::cny(40_000))));
    assert_eq!(post(&mut store, &transfer("t1", A, OUT, 40_000, 1)), done(Some(60_000), None));
    assert_eq!(post(&mut store, &transfer("t2", OUT, A, 5, 2)), done(None, Some(60_005)));
    assert_eq!(
        post(&mut store, &transfer("t3", A, OUT, 60_006, 3)),
        Posted::NotPosted(Why::TooLittle(Money::cny(60_005)))
    );
    // The hold ends in the very moment `until`.
    assert_eq!(post(&mut store, &transfer("t4", A, OUT, 60_000, 59)), Posted::NotPosted(Why::Held(Money::cny(5))));
    assert_eq!(post(&mut store, &transfer("t4", A, OUT, 60_000, 60)), done(Some(5), None));
}

#[test]
fn the_whole_account_is_held_whatever_comes_in() {
    let (_folder, mut store) = store();
    store.step(|tx| Ok(LedgerCore::new(tx).hold(&request("r1", A, None))?)).unwrap();
    assert_eq!(post(&mut store, &transfer("t1", OUT, A, 5, 1)), done(None, Some(100_005)));
    assert_eq!(post(&mut store, &transfer("t2", A, OUT, 1, 2)), Posted::NotPosted(Why::Held(Money::cny(0))));
    store.step(|tx| Ok(LedgerCore::new(tx).release("r1", stamp(3))?)).unwrap();
    assert_eq!(post(&mut store, &transfer("t2", A, OUT, 1, 4)), done(Some(100_004), None));
}

#[test]
fn earlier_holds_take_their_part_first_and_money_that_comes_in_fills_them() {
    let (_folder, mut store) = store();
    post(&mut store, &transfer("t1", OUT, B, 35_000, 0));
    let held = store.step(|tx| Ok(LedgerCore::new(tx).hold(&request("r1", B, Some(10_000)))?)).unwrap();
    assert_eq!(held.held, Money::cny(5_000), "300 yuan belong to the earlier freeze");
    let free = |store: &Store| LedgerCore::new(store.db()).free(B, stamp(1)).unwrap();
    assert_eq!(free(&store), Some(Money::cny(0)));
    post(&mut store, &transfer("t2", OUT, B, 6_000, 1));
    assert_eq!(free(&store), Some(Money::cny(1_000)));
}

#[test]
fn a_freeze_behind_another_holds_nothing_until_that_one_ends() {
    let (_folder, mut store) = store();
    post(&mut store, &transfer("t1", OUT, B, 20_000, 0));
    let freeze = |reference, limit| HoldRequest { kind: RestrictionKind::Freeze, ..request(reference, B, limit) };
    let mut core = LedgerCore::new(store.db());
    assert_eq!(core.hold(&freeze("r1", Some(15_000))).unwrap().held, Money::cny(0), "the seed's freeze takes it all");
    assert_eq!(core.hold(&freeze("r2", None)).unwrap().held, Money::cny(0));
    let first = core.restrictions(B).unwrap()[0].reference.clone();
    core.release(&first, stamp(2)).unwrap();
    let held = |core: &mut LedgerCore<'_>, reference| core.held(reference, stamp(3)).unwrap();
    assert_eq!((held(&mut core, "r1"), held(&mut core, "r2")), (Money::cny(15_000), Money::cny(5_000)));
    assert_eq!(core.held("r1", stamp(60)).unwrap(), Money::cny(0), "it ends in the very moment `until`");
    assert!(core.held("nobody's", stamp(3)).is_err());
}

fn limit<'a>(reference: &'a str, limit: Money, by: &'a str, at: Stamp) -> LimitChange<'a> {
    LimitChange { reference, limit, by, instead_of: &[], at }
}

#[test]
fn a_hold_takes_the_place_of_another_in_one_act_and_can_be_reduced() {
    let (_folder, store) = store();
    let mut core = LedgerCore::new(store.db());
    core.hold(&request("r1", A, Some(70_000))).unwrap();
    let instead = ["r1".to_owned()];
    let next = core.hold(&HoldRequest { instead_of: &instead, ..request("r2", A, Some(60_000)) }).unwrap();
    assert_eq!(next.held, Money::cny(60_000), "not only the 300 yuan beside the first");
    assert_eq!(core.restriction("r1").unwrap().unwrap().1.ended_at, Some(stamp(0)));
    let less = core.change_limit(&limit("r2", Money::cny(5_000), "x1", stamp(1))).unwrap();
    assert_eq!((less.limit, less.held, less.times), (Some(Money::cny(5_000)), Money::cny(5_000), 1));
    assert_eq!(core.change_limit(&limit("r2", Money::cny(1), "x1", stamp(1))).unwrap(), less, "the same reduction");
    assert_eq!(core.free(A, stamp(1)).unwrap(), Some(Money::cny(95_000)));
    core.release("r2", stamp(2)).unwrap();
    assert_eq!(core.change_limit(&limit("r2", Money::cny(1), "x2", stamp(3))).unwrap().limit, less.limit, "it is over");
}

#[test]
fn a_hold_that_is_raised_takes_nothing_of_what_a_later_one_has() {
    let (_folder, store) = store();
    let mut core = LedgerCore::new(store.db());
    core.hold(&request("r1", A, Some(10_000))).unwrap();
    core.hold(&request("r2", A, Some(70_000))).unwrap();
    let raised = core.change_limit(&limit("r1", Money::cny(50_000), "x1", stamp(1))).unwrap();
    assert_eq!((raised.limit, raised.held), (Some(Money::cny(30_000)), Money::cny(30_000)), "what was free");
    assert_eq!(core.held("r2", stamp(1)).unwrap(), Money::cny(70_000));
    assert_eq!(core.change_limit(&limit("r1", Money::cny(50_000), "x1", stamp(1))).unwrap(), raised, "the same raise");
    core.release("r2", stamp(2)).unwrap();
    assert_eq!(core.change_limit(&limit("r1", Money::cny(200_000), "x2", stamp(2))).unwrap().held, Money::cny(100_000));
}

#[test]
fn every_call_made_again_changes_nothing() {
    let (_folder, mut store) = store();
    let first = post(&mut store, &transfer("t1", A, B, 100, 1));
    assert_eq!(first, done(Some(99_900), Some(100)));
    assert_eq!(post(&mut store, &transfer("t1", A, B, 100, 1)), first);
    store
        .step(|tx| {
            let mut core = LedgerCore::new(tx);
            let one = core.hold(&request("r1", A, None))?;
            assert_eq!(core.hold(&request("r1", A, Some(7)))?, one);
            let longer = core.extend("r1", stamp(120), "e1")?;
            assert_eq!((longer.times, longer.until), (2, Some(stamp(120))));
            assert_eq!(core.extend("r1", stamp(120), "e1")?, longer);
            core.release("r1", stamp(5))?;
            core.release("r1", stamp(9))?;
            assert_eq!(core.restriction("r1")?.unwrap().1.ended_at, Some(stamp(5)));
            core.shut("00099990001", "s1", stamp(1))?;
            core.shut("00099990001", "s2", stamp(2))?;
            assert_eq!(core.number("00099990001")?, Some(NumberStatus::Shut { reference: "s1".into(), at: stamp(1) }));
            core.restore("00099990001", "s3", stamp(3))?;
            assert_eq!(core.number("00099990001")?, Some(NumberStatus::InService));
            assert_eq!(core.number("00099990009")?, None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn debits_and_credits_are_found_by_amount_and_time() {
    let (_folder, mut store) = store();
    post(&mut store, &transfer("t1", A, B, 100, 0));
    post(&mut store, &transfer("t2", A, OUT, 100, 8));
    let mut core = LedgerCore::new(store.db());
    let window = 10 * 60_000;
    assert_eq!(core.find_credit(B, Money::cny(100), stamp(10), window).unwrap(), CreditSearch::Found);
    assert_eq!(core.find_credit(B, Money::cny(100), stamp(11), window).unwrap(), CreditSearch::Missing);
    assert_eq!(core.find_credit(B, Money::cny(99), stamp(0), window).unwrap(), CreditSearch::OtherAmount);
    let debit = core.find_debit(A, Money::cny(100), stamp(7), window).unwrap().unwrap();
    assert_eq!((debit.at, debit.payee.unwrap().number.0.as_str()), (stamp(8), OUT));
    assert_eq!(core.find_debit(A, Money::cny(101), stamp(7), window).unwrap(), None);
}

#[test]
fn what_cannot_be_posted_is_told_and_leaves_no_trace() {
    let (_folder, mut store) = store();
    let rows = [
        (transfer("x", OUT, "999999000000009X", 1, 1), Why::UnknownAccount),
        (transfer("x", "9999990000000099", OUT, 1, 1), Why::UnknownAccount),
        (transfer("x", A, B, 0, 1), Why::BadAmount),
        (transfer("x", A, B, 100_001, 1), Why::TooLittle(Money::cny(100_000))),
        (transfer("x", OUT, A, i64::MAX, 1), Why::TooMuch),
        (
            TransferPosting { amount: Money::new(1, Currency::parse("USD").unwrap()), ..transfer("x", A, B, 1, 1) },
            Why::Unusable,
        ),
    ];
    for (transfer, why) in rows {
        assert_eq!(post(&mut store, &transfer), Posted::NotPosted(why));
    }
    assert_eq!(post(&mut store, &transfer("x", A, B, 1, 1)), done(Some(99_999), Some(1)));
}

#[test]
fn a_seed_is_planted_once_and_says_what_is_wrong_without_naming_people() {
    let (_folder, mut store) = store();
    post(&mut store, &transfer("t1", A, B, 100, 1));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.csv");
    std::fs::write(&file, "\u{feff}number,holder,class,balance\n9999990000000001,\"测试,甲\",personal,5.00\n9999990000000003,测试丙,payment,7.5,lost\n").unwrap();
    let seed = super::seed::read(&file).unwrap();
    assert_eq!(seed.accounts[0].holder, "测试,甲");
    store.step(|tx| plant(tx, &seed)).unwrap();
    let mut core = LedgerCore::new(store.db());
    assert_eq!(core.account(A).unwrap().unwrap().balance, Money::cny(99_900), "what is there stays");
    let third = core.account("9999990000000003").unwrap().unwrap();
    assert_eq!((third.status, third.balance), (AccountStatus::Lost, Money::cny(750)));
    for (text, says) in [
        ("9999990000000004,测试丁,person,1", "line 1: class"),
        ("9999990000000004,测试丁", "line 1: needs"),
        ("9999990000000004,测试丁,personal,1.234", "account 1: `1.234`"),
        ("9999990000000004,测试丁,personal,-1", "account 1: a balance"),
        ("9999990000000004,测试丁,personal,1,shut", "account 1: status `shut`"),
    ] {
        std::fs::write(&file, text).unwrap();
        let error =
            super::seed::read(&file).and_then(|seed| store.step(|tx| plant(tx, &seed))).unwrap_err().to_string();
        assert!(error.contains(says), "{text}: {error}");
        assert!(!error.contains("测试丁") && !error.contains("9999990000000004"), "{error}");
    }
}
