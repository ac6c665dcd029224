//! Conditions and facts by chance: few facts and small values, so that they meet.

use cordon_sift::facts::{Fact, Facts};
use proptest::prelude::*;

const TRUTHS: [&str; 3] = ["pay.elder", "pay.first_to_payee", "pay.screen_shared"];
const COUNTS: [&str; 3] = ["pay.count_1h", "call.attempts_1h", "pay.call_minutes"];
const MONEY: [&str; 2] = ["pay.amount", "pay.sum_24h"];
const OPS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];

fn one_of(of: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    prop::sample::select(of).prop_map(str::to_owned)
}

fn count() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![3 => one_of(&COUNTS), 2 => (0i64..4).prop_map(|value| value.to_string()), 1 => (0i64..3).prop_map(|of| format!("percent({of})"))];
    leaf.prop_recursive(2, 6, 2, |inner| {
        let op = prop::sample::select(&["+", "-", "*", "/", "%"][..]);
        (inner.clone(), op, inner).prop_map(|(a, op, b)| format!("({a} {op} {b})"))
    })
}

fn money() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![3 => one_of(&MONEY), 2 => (0i64..4).prop_map(|value| format!("yuan({value})"))];
    leaf.prop_recursive(2, 4, 2, |inner| {
        let op = prop::sample::select(&["+", "-", "%"][..]);
        prop_oneof![
            (inner.clone(), op, inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            (inner, 0i64..4).prop_map(|(a, by)| format!("({a} * {by})")),
        ]
    })
}

pub fn condition() -> impl Strategy<Value = String> {
    let op = || one_of(&OPS);
    let grade = || prop::sample::select(&["low", "medium", "high", "very_high"][..]);
    let leaf = prop_oneof![
        one_of(&TRUTHS),
        (one_of(&COUNTS), op(), 0i64..4).prop_map(|(fact, op, value)| format!("{fact} {op} {value}")),
        (count(), op(), count()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (money(), op(), money()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (grade(), prop::bool::ANY)
            .prop_map(|(word, same)| format!("call.grade {} '{word}'", if same { "==" } else { "!=" })),
        prop::collection::vec(grade(), 0..3).prop_map(|words| format!(
            "call.grade in ['low'{}]",
            words.iter().map(|word| format!(", '{word}'")).collect::<String>()
        )),
        prop::collection::vec(0i64..4, 1..3).prop_map(|list| format!("pay.count_1h in {list:?}")),
        (prop::sample::select(&[TRUTHS[0], COUNTS[0], MONEY[0], "call.grade"][..]))
            .prop_map(|fact| format!("has({fact})")),
        prop::bool::ANY.prop_map(|value| value.to_string()),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("(({a}) == ({b}))")),
        ]
    })
}

/// Some known, some not.
pub fn facts() -> impl Strategy<Value = Facts> {
    values(prop::option::weighted(0.7, 0i64..4).boxed())
}

pub fn all_facts() -> impl Strategy<Value = Facts> {
    values((0i64..4).prop_map(Some).boxed())
}

fn values(value: BoxedStrategy<Option<i64>>) -> impl Strategy<Value = Facts> {
    prop::collection::vec(value, TRUTHS.len() + COUNTS.len() + MONEY.len() + 1).prop_map(|values| {
        let names = TRUTHS.iter().chain(&COUNTS).chain(&MONEY).chain(&["call.grade"]);
        let mut facts = Facts::default();
        for (name, value) in names.zip(values) {
            let (fact, scale) = (Fact::named(name).unwrap(), if MONEY.contains(name) { 100 } else { 1 });
            let value = value.map(|value| if TRUTHS.contains(name) { value % 2 } else { value * scale });
            facts.set_known(fact, value);
        }
        facts
    })
}
