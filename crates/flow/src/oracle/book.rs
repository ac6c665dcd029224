//! The book of an account as a plain list of runs of units, oldest first, and how each rule takes
//! units out of it. Under the rules that know no order it holds one run for each owner.

use crate::names::VictimId;
use crate::rule::Rule;

/// Neighbouring units of one owner; nobody's are clean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub owner: Option<VictimId>,
    pub amount: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    pub runs: Vec<Run>,
    pub overdraft: u64,
}

/// How units leave a book and how they repay an overdraft. The law's is [`Lawful`].
pub trait Drawing {
    /// The units that leave with a debit, in the order in which they leave; overdraft last.
    fn draw(&self, rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
        draw(rule, book, amount)
    }

    /// Of units that arrive, which repay, and which are left.
    fn repay(&self, rule: Rule, units: Vec<Run>, repaid: u64) -> (Vec<Run>, Vec<Run>) {
        repay(rule, units, repaid)
    }
}

#[derive(Debug)]
pub struct Lawful;

impl Drawing for Lawful {}

pub const fn clean(amount: u64) -> Run {
    Run { owner: None, amount }
}

pub fn sum(runs: &[Run]) -> u64 {
    runs.iter().map(|run| run.amount).sum()
}

/// Each victim's units, in the order of victims.
pub fn shares(runs: &[Run]) -> Vec<(VictimId, u64)> {
    let mut shares = std::collections::BTreeMap::new();
    for run in runs {
        if let Some(victim) = run.owner {
            *shares.entry(victim).or_insert(0) += run.amount;
        }
    }
    shares.into_iter().collect()
}

impl Book {
    pub fn total(&self) -> u64 {
        sum(&self.runs)
    }

    pub fn of(&self, victim: VictimId) -> u64 {
        self.runs.iter().filter(|run| run.owner == Some(victim)).map(|run| run.amount).sum()
    }

    /// What is there less what is owed.
    pub fn net(&self) -> i64 {
        // INVARIANT (volume): every book fits into 63 bits.
        i64::try_from(self.total()).unwrap_or(i64::MAX) - i64::try_from(self.overdraft).unwrap_or(i64::MAX)
    }

    pub fn put_on_top(&mut self, rule: Rule, runs: Vec<Run>) {
        self.runs.extend(runs);
        self.tidy(rule);
    }

    pub fn put_at_bottom(&mut self, rule: Rule, amount: u64) {
        self.runs.insert(0, clean(amount));
        self.tidy(rule);
    }

    /// The newest units whose owner is `from` become `to`'s, as many as there are and at most `amount`.
    /// The number that did.
    pub fn hand_newest(&mut self, rule: Rule, amount: u64, from: Option<VictimId>, to: Option<VictimId>) -> u64 {
        let mut left = amount;
        let mut runs = Vec::new();
        for run in self.runs.iter().rev() {
            let handed = if run.owner == from { run.amount.min(left) } else { 0 };
            left -= handed;
            runs.push(Run { owner: to, amount: handed });
            runs.push(Run { owner: run.owner, amount: run.amount - handed });
        }
        runs.reverse();
        self.runs = runs;
        self.tidy(rule);
        amount - left
    }

    /// The newest `amount` units of the whole book: what of them is clean becomes the victim's, and
    /// the rest is somebody's already. Without an order the clean ones are the newest.
    pub fn claim_newest(&mut self, rule: Rule, amount: u64, victim: VictimId) -> u64 {
        if !rule.is_ordered() {
            return self.hand_newest(rule, amount, None, Some(victim));
        }
        let newest = take_newest(&mut self.runs, amount);
        let claimed = newest.iter().filter(|run| run.owner.is_none()).map(|run| run.amount).sum();
        let back = newest.into_iter().rev().map(|run| Run { owner: run.owner.or(Some(victim)), ..run });
        self.put_on_top(rule, back.collect());
        claimed
    }

    fn tidy(&mut self, rule: Rule) {
        if !rule.is_ordered() {
            self.runs.sort_by_key(|run| run.owner);
        }
        let mut tidied: Vec<Run> = Vec::new();
        for run in self.runs.drain(..).filter(|run| run.amount > 0) {
            match tidied.last_mut() {
                Some(last) if last.owner == run.owner => last.amount += run.amount,
                _ => tidied.push(run),
            }
        }
        self.runs = tidied;
    }
}

pub fn draw(rule: Rule, book: &mut Book, amount: u64) -> Vec<Run> {
    let had = book.total();
    let mut drawn = match rule {
        Rule::Fifo => take_oldest(&mut book.runs, amount),
        Rule::Lifo => take_newest(&mut book.runs, amount),
        _ => {
            let leaving = leaving(rule, &shares(&book.runs), had, amount);
            let tainted = leaving.iter().map(|(_, x)| x).sum::<u64>();
            let mut parts: Vec<Run> = leaving.into_iter().map(|(v, x)| Run { owner: Some(v), amount: x }).collect();
            parts.push(clean(amount.min(had) - tainted));
            parts.iter().for_each(|part| take_of(&mut book.runs, *part));
            parts
        }
    };
    book.tidy(rule);
    book.overdraft += amount - amount.min(had);
    drawn.push(clean(amount - amount.min(had)));
    drawn.retain(|run| run.amount > 0);
    drawn
}

/// How many units of each victim leave with a debit: the table of the page.
pub fn leaving(rule: Rule, shares: &[(VictimId, u64)], had: u64, amount: u64) -> Vec<(VictimId, u64)> {
    let tainted: u64 = shares.iter().map(|(_, s)| s).sum();
    match rule {
        Rule::TaintFirst => split(shares, amount.min(tainted), tainted),
        Rule::CleanFirst => split(shares, tainted - tainted.min(had.saturating_sub(amount)), tainted),
        Rule::Haircut if amount < had => split(shares, amount, had),
        Rule::Haircut => shares.to_vec(),
        _ => Vec::new(),
    }
}

/// ⌊S_j·part/whole⌋ − ⌊S_(j−1)·part/whole⌋ for each victim j.
pub fn split(shares: &[(VictimId, u64)], part: u64, whole: u64) -> Vec<(VictimId, u64)> {
    let up_to = |sum: u64| {
        let product = u128::from(sum) * u128::from(part);
        // INVARIANT (part): nowhere is the part above the whole, so the quotient is at most the sum.
        u64::try_from(product / u128::from(whole.max(1))).unwrap_or(sum)
    };
    let mut sum = 0;
    let mut parts = Vec::new();
    for (victim, share) in shares {
        parts.push((*victim, up_to(sum + share) - up_to(sum)));
        sum += share;
    }
    parts
}

pub fn repay(rule: Rule, units: Vec<Run>, repaid: u64) -> (Vec<Run>, Vec<Run>) {
    let arrived = sum(&units);
    let mut left = units;
    if matches!(rule, Rule::Fifo | Rule::Lifo) {
        let used = take_oldest(&mut left, repaid);
        return (used, left);
    }
    let shares = shares(&left);
    let tainted: u64 = shares.iter().map(|(_, s)| s).sum();
    let absorbed = match rule {
        Rule::TaintFirst => split(&shares, repaid.saturating_sub(arrived - tainted), tainted),
        Rule::CleanFirst => split(&shares, repaid.min(tainted), tainted),
        _ => split(&shares, repaid, arrived),
    };
    let mut used: Vec<Run> = absorbed.into_iter().map(|(v, x)| Run { owner: Some(v), amount: x }).collect();
    used.push(clean(repaid - sum(&used)));
    used.iter().for_each(|part| take_of(&mut left, *part));
    (used, left)
}

/// Units from the bottom, oldest first.
pub fn take_oldest(runs: &mut Vec<Run>, amount: u64) -> Vec<Run> {
    let mut left = amount;
    let mut taken = Vec::new();
    for run in runs.iter_mut() {
        let part = run.amount.min(left);
        run.amount -= part;
        left -= part;
        taken.push(Run { amount: part, ..*run });
    }
    taken.retain(|run| run.amount > 0);
    runs.retain(|run| run.amount > 0);
    taken
}

/// Units from the top, newest first.
pub fn take_newest(runs: &mut Vec<Run>, amount: u64) -> Vec<Run> {
    runs.reverse();
    let taken = take_oldest(runs, amount);
    runs.reverse();
    taken
}

fn take_of(runs: &mut [Run], part: Run) {
    let mut left = part.amount;
    for run in runs.iter_mut().filter(|run| run.owner == part.owner) {
        let taken = run.amount.min(left);
        run.amount -= taken;
        left -= taken;
    }
}
