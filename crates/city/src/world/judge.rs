//! What came of it, by the truth that no strategy sees: a day after each report, how much of the loss is
//! held; and hour by hour, how much is held that was never stolen.

use super::World;
use crate::banks::is_recoverable;
use crate::script::{AccountNo, INSTITUTIONS, Role, Script};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Levels that are told apart; deeper ones count as the last.
pub const LEVELS: usize = 5;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CaseOutcome {
    pub loss: i64,
    /// What still lay on cards when the report came: more could not be saved.
    pub there_at_report: i64,
    /// Stolen money under a hold a day after the report.
    pub saved: i64,
    pub saved_by_level: [i64; LEVELS],
    pub saved_by_house: [i64; INSTITUTIONS.len()],
    /// From the report to the first and to the last account held, in ms.
    pub first_hold_ms: Option<i64>,
    pub last_hold_ms: Option<i64>,
    pub accounts_held: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub cases: Vec<CaseOutcome>,
    /// Money that was held, times the time: fen · hours.
    pub held_fen_hours: i64,
    /// Of it what was not stolen, and whose it was.
    pub wrong_fen_hours: i64,
    pub wrong_by_role: BTreeMap<Role, i64>,
    /// Holders of held accounts, and those among them who are no mules.
    pub held_people: u32,
    pub wronged_people: u32,
    /// Letters to houses, by kind.
    pub letters: BTreeMap<String, u64>,
    pub work: Work,
}

/// What people at the centre did; to write a report down takes every centre the same, and is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Work {
    /// Letters written, statements read, orders and lists decided.
    pub acts: u64,
    pub officer_ms: i64,
}

#[derive(Debug)]
pub(super) struct Judge {
    outcome: Outcome,
    judged: usize,
    reported_at: Vec<i64>,
    held: BTreeSet<AccountNo>,
    /// Accounts that the centre wrote about: from then on they may be held, money comes to some later.
    watching: BTreeSet<AccountNo>,
    by_case: BTreeMap<usize, BTreeSet<AccountNo>>,
}

impl Judge {
    pub fn of(script: &Script) -> Self {
        let cases = vec![CaseOutcome::default(); script.cases.len()];
        Self {
            outcome: Outcome { cases, ..Outcome::default() },
            judged: 0,
            reported_at: script.cases.iter().map(|case| case.reported_at).collect(),
            held: BTreeSet::new(),
            watching: BTreeSet::new(),
            by_case: BTreeMap::new(),
        }
    }

    pub fn is_done(&self) -> bool {
        self.judged >= self.outcome.cases.len()
    }

    pub fn outcome(self, work: Work) -> Outcome {
        Outcome { work, ..self.outcome }
    }

    pub fn paid(&mut self, case: usize, fen: i64) {
        if let Some(case) = self.outcome.cases.get_mut(case) {
            case.loss = case.loss.saturating_add(fen);
        }
    }

    pub fn sent(&mut self, kind: &str) {
        let count = self.outcome.letters.entry(kind.to_owned()).or_default();
        *count = count.saturating_add(1);
    }
}

impl World {
    pub(super) fn judge_report(&mut self, case: usize) {
        let there: i64 =
            self.truth.of_case(case).into_iter().filter(|(no, _)| self.can_come_back(*no)).map(|(_, fen)| fen).sum();
        if let Some(case) = self.judge.outcome.cases.get_mut(case) {
            case.there_at_report = there;
        }
    }

    fn can_come_back(&self, account: AccountNo) -> bool {
        self.script.account(account).is_some_and(|account| is_recoverable(account.role))
    }

    /// A letter was carried out: the account may be held from now on.
    pub(super) fn is_held(&mut self, account: AccountNo, case: Option<usize>) -> anyhow::Result<()> {
        self.judge.watching.insert(account);
        if self.banks.position(&self.script, account, self.now)?.held() <= 0 {
            return Ok(());
        }
        self.touches(account);
        let Some(case) = case else { return Ok(()) };
        if self.judge.by_case.entry(case).or_default().insert(account) {
            let since = self.judge.reported_at.get(case).copied().unwrap_or(0);
            let after = Some(self.now.ms().saturating_sub(since));
            if let Some(case) = self.judge.outcome.cases.get_mut(case) {
                case.first_hold_ms = case.first_hold_ms.or(after);
                case.last_hold_ms = after;
                case.accounts_held = case.accounts_held.saturating_add(1);
            }
        }
        Ok(())
    }

    /// Somebody's account is held.
    fn touches(&mut self, account: AccountNo) {
        if !self.judge.held.insert(account) {
            return;
        }
        let mule = self.script.account(account).is_some_and(|account| account.role == Role::Mule);
        let outcome = &mut self.judge.outcome;
        outcome.held_people = outcome.held_people.saturating_add(1);
        outcome.wronged_people = outcome.wronged_people.saturating_add(u32::from(!mule));
    }

    pub(super) fn hour(&mut self) -> anyhow::Result<()> {
        self.banks.end_holds(self.now)?;
        for account in self.judge.watching.clone() {
            let held = self.banks.position(&self.script, account, self.now)?.held();
            if held <= 0 {
                continue;
            }
            self.touches(account);
            // A seller's money is his own: he gave something for it.
            let stolen = if self.can_come_back(account) { self.truth.stolen_on(account) } else { 0 };
            let wrong = held.saturating_sub(stolen).max(0);
            let outcome = &mut self.judge.outcome;
            outcome.held_fen_hours = outcome.held_fen_hours.saturating_add(held);
            outcome.wrong_fen_hours = outcome.wrong_fen_hours.saturating_add(wrong);
            if let Some(account) = self.script.account(account) {
                add(Some(outcome.wrong_by_role.entry(account.role).or_default()), wrong);
            }
        }
        Ok(())
    }

    pub(super) fn judge_case(&mut self, case: usize) -> anyhow::Result<()> {
        let mut found = CaseOutcome::default();
        for (account, own) in self.truth.of_case(case) {
            if !self.can_come_back(account) {
                continue;
            }
            let held = self.banks.position(&self.script, account, self.now)?.held();
            let all = self.truth.stolen_on(account).max(1);
            // What is held of an account is shared by all whose money is there.
            let part = i128::from(held.min(all)).saturating_mul(i128::from(own)).div_euclid(i128::from(all));
            let saved = i64::try_from(part)?;
            found.saved = found.saved.saturating_add(saved);
            let level = self.level_of(case, account).min(LEVELS).saturating_sub(1);
            add(found.saved_by_level.get_mut(level), saved);
            let house = self.script.account(account).map_or(0, |account| account.house);
            add(found.saved_by_house.get_mut(house), saved);
        }
        if let Some(outcome) = self.judge.outcome.cases.get_mut(case) {
            outcome.saved = found.saved;
            outcome.saved_by_level = found.saved_by_level;
            outcome.saved_by_house = found.saved_by_house;
        }
        self.judge.judged = self.judge.judged.saturating_add(1);
        Ok(())
    }

    /// How the cases that are reported stand now: judged before their time, for a drill that ends.
    pub fn stand(&mut self) -> anyhow::Result<BTreeMap<usize, CaseOutcome>> {
        let at = self.judge.reported_at.iter().enumerate();
        let reported: Vec<usize> = at.filter(|(_, at)| **at <= self.now.ms()).map(|(case, _)| case).collect();
        let mut found = BTreeMap::new();
        for case in reported {
            self.judge_case(case)?;
            found.extend(self.judge.outcome.cases.get(case).map(|outcome| (case, outcome.clone())));
        }
        Ok(found)
    }

    fn level_of(&self, case: usize, account: AccountNo) -> usize {
        let nodes = self.script.cases.get(case).map_or(&[][..], |case| &case.nodes);
        let at = |number: usize| self.gang.instead(case, number).or(nodes.get(number).map(|node| node.account));
        let levels =
            nodes.iter().enumerate().filter(|(number, _)| at(*number) == Some(account)).map(|(_, node)| node.level);
        levels.min().unwrap_or(LEVELS)
    }
}

fn add(slot: Option<&mut i64>, fen: i64) {
    if let Some(slot) = slot {
        *slot = slot.saturating_add(fen);
    }
}
