//! What the records say of accounts that may be paid: whether traced money reached them and when, how near they
//! are to a case, and whether a stop or a freeze is in force. By keys alone and in memory, so that a payment is
//! judged without asking the store: first all of it, then what the journal says was written since.
//!
//! Only what stands in the records counts, never what a tracer thinks at the moment: every server says the same,
//! and after a restart too. Scores of mules alone are of the round that each server made last. Not here: who is
//! asked about a payment (the server).

mod mules;
mod news;
mod reach;

pub use mules::{Mules, TOLD_FROM_PERMILLE};
pub use news::News;

use crate::money::trace::{JOINT_CASES_MAX, OPEN_CASE_MS};
use crate::sealing::account_index;
use cordon_model::{CaseId, Stamp};
use cordon_store::Vault;
use cordon_store::vault::Indexer;
use news::{Account, CaseSays};
use reach::Reach;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is told of one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payee {
    /// Of what was last known to be there, thousandths that are traced money; none where no balance is known.
    pub taint_permille: Option<u16>,
    /// When traced money reached it last.
    pub tainted_at: Option<Stamp>,
    /// 1 for an account that a victim paid.
    pub distance: Option<u8>,
    /// How likely it is a mule's, by the signs of its movements; none where it is hardly so, where nobody has scored
    /// it, and where an officer has looked: it is protected, or was let go.
    pub mule_permille: Option<u16>,
    /// A stop or a freeze is in force.
    pub is_restricted: bool,
}

/// Up to where the journal was taken in, and when that was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    pub entries: u64,
    pub at: Stamp,
}

#[derive(Debug)]
pub struct Payees {
    indexer: Indexer,
    as_of: Option<AsOf>,
    /// Institutions of ours, by their code on the wires.
    agencies: HashMap<String, String>,
    /// Which accounts each open case says something of.
    cases: BTreeMap<CaseId, Vec<String>>,
    by_report: BTreeSet<(Stamp, CaseId)>,
    rows: HashMap<String, Row>,
    /// Traced money below this is not worth a restriction, and is told of nobody.
    floor: i64,
}

/// What is kept of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    cases: BTreeMap<CaseId, Reach>,
    account: Account,
    mule_permille: Option<u16>,
}

impl Payees {
    pub fn new(vault: &Vault) -> Self {
        Self {
            indexer: vault.indexer().clone(),
            as_of: None,
            agencies: HashMap::new(),
            cases: BTreeMap::new(),
            by_report: BTreeSet::new(),
            rows: HashMap::new(),
            floor: 0,
        }
    }

    pub const fn as_of(&self) -> Option<AsOf> {
        self.as_of
    }

    /// Accounts of which something is told.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What is told of `institution code:number`; none before the first look, and of what is no account.
    pub fn payee(&self, account: &str, now: Stamp) -> Option<Payee> {
        self.as_of?;
        let (code, number) = account.split_once(':')?;
        let institution = self.agencies.get(code.trim()).map_or(code.trim(), String::as_str);
        Some(self.told(&account_index(&self.indexer, institution, number.trim()), now))
    }

    /// The same of an account by its key.
    pub fn told(&self, key: &str, now: Stamp) -> Payee {
        self.rows.get(key).map_or_else(Payee::default, |row| row.told(self.floor, now))
    }

    /// Takes in what was read. News are of all that is, or go on where the last ended.
    pub fn take(&mut self, news: News) {
        if news.is_all {
            self.cases.clear();
            self.by_report.clear();
            self.rows.clear();
            self.agencies.clear();
        }
        self.as_of = Some(news.as_of);
        self.floor = news.floor;
        self.agencies.extend(news.agencies.into_iter().map(|(code, id)| (code, id.to_string())));
        let mut touched: HashSet<String> = HashSet::new();
        for says in news.cases {
            self.case(says, &mut touched);
        }
        self.leave(news.as_of.at.minus_ms(OPEN_CASE_MS), &mut touched);
        for (key, account) in news.accounts {
            self.rows.entry(key.clone()).or_default().account = account;
            touched.insert(key);
        }
        self.drop_empty(touched);
    }

    /// Takes the scores of a round in the place of those before it; without one nobody has any.
    pub fn take_mules(&mut self, mules: Option<Mules>) {
        let mut touched = HashSet::new();
        for (key, row) in &mut self.rows {
            if row.mule_permille.take().is_some() {
                touched.insert(key.clone());
            }
        }
        let Mules { scores, mut accounts, .. } = mules.unwrap_or_default();
        for (key, permille) in scores {
            let row = self.rows.entry(key.clone()).or_insert_with(|| {
                // What the journal told since stands in the rows that were there.
                Row { account: accounts.remove(&key).unwrap_or_default(), ..Row::default() }
            });
            row.mule_permille = Some(permille);
        }
        self.drop_empty(touched);
    }

    fn drop_empty(&mut self, touched: HashSet<String>) {
        for key in touched {
            if self.rows.get(&key).is_some_and(Row::is_empty) {
                self.rows.remove(&key);
            }
        }
    }

    fn case(&mut self, says: CaseSays, touched: &mut HashSet<String>) {
        self.forget(says.case, touched);
        self.cases.insert(says.case, says.reaches.iter().map(|(key, _)| key.clone()).collect());
        self.by_report.insert((says.reported_at, says.case));
        for (key, reach) in says.reaches {
            touched.insert(key.clone());
            self.rows.entry(key).or_default().cases.insert(says.case, reach);
        }
    }

    fn forget(&mut self, case: CaseId, touched: &mut HashSet<String>) {
        for key in self.cases.remove(&case).unwrap_or_default() {
            if let Some(row) = self.rows.get_mut(&key) {
                row.cases.remove(&case);
            }
            touched.insert(key);
        }
    }

    /// Cases that were reported before then are followed no longer, nor the oldest of too many.
    fn leave(&mut self, since: Stamp, touched: &mut HashSet<String>) {
        let most = usize::try_from(JOINT_CASES_MAX).unwrap_or(usize::MAX);
        while let Some((at, case)) = self.by_report.first().copied() {
            if at >= since && self.by_report.len() <= most {
                return;
            }
            self.by_report.pop_first();
            self.forget(case, touched);
        }
    }
}

impl Row {
    /// Nothing of it would be told.
    fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.account.holds.is_empty() && self.mule_permille.is_none()
    }

    fn told(&self, floor: i64, now: Stamp) -> Payee {
        let Account { holds, freed_at, protected_until, told } = &self.account;
        let is_protected = protected_until.is_some_and(|until| now < until);
        // A seller in good faith goes on selling: what is held of a part stops none of his customers.
        let restricts = |hold: &&news::Hold| now < hold.until && !(is_protected && hold.is_part);
        let mut payee = Payee { is_restricted: holds.iter().any(|hold| restricts(&hold)), ..Payee::default() };
        // Whom an officer let go is no more a suspect for what had come before.
        let counts = |reach: &&Reach| freed_at.is_none_or(|freed_at| freed_at < reach.came_at);
        let reaches: Vec<&Reach> = self.cases.values().filter(counts).collect();
        let came = reaches.iter().fold(0_i64, |sum, reach| sum.saturating_add(reach.came.minor()));
        if !is_protected && !reaches.is_empty() && came >= floor {
            payee.tainted_at = reaches.iter().map(|reach| reach.came_at).max();
            payee.distance = reaches.iter().map(|reach| reach.level).min();
            payee.taint_permille = reach::permille(&reaches, *told);
        }
        // A score is of all that moved, also of what the officer who let it go had looked at.
        payee.mule_permille = self.mule_permille.filter(|_| !is_protected && freed_at.is_none());
        payee
    }
}
