//! What the centre remembers of calls, numbers and payers while it judges. It is built from the log's records and
//! the complaints of the records, so that a restart comes to the same.

use super::complaints::Complained;
use cordon_model::Stamp;
use cordon_sift::event::Event;
use cordon_sift::facts::Facts;
use cordon_sift::judge::Knows;
use cordon_sift::key::Keyer;
use cordon_sift::numbers::Grader;
use cordon_sift::rules::Rules;
pub use cordon_sift::state::SnapshotError;
use cordon_sift::state::State as Memory;
use cordon_sift::text::call::Channel;
use cordon_sift::text::verdict::Level;

#[derive(Debug)]
pub struct State(Memory);

impl State {
    /// Numbers are graded by these rules.
    pub fn new(rules: &Rules) -> Self {
        Self(Memory::new(Grader::new(rules)))
    }

    /// Other rules grade from here on.
    pub fn grade_by(&mut self, rules: &Rules) {
        self.0.grade_by(Grader::new(rules));
    }

    /// As it was saved; other rules may grade from here on.
    pub fn of_bytes(bytes: &[u8], rules: &Rules) -> Result<Self, SnapshotError> {
        Memory::restore(bytes, Grader::new(rules)).map(Self)
    }

    /// Keys and counts, the same for the same state.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.snapshot()
    }

    /// An event that happened; it counts itself.
    pub fn apply(&mut self, event: &Event, keyer: &Keyer) {
        self.0.apply(event, keyer);
    }

    /// Somebody complained of a number.
    pub fn complain(&mut self, complained: &Complained) {
        self.0.complain_of(complained.number, complained.person, complained.at);
    }

    /// Somebody was warned because of it: whoever pays next was warned, and is or was in such a call.
    pub fn follow(&mut self, event: &Event, at: Stamp, keyer: &Keyer) {
        let phone = match event {
            Event::Text(text) => text.to.as_deref(),
            Event::Call(call) => Some(call.callee.as_str()),
            Event::Payment(payment) => payment.payer.phone.as_deref(),
        };
        let Some(phone) = phone else { return };
        if matches!(event, Event::Text(text) if text.channel == Channel::Call) {
            self.0.call_level(phone, Level::Warn, at, keyer);
        }
        self.0.warned(phone, at, keyer);
    }
}

impl Knows for State {
    fn tell(&self, event: &Event, keyer: &Keyer, now: Stamp, facts: &mut Facts) {
        self.0.tell(event, keyer, now, facts);
    }
}
