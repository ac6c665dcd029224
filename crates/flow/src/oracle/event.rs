//! Everything that happens to accounts, in the order in which it counts.

use crate::names::{AccountId, Names};
use crate::question::{Question, Root, Start};
use crate::transfer::{Side, Stamp, Transfer, posting_order};
use std::cmp::Ordering;

#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub stamp: Stamp,
    pub what: What,
}

#[derive(Clone, Copy, Debug)]
pub enum What {
    Debit(Transfer),
    Credit(Transfer),
    /// Money of a victim is said to be on an account, after all its postings up to the moment.
    Begin {
        root: Root,
        account: AccountId,
        amount: Option<u64>,
    },
}

impl Event {
    pub const fn account(&self) -> AccountId {
        match self.what {
            What::Debit(transfer) => transfer.from,
            What::Credit(transfer) => transfer.to,
            What::Begin { account, .. } => account,
        }
    }

    pub const fn transfer(&self) -> Option<Transfer> {
        match self.what {
            What::Debit(transfer) | What::Credit(transfer) => Some(transfer),
            What::Begin { .. } => None,
        }
    }

    pub const fn stated(&self) -> Option<i64> {
        match self.what {
            What::Debit(transfer) => transfer.balance_before,
            _ => None,
        }
    }

    /// What it adds to the account; a beginning adds nothing by itself.
    pub fn amount_signed(&self) -> i64 {
        // INVARIANT (amount): `Transfer::check` keeps amounts far below i64::MAX.
        match self.what {
            What::Debit(transfer) => -i64::try_from(transfer.amount).unwrap_or(i64::MAX),
            What::Credit(transfer) => i64::try_from(transfer.amount).unwrap_or(i64::MAX),
            What::Begin { .. } => 0,
        }
    }

    /// What the account has after it, given what it had (below 0: overdraft).
    pub fn moves(&self, net: i64) -> i64 {
        match self.what {
            What::Begin { amount, .. } => net.max(amount.and_then(|x| i64::try_from(x).ok()).unwrap_or(net)),
            _ => net + self.amount_signed(),
        }
    }
}

pub fn events(question: &Question, transfers: &[Transfer], names: &Names) -> Vec<Event> {
    let mut events = Vec::new();
    for transfer in transfers {
        events.push(Event { stamp: transfer.debit, what: What::Debit(*transfer) });
        events.push(Event { stamp: transfer.credited(), what: What::Credit(*transfer) });
    }
    for root in question.roots_in_order() {
        if let Start::Account { account, at, amount } = root.start {
            events.push(Event { stamp: Stamp::after(at), what: What::Begin { root, account, amount } });
        }
    }
    events.retain(|event| question.seen_until.is_none_or(|last| event.stamp.t <= last));
    // The sort is stable: beginnings at one moment stay in the order of victims.
    events.sort_by(|a, b| order(a, b, names));
    events
}

fn order(a: &Event, b: &Event, names: &Names) -> Ordering {
    match (key(a), key(b)) {
        (Some(a), Some(b)) => posting_order(names, a, b),
        (a_key, b_key) => a.stamp.cmp(&b.stamp).then(a_key.is_none().cmp(&b_key.is_none())),
    }
}

fn key(event: &Event) -> Option<(Stamp, Side, crate::names::TxId)> {
    match event.what {
        What::Debit(transfer) => Some((event.stamp, Side::Debit, transfer.id)),
        What::Credit(transfer) => Some((event.stamp, Side::Credit, transfer.id)),
        What::Begin { .. } => None,
    }
}
