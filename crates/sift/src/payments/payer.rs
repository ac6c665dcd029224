//! What one account paid within an hour and a day.

use crate::event::PaymentEvent;
use crate::facts::{Fact, Facts};
use crate::pack::packed;
use crate::window::{HOUR, Ring};

const FIVE: u32 = 5;
const SPAN: u32 = 2 * HOUR;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payer {
    head: u32,
    count: Ring<u16, 12>,
    sums: Ring<u64, 12>,
    new: Ring<u16, 12>,
}

packed!(Payer { head, count, sums, new });

impl Payer {
    pub const fn head(&self) -> u32 {
        self.head
    }

    pub fn pay(&mut self, at: u32, payment: &PaymentEvent) {
        if at > self.head {
            self.count.advance(self.head / FIVE, at / FIVE);
            self.sums.advance(self.head / SPAN, at / SPAN);
            self.new.advance(self.head / SPAN, at / SPAN);
            self.head = at;
        }
        let head = self.head;
        self.count.add(at / FIVE, head / FIVE, 1);
        self.sums.add(at / SPAN, head / SPAN, u64::try_from(payment.amount).unwrap_or(0));
        self.new.add(at / SPAN, head / SPAN, u64::from(payment.first_to_payee == Some(true)));
    }

    pub fn tell(&self, now: u32, facts: &mut Facts) {
        let now = now.max(self.head);
        let value = |sum: u64| i64::try_from(sum).unwrap_or(i64::MAX);
        facts.set(Fact::PayCount1h, value(self.count.sum(self.head / FIVE, now / FIVE, 12)));
        facts.set(Fact::PaySum24h, value(self.sums.sum(self.head / SPAN, now / SPAN, 12)));
        facts.set(Fact::PayNewPayees24h, value(self.new.sum(self.head / SPAN, now / SPAN, 12)));
    }
}
