//! What is remembered of numbers, devices and cells, from events alone: the same events give the same table.
//! Everything in it is a keyed hash, a count or a minute; nobody is in it by name.
//!
//! Not here: what was said, and what a payer is doing (`payments`).

use super::caller::{Attempt, Called, Caller, KEPT, half, permille, since};
use super::grade::{self, Grader, Standing};
use super::hotline;
use super::number::{DIGITS_MAX, Kind, Number, NumberError, Shown};
use super::stages::{Stages, Steps};
use crate::event::{Attested, CallEvent, Event, Route};
use crate::facts::{Fact, Facts};
use crate::key::{Keyer, Known};
use crate::pack::packed;
use crate::verdict::Grade;
use crate::window::{DAY, Few, HOUR, Rows, minute};
use cordon_model::time::Stamp;
use rustc_hash::FxHashMap;

/// A number with so many attempts within an hour is busy: in one cell several of them are a sign of GOIP.
pub const BUSY_CALLS: u64 = 10;
/// Counts that read as "or more" at their most.
pub const CARDS_MAX: usize = 12;
pub const CELL_MAX: usize = 32;
pub const RANGE_MAX: usize = 12;
pub const COMPLAINTS_MAX: usize = 16;
const WEEK: u32 = 7 * DAY;
/// Rows that each event looks at to let the old go.
const SWEEP: usize = 2;

#[derive(Clone, Debug, Default)]
pub struct Numbers {
    stages: Stages,
    callers: Rows<Caller>,
    called: Rows<Called>,
    devices: Rows<Few<CARDS_MAX>>,
    cells: Rows<Few<CELL_MAX>>,
    complaints: Rows<Few<COMPLAINTS_MAX>>,
    /// By hundreds: numbers that came to high by themselves.
    ranges: Rows<Few<RANGE_MAX>>,
    graded: FxHashMap<u64, Standing>,
    head: u32,
    /// The earliest event's minute, plus one; 0: there was none.
    begun: u32,
}

packed!(Numbers { stages, callers, called, devices, cells, complaints, ranges, graded, head, begun });

/// Rows of each table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    pub calls: usize,
    pub callers: usize,
    pub called: usize,
    pub devices: usize,
    pub cells: usize,
    pub graded: usize,
}

/// A number as it is shown, with what is needed of it.
struct Seen {
    key: u64,
    /// Of the hundred numbers around it.
    range: Option<u64>,
    read: Result<Number, NumberError>,
    imitates: bool,
}

/// A number that is shown on a call from abroad and is not there belongs to whoever it belongs to: what such
/// calls do is counted apart, so that nobody is graded for being imitated.
const MASKED: u64 = 0x6d61_736b_6564_0000;

impl Seen {
    fn caller(call: &CallEvent, keyer: &Keyer) -> Self {
        let mut seen = Self::of(&call.caller, is_abroad(call), keyer);
        if seen.imitates || seen.is_masked(call) {
            seen.key ^= MASKED;
            seen.range = None;
        }
        seen
    }

    fn of(text: &str, abroad: bool, keyer: &Keyer) -> Self {
        let shown = Shown::read(text);
        let read = shown.and_then(|shown| Number::of(&shown));
        let imitates = shown.is_ok_and(|shown| hotline::is_imitation(&shown, &read, abroad));
        let range = read.ok().map(|number| key_of(&number.hundred(), keyer) ^ 1);
        Self { key: shown_key(text, &read, keyer), range, read, imitates }
    }

    /// A customer who travels shows the own number on a call from abroad; the carrier knows who travels.
    fn is_masked(&self, call: &CallEvent) -> bool {
        let travels = |number: &Number| number.kind() == Kind::Mobile && call.roaming == Some(true);
        is_abroad(call) && self.read.is_ok_and(|number| number.kind().is_domestic() && !travels(&number))
    }
}

/// By what the one who calls is known.
pub(crate) fn caller_key(call: &CallEvent, keyer: &Keyer) -> u64 {
    Seen::caller(call, keyer).key
}

/// The key of a number's one form; what is no number is known as it is shown.
fn shown_key(text: &str, read: &Result<Number, NumberError>, keyer: &Keyer) -> u64 {
    match read {
        Ok(number) => key_of(number, keyer),
        Err(_) => keyer.key(Known::Number, text.trim()).0,
    }
}

pub(crate) fn key(text: &str, keyer: &Keyer) -> u64 {
    shown_key(text, &Number::read(text), keyer)
}

fn key_of(number: &Number, keyer: &Keyer) -> u64 {
    keyer.key(Known::Number, number.form(&mut [0; DIGITS_MAX + 1])).0
}

impl Numbers {
    /// An event that happened. What a call's stage newly says is given back.
    pub fn apply(&mut self, call: &CallEvent, keyer: &Keyer, grader: &Grader) -> Steps {
        let at = minute(call.at);
        if at / DAY > self.head / DAY {
            // Grades that time has lowered to nothing go.
            self.graded.retain(|_, standing| standing.at(at) > Grade::Low);
        }
        self.head = self.head.max(at);
        self.begun = if self.begun == 0 { at + 1 } else { self.begun.min(at + 1) };
        let id = keyer.key(Known::Text, &call.id).0;
        let steps = self.stages.step(id, call.stage, call.seconds, at);
        let caller = Seen::caller(call, keyer);
        if steps.attempt {
            self.attempt(call, &caller, at, keyer);
        }
        if steps.answered
            && let Some(row) = self.callers.touch(caller.key)
        {
            row.answer(at);
        }
        if let Some(seconds) = steps.length
            && let Some(row) = self.callers.touch(caller.key)
        {
            row.end(at, seconds);
        }
        if steps.attempt || steps.ended {
            self.regrade(call, &caller, at, keyer, grader);
        }
        self.sweep();
        steps
    }

    fn attempt(&mut self, call: &CallEvent, caller: &Seen, at: u32, keyer: &Keyer) {
        let callee = Number::read(&call.callee);
        let callee_key = shown_key(&call.callee, &callee, keyer);
        if let Some(row) = self.called.touch(callee_key) {
            row.see(at);
        }
        let beside = callee.ok().map(|number| number.neighbours());
        let beside = beside.unwrap_or_default().map(|number| number.map_or(0, |one| half(key_of(&one, keyer))));
        let device = call.device.as_deref().map(|device| keyer.key(Known::Device, device).0);
        let cell = call.cell.as_deref().map(|cell| keyer.key(Known::Cell, cell).0);
        let area = callee.ok().and_then(|number| number.area());
        let Some(row) = self.callers.touch(caller.key) else { return };
        row.attempt(&Attempt { minute: at, callee: callee_key, area, device, cell, beside });
        let busy = row.attempts_1h(at) >= BUSY_CALLS;
        if let Some(device) = device
            && let Some(cards) = self.devices.touch(device)
        {
            cards.see(caller.key, at);
        }
        if let Some(cell) = cell.filter(|_| busy)
            && let Some(numbers) = self.cells.touch(cell)
        {
            numbers.see(caller.key, at);
        }
    }

    /// The rules grade by what the number does; only then by what its neighbours do, so that a range does not
    /// lift itself.
    fn regrade(&mut self, call: &CallEvent, caller: &Seen, at: u32, keyer: &Keyer, grader: &Grader) {
        let mut facts = Facts::default();
        self.tell_caller(call, caller, at, keyer, &mut facts);
        let (mut grade, mut reasons) = grader.grade(&facts);
        if let Some(range) = caller.range {
            if grade >= Grade::High
                && let Some(row) = self.ranges.touch(range)
            {
                row.see(caller.key, at);
            }
            let around = self.around(range, caller.key, at);
            if around > 0 {
                facts.set(Fact::CallRangeScams, around);
                (grade, reasons) = grader.grade(&facts);
            }
        }
        match self.graded.get_mut(&caller.key) {
            Some(standing) => standing.confirm(grade, reasons, at),
            None if grade > Grade::Low => {
                self.graded.insert(caller.key, grade::fresh(grade, at, reasons));
            }
            None => {}
        }
    }

    fn around(&self, range: u64, number: u64, now: u32) -> i64 {
        let from = since(now, WEEK);
        self.ranges.get(range).map_or(0, |row| i64::from(row.count(from)) - i64::from(row.has(number, from)))
    }

    fn sweep(&mut self) {
        let over = |head: u32, kept: u32| head < since(self.head, kept);
        self.callers.sweep(SWEEP, |row| over(row.head(), KEPT));
        self.called.sweep(SWEEP, |row| over(row.head(), WEEK));
        self.devices.sweep(SWEEP, |row| over(row.latest(), WEEK));
        self.cells.sweep(1, |row| over(row.latest(), HOUR));
        self.complaints.sweep(1, |row| over(row.latest(), 30 * DAY));
        self.ranges.sweep(1, |row| over(row.latest(), WEEK));
    }

    /// Somebody complained of a number; who is known by a key.
    pub fn complain(&mut self, number: &str, person: u64, at: Stamp, keyer: &Keyer) {
        self.complain_of(key(number, keyer), person, at);
    }

    /// The same of a number by the key of its one form.
    pub fn complain_of(&mut self, number: u64, person: u64, at: Stamp) {
        if let Some(row) = self.complaints.touch(number) {
            row.see(person, minute(at));
        }
    }

    pub fn tell(&self, event: &Event, keyer: &Keyer, now: Stamp, facts: &mut Facts) {
        let now = minute(now);
        match event {
            Event::Call(call) => {
                let caller = Seen::caller(call, keyer);
                self.tell_caller(call, &caller, now, keyer, facts);
                if let Some(range) = caller.range {
                    facts.set(Fact::CallRangeScams, self.around(range, caller.key, now));
                }
                grade::tell(Fact::CallGrade, self.grade_of(caller.key, now), facts);
            }
            Event::Text(text) => {
                let Some(from) = &text.from else { return };
                let sender = Seen::of(from, false, keyer);
                self.tell_kind(&sender, facts);
                facts.set_truth(Fact::CallImitates, sender.imitates);
                facts.set(Fact::CallComplaints, self.complaints_of(sender.key, now));
                grade::tell(Fact::CallGrade, self.grade_of(sender.key, now), facts);
            }
            Event::Payment(_) => {}
        }
    }

    fn tell_kind(&self, seen: &Seen, facts: &mut Facts) {
        facts.set_word(Fact::CallFrom, seen.read.map_or("invalid", |number| number.kind().name()));
    }

    /// All but the range and the grade.
    fn tell_caller(&self, call: &CallEvent, caller: &Seen, now: u32, keyer: &Keyer, facts: &mut Facts) {
        self.tell_kind(caller, facts);
        tell_line(call, caller, facts);
        let called = self.called.get(caller.key);
        if let Some(row) = self.callers.get(caller.key) {
            row.tell(now, called.map_or(0, Called::head), self.begun, facts);
            let incoming = called.map_or(0, |called| called.incoming_7d(now));
            let whole = incoming.saturating_add(row.outgoing_7d(now));
            facts.set_known(Fact::CallIncoming, permille(incoming, whole));
        }
        if let Some(device) = &call.device {
            let cards = self.devices.get(keyer.key(Known::Device, device).0);
            facts.set(Fact::CallCards, i64::from(cards.map_or(0, |cards| cards.count(since(now, WEEK)))));
        }
        if let Some(cell) = &call.cell {
            let busy = self.cells.get(keyer.key(Known::Cell, cell).0);
            facts.set(Fact::CallCellCards, i64::from(busy.map_or(0, |busy| busy.count(since(now, HOUR)))));
        }
        facts.set(Fact::CallComplaints, self.complaints_of(caller.key, now));
    }

    fn complaints_of(&self, key: u64, now: u32) -> i64 {
        self.complaints.get(key).map_or(0, |row| i64::from(row.count(since(now, 30 * DAY))))
    }

    pub(crate) fn grade_of(&self, key: u64, now: u32) -> Grade {
        self.graded.get(&key).map_or(Grade::Low, |standing| standing.at(now))
    }

    /// How a number stands; its `grade` is as of the moment of its last confirmation, `at` tells of now.
    pub fn standing(&self, number: &str, keyer: &Keyer) -> Option<&Standing> {
        self.graded.get(&key(number, keyer))
    }

    pub fn sizes(&self) -> Sizes {
        Sizes {
            calls: self.stages.len(),
            callers: self.callers.len(),
            called: self.called.len(),
            devices: self.devices.len(),
            cells: self.cells.len(),
            graded: self.graded.len(),
        }
    }
}

fn is_abroad(call: &CallEvent) -> bool {
    call.route == Some(Route::International)
}

/// What the call itself says of its line.
fn tell_line(call: &CallEvent, caller: &Seen, facts: &mut Facts) {
    if let Some(route) = call.route {
        facts.set_word(
            Fact::CallRoute,
            match route {
                Route::Local => "local",
                Route::Domestic => "domestic",
                Route::International => "international",
            },
        );
        facts.set_truth(Fact::CallMasked, caller.is_masked(call));
    }
    let attested = match call.attested {
        None => "none",
        Some(Attested::A) => "A",
        Some(Attested::B) => "B",
        Some(Attested::C) => "C",
        Some(Attested::Failed) => "failed",
    };
    facts.set_word(Fact::CallAttested, attested);
    facts.set_truth(Fact::CallImitates, caller.imitates);
    facts.set_known(Fact::CallAge, call.activated_at.map(|since| call.at.since_ms(since).max(0)));
    facts.set_known(Fact::CallRoaming, call.roaming.map(i64::from));
}
