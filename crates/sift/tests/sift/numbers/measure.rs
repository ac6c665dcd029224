//! What the shipped rules make of a made-up town: areas under curves, who is caught, who is wrongly flagged.
#![allow(clippy::float_arithmetic, reason = "shares and areas are told to people")]

use super::streets::{Happens, Town, Who, event};
use cordon_sift::facts::Facts;
use cordon_sift::judge::Kind;
use cordon_sift::key::Keyer;
use cordon_sift::numbers::Grader;
use cordon_sift::rules::{Room, Rules};
use cordon_sift::state::State;
use cordon_sift::verdict::{Action, Grade};
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Measured {
    /// Sum and what followed of each attempt, by whose number it was.
    pub calls: BTreeMap<Who, Vec<(i32, Action)>>,
    /// Of lawful payments and of victims'.
    pub payments: [Vec<(i32, Action)>; 2],
    /// The worst grade of each number.
    pub grades: BTreeMap<Who, Vec<Grade>>,
}

pub fn measure(town: &Town, rules: &Rules, keyer: &Keyer) -> Measured {
    let (mut state, mut room, mut found) = (State::new(Grader::new(rules)), Room::default(), Measured::default());
    let mut worst: BTreeMap<&str, Grade> = BTreeMap::new();
    for happens in &town.happens {
        match happens {
            Happens::Complaint(number, person, at) => state.complain(number, *person, *at, keyer),
            Happens::Warned(phone, at) => state.warned(phone, *at, keyer),
            Happens::Call(..) | Happens::Pay(..) => {}
        }
        let Some(event) = event(happens) else { continue };
        let mut facts = Facts::default();
        state.apply(&event, keyer);
        facts.set(cordon_sift::facts::Fact::Hour, (event.at().ms() + 8 * 3_600_000) / 3_600_000 % 24);
        state.facts(&event, keyer, event.at(), &mut facts);
        match happens {
            Happens::Call(call, who) => {
                if call.stage == cordon_sift::event::CallStage::Attempt {
                    found.calls.entry(*who).or_default().push(judged(rules, Kind::Call, &facts, &mut room));
                }
                if let Some((number, _)) = town.owners.get_key_value(&call.caller) {
                    let grade = state.grade(number, keyer, call.at).grade;
                    let before = worst.entry(number).or_default();
                    *before = grade.max(*before);
                }
            }
            Happens::Pay(payment, scam) => {
                state.payee(payment, &town.payees, payment.at, &mut facts);
                let judged = judged(rules, Kind::Payment, &facts, &mut room);
                found.payments[usize::from(*scam)].push(judged);
            }
            Happens::Complaint(..) | Happens::Warned(..) => {}
        }
    }
    for (number, who) in &town.owners {
        found.grades.entry(*who).or_default().push(worst.get(number.as_str()).copied().unwrap_or_default());
    }
    found
}

fn judged(rules: &Rules, kind: Kind, facts: &Facts, room: &mut Room) -> (i32, Action) {
    let ruled = rules.run(kind, facts, room);
    let sum = ruled.held.iter().fold(ruled.bias, |sum, held| sum + held.weight);
    let asked = ruled.held.iter().filter_map(|held| held.then).max().unwrap_or_default();
    let by_sum = match sum {
        sum if kind == Kind::Payment && sum >= ruled.thresholds.hold => Action::Hold,
        sum if sum >= ruled.thresholds.warn => Action::Warn,
        sum if sum >= ruled.thresholds.watch => Action::Watch,
        _ => Action::Allow,
    };
    (sum, asked.max(by_sum))
}

/// The chance that a scam's sum is above a lawful one's.
pub fn auc(lawful: &[(i32, Action)], scam: &[(i32, Action)]) -> f64 {
    let mut all: Vec<(i32, bool)> = lawful.iter().map(|(sum, _)| (*sum, false)).collect();
    all.extend(scam.iter().map(|(sum, _)| (*sum, true)));
    all.sort_unstable();
    let (mut place, mut ranks) = (0, 0.0);
    while place < all.len() {
        let same = all[place..].iter().take_while(|(sum, _)| *sum == all[place].0).count();
        let scams = all[place..place + same].iter().filter(|(_, scam)| *scam).count();
        ranks += scams as f64 * (place as f64 + (same as f64 + 1.0) / 2.0);
        place += same;
    }
    let (n, m) = (lawful.len() as f64, scam.len() as f64);
    (ranks - m * (m + 1.0) / 2.0) / (n * m)
}

pub fn share<T>(of: &[T], holds: impl Fn(&T) -> bool) -> f64 {
    of.iter().filter(|one| holds(one)).count() as f64 / of.len().max(1) as f64
}

impl Measured {
    pub fn sums(&self, scam: bool) -> Vec<(i32, Action)> {
        self.calls.iter().filter(|(who, _)| who.is_scam() == scam).flat_map(|(_, of)| of.iter().copied()).collect()
    }
}
