//! What nobody in the city knows: whose money is where. Stolen money leaves an account first, as the law
//! of tracing says; the judge of a race goes by this, no strategy sees it.

use crate::script::AccountNo;
use std::collections::{BTreeMap, HashMap, VecDeque};

#[derive(Debug, Default)]
pub struct Truth {
    on: HashMap<AccountNo, VecDeque<(usize, i64)>>,
}

impl Truth {
    /// A victim of that case pays.
    pub fn lost(&mut self, case: usize, to: AccountNo, fen: i64) {
        self.on.entry(to).or_default().push_back((case, fen));
    }

    /// Money moves on, or out where no account is named.
    pub fn moved(&mut self, from: AccountNo, to: Option<AccountNo>, fen: i64) {
        let Some(there) = self.on.get_mut(&from) else { return };
        let mut left = fen;
        let mut taken = Vec::new();
        while left > 0 {
            let Some((case, amount)) = there.pop_front() else { break };
            let part = amount.min(left);
            taken.push((case, part));
            left = left.saturating_sub(part);
            if amount > part {
                there.push_front((case, amount.saturating_sub(part)));
            }
        }
        if let Some(to) = to {
            self.on.entry(to).or_default().extend(taken);
        }
    }

    pub fn stolen_on(&self, account: AccountNo) -> i64 {
        self.on.get(&account).map_or(0, |there| there.iter().map(|(_, fen)| fen).sum())
    }

    /// Where a case's money is, by account.
    pub fn of_case(&self, case: usize) -> BTreeMap<AccountNo, i64> {
        let mut found = BTreeMap::new();
        for (account, there) in &self.on {
            let own: i64 = there.iter().filter(|(whose, _)| *whose == case).map(|(_, fen)| fen).sum();
            if own > 0 {
                found.insert(*account, own);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stolen_money_leaves_first_and_nothing_is_made_of_nothing() {
        let (a, b) = (AccountNo(1), AccountNo(2));
        let mut truth = Truth::default();
        truth.lost(0, a, 100);
        truth.lost(1, a, 50);
        truth.moved(a, Some(b), 120);
        assert_eq!((truth.stolen_on(a), truth.stolen_on(b)), (30, 120));
        assert_eq!(truth.of_case(0), BTreeMap::from([(b, 100)]));
        assert_eq!(truth.of_case(1), BTreeMap::from([(a, 30), (b, 20)]));
        truth.moved(a, None, 1_000);
        assert_eq!(truth.stolen_on(a), 0);
    }
}
