//! Counters as anybody would write them down: everything is kept, every question goes over all of it.

use cordon_model::time::{MINUTE_MS, SHANGHAI_OFFSET_MS, Stamp};
use cordon_sift::event::{CallEvent, CallStage};
use cordon_sift::facts::Fact;
use cordon_sift::numbers::number::Number;
use cordon_sift::numbers::{BUSY_CALLS, CARDS_MAX, CELL_MAX, DEVICES_MAX, REGIONS_MAX, SHORT_SECONDS, STILL_CALLS};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Oracle {
    stages: BTreeMap<String, [bool; 4]>,
    attempts: Vec<Attempt>,
    answers: Vec<(i64, String)>,
    lengths: Vec<(i64, String, u32)>,
    heads: BTreeMap<String, i64>,
    called_heads: BTreeMap<String, i64>,
}

struct Attempt {
    minute: i64,
    caller: String,
    callee: String,
    area: Option<u16>,
    device: Option<String>,
    cell: Option<String>,
    next: bool,
    /// The caller was busy when it was made.
    busy: bool,
}

fn minute(at: Stamp) -> i64 {
    (at.ms() + SHANGHAI_OFFSET_MS).div_euclid(MINUTE_MS)
}

fn form(number: &str) -> String {
    Number::read(number).map_or(number.to_owned(), |number| number.to_string())
}

/// Whether a minute lies in one of the last `spans` spans of so many minutes.
fn within(at: i64, now: i64, span: i64, spans: i64) -> bool {
    at / span > now / span - spans && at <= now
}

impl Oracle {
    pub fn apply(&mut self, call: &CallEvent) {
        let (at, caller, callee) = (minute(call.at), form(&call.caller), form(&call.callee));
        let before = *self.stages.entry(call.id.clone()).or_default();
        let length = call.seconds.filter(|_| call.stage == CallStage::Ended);
        let answered = call.stage == CallStage::Answered || length.is_some();
        let now = [true, answered, call.stage == CallStage::Ended, length.is_some()];
        let new = |place: usize| now[place] && !before[place];
        if new(0) {
            self.attempt(call, at, &caller, &callee);
        }
        if new(1) {
            self.answers.push((at, caller.clone()));
        }
        if new(3) {
            self.lengths.push((at, caller.clone(), length.unwrap()));
        }
        if new(0) || new(1) || new(3) {
            let head = self.heads.entry(caller).or_insert(at);
            *head = (*head).max(at);
        }
        self.stages.insert(call.id.clone(), [0, 1, 2, 3].map(|place| before[place] || now[place]));
    }

    fn attempt(&mut self, call: &CallEvent, at: i64, caller: &str, callee: &str) {
        let newest = self.of(caller).fold(None, |newest: Option<&Attempt>, one| match newest {
            Some(newest) if one.minute < newest.minute => Some(newest),
            _ => Some(one),
        });
        let digits = |number: &str| number.trim_start_matches('+').parse::<i64>().unwrap_or(0);
        let next =
            newest.is_some_and(|newest| at >= newest.minute && (digits(&newest.callee) - digits(callee)).abs() == 1);
        let head = self.heads.get(caller).copied().unwrap_or(at).max(at);
        let hour = self.of(caller).filter(|one| within(one.minute, head, 5, 12)).count()
            + usize::from(within(at, head, 5, 12));
        let head = self.called_heads.entry(callee.to_owned()).or_insert(at);
        *head = (*head).max(at);
        self.attempts.push(Attempt {
            minute: at,
            caller: caller.to_owned(),
            callee: callee.to_owned(),
            area: Number::read(&call.callee).ok().and_then(|number| number.area()),
            device: call.device.clone(),
            cell: call.cell.clone(),
            next,
            busy: hour as u64 >= BUSY_CALLS,
        });
    }

    fn of<'a>(&'a self, caller: &'a str) -> impl Iterator<Item = &'a Attempt> + 'a {
        self.attempts.iter().filter(move |one| one.caller == caller)
    }

    /// What should be known of a caller, by fact. Callees are exact numbers here.
    pub fn facts(&self, call: &CallEvent, asked: Stamp) -> BTreeMap<Fact, i64> {
        let caller = &form(&call.caller);
        let asked = minute(asked);
        let mut facts = BTreeMap::new();
        let now = asked.max(self.heads.get(caller).copied().unwrap_or(asked));
        let since = |minutes: i64, now: i64| now + 1 - minutes;
        if self.heads.contains_key(caller) {
            let count = |span, spans| self.of(caller).filter(|one| within(one.minute, now, span, spans)).count() as i64;
            let (hour, day) = (count(5, 12), count(120, 12));
            facts.insert(Fact::CallAttempts10m, count(1, 10));
            facts.insert(Fact::CallAttempts1h, hour);
            facts.insert(Fact::CallAttempts24h, day);
            let callees = |spans| {
                let of = self.of(caller).filter(|one| within(one.minute, now, 6, spans));
                of.map(|one| &one.callee).collect::<BTreeSet<_>>().len() as i64
            };
            facts.insert(Fact::CallCallees1h, callees(10));
            facts.insert(Fact::CallCallees24h, callees(240));
            let answered = self.answers.iter().filter(|(at, who)| who == caller && within(*at, now, 120, 12)).count();
            let lengths: Vec<u32> = self
                .lengths
                .iter()
                .filter(|(at, who, _)| who == caller && within(*at, now, 120, 12))
                .map(|(_, _, seconds)| *seconds)
                .collect();
            let short = lengths.iter().filter(|seconds| **seconds < SHORT_SECONDS).count() as i64;
            let share = |fact, part: i64, whole: i64, facts: &mut BTreeMap<Fact, i64>| {
                if whole > 0 {
                    facts.insert(fact, part * 1000 / whole);
                }
            };
            share(Fact::CallAnswered, answered as i64, day, &mut facts);
            share(Fact::CallShort, short, lengths.len() as i64, &mut facts);
            if !lengths.is_empty() {
                let sum: i64 = lengths.iter().map(|seconds| i64::from(*seconds)).sum();
                facts.insert(Fact::CallMeanSeconds, sum / lengths.len() as i64);
            }
            let next = self.of(caller).filter(|one| one.next && within(one.minute, now, 5, 12)).count() as i64;
            share(Fact::CallSequential, next, hour, &mut facts);
            let week: Vec<&Attempt> = self.of(caller).filter(|one| within(one.minute, now, 1440, 7)).collect();
            let night = week.iter().filter(|one| !(7..22).contains(&(one.minute / 60 % 24))).count() as i64;
            share(Fact::CallNight, night, week.len() as i64, &mut facts);
            let called_now = asked.max(self.called_heads.get(caller).copied().unwrap_or(asked));
            let incoming: Vec<i64> =
                self.attempts.iter().filter(|one| one.callee == *caller).map(|one| one.minute).collect();
            let came = incoming.iter().filter(|at| within(**at, called_now, 1440, 7)).count() as i64;
            share(Fact::CallIncoming, came, came + week.len() as i64, &mut facts);
            let things = |of: &dyn Fn(&Attempt) -> Option<String>, minutes: i64, most: usize| {
                let of = self.of(caller).filter(|one| one.minute >= since(minutes, now)).filter_map(of);
                of.collect::<BTreeSet<_>>().len().min(most) as i64
            };
            facts.insert(Fact::CallProvinces, things(&|one| one.area.map(|area| area.to_string()), 1440, REGIONS_MAX));
            facts.insert(Fact::CallDevices, things(&|one| one.device.clone(), 7 * 1440, DEVICES_MAX));
            let days: BTreeSet<i64> =
                self.of(caller).filter(|one| within(one.minute, now, 1440, 30)).map(|one| one.minute / 1440).collect();
            facts.insert(Fact::CallDays, days.len() as i64);
            let called_at = incoming.iter().max().copied().unwrap_or(0);
            if let Some(still) = self.still(caller, now, day, called_at >= since(1440, now)) {
                facts.insert(Fact::CallStill, i64::from(still));
            }
        }
        let at = asked;
        if let Some(device) = &call.device {
            let cards: BTreeSet<&String> = self
                .attempts
                .iter()
                .filter(|one| one.device.as_ref() == Some(device) && one.minute >= since(7 * 1440, at))
                .map(|one| &one.caller)
                .collect();
            facts.insert(Fact::CallCards, cards.len().min(CARDS_MAX) as i64);
        }
        if let Some(cell) = &call.cell {
            let busy: BTreeSet<&String> = self
                .attempts
                .iter()
                .filter(|one| one.busy && one.cell.as_ref() == Some(cell) && one.minute >= since(60, at))
                .map(|one| &one.caller)
                .collect();
            facts.insert(Fact::CallCellCards, busy.len().min(CELL_MAX) as i64);
        }
        facts
    }

    fn still(&self, caller: &str, now: i64, day: i64, called: bool) -> Option<bool> {
        let seen: Vec<(i64, &String)> =
            self.of(caller).filter_map(|one| Some((one.minute, one.cell.as_ref()?))).collect();
        let newest = seen.iter().map(|(at, _)| *at).max().filter(|newest| *newest >= now + 1 - 1440)?;
        let last = seen.iter().rev().find(|(at, _)| *at == newest)?.1;
        let elsewhere = seen.iter().any(|(at, cell)| *cell != last && *at >= now + 1 - 1440);
        Some(day as u64 >= STILL_CALLS && !elsewhere && !called)
    }
}
