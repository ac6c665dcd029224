//! What the centre remembers of calls, numbers and payers while it judges. It is built from the log's records
//! alone, so that a restart comes to the same.

use cordon_model::Stamp;
use cordon_sift::event::Event;
use cordon_sift::facts::Facts;
use cordon_sift::judge::Knows;
use cordon_sift::key::Keyer;

#[derive(Debug, Default)]
pub struct State {}

impl State {
    /// An event that happened; it counts itself.
    pub fn apply(&mut self, _event: &Event, _keyer: &Keyer) {}

    /// Somebody was warned because of it.
    pub fn follow(&mut self, _event: &Event, _at: Stamp, _keyer: &Keyer) {}
}

impl Knows for State {
    fn tell(&self, _event: &Event, _keyer: &Keyer, _now: Stamp, _facts: &mut Facts) {}
}
