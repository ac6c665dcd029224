//! Payments before they leave: what the payer is in the middle of, what the payer usually does, and what is
//! known of the payee.
//!
//! Not here: whose money lies on the payee's account. The tracer knows; it is asked through `PayeeSigns`.

mod payee;
mod payer;
mod talk;

pub use payee::{PayeeSigns, Signs};
pub use talk::{AFTER_MS, TALK_MAX_MS};

use crate::event::{CallEvent, NameCheck, PayChannel, PaymentEvent};
use crate::facts::{Fact, Facts};
use crate::key::{Keyer, Known};
use crate::numbers::{Numbers, Steps, caller_key};
use crate::pack::packed;
use crate::text::verdict::Level;
use crate::window::{DAY, Recent, Rows, minute};
use cordon_model::time::{SECOND_MS, Stamp};
use payee::Payee;
use payer::Payer;
use talk::Talks;

/// How long it counts that somebody was warned.
const WARNED_LIFE: u32 = 7 * DAY;
const TALK_LIFE: u32 = 6 * 60;
const SWEEP: usize = 2;

#[derive(Clone, Debug)]
pub struct Payments {
    payers: Rows<Payer>,
    payees: Rows<Payee>,
    /// By the phone of either side.
    talks: Recent<Talks>,
    warned: Recent<i64>,
    head: u32,
    /// The newest call of all: without calls nobody knows who is on the phone.
    heard: u32,
}

packed!(Payments { payers, payees, talks, warned, head, heard });

impl Default for Payments {
    fn default() -> Self {
        Self {
            payers: Rows::default(),
            payees: Rows::default(),
            talks: Recent::new(TALK_LIFE),
            warned: Recent::new(WARNED_LIFE),
            head: 0,
            heard: 0,
        }
    }
}

impl Payments {
    /// A stage of a call, with what was new in it.
    pub fn hear(&mut self, call: &CallEvent, steps: Steps, keyer: &Keyer) {
        self.heard = self.heard.max(minute(call.at));
        if !steps.answered && !steps.ended {
            return;
        }
        self.talks.advance(minute(call.at));
        let id = keyer.key(Known::Text, &call.id).0;
        let (caller, callee) = (caller_key(call, keyer), phone(&call.callee, keyer));
        let length = i64::from(steps.length.unwrap_or(0)) * SECOND_MS;
        for (one, other) in [(callee, caller), (caller, callee)] {
            if steps.answered {
                self.talks.touch(one).begin(id, other, call.at.ms() - length);
            }
            if steps.ended && self.talks.get(one).is_some() {
                self.talks.touch(one).end(id, call.at.ms());
            }
        }
    }

    /// What the script detector says of the call that a phone is in. Without signalling of that call it is
    /// known from here on.
    pub fn call_level(&mut self, number: &str, level: Level, at: Stamp, keyer: &Keyer) {
        self.talks.advance(minute(at));
        self.talks.touch(phone(number, keyer)).level(level as u8, at.ms());
    }

    /// The one with this phone was warned.
    pub fn warned(&mut self, number: &str, at: Stamp, keyer: &Keyer) {
        self.warned.advance(minute(at));
        let last = self.warned.touch(phone(number, keyer));
        *last = (*last).max(at.ms());
    }

    pub fn apply(&mut self, payment: &PaymentEvent, keyer: &Keyer) {
        let at = minute(payment.at);
        self.head = self.head.max(at);
        if let Some(payer) = self.payers.touch(payer_key(payment, keyer)) {
            payer.pay(at, payment);
        }
        if let Some(payee) = self.payees.touch(account(&payment.payee.account, keyer)) {
            payee.see(at, account(&payment.payer.account, keyer));
        }
        let head = self.head;
        self.payers.sweep(SWEEP, |row| row.head() + DAY < head);
        self.payees.sweep(SWEEP, |row| row.head() + DAY < head);
    }

    /// The payment itself is among what is counted.
    pub fn tell(&self, payment: &PaymentEvent, numbers: &Numbers, keyer: &Keyer, now: Stamp, facts: &mut Facts) {
        tell_payment(payment, facts);
        if let Some(payer) = self.payers.get(payer_key(payment, keyer)) {
            payer.tell(minute(now), facts);
        }
        if let Some(payee) = self.payees.get(account(&payment.payee.account, keyer)) {
            facts.set(Fact::PayeePayers24h, payee.payers_24h(minute(now)));
        }
        if let Some(number) = &payment.payer.phone {
            self.tell_situation(phone(number, keyer), numbers, now, facts);
        }
    }

    fn tell_situation(&self, phone: u64, numbers: &Numbers, now: Stamp, facts: &mut Facts) {
        if let Some(warned) = self.warned.get(phone) {
            facts.set(Fact::PayWarned, now.ms().saturating_sub(*warned).max(0));
        }
        match self.talks.get(phone) {
            Some(talks) => talks.tell(now.ms(), |other| numbers.grade_of(other, minute(now)), facts),
            None if minute(now).saturating_sub(self.heard) < 60 => facts.set_truth(Fact::PayOnCall, false),
            None => {}
        }
    }

    /// Payers, payees, phones.
    pub fn sizes(&self) -> [usize; 3] {
        [self.payers.len(), self.payees.len(), self.talks.len()]
    }
}

fn phone(number: &str, keyer: &Keyer) -> u64 {
    crate::numbers::key(number, keyer)
}

fn account(name: &str, keyer: &Keyer) -> u64 {
    keyer.key(Known::Account, name).0
}

/// Sums are of one currency.
fn payer_key(payment: &PaymentEvent, keyer: &Keyer) -> u64 {
    account(&payment.payer.account, keyer) ^ keyer.key(Known::Text, &payment.currency).0
}

fn tell_payment(payment: &PaymentEvent, facts: &mut Facts) {
    facts.set(Fact::PayAmount, payment.amount);
    let of = |whole: Option<i64>| whole.filter(|whole| *whole > 0).map(|whole| share(payment.amount, whole));
    facts.set_known(Fact::PayAmountRatio, of(payment.usual_amount));
    facts.set_known(Fact::PayBalanceShare, of(payment.balance_before));
    if let Some(channel) = payment.channel {
        facts.set_word(Fact::PayChannel, channel_name(channel));
    }
    if let Some(name) = payment.name_check {
        facts.set_word(Fact::PayName, name_check(name));
    }
    for (fact, told) in [
        (Fact::PayFirst, payment.first_to_payee),
        (Fact::PayScreenShared, payment.screen_shared),
        (Fact::PayRemote, payment.remote_control),
        (Fact::PayNewDevice, payment.new_device),
        (Fact::PayElder, payment.elder),
    ] {
        facts.set_known(fact, told.map(i64::from));
    }
    let ago = |then: Stamp| payment.at.since_ms(then).max(0);
    facts.set_known(Fact::PayLoan, payment.loan_at.map(ago));
    facts.set_known(Fact::PayeeAge, payment.payee.opened_at.map(ago));
}

/// Thousandths; what is more than a whole number holds stays at its most.
fn share(part: i64, whole: i64) -> i64 {
    let share = i128::from(part) * 1000 / i128::from(whole.max(1));
    i64::try_from(share).unwrap_or(i64::MAX)
}

const fn channel_name(channel: PayChannel) -> &'static str {
    match channel {
        PayChannel::App => "app",
        PayChannel::Web => "web",
        PayChannel::Counter => "counter",
        PayChannel::Atm => "atm",
        PayChannel::Wallet => "wallet",
        PayChannel::Card => "card",
    }
}

const fn name_check(name: NameCheck) -> &'static str {
    match name {
        NameCheck::Match => "match",
        NameCheck::Close => "close",
        NameCheck::NoMatch => "no_match",
        NameCheck::Unavailable => "unavailable",
    }
}
