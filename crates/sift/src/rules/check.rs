//! What is doubtful about a set of rules before it is put in force: rules that can never hold, that say the same,
//! that speak against each other. Told to the one who writes them; nothing is refused for it.
//!
//! A condition is taken apart into cases (a disjunction of conjunctions); each case allows for every fact some
//! ranges of values. What compares two facts is taken as it stands.

use super::shape::{Compare, Number, Typed};
use super::{Rule, Rules, Scale};
use crate::facts::{Fact, Shape};
use crate::judge::Kind;
use crate::verdict::Action;
use serde::Serialize;
use std::collections::BTreeMap;

/// Cases into which a condition is taken apart; one with more is not looked into.
const CASES_MAX: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    pub rule: String,
    /// The other rule, where it is about two.
    pub other: Option<String>,
    pub zh: String,
    pub en: String,
}

pub fn check(rules: &Rules) -> Vec<Doubt> {
    let cases: Vec<Option<Vec<Case>>> = rules.rules().iter().map(|rule| cases(&rule.condition, false)).collect();
    let mut doubts = Vec::new();
    for (place, (rule, of)) in rules.rules().iter().zip(&cases).enumerate() {
        let Some(of) = of else { continue };
        if of.is_empty() {
            doubts.push(never(rule));
            continue;
        }
        for (other, others) in rules.rules().iter().zip(&cases).skip(place + 1) {
            let Some(others) = others.as_ref().filter(|others| !others.is_empty()) else { continue };
            doubts.extend(between(rule, of, other, others));
        }
    }
    doubts
}

/// Kinds of events whose rules add up to nothing, because no threshold says from where on something follows.
pub fn unscaled(rules: &Rules) -> Vec<Doubt> {
    let weighs = |kind: &Kind| rules.rules().iter().any(|rule| rule.weight != 0 && rule.kinds.contains(kind));
    let kinds = Kind::ALL.into_iter().filter(|kind| weighs(kind) && rules.scale(*kind) == Scale::default());
    let doubt = |kind: Kind| Doubt {
        rule: format!("scale.{}", kind.name()),
        other: None,
        zh: format!("没有 [scale.{}]：权重相加不会有任何结果", kind.name()),
        en: format!("there is no [scale.{}]: whatever weights come to, nothing follows", kind.name()),
    };
    kinds.map(doubt).collect()
}

fn never(rule: &Rule) -> Doubt {
    Doubt {
        rule: rule.id.clone(),
        other: None,
        zh: format!("规则 {} 永远不会成立：条件互相矛盾或超出取值范围", rule.id),
        en: format!("the rule {} never holds: its conditions contradict each other or leave a fact no value", rule.id),
    }
}

fn between(rule: &Rule, of: &[Case], other: &Rule, others: &[Case]) -> Option<Doubt> {
    if !rule.kinds.iter().any(|kind| other.kinds.contains(kind)) {
        return None;
    }
    let (there, back) = (implies(of, others), implies(others, of));
    let (narrow, wide) = if there { (rule, other) } else { (other, rule) };
    let (zh, en) = match (there, back) {
        (false, false) => return None,
        (true, true) => ("条件相同", "have the same condition"),
        _ if against(narrow, wide) => {
            ("一条成立则另一条必成立，作用却相反", "one holds whenever the other does, and they pull apart")
        }
        _ if narrow.group != wide.group => return None,
        _ if narrow.then.is_some() && narrow.then < wide.then => {
            ("较窄的规则要求反而较轻", "the narrower one asks for less than the wider")
        }
        _ => return None,
    };
    Some(Doubt {
        rule: narrow.id.clone(),
        other: Some(wide.id.clone()),
        zh: format!("规则 {} 与 {}：{zh}", narrow.id, wide.id),
        en: format!("the rules {} and {} {en}", narrow.id, wide.id),
    })
}

/// Opposite signs are meant where the narrower one is an exception of another group; within one they are not.
fn against(narrow: &Rule, wide: &Rule) -> bool {
    let opposite = narrow.weight.signum() * wide.weight.signum() < 0;
    let allowed = |rule: &Rule| rule.then == Some(Action::Allow);
    narrow.group == wide.group
        && (opposite || allowed(narrow) != allowed(wide) && narrow.then.is_some() && wide.then.is_some())
}

/// Whether each case of the one lies within a case of the other.
fn implies(one: &[Case], other: &[Case]) -> bool {
    one.iter().all(|case| other.iter().any(|wide| case.within(wide)))
}

/// A conjunction: what every fact may be, what is unknown, and tests that are taken as they stand.
#[derive(Clone, Debug, Default)]
struct Case {
    allowed: BTreeMap<Fact, Ranges>,
    unknown: Vec<Fact>,
    others: Vec<(Typed, bool)>,
}

/// Ranges of values, rising and apart; ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ranges(Vec<(i64, i64)>);

impl Ranges {
    fn domain(fact: Fact) -> Self {
        let last = |words: &[&str]| i64::try_from(words.len()).unwrap_or(i64::MAX).saturating_sub(1);
        Self(vec![match fact.about().shape {
            Shape::Truth => (0, 1),
            Shape::Count | Shape::Permille => (0, i64::MAX),
            Shape::Word(words) => (0, last(words)),
            Shape::Logit | Shape::Money | Shape::Millis => (i64::MIN, i64::MAX),
        }])
    }

    fn of(compare: Compare, value: i64) -> Self {
        let below = || (value > i64::MIN).then(|| (i64::MIN, value.saturating_sub(1)));
        let above = || (value < i64::MAX).then(|| (value.saturating_add(1), i64::MAX));
        Self(match compare {
            Compare::Eq => vec![(value, value)],
            Compare::Ne => below().into_iter().chain(above()).collect(),
            Compare::Lt => below().into_iter().collect(),
            Compare::Le => vec![(i64::MIN, value)],
            Compare::Gt => above().into_iter().collect(),
            Compare::Ge => vec![(value, i64::MAX)],
        })
    }

    fn and(&self, other: &Self) -> Self {
        let pairs = self.0.iter().flat_map(|one| other.0.iter().map(move |two| (one.0.max(two.0), one.1.min(two.1))));
        Self(pairs.filter(|(from, to)| from <= to).collect())
    }

    fn within(&self, wide: &Self) -> bool {
        self.0.iter().all(|(from, to)| wide.0.iter().any(|(start, end)| start <= from && to <= end))
    }
}

impl Case {
    /// None if nothing is left that satisfies both.
    fn and(&self, other: &Self) -> Option<Self> {
        let mut sum = self.clone();
        for (fact, ranges) in &other.allowed {
            let both = sum.allowed.get(fact).map_or_else(|| ranges.clone(), |before| before.and(ranges));
            if both.0.is_empty() {
                return None;
            }
            sum.allowed.insert(*fact, both);
        }
        sum.unknown.extend(&other.unknown);
        sum.others.extend(other.others.iter().cloned());
        let open = sum.unknown.iter().any(|fact| sum.allowed.contains_key(fact));
        let denied = sum.others.iter().any(|(typed, denied)| sum.others.contains(&(typed.clone(), !denied)));
        (!open && !denied).then_some(sum)
    }

    fn within(&self, wide: &Self) -> bool {
        let allowed = |(fact, ranges): (&Fact, &Ranges)| self.allowed.get(fact).is_some_and(|of| of.within(ranges));
        wide.allowed.iter().all(allowed)
            && wide.unknown.iter().all(|fact| self.unknown.contains(fact))
            && wide.others.iter().all(|other| self.others.contains(other))
    }
}

/// The cases in which a condition holds; none if never. `None` if there are too many to look into.
fn cases(typed: &Typed, denied: bool) -> Option<Vec<Case>> {
    match typed {
        Typed::Truth(value) => Some(if *value != denied { vec![Case::default()] } else { Vec::new() }),
        Typed::Not(inner) => cases(inner, !denied),
        Typed::And(left, right) | Typed::Or(left, right) => {
            let (left, right) = (cases(left, denied)?, cases(right, denied)?);
            let both = matches!(typed, Typed::And(..)) != denied;
            let joined: Vec<Case> = if both {
                left.iter().flat_map(|one| right.iter().filter_map(|two| one.and(two))).collect()
            } else {
                left.into_iter().chain(right).collect()
            };
            (joined.len() <= CASES_MAX).then_some(joined)
        }
        Typed::Has(fact) if denied => Some(vec![Case { unknown: vec![*fact], ..Case::default() }]),
        Typed::Has(fact) => Some(allowed(*fact, Ranges::domain(*fact))),
        Typed::Fact(fact) => {
            let wanted = if denied { Compare::Eq } else { Compare::Ne };
            Some(allowed(*fact, Ranges::of(wanted, 0)))
        }
        Typed::Compare(compare, Number::Fact(fact), Number::Is(value)) => {
            let compare = if denied { opposite(*compare) } else { *compare };
            Some(allowed(*fact, Ranges::of(compare, *value)))
        }
        Typed::In(Number::Fact(fact), list) => Some(allowed(*fact, listed(list, denied))),
        Typed::Compare(..) | Typed::In(..) => {
            Some(vec![Case { others: vec![(typed.clone(), denied)], ..Case::default() }])
        }
    }
}

fn allowed(fact: Fact, ranges: Ranges) -> Vec<Case> {
    let ranges = ranges.and(&Ranges::domain(fact));
    if ranges.0.is_empty() {
        return Vec::new();
    }
    vec![Case { allowed: BTreeMap::from([(fact, ranges)]), ..Case::default() }]
}

fn listed(list: &[i64], denied: bool) -> Ranges {
    if denied {
        let all = Ranges(vec![(i64::MIN, i64::MAX)]);
        return list.iter().fold(all, |ranges, value| ranges.and(&Ranges::of(Compare::Ne, *value)));
    }
    Ranges(list.iter().map(|value| (*value, *value)).collect())
}

const fn opposite(compare: Compare) -> Compare {
    match compare {
        Compare::Eq => Compare::Ne,
        Compare::Ne => Compare::Eq,
        Compare::Lt => Compare::Ge,
        Compare::Le => Compare::Gt,
        Compare::Gt => Compare::Le,
        Compare::Ge => Compare::Lt,
    }
}
