//! What is asked of a trace: where money of whom begins, by which rules it is followed, how far.

use crate::names::{AccountId, VictimId};
use crate::rule::Rule;
use crate::transfer::{AMOUNT_MAX, MOMENTS, Transfer, TransferError, VOLUME_MAX};
use cordon_model::time::Stamp as Moment;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How much of a source's data was there: the same question at the same mark has the same answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AsOf(pub u64);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub roots: Vec<Root>,
    pub rules: Vec<Rule>,
    /// How long each beginning is followed.
    pub window_ms: i64,
    /// How many transfers a walk may have at most.
    pub hops: u32,
    /// What an account must have received before it is expanded, in minor units; 0 is anything.
    pub floor: u64,
    /// Accounts where the trace stops because somebody said so.
    pub stops: BTreeSet<AccountId>,
    /// Accounts where money leaves the books: cash, shops, abroad.
    pub sinks: BTreeSet<AccountId>,
    pub holds: Vec<Hold>,
    /// Postings later than this moment do not exist for this question.
    pub seen_until: Option<i64>,
    /// Balances are told as of this moment where it is later than the last window's end: money may be
    /// followed for three days, and still lie there, or not, weeks later.
    pub balances_until: Option<i64>,
    pub as_of: Option<AsOf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    pub victim: VictimId,
    pub start: Start,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    Transfer(Transfer),
    /// Without an amount only `poison` can answer.
    Account {
        account: AccountId,
        at: i64,
        amount: Option<u64>,
    },
}

impl Start {
    /// The moment from which the window runs.
    pub const fn at(&self) -> i64 {
        match self {
            Self::Transfer(transfer) => transfer.debit.t,
            Self::Account { at, .. } => *at,
        }
    }

    pub const fn amount(&self) -> Option<u64> {
        match self {
            Self::Transfer(transfer) => Some(transfer.amount),
            Self::Account { amount, .. } => *amount,
        }
    }
}

/// A hold that a bank has confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub account: AccountId,
    pub at: i64,
    /// What is to stay there: money beyond it may leave. None: nothing may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keeps: Option<u64>,
}

impl Hold {
    /// Whether a debit of that moment, which left so much in the book, went against it.
    pub fn is_broken(&self, debit_at: i64, left: u64) -> bool {
        debit_at > self.at && self.keeps.is_none_or(|keeps| left < keeps)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionError {
    #[error("a trace needs a beginning: an account and a moment, or a transfer")]
    NoRoot,
    #[error("a trace needs a rule")]
    NoRule,
    #[error("`{0}` says how much and needs to know how much was lost: give an amount, or ask for poison only")]
    NoAmount(Rule),
    #[error("an amount of a beginning is not above 0, or above {AMOUNT_MAX} minor units")]
    Amount,
    #[error("a moment of a beginning is outside the years 1 to 9999")]
    Moment,
    #[error("the window is {0} ms long; it must not be below 0")]
    Window(i64),
    #[error("a transfer where the trace begins: {0}")]
    Transfer(#[from] TransferError),
}

impl Question {
    /// A question with the usual limits: 72 hours, six transfers, one yuan.
    pub fn new(roots: Vec<Root>, rules: Vec<Rule>) -> Self {
        Self {
            roots,
            rules,
            window_ms: 72 * cordon_model::time::HOUR_MS,
            hops: 6,
            floor: 100,
            stops: BTreeSet::new(),
            sinks: BTreeSet::new(),
            holds: Vec::new(),
            seen_until: None,
            balances_until: None,
            as_of: None,
        }
    }

    pub fn check(&self) -> Result<(), QuestionError> {
        if self.roots.is_empty() {
            return Err(QuestionError::NoRoot);
        }
        if self.rules.is_empty() {
            return Err(QuestionError::NoRule);
        }
        if self.window_ms < 0 {
            return Err(QuestionError::Window(self.window_ms));
        }
        self.roots.iter().try_for_each(|root| self.check_root(root))?;
        let claimed = self.roots.iter().try_fold(0_u64, |sum, root| sum.checked_add(root.start.amount().unwrap_or(0)));
        claimed.filter(|sum| *sum <= VOLUME_MAX).ok_or(QuestionError::Amount).map(|_| ())
    }

    fn check_root(&self, root: &Root) -> Result<(), QuestionError> {
        if !MOMENTS.contains(&root.start.at()) {
            return Err(QuestionError::Moment);
        }
        match &root.start {
            Start::Transfer(transfer) => Ok(transfer.check()?),
            Start::Account { amount: None, .. } => match self.rules.iter().find(|rule| rule.counts()) {
                Some(rule) => Err(QuestionError::NoAmount(*rule)),
                None => Ok(()),
            },
            Start::Account { amount: Some(amount), .. } if *amount == 0 || *amount > AMOUNT_MAX => {
                Err(QuestionError::Amount)
            }
            Start::Account { .. } => Ok(()),
        }
    }

    /// The last moment of each victim's window: of his last beginning's, when he has several.
    pub fn ends(&self) -> BTreeMap<VictimId, i64> {
        let mut ends = BTreeMap::new();
        for root in &self.roots {
            let end = Moment::from_ms(root.start.at()).plus_ms(self.window_ms).ms();
            ends.entry(root.victim).and_modify(|last: &mut i64| *last = end.max(*last)).or_insert(end);
        }
        ends
    }

    /// The last moment of the last window.
    pub fn end(&self) -> i64 {
        self.ends().into_values().max().unwrap_or(i64::MIN)
    }

    /// The moment of which balances are told.
    pub fn balance_end(&self) -> i64 {
        self.balances_until.map_or_else(|| self.end(), |until| until.max(self.end()))
    }

    /// The rules, each once, in the order of the table.
    pub fn rules_in_order(&self) -> BTreeSet<Rule> {
        self.rules.iter().copied().collect()
    }

    /// The beginnings in the order in which they are served: by victim, then as given.
    pub fn roots_in_order(&self) -> Vec<Root> {
        let mut roots = self.roots.clone();
        roots.sort_by_key(|root| root.victim);
        roots
    }
}
