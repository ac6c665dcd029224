//! Scores of accounts by what moved: of the records and of lists together, each movement once, in the house's
//! currency, and told of nobody whom an officer has looked at.

use crate::archive::house_beside;
use crate::house::House;
use cordon_desk::read::payees::{Mules, News, Payees};
use cordon_desk::sealing::account_key;
use cordon_flow::signs::{Model, Settings};
use cordon_model::time::{DAY_MS, MINUTE_MS};
use cordon_model::{KnownAccount, Money, Movement, MovementId, OfficerId, Posting, Protection, ProtectionKind, Stamp};

const MULE: &str = "9999997777777777";
const SHOP: &str = "9999996666666666";
const AWAY: &str = "9999995555555555";
const HEAD: &str = "id,time,from,to,amount\n";

/// Nine of ten that came within a day went out: sure.
fn model() -> Model {
    serde_json::from_str(r#"{"base": -3000, "signs": [{"sign": "passed_day", "bounds": [900], "points": [0, 6000]}]}"#)
        .unwrap()
}

fn score(house: &House) -> Mules {
    Mules::score(&house.desk, &model(), Settings::default(), house.now()).unwrap()
}

fn payees(house: &House) -> Payees {
    let mut payees = Payees::new(house.desk.vault());
    payees.take(News::since(&house.desk, None, house.now()).unwrap());
    payees
}

/// A list by which 1000 came to the mule ten minutes ago, and to a shop, which keeps it.
fn with_list(house: House) -> House {
    let at = |minutes: i64| house.now().minus_ms(minutes * MINUTE_MS).ms();
    let old = house.now().minus_ms(400 * DAY_MS).ms();
    let rows = format!(
        "a,{},victim,999999000002:{MULE},1000.00\nb,{},victim,999999000002:{SHOP},1000.00\n\
         c,{old},victim,once,1000.00\nd,{old},once,away,1000.00\n",
        at(10),
        at(10)
    );
    house_beside(house, &format!("{HEAD}{rows}"))
}

fn onward(house: &House, minutes: i64) -> Movement {
    let at = house.now().minus_ms(minutes * MINUTE_MS);
    Movement {
        id: MovementId::from_bytes([9; 16]),
        from: account_key(house.desk.vault(), house.other_bank, MULE),
        to: "away".into(),
        amount: Money::cny(95_000),
        debit: Some(Posting { at, seq: Some(0) }),
        credit: None,
        balance_before: None,
        debit_serial: Some("S1".into()),
        credit_serial: None,
        order_number: None,
        exit: None,
        told_by: vec![],
        file: None,
        learned_at: house.now(),
        place: 1,
    }
}

#[test]
fn what_came_by_a_list_and_went_by_a_bank_s_word_is_one_account_s() {
    let house = with_list(House::new());
    let mule = account_key(house.desk.vault(), house.other_bank, MULE);
    assert!(score(&house).is_empty(), "by the list alone everything lies still, and what is old does not count");
    house.keep(&onward(&house, 5));
    let mules = score(&house);
    assert_eq!((mules.len(), mules.counted.movements, mules.counted.accounts), (1, 3, 4));
    let mut payees = payees(&house);
    assert_eq!(payees.told(&mule, house.now()).mule_permille, None);
    payees.take_mules(Some(mules.known(&house.desk).unwrap()));
    // 6000 - 3000 thousandths of the log-odds.
    let told = payees.told(&mule, house.now());
    assert_eq!((told.mule_permille, told.is_restricted, told.distance), (Some(952), false, None));
    payees.take_mules(None);
    assert_eq!(
        (payees.told(&mule, house.now()), payees.len()),
        (Default::default(), 0),
        "without a model nobody has one"
    );
}

#[test]
fn a_movement_that_is_told_and_listed_counts_once() {
    let house = House::new();
    let (at, rows) = (house.now().minus_ms(5 * MINUTE_MS), house.now().minus_ms(10 * MINUTE_MS).ms());
    let list = format!(
        "a,{rows},victim,999999000002:{MULE},950.00\nb,{},999999000002:{MULE},999999000001:{AWAY},950.00\n",
        at.ms()
    );
    let house = house_beside(house, &format!("{HEAD}{list}"));
    assert_eq!(score(&house).counted.movements, 2);
    let away = account_key(house.desk.vault(), house.bank, AWAY);
    house.keep(&Movement { to: away, ..onward(&house, 5) });
    assert_eq!(score(&house).counted.movements, 2, "the bank's word stands in for the row");
}

#[test]
fn whom_an_officer_protects_has_no_score_also_if_it_was_before_the_round() {
    let house = with_list(House::new());
    house.keep(&onward(&house, 5));
    let mule = account_key(house.desk.vault(), house.other_bank, MULE);
    let known: KnownAccount = house.record(&mule);
    let protect = |until: Stamp| {
        let protection = Protection {
            kind: ProtectionKind::Payroll,
            reason: "测试".into(),
            by: OfficerId::from_bytes([7; 16]),
            since: house.now(),
            until,
        };
        house.keep(&KnownAccount { protection: Some(protection), ..known.clone() });
    };
    let told = |until| {
        protect(until);
        let mut payees = payees(&house);
        payees.take_mules(Some(score(&house).known(&house.desk).unwrap()));
        payees.told(&mule, house.now()).mule_permille
    };
    assert_eq!(told(house.now().plus_ms(DAY_MS)), None);
    assert_eq!(told(house.now()), Some(952), "until the protection ends");
}
