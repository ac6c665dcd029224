//! All that is remembered of events while judging: what numbers do, what payers are in the middle of. It is made
//! of events alone; the same events in the same order give the same state, so a restart comes to the same.
//!
//! For each event `apply` it, then `tell` its facts. Not here: lists, words, and who keeps the log.

use crate::event::{Event, PaymentEvent};
use crate::facts::Facts;
use crate::judge::Knows;
use crate::key::{Key, Keyer};
use crate::numbers::{Grader, Numbers, Standing};
use crate::pack::{open, packed, seal};
use crate::payments::{PayeeSigns, Payments};
use crate::text::verdict::Level;
use crate::verdict::Grade;
use crate::window::minute;
use cordon_model::time::Stamp;

pub use crate::pack::SnapshotError;

/// Of the snapshot's form. A snapshot of another version is left aside and the log read from its beginning.
const VERSION: u16 = 1;

#[derive(Clone, Debug)]
pub struct State {
    memory: Memory,
    grader: Grader,
}

#[derive(Clone, Debug, Default)]
struct Memory {
    numbers: Numbers,
    payments: Payments,
}

packed!(Memory { numbers, payments });

/// A number's grade as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graded {
    pub grade: Grade,
    pub standing: Option<Standing>,
}

impl State {
    pub fn new(grader: Grader) -> Self {
        Self { memory: Memory::default(), grader }
    }

    /// Other rules grade from here on. What was graded stays until it is confirmed or fades.
    pub fn grade_by(&mut self, grader: Grader) {
        self.grader = grader;
    }

    /// An event that happened; it counts itself.
    pub fn apply(&mut self, event: &Event, keyer: &Keyer) {
        match event {
            Event::Call(call) => {
                let steps = self.memory.numbers.apply(call, keyer, &self.grader);
                self.memory.payments.hear(call, steps, keyer);
            }
            Event::Payment(payment) => self.memory.payments.apply(payment, keyer),
            Event::Text(_) => {}
        }
    }

    /// The facts that are remembered about it.
    pub fn facts(&self, event: &Event, keyer: &Keyer, now: Stamp, facts: &mut Facts) {
        let Memory { numbers, payments } = &self.memory;
        numbers.tell(event, keyer, now, facts);
        if let Event::Payment(payment) = event {
            payments.tell(payment, numbers, keyer, now, facts);
        }
    }

    /// What others know of the payee.
    pub fn payee(&self, payment: &PaymentEvent, signs: &dyn PayeeSigns, now: Stamp, facts: &mut Facts) {
        signs.signs(&payment.payee.account, now).tell(now, facts);
    }

    /// What the script detector says of the call that this phone is in.
    pub fn call_level(&mut self, phone: &str, level: Level, at: Stamp, keyer: &Keyer) {
        self.memory.payments.call_level(phone, level, at, keyer);
    }

    /// The one with this phone was warned.
    pub fn warned(&mut self, phone: &str, at: Stamp, keyer: &Keyer) {
        self.memory.payments.warned(phone, at, keyer);
    }

    /// Somebody, known by a key, complained of a number.
    pub fn complain(&mut self, number: &str, person: u64, at: Stamp, keyer: &Keyer) {
        self.memory.numbers.complain(number, person, at, keyer);
    }

    /// The same where both are known by the keys of their one form.
    pub fn complain_of(&mut self, number: Key, person: Key, at: Stamp) {
        self.memory.numbers.complain_of(number.0, person.0, at);
    }

    pub fn grade(&self, number: &str, keyer: &Keyer, now: Stamp) -> Graded {
        let standing = self.memory.numbers.standing(number, keyer);
        let grade = standing.map_or(Grade::Low, |standing| standing.at(minute(now)));
        Graded { grade, standing: standing.filter(|_| grade > Grade::Low).cloned() }
    }

    pub fn numbers(&self) -> &Numbers {
        &self.memory.numbers
    }

    pub fn payments(&self) -> &Payments {
        &self.memory.payments
    }

    pub fn snapshot(&self) -> Vec<u8> {
        seal(VERSION, &self.memory)
    }

    pub fn restore(bytes: &[u8], grader: Grader) -> Result<Self, SnapshotError> {
        Ok(Self { memory: open(VERSION, bytes)?, grader })
    }
}

impl Knows for State {
    fn tell(&self, event: &Event, keyer: &Keyer, now: Stamp, facts: &mut Facts) {
        self.facts(event, keyer, now, facts);
    }
}
