//! Ordinary people, shops and employers, and what they pay each other: among it stolen money must be
//! found, and none of it may be stopped for long.

use super::{AccountNo, INSTITUTIONS, Ordinary, Role, Script};
use crate::dice::Dice;
use crate::settings::BEGIN_MS;
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use cordon_model::{AccountClass, AgencyKind};

const PEOPLE: usize = 300;
const SHOPS: usize = 30;
const EMPLOYERS: usize = 5;
/// Of a thousand days of a person, so many see a purchase, or a payment to a friend.
const PURCHASES_PERMILLE: i64 = 1_500;
const GIFTS_PERMILLE: i64 = 300;
/// A mule card shows a little life of its own.
const MULE_LIFE_PERMILLE: i64 = 500;
const SALARY_DAY: i64 = 9;
const BILLS_DAY: i64 = 4;

/// Opens the accounts of everybody who is not part of a case.
pub(super) fn settle(script: &mut Script) {
    let mut dice = script.chance.dice("people", &[]);
    for _ in 0..PEOPLE {
        let house = dice.below(INSTITUTIONS.len());
        let class = class_at(house);
        script.open(house, class, Role::Person, dice.around(1_500_000, 900));
    }
    for _ in 0..SHOPS {
        script.open(dice.below(6), AccountClass::Company, Role::Merchant, dice.around(8_000_000, 500));
    }
    for _ in 0..EMPLOYERS {
        script.open(dice.below(6), AccountClass::Company, Role::Hub, 50_000_000_000);
    }
    // Everybody's electricity.
    script.open(0, AccountClass::Company, Role::Hub, 1_000_000_000);
}

/// An account at a payment firm is a payment account.
pub(super) fn class_at(house: usize) -> AccountClass {
    match INSTITUTIONS.get(house).map(|institution| institution.kind) {
        Some(AgencyKind::PaymentFirm) => AccountClass::Payment,
        _ => AccountClass::Personal,
    }
}

fn of_role(script: &Script, role: Role) -> Vec<AccountNo> {
    let all = script.accounts.iter().enumerate();
    all.filter(|(_, account)| account.role == role).map(|(no, _)| AccountNo(no)).collect()
}

/// Draws what they pay, day by day.
pub(super) fn live(script: &mut Script) {
    let (people, shops, hubs) =
        (of_role(script, Role::Person), of_role(script, Role::Merchant), of_role(script, Role::Hub));
    let mules = of_role(script, Role::Mule);
    let mut dice = script.chance.dice("life", &[]);
    let mut paid = Vec::new();
    for day in 0..script.days() {
        for person in &people {
            let mut purchases = PURCHASES_PERMILLE;
            while dice.in_thousand(purchases) {
                purchases = purchases.saturating_sub(1_000);
                pay(&mut paid, &mut dice, day, *person, &shops, 4_000);
            }
            if dice.in_thousand(GIFTS_PERMILLE) {
                pay(&mut paid, &mut dice, day, *person, &people, 20_000);
            }
            if day % 30 == BILLS_DAY {
                pay(&mut paid, &mut dice, day, *person, hubs.get(EMPLOYERS..).unwrap_or_default(), 15_000);
            }
            if day % 30 == SALARY_DAY {
                let employer = hubs.get(person.0 % EMPLOYERS).copied().unwrap_or(*person);
                let at = BEGIN_MS.saturating_add(day.saturating_mul(DAY_MS)).saturating_add(10 * HOUR_MS);
                paid.push(Ordinary { at, from: employer, to: *person, fen: dice.around(600_000, 300) });
            }
        }
        for mule in &mules {
            if dice.in_thousand(MULE_LIFE_PERMILLE) {
                if dice.in_thousand(500) {
                    pay(&mut paid, &mut dice, day, *mule, &shops, 3_000);
                } else {
                    let from = people.get(dice.below(people.len())).copied().unwrap_or(*mule);
                    pay(&mut paid, &mut dice, day, from, &[*mule], 10_000);
                }
            }
        }
    }
    paid.retain(|one| one.from != one.to && one.fen > 0);
    paid.sort_by_key(|one| one.at);
    script.ordinary = paid;
}

/// One payment at some time of the day to one of these.
fn pay(paid: &mut Vec<Ordinary>, dice: &mut Dice, day: i64, from: AccountNo, to: &[AccountNo], median: i64) {
    let Some(to) = to.get(dice.below(to.len())).copied() else { return };
    let minute = dice.between(7 * 60, 23 * 60);
    let at = BEGIN_MS.saturating_add(day.saturating_mul(DAY_MS)).saturating_add(minute.saturating_mul(MINUTE_MS));
    let at = at.saturating_add(dice.between(0, MINUTE_MS - 1));
    paid.push(Ordinary { at, from, to, fen: dice.around(median, 900) });
}
