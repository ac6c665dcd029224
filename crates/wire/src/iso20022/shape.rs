//! What a statement is like as a whole: which way it runs, and whether its balances hold. It takes one
//! reading to know, so that another can tell the balance after each line without holding them all.

use super::{Head, Line, Lines};
use cordon_model::Money;
use cordon_model::exchange::Side;

/// Gathers the shape of one statement.
#[derive(Clone, Debug)]
pub struct Shaping {
    opening: Option<Money>,
    closing: Option<Money>,
    /// Opening and all lines so far; none once something did not fit.
    sum: Option<Money>,
    last_ms: Option<i64>,
    ascends: bool,
    descends: bool,
}

/// The shape of a statement that was read once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// Newest first.
    pub backwards: bool,
    /// What is on the account before the next line to be read, or after it where the statement runs
    /// backwards; none where that is not exactly known.
    running: Option<Money>,
}

impl Shaping {
    pub fn new(head: &Head) -> Self {
        let (opening, closing) = (head.opening, head.closing);
        Self { opening, closing, sum: opening, last_ms: None, ascends: true, descends: true }
    }

    /// An entry of it could not be read, so its balances tell nothing about the others.
    pub fn left_out(&mut self) {
        self.sum = None;
    }

    pub fn add(&mut self, lines: &Lines) {
        for line in &lines.lines {
            self.sum = self.sum.and_then(|sum| after(sum, line));
            let ms = line.at.ms;
            self.ascends &= self.last_ms.is_none_or(|last| last <= ms);
            self.descends &= self.last_ms.is_none_or(|last| last >= ms);
            self.last_ms = Some(ms);
        }
    }

    /// Balances are told only where opening, lines and closing add up, and the lines stand in order.
    pub fn finish(self) -> Shape {
        let backwards = self.descends && !self.ascends;
        let holds = self.sum.is_some() && self.sum == self.closing && (self.ascends || self.descends);
        let first = if backwards { self.closing } else { self.opening };
        Shape { backwards, running: first.filter(|_| holds) }
    }
}

impl Shape {
    /// What was on the account after the next line.
    pub fn balance_after(&mut self, line: &Line) -> Option<Money> {
        let running = self.running?;
        if self.backwards {
            self.running = before(running, line);
            return Some(running);
        }
        self.running = after(running, line);
        self.running
    }
}

fn after(balance: Money, line: &Line) -> Option<Money> {
    match line.side {
        Side::Credit => balance.plus(line.amount).ok(),
        Side::Debit => balance.minus(line.amount).ok(),
    }
}

fn before(balance: Money, line: &Line) -> Option<Money> {
    match line.side {
        Side::Credit => balance.minus(line.amount).ok(),
        Side::Debit => balance.plus(line.amount).ok(),
    }
}
