//! What the records say, read once, and then what the journal names as written since. Each account that
//! something happened to is read whole, so that taking news in twice is taking them in once.

use super::reach::{Reach, reaches};
use super::{AsOf, OPEN_CASE_MS};
use crate::desk::Desk;
use crate::money::trace::open_cases;
use crate::read::cases::newest_trace;
use crate::refusal::Refusal;
use cordon_model::{
    Agency, AgencyId, Case, CaseId, CaseTrace, KnownAccount, Measure, MeasureKind, MeasureState, Money, NormKey, Stamp,
};
use cordon_store::entries::{self, ENTRIES_PAGE_MAX};
use cordon_store::{Doors, Read, Record, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that one question asks about.
const KEYS: usize = 16;

/// What was read.
#[derive(Debug)]
pub struct News {
    pub(super) is_all: bool,
    pub(super) as_of: AsOf,
    pub(super) floor: i64,
    pub(super) agencies: Vec<(String, AgencyId)>,
    pub(super) cases: Vec<CaseSays>,
    pub(super) accounts: BTreeMap<String, Account>,
}

#[derive(Debug)]
pub(super) struct CaseSays {
    pub case: CaseId,
    pub reported_at: Stamp,
    pub reaches: Vec<(String, Reach)>,
}

/// What is in force on an account, and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Account {
    pub holds: Vec<Hold>,
    /// When a stop or a freeze was lifted last.
    pub freed_at: Option<Stamp>,
    pub protected_until: Option<Stamp>,
    /// What its own bank told last that was there.
    pub told: Option<Money>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    pub until: Stamp,
    /// It holds a sum, and what is above it is free.
    pub is_part: bool,
}

impl News {
    /// Everything, or what was written since that many entries.
    pub fn since(desk: &Desk, entries: Option<u64>, now: Stamp) -> Result<Self, Refusal> {
        desk.store().view("payee_news", |view| {
            let floor = desk.norms(view.sql())?.amount(NormKey::PlanStopMin, now)?.minor();
            let as_of = AsOf { entries: 0, at: now };
            let (agencies, cases, accounts) = (Vec::new(), Vec::new(), BTreeMap::new());
            let mut news = Self { is_all: entries.is_none(), as_of, floor, agencies, cases, accounts };
            match entries {
                None => news.read_all(view)?,
                Some(entries) => news.read_since(view, entries)?,
            }
            read_accounts(view, &mut news.accounts)?;
            Ok(news)
        })
    }

    fn read_all(&mut self, read: &mut impl Read) -> Result<(), Refusal> {
        self.as_of.entries = entries::count(read.sql())?;
        let agencies: Vec<Agency> = read.select("order by id", &[])?;
        self.agencies.extend(agencies.into_iter().map(|agency| (agency.code, agency.id)));
        for case in open_cases(read, self.as_of.at)? {
            self.read_case(read, &case)?;
        }
        let measures: Vec<Measure> =
            read.select("where kind in ('stop', 'freeze') and state in ('in_force', 'renewed') order by id", &[])?;
        measures.iter().for_each(|measure| self.touch(measure.target.key()));
        Ok(())
    }

    fn read_since(&mut self, read: &mut impl Read, entries: u64) -> Result<(), Refusal> {
        self.as_of.entries = entries;
        let rows = self.written(read)?;
        let keys = |table: &str| -> Vec<String> {
            rows.range((table.to_owned(), String::new())..)
                .take_while(|(other, _)| other == table)
                .map(|(_, key)| key.clone())
                .collect()
        };
        for key in keys(Agency::TABLE.name) {
            let agency: Option<Agency> = read.load(key)?;
            self.agencies.extend(agency.map(|agency| (agency.code, agency.id)));
        }
        let mut cases: BTreeSet<String> = keys(Case::TABLE.name).into_iter().collect();
        for key in keys(CaseTrace::TABLE.name) {
            cases.extend(read.load::<CaseTrace>(key)?.map(|trace| trace.case.to_string()));
        }
        let since = self.as_of.at.minus_ms(OPEN_CASE_MS);
        for key in cases {
            if let Some(case) = read.load::<Case>(key)?.filter(|case| case.reported_at >= since) {
                self.read_case(read, &case)?;
            }
        }
        for key in keys(Measure::TABLE.name) {
            let measure: Option<Measure> = read.load(key)?;
            measure.iter().filter(|measure| restricts(measure)).for_each(|measure| self.touch(measure.target.key()));
        }
        keys(KnownAccount::TABLE.name).iter().for_each(|key| self.touch(key));
        Ok(())
    }

    /// The rows that entries since name, each once.
    fn written(&mut self, read: &mut impl Read) -> Result<BTreeSet<(String, String)>, Refusal> {
        let mut rows = BTreeSet::new();
        loop {
            let page = entries::range(read.sql(), self.as_of.entries, ENTRIES_PAGE_MAX)?;
            if page.is_empty() {
                return Ok(rows);
            }
            for kept in page {
                self.as_of.entries = kept.seq.saturating_add(1);
                rows.extend(kept.decode()?.rows.into_iter().map(|row| (row.table, row.key)));
            }
        }
    }

    fn read_case(&mut self, read: &mut impl Read, case: &Case) -> Result<(), Refusal> {
        let trace = newest_trace(read, case.id)?;
        let reaches = reaches(case, trace.as_ref());
        reaches.iter().for_each(|(key, _)| self.touch(key));
        self.cases.push(CaseSays { case: case.id, reported_at: case.reported_at, reaches });
        Ok(())
    }

    fn touch(&mut self, account: &str) {
        self.accounts.entry(account.to_owned()).or_default();
    }
}

/// What is in force on accounts, and what they are.
pub(super) fn read_accounts(read: &mut impl Read, accounts: &mut BTreeMap<String, Account>) -> Result<(), Refusal> {
    let touched: Vec<String> = accounts.keys().cloned().collect();
    for some in touched.chunks(KEYS) {
        let measures: Vec<Measure> = read.select(
            "where target_key in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) order by id",
            &these(some),
        )?;
        for measure in measures.iter().filter(|measure| restricts(measure)) {
            if let Some(account) = accounts.get_mut(measure.target.key()) {
                account.heed(measure);
            }
        }
        let known: Vec<KnownAccount> = read.select(
            "where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            &these(some),
        )?;
        for known in known {
            if let Some(account) = accounts.get_mut(&known.key) {
                account.protected_until = known.protection.map(|protection| protection.until);
                account.told = known.balance;
            }
        }
    }
    Ok(())
}

/// A question has places for so many keys; what is left over asks again for the last.
fn these(keys: &[String]) -> Vec<Value> {
    let last = keys.last().map_or("", String::as_str);
    (0..KEYS).map(|place| Value::from(keys.get(place).map_or(last, String::as_str))).collect()
}

/// Stops and freezes are ordered by the police and executed. A bank's own delay or hold is a suspicion.
fn restricts(measure: &Measure) -> bool {
    matches!(measure.kind, MeasureKind::Stop | MeasureKind::Freeze) && measure.target.account().is_some()
}

impl Account {
    fn heed(&mut self, measure: &Measure) {
        if let Some(force) = measure.state.force() {
            let is_part = force.held.zip(force.limit).is_some_and(|(held, limit)| held <= limit);
            self.holds.push(Hold { until: force.until, is_part });
        }
        // One that ran out by its clock was judged by nobody.
        if let MeasureState::Released { at, .. } = measure.state {
            self.freed_at = self.freed_at.max(Some(at));
        }
    }
}
