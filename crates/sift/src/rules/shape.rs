//! What each part of a condition is, checked against the catalogue of facts when it is read: money is compared
//! with money, times with times, words with words of the fact's own list. What passes cannot go wrong later
//! but by arithmetic.

use super::parse::{Expr, Fault, Node, Op};
use crate::facts::{Fact, Shape};
use cordon_model::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};

/// A condition whose parts fit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Typed {
    Truth(bool),
    /// A fact that is true or false.
    Fact(Fact),
    /// Whether the fact is known.
    Has(Fact),
    Not(Box<Typed>),
    And(Box<Typed>, Box<Typed>),
    Or(Box<Typed>, Box<Typed>),
    Compare(Compare, Number, Number),
    In(Number, Vec<i64>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Compare {
    pub fn of(self, left: i64, right: i64) -> bool {
        match self {
            Self::Eq => left == right,
            Self::Ne => left != right,
            Self::Lt => left < right,
            Self::Le => left <= right,
            Self::Gt => left > right,
            Self::Ge => left >= right,
        }
    }

    const fn from(op: Op) -> Option<Self> {
        Some(match op {
            Op::Eq => Self::Eq,
            Op::Ne => Self::Ne,
            Op::Lt => Self::Lt,
            Op::Le => Self::Le,
            Op::Gt => Self::Gt,
            Op::Ge => Self::Ge,
            _ => return None,
        })
    }
}

/// A whole number: a fact's value, or reckoned from some.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    Is(i64),
    Fact(Fact),
    Minus(Box<Number>),
    Both(Reckon, Box<Number>, Box<Number>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reckon {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
}

impl Reckon {
    /// None if the result is no number of 64 bits.
    pub fn of(self, left: i64, right: i64) -> Option<i64> {
        match self {
            Self::Add => left.checked_add(right),
            Self::Sub => left.checked_sub(right),
            Self::Mul => left.checked_mul(right),
            Self::Div => left.checked_div(right),
            Self::Rem => left.checked_rem(right),
        }
    }
}

impl Typed {
    pub fn facts(&self, into: &mut Vec<Fact>) {
        match self {
            Self::Truth(_) => {}
            Self::Fact(fact) | Self::Has(fact) => into.push(*fact),
            Self::Not(inner) => inner.facts(into),
            Self::And(left, right) | Self::Or(left, right) => {
                left.facts(into);
                right.facts(into);
            }
            Self::Compare(_, left, right) => {
                left.facts(into);
                right.facts(into);
            }
            Self::In(number, _) => number.facts(into),
        }
    }
}

impl Number {
    fn facts(&self, into: &mut Vec<Fact>) {
        match self {
            Self::Is(_) => {}
            Self::Fact(fact) => into.push(*fact),
            Self::Minus(inner) => inner.facts(into),
            Self::Both(_, left, right) => {
                left.facts(into);
                right.facts(into);
            }
        }
    }
}

/// What kind of number it is: only like is compared with like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Plain,
    Money,
    Time,
    Words(&'static [&'static str]),
}

impl Unit {
    fn name(self) -> String {
        match self {
            Self::Plain => "a number".to_owned(),
            Self::Money => "money".to_owned(),
            Self::Time => "a time".to_owned(),
            Self::Words(words) => format!("one of '{}'", words.join("', '")),
        }
    }

    fn written(self) -> String {
        match self {
            Self::Plain => "write a number, or percent(80) for a share".to_owned(),
            Self::Money => "write yuan(50000)".to_owned(),
            Self::Time => "write duration('30m')".to_owned(),
            Self::Words(words) => format!("write one of '{}'", words.join("', '")),
        }
    }
}

/// What an expression turned out to be.
enum Part {
    Condition(Typed),
    Number(Number, Unit),
    /// A word whose list the other side decides.
    Word(String),
}

pub fn condition(expr: &Expr) -> Result<Typed, Fault> {
    match part(expr)? {
        Part::Condition(condition) => Ok(condition),
        Part::Number(_, unit) => {
            Err(Fault::new(expr.at, format!("{} is no condition", unit.name()), "compare it with something"))
        }
        Part::Word(word) => Err(Fault::new(expr.at, format!("'{word}' is no condition"), "compare a fact with it")),
    }
}

fn part(expr: &Expr) -> Result<Part, Fault> {
    Ok(match &expr.node {
        Node::Truth(value) => Part::Condition(Typed::Truth(*value)),
        Node::Int(value) => Part::Number(Number::Is(*value), Unit::Plain),
        Node::Word(word) => Part::Word(word.clone()),
        Node::Name(name) => named(name, expr.at)?,
        Node::Not(inner) => Part::Condition(Typed::Not(Box::new(condition(inner)?))),
        Node::Minus(inner) => {
            let (number, unit) = number(inner)?;
            let minus = match number {
                Number::Is(value) => Number::Is(value.saturating_neg()),
                other => Number::Minus(Box::new(other)),
            };
            Part::Number(minus, reckoned(unit, expr.at)?)
        }
        Node::Both(op, left, right) => both(*op, left, right, expr.at)?,
        Node::In(item, list) => within(item, list)?,
        Node::Call(name, arguments) => call(name, arguments, expr.at)?,
    })
}

fn fact(name: &str, at: usize) -> Result<Fact, Fault> {
    Fact::named(name).ok_or_else(|| {
        let room = name.split('.').next().unwrap_or_default();
        let near = Fact::ALL.iter().map(|fact| fact.about().name).filter(|other| other.split('.').next() == Some(room));
        let near: Vec<&str> = near.collect();
        let next = if near.is_empty() {
            "look into the catalogue of facts".to_owned()
        } else {
            format!("facts of this room: {}", near.join(", "))
        };
        Fault::new(at, format!("there is no fact {name}"), next)
    })
}

fn named(name: &str, at: usize) -> Result<Part, Fault> {
    let fact = fact(name, at)?;
    let unit = match fact.about().shape {
        Shape::Truth => return Ok(Part::Condition(Typed::Fact(fact))),
        Shape::Count | Shape::Permille | Shape::Logit => Unit::Plain,
        Shape::Money => Unit::Money,
        Shape::Millis => Unit::Time,
        Shape::Word(words) => Unit::Words(words),
    };
    Ok(Part::Number(Number::Fact(fact), unit))
}

fn number(expr: &Expr) -> Result<(Number, Unit), Fault> {
    match part(expr)? {
        Part::Number(number, unit) => Ok((number, unit)),
        Part::Condition(_) => Err(Fault::new(expr.at, "a condition is no number", "compare the numbers themselves")),
        Part::Word(word) => Err(Fault::new(expr.at, format!("'{word}' is no number"), "compare a fact with it")),
    }
}

/// Words are no numbers to reckon with.
fn reckoned(unit: Unit, at: usize) -> Result<Unit, Fault> {
    match unit {
        Unit::Words(_) => Err(Fault::new(at, "words cannot be reckoned with", "compare by == or in")),
        unit => Ok(unit),
    }
}

fn both(op: Op, left: &Expr, right: &Expr, at: usize) -> Result<Part, Fault> {
    match op {
        Op::And => Ok(Part::Condition(Typed::And(Box::new(condition(left)?), Box::new(condition(right)?)))),
        Op::Or => Ok(Part::Condition(Typed::Or(Box::new(condition(left)?), Box::new(condition(right)?)))),
        _ => match Compare::from(op) {
            Some(compare) => compared(compare, left, right, at).map(Part::Condition),
            None => arithmetic(op, left, right, at),
        },
    }
}

fn compared(compare: Compare, left: &Expr, right: &Expr, at: usize) -> Result<Typed, Fault> {
    let ordered = !matches!(compare, Compare::Eq | Compare::Ne);
    match (part(left)?, part(right)?) {
        (Part::Condition(a), Part::Condition(b)) if !ordered => Ok(same(a, b, compare == Compare::Eq)),
        (Part::Number(a, unit), Part::Word(word)) => {
            let place = place(unit, &word, right.at)?;
            unordered(ordered, at)?;
            Ok(Typed::Compare(compare, a, Number::Is(place)))
        }
        (Part::Word(word), Part::Number(b, unit)) => {
            let place = place(unit, &word, left.at)?;
            unordered(ordered, at)?;
            Ok(Typed::Compare(compare, Number::Is(place), b))
        }
        (Part::Number(a, one), Part::Number(b, other)) => {
            if one != other {
                let what = format!("{} is compared with {}", one.name(), other.name());
                return Err(Fault::new(at, what, one.written()));
            }
            if matches!(one, Unit::Words(_)) {
                unordered(ordered, at)?;
            }
            Ok(Typed::Compare(compare, a, b))
        }
        _ => Err(Fault::new(at, "these two cannot be compared", "compare numbers with numbers, words with words")),
    }
}

/// CEL orders words by their letters, which says nothing of grades.
fn unordered(ordered: bool, at: usize) -> Result<(), Fault> {
    if ordered {
        return Err(Fault::new(at, "words have no order", "name them: call.grade in ['high', 'very_high']"));
    }
    Ok(())
}

fn same(a: Typed, b: Typed, equal: bool) -> Typed {
    let not = |typed: &Typed| Typed::Not(Box::new(typed.clone()));
    let (other, negated) = if equal { (b.clone(), not(&b)) } else { (not(&b), b.clone()) };
    let left = Typed::And(Box::new(a.clone()), Box::new(other));
    let right = Typed::And(Box::new(not(&a)), Box::new(negated));
    Typed::Or(Box::new(left), Box::new(right))
}

fn place(unit: Unit, word: &str, at: usize) -> Result<i64, Fault> {
    let Unit::Words(words) = unit else {
        return Err(Fault::new(at, format!("{} is compared with '{word}'", unit.name()), unit.written()));
    };
    let found = (0..).zip(words).find_map(|(place, of)| (*of == word).then_some(place));
    found.ok_or_else(|| Fault::new(at, format!("'{word}' is no word of this fact"), unit.written()))
}

fn arithmetic(op: Op, left: &Expr, right: &Expr, at: usize) -> Result<Part, Fault> {
    let ((a, one), (b, other)) = (number(left)?, number(right)?);
    let (one, other) = (reckoned(one, left.at)?, reckoned(other, right.at)?);
    let (reckon, unit) = match (op, one, other) {
        (Op::Add, a, b) if a == b => (Reckon::Add, a),
        (Op::Sub, a, b) if a == b => (Reckon::Sub, a),
        (Op::Rem, a, b) if a == b => (Reckon::Rem, a),
        (Op::Mul, Unit::Plain, unit) | (Op::Mul, unit, Unit::Plain) => (Reckon::Mul, unit),
        (Op::Div, a, b) if a == b => (Reckon::Div, Unit::Plain),
        (Op::Div, unit, Unit::Plain) => (Reckon::Div, unit),
        _ => {
            let what = format!("{} {} {}", one.name(), op.written(), other.name());
            return Err(Fault::new(at, what, "add like to like; multiply by plain numbers"));
        }
    };
    Ok(Part::Number(Number::Both(reckon, Box::new(a), Box::new(b)), unit))
}

fn within(item: &Expr, list: &[Expr]) -> Result<Part, Fault> {
    let (found, unit) = number(item)?;
    let mut values = Vec::with_capacity(list.len());
    for expr in list {
        let value = match part(expr)? {
            Part::Word(word) => place(unit, &word, expr.at)?,
            Part::Number(Number::Is(value), of) if of == unit => value,
            _ => return Err(Fault::new(expr.at, format!("the list is of {}", unit.name()), unit.written())),
        };
        values.push(value);
    }
    values.sort_unstable();
    values.dedup();
    Ok(Part::Condition(Typed::In(found, values)))
}

fn call(name: &str, arguments: &[Expr], at: usize) -> Result<Part, Fault> {
    let argument = match arguments {
        [argument] => argument,
        _ => return Err(Fault::new(at, format!("{name} takes one argument"), "write one between the brackets")),
    };
    match (name, &argument.node) {
        ("has", Node::Name(of)) => Ok(Part::Condition(Typed::Has(fact(of, argument.at)?))),
        ("yuan", Node::Int(value)) => scaled(*value, 100, Unit::Money, at),
        ("percent", Node::Int(value)) => scaled(*value, 10, Unit::Plain, at),
        ("duration", Node::Word(text)) => {
            let value = duration(text).ok_or_else(|| {
                Fault::new(argument.at, format!("'{text}' is no duration"), "write '90s', '30m', '24h' or '1h30m'")
            })?;
            Ok(Part::Number(Number::Is(value), Unit::Time))
        }
        ("days", Node::Int(value)) => scaled(*value, DAY_MS, Unit::Time, at),
        _ => Err(Fault::new(
            at,
            format!("{name}(…) is unknown"),
            "there are has(fact), yuan(50000), percent(80), duration('30m'), days(30)",
        )),
    }
}

fn scaled(value: i64, by: i64, unit: Unit, at: usize) -> Result<Part, Fault> {
    let scaled = value.checked_mul(by).ok_or_else(|| Fault::new(at, "a number too large", "write a smaller one"))?;
    Ok(Part::Number(Number::Is(scaled), unit))
}

/// As CEL writes them: `1h30m`, `90s`, `500ms`.
fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut sum: i64 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = rest.split_at_checked(digits)?;
        let letters = unit.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, after) = unit.split_at_checked(letters)?;
        let by = match unit {
            "h" => HOUR_MS,
            "m" => MINUTE_MS,
            "s" => SECOND_MS,
            "ms" => 1,
            _ => return None,
        };
        sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(by)?)?;
        rest = after;
    }
    (!text.is_empty()).then_some(sum)
}
