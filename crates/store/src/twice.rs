//! A store for tests: every closure is run, undone and run again, and both runs must do the same.
//!
//! A database that retries after a conflict runs closures again; one that does not (SQLite) would
//! hide a closure that counts, draws random numbers or remembers something outside. Under this
//! wrapper such a closure fails, with the first statement in which the two runs differ.
//!
//! Not here: faults of the disk; those have their own test.

use crate::error::{Result, StoreError};
use crate::sql::{Built, Row, Sql, Value};
use crate::store::{Abort, Body, Door, Failure, Store};
use cordon_journal::{Draft, RowDigest};
use cordon_model::Stamp;

#[derive(Debug)]
pub struct Twice<S>(pub S);

impl<S: Store> Store for Twice<S> {
    fn transact(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let mut differing = None;
        let end = self.0.transact(door, name, &mut |sql| {
            outside(sql, "savepoint twice")?;
            let first = recorded(sql, body);
            outside(sql, "rollback to twice")?;
            let second = recorded(sql, body);
            differing = first.differs_from(&second, name);
            if differing.is_some() { Err(Abort) } else { second.end }
        });
        told(end, differing)
    }

    fn snapshot(&self, door: Door, name: &'static str, body: &mut Body<'_>) -> Result<(), Failure> {
        let mut differing = None;
        let end = self.0.snapshot(door, name, &mut |sql| {
            let first = recorded(sql, body);
            let second = recorded(sql, body);
            differing = first.differs_from(&second, name);
            if differing.is_some() { Err(Abort) } else { second.end }
        });
        told(end, differing)
    }

    fn append(&self, sql: &mut dyn Sql, learned_at: Stamp, draft: Draft, rows: Vec<RowDigest>) -> Result<()> {
        self.0.append(sql, learned_at, draft, rows)
    }
}

fn told(end: Result<(), Failure>, differing: Option<StoreError>) -> Result<(), Failure> {
    match differing {
        Some(error) => Err(Failure::Store(error)),
        None => end,
    }
}

fn outside(sql: &mut dyn Sql, statement: &'static str) -> Result<(), Abort> {
    sql.exec(statement, &[]).map(|_| ()).map_err(|_| Abort)
}

/// What one run said to the database, what it heard, and how it ended.
struct Run {
    steps: Vec<Step>,
    end: Result<(), Abort>,
}

#[derive(PartialEq)]
struct Step {
    sql: String,
    args: Vec<Value>,
    heard: Result<Heard>,
}

#[derive(PartialEq, Clone)]
enum Heard {
    Changed(u64),
    Rows(Vec<Row>),
}

impl Run {
    fn differs_from(&self, other: &Self, name: &str) -> Option<StoreError> {
        let count = self.steps.len().max(other.steps.len());
        let step = (0..count).find(|at| self.steps.get(*at) != other.steps.get(*at));
        if step.is_none() && self.end == other.end {
            return None;
        }
        let at = step.map_or("its end".to_owned(), |at| match self.steps.get(at).or(other.steps.get(at)) {
            Some(step) => format!("statement {at} `{}`", step.sql.chars().take(80).collect::<String>()),
            None => format!("statement {at}"),
        });
        Some(StoreError::determinate(format!("`{name}` does not bear being run again: it differs at {at}")))
    }
}

fn recorded(sql: &mut dyn Sql, body: &mut Body<'_>) -> Run {
    let mut recorder = Recorder { inner: sql, steps: Vec::new() };
    let end = body(&mut recorder);
    Run { steps: recorder.steps, end }
}

struct Recorder<'a> {
    inner: &'a mut dyn Sql,
    steps: Vec<Step>,
}

impl Recorder<'_> {
    fn note(&mut self, sql: &str, args: &[Value], heard: Result<Heard>) {
        self.steps.push(Step { sql: sql.to_owned(), args: args.to_vec(), heard });
    }
}

impl Sql for Recorder<'_> {
    fn exec(&mut self, sql: &'static str, args: &[Value]) -> Result<u64> {
        let changed = self.inner.exec(sql, args);
        self.note(sql, args, changed.clone().map(Heard::Changed));
        changed
    }

    fn query(&mut self, sql: &'static str, args: &[Value]) -> Result<Vec<Row>> {
        let rows = self.inner.query(sql, args);
        self.note(sql, args, rows.clone().map(Heard::Rows));
        rows
    }

    fn exec_built(&mut self, sql: &Built, args: &[Value]) -> Result<u64> {
        let changed = self.inner.exec_built(sql, args);
        self.note(sql.text(), args, changed.clone().map(Heard::Changed));
        changed
    }

    fn query_built(&mut self, sql: &Built, args: &[Value]) -> Result<Vec<Row>> {
        let rows = self.inner.query_built(sql, args);
        self.note(sql.text(), args, rows.clone().map(Heard::Rows));
        rows
    }
}
