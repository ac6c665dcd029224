//! One pass over all postings by one rule.

use super::account::Account;
use super::book::{Drawing, Run, clean, shares, sum};
use super::event::{Event, What};
use crate::names::{AccountId, TxId, VictimId};
use crate::question::{Question, Root, Start};
use crate::rule::Rule;
use crate::trace::{Carried, CarriedShare, Note, Outcome, Totals};
use crate::transfer::{Stamp, Transfer};
use std::collections::{BTreeMap, BTreeSet};

/// What a transfer has with it between its debit and its credit.
#[derive(Clone, Debug, Default)]
struct Load {
    runs: Vec<Run>,
    /// Whose money it brings, and by how many transfers.
    walks: BTreeMap<VictimId, u32>,
}

pub struct Pass<'a> {
    rule: Rule,
    drawing: &'a dyn Drawing,
    question: &'a Question,
    absent: &'a BTreeMap<AccountId, Note>,
    ends: BTreeMap<VictimId, i64>,
    ended: BTreeSet<VictimId>,
    accounts: BTreeMap<AccountId, Account>,
    loads: BTreeMap<TxId, Load>,
    edges: Vec<(Transfer, Carried)>,
    totals: BTreeMap<VictimId, Totals>,
    /// Accounts that would be expanded if their postings were there.
    missed: BTreeSet<AccountId>,
    expanded: BTreeSet<AccountId>,
    balances: Option<BTreeMap<AccountId, u64>>,
}

impl<'a> Pass<'a> {
    pub fn new(
        rule: Rule,
        drawing: &'a dyn Drawing,
        question: &'a Question,
        absent: &'a BTreeMap<AccountId, Note>,
        openings: &BTreeMap<AccountId, u64>,
    ) -> Self {
        let mut accounts: BTreeMap<AccountId, Account> = BTreeMap::new();
        for (account, opening) in openings {
            accounts.entry(*account).or_default().book.put_at_bottom(rule, *opening);
        }
        let ends = question.ends();
        Self {
            rule,
            drawing,
            question,
            absent,
            totals: ends.keys().map(|victim| (*victim, Totals::ZERO)).collect(),
            ends,
            ended: BTreeSet::new(),
            accounts,
            loads: BTreeMap::new(),
            edges: Vec::new(),
            missed: BTreeSet::new(),
            expanded: BTreeSet::new(),
            balances: None,
        }
    }

    pub fn take(&mut self, event: &Event) {
        self.end_windows(event.stamp.t);
        match event.what {
            What::Debit(transfer) => self.debit(&transfer),
            What::Credit(transfer) => self.credit(&transfer),
            What::Begin { root, account, amount } => self.begin(root, account, amount, event.stamp),
        }
    }

    /// Ends the windows that are over before `t`, and looks at the books when the last one is.
    fn end_windows(&mut self, t: i64) {
        if t > self.question.balance_end() && self.balances.is_none() {
            self.balances = Some(self.books());
        }
        let over: Vec<VictimId> = self.ends.iter().filter(|(_, end)| t > **end).map(|(victim, _)| *victim).collect();
        for victim in over {
            if self.ended.insert(victim) {
                self.accounts.values_mut().for_each(|account| account.end(self.rule, victim));
            }
        }
    }

    fn books(&self) -> BTreeMap<AccountId, u64> {
        self.accounts.iter().map(|(id, account)| (*id, account.book.total())).collect()
    }

    fn debit(&mut self, transfer: &Transfer) {
        self.heed_stated_balance(transfer);
        let account = self.accounts.entry(transfer.from).or_default();
        if account.is_expanded() && transfer.amount > account.book.total() {
            account.notes.add(Note::Overdraft);
        }
        if account.stood {
            account.notes.add(Note::Window);
        }
        let runs = self.drawing.draw(self.rule, &mut account.book, transfer.amount);
        let carried = carried(self.rule, transfer, &runs, account);
        let walks = carried.shares.iter().map(|share| (share.victim, share.hop)).collect();
        if !carried.shares.is_empty() {
            let left = account.book.total();
            let mut holds = self.question.holds.iter().filter(|hold| hold.account == transfer.from);
            if holds.any(|hold| hold.is_broken(transfer.debit.t, left)) {
                account.notes.add(Note::Breach);
            }
            self.edges.push((*transfer, carried));
        }
        let load = Load { runs, walks };
        let load = self.begin_with(transfer, load);
        self.loads.insert(transfer.id, load);
    }

    /// What the bank says was there before the debit is what was there.
    fn heed_stated_balance(&mut self, transfer: &Transfer) {
        let Some(stated) = transfer.balance_before else { return };
        let account = self.accounts.entry(transfer.from).or_default();
        let first = !std::mem::replace(&mut account.stated_before, true);
        let missing = stated - account.book.net();
        if missing > 0 {
            let missing = missing.unsigned_abs();
            let repaid = missing.min(account.book.overdraft);
            account.book.overdraft -= repaid;
            account.book.put_at_bottom(self.rule, missing - repaid);
        }
        if missing < 0 {
            let drawn = self.drawing.draw(self.rule, &mut account.book, missing.unsigned_abs());
            for (victim, amount) in shares(&drawn) {
                self.totals.entry(victim).or_default().unseen += amount;
            }
        }
        if account.is_expanded() && missing != 0 && !(first && missing > 0) {
            account.notes.add(if missing > 0 { Note::UnseenCredit } else { Note::UnseenDebit });
        }
    }

    /// Where a transfer is itself a beginning, what of it is nobody's becomes the victim's.
    fn begin_with(&mut self, transfer: &Transfer, mut load: Load) -> Load {
        let roots = self.question.roots_in_order();
        let begins = |root: &&Root| matches!(root.start, Start::Transfer(seed) if seed.id == transfer.id);
        for root in roots.iter().filter(begins) {
            load.walks.insert(root.victim, 0);
            if !self.rule.counts() {
                continue;
            }
            let mut new = 0;
            for run in load.runs.iter_mut().filter(|run| run.owner.is_none()) {
                run.owner = Some(root.victim);
                new += run.amount;
            }
            let totals = self.totals.entry(root.victim).or_default();
            totals.claimed += transfer.amount;
            totals.overlap += transfer.amount - new;
        }
        load
    }

    fn credit(&mut self, transfer: &Transfer) {
        let load = self.loads.remove(&transfer.id).unwrap_or_default();
        let (to, stamp) = (transfer.to, transfer.credited());
        if !load.walks.is_empty() {
            let account = self.accounts.entry(to).or_default();
            load.walks.iter().for_each(|(victim, walk)| account.meet(*victim, *walk, stamp));
            account.received += shares(&load.runs).iter().map(|(_, amount)| amount).sum::<u64>();
            if !self.rule.counts() {
                account.poisoned += transfer.amount;
                let brought = account.people.iter_mut().filter(|(victim, _)| load.walks.contains_key(victim));
                brought.for_each(|(_, person)| person.brought += transfer.amount);
            }
            if transfer.is_skewed() {
                account.notes.add(Note::Skew);
            }
            if load.walks.keys().any(|victim| self.ends.get(victim).is_some_and(|end| stamp.t > *end)) {
                account.notes.add(Note::Window);
            }
            self.expand(to, stamp.t);
        }
        self.book_credit(to, load.runs);
    }

    fn expand(&mut self, id: AccountId, t: i64) {
        let account = self.accounts.entry(id).or_default();
        let victims = account.to_expand(id, t, self.rule, self.question, &self.ends);
        if victims.is_empty() {
            return;
        }
        if self.absent.contains_key(&id) {
            self.missed.insert(id);
            return;
        }
        account.expand(self.rule, &victims);
        self.expanded.insert(id);
    }

    fn book_credit(&mut self, id: AccountId, units: Vec<Run>) {
        let account = self.accounts.entry(id).or_default();
        let mut booked = Vec::new();
        for run in units {
            let Some(victim) = run.owner.filter(|victim| !account.expanded_for(*victim)) else {
                booked.push(run);
                continue;
            };
            if let Some(person) = account.people.get_mut(&victim) {
                person.leaf += run.amount;
            }
            booked.push(clean(run.amount));
        }
        let repaid = sum(&booked).min(account.book.overdraft);
        account.book.overdraft -= repaid;
        let (absorbed, left) = self.drawing.repay(self.rule, booked, repaid);
        account.book.put_on_top(self.rule, left);
        for (victim, amount) in shares(&absorbed) {
            self.totals.entry(victim).or_default().absorbed += amount;
        }
    }

    /// The money is there, whatever the postings say.
    fn begin(&mut self, root: Root, id: AccountId, amount: Option<u64>, stamp: Stamp) {
        let account = self.accounts.entry(id).or_default();
        account.meet(root.victim, 0, stamp);
        let amount = amount.unwrap_or(0);
        if self.rule.counts() {
            account.received += amount;
        }
        self.expand(id, stamp.t);
        let account = self.accounts.entry(id).or_default();
        let had = account.book.total();
        let owner = Some(root.victim).filter(|_| self.rule.counts() && account.expanded_for(root.victim));
        let claimed = owner.map_or(0, |victim| account.book.claim_newest(self.rule, amount, victim));
        let added = amount.saturating_sub(had);
        if amount > 0 {
            account.book.overdraft = 0;
            account.book.put_on_top(self.rule, vec![Run { owner, amount: added }]);
        }
        if !self.rule.counts() {
            return;
        }
        if owner.is_none()
            && let Some(person) = account.people.get_mut(&root.victim)
        {
            person.leaf += amount;
        }
        let totals = self.totals.entry(root.victim).or_default();
        totals.claimed += amount;
        totals.overlap += if owner.is_some() { amount - added - claimed } else { 0 };
    }

    /// What was found, and the books of the accounts that were expanded.
    pub fn finish(mut self) -> (Outcome, BTreeMap<AccountId, u64>) {
        for account in self.accounts.values() {
            for (victim, person) in &account.people {
                self.totals.entry(*victim).or_default().on_accounts += account.on_account(*victim, person);
            }
        }
        for load in self.loads.values() {
            for (victim, amount) in shares(&load.runs) {
                self.totals.entry(victim).or_default().on_the_way += amount;
            }
        }
        let mut balances = self.balances.take().unwrap_or_else(|| self.books());
        balances.retain(|id, _| self.expanded.contains(id));
        let (rule, question) = (self.rule, self.question);
        let missing = |id: &AccountId| self.absent.get(id).copied().filter(|_| self.missed.contains(id));
        let reached = self.accounts.iter().filter(|(_, account)| !account.people.is_empty());
        let places = reached.map(|(id, account)| (*id, account.place(*id, rule, question, missing(id)))).collect();
        (Outcome { places, edges: self.edges, totals: self.totals }, balances)
    }
}

/// What a debit takes with it, of the victims for whom the account is expanded.
fn carried(rule: Rule, transfer: &Transfer, runs: &[Run], account: &Account) -> Carried {
    let hop = |victim: VictimId| account.people.get(&victim).map_or(1, |person| person.walk + 1);
    if rule.counts() {
        let shares = shares(runs);
        let amount = shares.iter().map(|(_, amount)| amount).sum();
        let shares = shares.into_iter().map(|(victim, amount)| CarriedShare { victim, amount, hop: hop(victim) });
        return Carried { amount, shares: shares.collect() };
    }
    let people = account.people.iter().filter(|(_, person)| person.is_expanded);
    let amount = transfer.amount;
    let shares = people.map(|(victim, _)| CarriedShare { victim: *victim, amount, hop: hop(*victim) });
    Carried { amount, shares: shares.collect() }
}
