//! All rules of a set, made ready to run: every distinct test is reckoned at most once an event, whichever
//! rules ask for it; a rule is then a few steps over tests, and stops as soon as it is settled.
//!
//! Not here: what a test means, which is `plain`'s to say.

use super::plain;
use super::shape::{Compare, Number, Typed};
use crate::facts::{Fact, Facts};
use std::collections::HashMap;

/// What a condition comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Truth {
    False,
    True,
    /// A fact that nobody filled in decides.
    #[default]
    Unknown,
    /// It could not be reckoned.
    Failed,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl Truth {
    pub const fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::True => Self::False,
            open => open,
        }
    }

    /// False decides, whatever is beside it; then a failure; then what is unknown.
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::True, Self::True) => Self::True,
        }
    }
}

/// Something that is asked of facts and stands in no other test.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Test {
    /// By far the most: one fact against one number.
    Fact(Fact, Compare, i64),
    Has(Fact),
    /// Anything else without "and", "or", "not".
    Other(Typed),
}

/// A rule over tests: all must hold, or a tree where that is not enough.
#[derive(Clone, Debug)]
enum Plan {
    All(Vec<Asked>),
    Tree(Tree),
}

/// A test, or its opposite.
#[derive(Clone, Copy, Debug)]
struct Asked {
    test: u32,
    denied: bool,
}

#[derive(Clone, Debug)]
enum Tree {
    Settled(bool),
    Test(Asked),
    /// All of them, or none of these denied.
    All(Vec<Tree>),
    Any(Vec<Tree>),
}

#[derive(Clone, Debug, Default)]
pub struct Program {
    tests: Vec<Test>,
    plans: Vec<Plan>,
}

/// What the tests came to for this event.
#[derive(Clone, Debug, Default)]
pub struct Board {
    known: Vec<Option<Truth>>,
}

impl Board {
    pub fn begin(&mut self, program: &Program) {
        self.known.clear();
        self.known.resize(program.tests.len(), None);
    }
}

impl Program {
    pub fn of<'a>(conditions: impl Iterator<Item = &'a Typed>) -> Self {
        let mut builder = Builder::default();
        let plans = conditions.map(|condition| plan(builder.tree(condition, false))).collect();
        Self { tests: builder.tests, plans }
    }

    pub fn run(&self, rule: usize, facts: &Facts, board: &mut Board) -> Truth {
        match self.plans.get(rule) {
            Some(Plan::All(tests)) => self.all(tests.iter(), |asked| self.asked(*asked, facts, board)),
            Some(Plan::Tree(tree)) => self.tree(tree, facts, board),
            None => Truth::Unknown,
        }
    }

    fn all<T>(&self, parts: impl Iterator<Item = T>, mut of: impl FnMut(T) -> Truth) -> Truth {
        let mut sum = Truth::True;
        for part in parts {
            sum = sum.and(of(part));
            if sum == Truth::False {
                break;
            }
        }
        sum
    }

    fn tree(&self, tree: &Tree, facts: &Facts, board: &mut Board) -> Truth {
        match tree {
            Tree::Settled(value) => Truth::from(*value),
            Tree::Test(asked) => self.asked(*asked, facts, board),
            Tree::All(parts) => self.all(parts.iter(), |part| self.tree(part, facts, board)),
            Tree::Any(parts) => self.all(parts.iter(), |part| self.tree(part, facts, board).not()).not(),
        }
    }

    fn asked(&self, asked: Asked, facts: &Facts, board: &mut Board) -> Truth {
        let place = usize::try_from(asked.test).unwrap_or(usize::MAX);
        let (Some(known), Some(test)) = (board.known.get_mut(place), self.tests.get(place)) else {
            return Truth::Unknown;
        };
        let truth = *known.get_or_insert_with(|| test.of(facts));
        if asked.denied { truth.not() } else { truth }
    }
}

impl Test {
    fn of(&self, facts: &Facts) -> Truth {
        match self {
            Self::Fact(fact, compare, value) => {
                facts.get(*fact).map_or(Truth::Unknown, |found| Truth::from(compare.of(found, *value)))
            }
            Self::Has(fact) => Truth::from(facts.get(*fact).is_some()),
            Self::Other(typed) => plain::holds(typed, facts),
        }
    }
}

/// A conjunction of tests needs no tree.
fn plan(tree: Tree) -> Plan {
    let single = |tree: &Tree| if let Tree::Test(asked) = tree { Some(*asked) } else { None };
    match &tree {
        Tree::Test(asked) => Plan::All(vec![*asked]),
        Tree::All(parts) => match parts.iter().map(single).collect::<Option<Vec<_>>>() {
            Some(tests) => Plan::All(tests),
            None => Plan::Tree(tree),
        },
        _ => Plan::Tree(tree),
    }
}

#[derive(Default)]
struct Builder {
    tests: Vec<Test>,
    places: HashMap<Test, u32>,
}

impl Builder {
    /// "Not" is carried down to the tests.
    fn tree(&mut self, typed: &Typed, denied: bool) -> Tree {
        match typed {
            Typed::Truth(value) => Tree::Settled(*value != denied),
            Typed::Not(inner) => self.tree(inner, !denied),
            Typed::And(left, right) | Typed::Or(left, right) => {
                let all = matches!(typed, Typed::And(..)) != denied;
                let parts = [self.tree(left, denied), self.tree(right, denied)];
                joined(all, parts)
            }
            Typed::Fact(fact) => self.test(Test::Fact(*fact, Compare::Ne, 0), denied),
            Typed::Has(fact) => self.test(Test::Has(*fact), denied),
            Typed::Compare(compare, Number::Fact(fact), Number::Is(value)) => {
                self.test(Test::Fact(*fact, *compare, *value), denied)
            }
            Typed::Compare(..) | Typed::In(..) => self.test(Test::Other(typed.clone()), denied),
        }
    }

    fn test(&mut self, test: Test, denied: bool) -> Tree {
        let next = u32::try_from(self.tests.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(test.clone()).or_insert_with(|| {
            self.tests.push(test);
            next
        });
        Tree::Test(Asked { test: place, denied })
    }
}

/// Nested alike becomes flat; what is settled falls away.
fn joined(all: bool, parts: [Tree; 2]) -> Tree {
    let mut flat = Vec::new();
    for part in parts {
        match part {
            Tree::Settled(value) if value == all => {}
            Tree::Settled(value) => return Tree::Settled(value),
            Tree::All(inner) if all => flat.extend(inner),
            Tree::Any(inner) if !all => flat.extend(inner),
            other => flat.push(other),
        }
    }
    match flat.len() {
        0 => Tree::Settled(all),
        1 => flat.pop().unwrap_or(Tree::Settled(all)),
        _ if all => Tree::All(flat),
        _ => Tree::Any(flat),
    }
}
