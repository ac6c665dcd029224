//! The last two conversations of a phone: a victim is often held on the line while paying, and a short call
//! from somebody else does not end that.

use crate::facts::{Fact, Facts};
use crate::numbers::tell_grade;
use crate::pack::packed;
use crate::verdict::Grade;
use cordon_model::time::{HOUR_MS, MINUTE_MS};

/// A call that ended so long ago still says something of a payment.
pub const AFTER_MS: i64 = HOUR_MS;
/// A call whose end nobody told is over after this time.
pub const TALK_MAX_MS: i64 = 6 * HOUR_MS;

const LEVELS: [&str; 3] = ["allow", "watch", "warn"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Talks {
    last: Talk,
    before: Talk,
}

packed!(Talks { last, before });

/// `from` 0: there was none. `until` 0: it goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Talk {
    call: u64,
    other: u64,
    from: i64,
    until: i64,
    /// One more than what the script detector says; 0: it says nothing.
    level: u8,
}

packed!(Talk { call, other, from, until, level });

impl Talk {
    /// How long before `now` it ended: nothing while it goes on.
    fn over_ms(&self, now: i64) -> i64 {
        match self.until {
            0 if now.saturating_sub(self.from) < TALK_MAX_MS => 0,
            0 => i64::MAX,
            until => now.saturating_sub(until).max(1),
        }
    }

    fn counts(&self, now: i64) -> bool {
        self.from > 0 && self.over_ms(now) < AFTER_MS
    }

    fn minutes(&self, now: i64) -> i64 {
        let until = if self.until == 0 { now } else { self.until };
        until.saturating_sub(self.from).max(0) / MINUTE_MS
    }
}

impl Talks {
    pub fn begin(&mut self, call: u64, other: u64, from: i64) {
        if [self.last.call, self.before.call].contains(&call) {
            return;
        }
        let mut talk = Talk { call, other, from: from.max(1), until: 0, level: 0 };
        // What the detector heard before the carrier told of the call.
        if self.last.call == 0 && self.last.level > 0 && self.last.until == 0 {
            talk.level = self.last.level;
            self.last = Talk::default();
        }
        if talk.from >= self.last.from {
            self.before = self.last;
            self.last = talk;
        } else if talk.from >= self.before.from {
            self.before = talk;
        }
    }

    pub fn end(&mut self, call: u64, at: i64) {
        for talk in [&mut self.last, &mut self.before] {
            if talk.call == call && talk.from > 0 {
                talk.until = at.max(1);
            }
        }
    }

    pub fn level(&mut self, level: u8, at: i64) {
        if !self.last.counts(at) {
            self.before = self.last;
            self.last = Talk { from: at.max(1), ..Talk::default() };
        }
        self.last.level = self.last.level.max(level.saturating_add(1));
    }

    pub fn tell(&self, now: i64, grade: impl Fn(u64) -> Grade, facts: &mut Facts) {
        let talks = [&self.last, &self.before];
        let counting = talks.into_iter().filter(|talk| talk.counts(now));
        facts.set_truth(Fact::PayOnCall, talks.iter().any(|talk| talk.from > 0 && talk.over_ms(now) == 0));
        let graded = counting.map(|talk| (grade(talk.other), talk.level, talk));
        let Some((worst, _, talk)) = graded.max_by_key(|(grade, level, talk)| (*grade, *level, talk.minutes(now)))
        else {
            return;
        };
        tell_grade(Fact::PayCallGrade, worst, facts);
        facts.set(Fact::PayCallMinutes, talk.minutes(now));
        let level = talks.into_iter().filter(|talk| talk.counts(now)).map(|talk| talk.level).max();
        let level = level.and_then(|level| LEVELS.get(usize::from(level.checked_sub(1)?)));
        if let Some(level) = level {
            facts.set_word(Fact::PayCallLevel, level);
        }
    }
}
