//! The same condition by the `cel` crate, which knows nothing of facts: rooms become maps, money and shares
//! whole numbers.

use cel::{Context, Program, Value};
use cordon_sift::facts::{Facts, Shape};
use std::collections::HashMap;

/// Whether it holds; `None` where CEL itself has no answer (an error that nothing beside it decides).
pub fn outcome(condition: &str, facts: &Facts) -> Option<bool> {
    let mut rooms: HashMap<&str, HashMap<String, Value>> = HashMap::new();
    for (fact, value) in facts.iter() {
        let about = fact.about();
        let (room, name) = about.name.split_once('.').unwrap();
        let value = match about.shape {
            Shape::Truth => Value::Bool(value != 0),
            Shape::Word(words) => Value::from(words[usize::try_from(value).unwrap()]),
            _ => Value::Int(value),
        };
        rooms.entry(room).or_default().insert(name.to_owned(), value);
    }
    let mut context = Context::default();
    for (room, values) in rooms {
        context.add_variable_from_value(room, values);
    }
    context.add_function("yuan", |value: i64| value * 100).unwrap();
    context.add_function("percent", |value: i64| value * 10).unwrap();
    let program = Program::compile(condition).unwrap_or_else(|error| panic!("{condition}: {error}"));
    match program.execute(&context) {
        Ok(Value::Bool(value)) => Some(value),
        Ok(other) => panic!("{condition} is {other:?}"),
        Err(_) => None,
    }
}
