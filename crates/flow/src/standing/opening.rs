//! What must have been on an account from the beginning, so that its first stated balance holds.

use super::late::Redo;
use super::past::{Kind, Posting};
use super::{Table, net};
use crate::names::{AccountId, Names};
use crate::transfer::Stamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Of the first debit that states a balance.
    pub stamp: Stamp,
    /// The least that makes it true.
    pub amount: i64,
}

impl Table {
    /// The first statement of an account where nobody's money was before, in the order of the stream.
    pub(super) fn state_first(&mut self, place: u32) {
        let (Some(row), more) = (self.log.row(place).copied(), self.log.more(place)) else { return };
        let Some(stated) = more.balance_before else { return };
        let Some(line) = self.lines.get_mut(row.from.0 as usize) else { return };
        let amount = (stated - line.net).max(0);
        line.net += amount;
        line.set_stated(true);
        self.openings.insert(row.from, Opening { stamp: row.debit(), amount });
    }

    /// Finds the opening anew. By how much it differs from what it was taken for.
    pub(super) fn find_opening(&mut self, account: AccountId, redo: &Redo, names: &Names) -> i64 {
        let postings = self.history(account, super::log::FIRST, redo, names);
        let was = self.openings.get(&account).map_or(0, |opening| opening.amount);
        let net = Posting::undo(&postings, self.line(account).net) - was;
        let found = self.opening(&postings, net);
        if let (Some(found), Some(line)) = (found, self.lines.get_mut(account.0 as usize)) {
            line.set_stated(true);
            self.openings.insert(account, found);
        }
        found.map_or(0, |found| found.amount) - was
    }

    /// `net` is what was there before the first of the postings, without an opening.
    fn opening(&self, postings: &[Posting], net: i64) -> Option<Opening> {
        // What is there without an opening, and the sum of the postings alone.
        let (mut net, mut sum) = (net, net);
        for posting in postings.iter().filter(|posting| posting.is_due()) {
            if posting.key.kind == Kind::Begin {
                net = net::begin(net, self.begins.get(posting.at as usize).map_or(0, |begin| begin.amount)).1;
                continue;
            }
            let stated = self.log.more(posting.at).balance_before.filter(|_| posting.key.kind == Kind::Debit);
            if let Some(stated) = stated {
                let amount = if net < stated { stated - sum } else { 0 };
                return Some(Opening { stamp: posting.key.stamp, amount });
            }
            net += posting.added();
            sum += posting.added();
        }
        None
    }
}
