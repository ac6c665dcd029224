//! What a town looks like at one moment: the centre's records and journal, and the houses' own books, read
//! from outside. Plain data, so that a test can spoil it and see that the judge tells.

use super::town::Town;
use anyhow::Context;
use cordon_city::script::INSTITUTIONS;
use cordon_desk::Refusal;
use cordon_desk::read::cases::newest_trace;
use cordon_journal::{Entry, Frontier, Hash, leaf_hash};
use cordon_model::{AgencyId, Appeal, Case, CaseId, CaseTrace, Measure, Order, Receipt, Stamp};
use cordon_store::{Doors, Read, View, audit, entries, records};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The journal's head at an earlier moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub size: u64,
    pub root: Hash,
}

#[derive(Clone, Debug)]
pub struct Hold {
    pub reference: String,
    pub ended: bool,
}

#[derive(Clone, Debug)]
pub struct Found {
    pub now: Stamp,
    /// The clocks have just done all their work.
    pub ticked: bool,
    /// Nothing is on its way, and nobody has anything to do.
    pub at_rest: bool,
    pub entries: Vec<Entry>,
    /// What the store says of each entry's bytes, and what they say themselves.
    pub leaves: Vec<(Hash, Hash)>,
    pub earlier: Option<Head>,
    /// Rows that are not as the journal has them.
    pub unsound: Option<String>,
    pub acknowledged: Vec<CaseId>,
    pub reports: usize,
    pub cases: Vec<Case>,
    pub orders: Vec<Order>,
    pub receipts: Vec<Receipt>,
    pub measures: Vec<Measure>,
    pub appeals: Vec<Appeal>,
    pub traces: BTreeMap<CaseId, CaseTrace>,
    pub holds: Vec<Hold>,
    /// Whose clock was ever wrong: what they hold ends by it.
    pub misled: BTreeSet<AgencyId>,
    /// What houses have written down of orders, one a line.
    pub taken: Vec<String>,
    /// Fen in all books, and what should be there.
    pub booked: i64,
    pub expected: i64,
}

pub fn look(town: &Town, ticked: bool, at_rest: bool, earlier: Option<Head>) -> anyhow::Result<Found> {
    let report = audit::verify_rows(&*town.store, Some(town.desk.vault()), records::COVERED)?;
    let mut found = town.desk.store().view("judge", |view| records_of(view, town))?;
    found.unsound = (!report.is_sound()).then(|| report.to_string());
    (found.ticked, found.at_rest, found.earlier) = (ticked, at_rest, earlier);
    for institution in INSTITUTIONS {
        books(&mut found, &town.houses().join(institution.code).join("data"))?;
    }
    Ok(found)
}

fn records_of(view: &mut View<'_>, town: &Town) -> Result<Found, Refusal> {
    let mut kept = Vec::new();
    loop {
        let from = u64::try_from(kept.len()).unwrap();
        let page = entries::range(view.sql(), from, entries::ENTRIES_PAGE_MAX)?;
        if page.is_empty() {
            break;
        }
        kept.extend(page);
    }
    let cases: Vec<Case> = view.select("order by id", &[])?;
    let mut traces = BTreeMap::new();
    for case in &cases {
        traces.extend(newest_trace(view, case.id)?.map(|trace| (case.id, trace)));
    }
    let opening: i64 = town.script.accounts.iter().map(|account| account.opening).sum();
    Ok(Found {
        now: town.now,
        ticked: false,
        at_rest: false,
        entries: kept.iter().map(entries::Kept::decode).collect::<Result<_, _>>()?,
        leaves: kept.iter().map(|kept| (kept.leaf, leaf_hash(&kept.bytes))).collect(),
        earlier: None,
        unsound: None,
        acknowledged: town.people.cases.values().copied().collect(),
        reports: town.people.reports.len(),
        cases,
        orders: view.select("order by id", &[])?,
        receipts: view.select("order by id", &[])?,
        measures: view.select("order by id", &[])?,
        appeals: view.select("order by id", &[])?,
        traces,
        holds: Vec::new(),
        misled: town.misled.clone(),
        taken: Vec::new(),
        booked: 0,
        expected: opening - town.left,
    })
}

/// A house's own store. Nothing here asks its gateway.
fn books(found: &mut Found, folder: &Path) -> anyhow::Result<()> {
    let file = folder.join("member.sqlite");
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    let mut holds = db.prepare("select reference, ended_at is not null from holds order by seq")?;
    let read = holds.query_map([], |row| Ok(Hold { reference: row.get(0)?, ended: row.get(1)? }))?;
    found.holds.extend(read.collect::<Result<Vec<_>, _>>()?);
    let mut taken = db.prepare("select id from orders order by id")?;
    let read = taken.query_map([], |row| row.get(0))?;
    found.taken.extend(read.collect::<Result<Vec<String>, _>>()?);
    let booked: i64 = db.query_row("select coalesce(sum(balance), 0) from accounts", [], |row| row.get(0))?;
    found.booked = found.booked.checked_add(booked).context("more money than there is")?;
    Ok(())
}

impl Found {
    pub fn head(&self) -> Head {
        self.head_at(self.leaves.len())
    }

    pub fn head_at(&self, size: usize) -> Head {
        let mut tree = Frontier::default();
        for (leaf, _) in self.leaves.iter().take(size) {
            tree.push(*leaf);
        }
        Head { size: u64::try_from(size).unwrap(), root: tree.root() }
    }

    /// Everything that a replay must give again: the journal to the byte, measures, and who is held where.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.head().root);
        for measure in &self.measures {
            hash.update(serde_json::to_vec(measure).unwrap());
        }
        for hold in &self.holds {
            hash.update(format!("{hold:?}"));
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Entries about something, by a verb.
    pub fn has_entry(&self, verb: &str, about: impl ToString) -> bool {
        let about = about.to_string();
        self.entries.iter().any(|entry| entry.verb == verb && entry.is_about(&about))
    }
}
