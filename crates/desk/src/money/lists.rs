//! Lists of transfers that are kept in archives beside the records, one for each currency: what they have
//! of an account. While a centre runs they stay as they are.
//!
//! An archive calls accounts by their keys, and a row by its import's number and the file's own id of it:
//! `3:TX0001`. The id of the movement that it stands for follows from both.
//!
//! Not here: opening archives (`server`), and what an institution's word does to a row
//! (`trace/listed.rs`). A list is nobody's word.

use super::learn::join::digest_id;
use cordon_flow::disk::Seen;
use cordon_flow::names::Spelling;
use cordon_flow::{Names, Transfer, TxId};
use cordon_model::{Currency, FromFile, Import, Money, Movement, MovementId, Posting, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::panic::resume_unwind;
use std::sync::Arc;

#[derive(Debug, Default)]
pub struct Lists {
    kept: BTreeMap<Currency, Seen>,
    /// By number.
    imports: BTreeMap<u32, Import>,
    /// Their ids as texts, by number.
    texts: Arc<BTreeMap<u32, String>>,
}

/// A row of a list, with the names that it is told by.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'l> {
    pub transfer: Transfer,
    pub currency: Currency,
    pub names: &'l Names,
}

/// What an archive calls a row.
pub fn name_of(import: u32, id: &str) -> String {
    format!("{import}:{id}")
}

fn parts_of(name: &str) -> Option<(u32, &str)> {
    let (import, id) = name.split_once(':')?;
    Some((import.parse().ok()?, id))
}

/// The id of the movement that a row of that name stands for.
fn movement_of(imports: &BTreeMap<u32, String>, name: &str) -> Option<MovementId> {
    let (import, id) = parts_of(name)?;
    Some(digest_id(&[imports.get(&import)?, id]))
}

/// How many rows each archive must have at least.
pub fn rows_kept(imports: &[Import]) -> BTreeMap<Currency, u64> {
    let mut kept: BTreeMap<Currency, u64> = BTreeMap::new();
    for archived in imports.iter().filter_map(|import| import.archived) {
        let rows = kept.entry(archived.currency).or_default();
        *rows = rows.saturating_add(archived.rows);
    }
    kept
}

impl Lists {
    /// Of archives, and all imports that there are.
    pub fn new(kept: BTreeMap<Currency, Seen>, imports: Vec<Import>) -> Self {
        let numbered = imports.into_iter().filter_map(|import| Some((import.archived?.number, import)));
        let imports: BTreeMap<u32, Import> = numbered.collect();
        let texts: Arc<BTreeMap<u32, String>> =
            Arc::new(imports.iter().map(|(n, import)| (*n, import.id.to_string())).collect());
        let known = Arc::clone(&texts);
        let spelling = Spelling::new(move |name| {
            movement_of(&known, name).map_or_else(|| name.to_owned(), |movement| movement.to_string())
        });
        let spelled = |seen: Seen| Seen { names: seen.names.spelled(spelling.clone()), ..seen };
        let kept = kept.into_iter().map(|(currency, seen)| (currency, spelled(seen))).collect();
        Self { kept, imports, texts }
    }

    /// How many rows there are, of all lists.
    pub fn rows(&self) -> u64 {
        self.kept.values().map(|seen| u64::try_from(seen.archive.len()).unwrap_or(u64::MAX)).sum()
    }

    pub fn of(&self, currency: Currency) -> Option<&Seen> {
        self.kept.get(&currency)
    }

    pub fn all(&self) -> impl Iterator<Item = (Currency, &Seen)> {
        self.kept.iter().map(|(currency, seen)| (*currency, seen))
    }

    /// Whether any list names the account.
    pub fn knows(&self, key: &str) -> bool {
        self.kept.values().any(|seen| seen.names.find_account(key).is_some())
    }

    /// How many rows an account has; those to itself may count twice.
    pub fn count_of(&self, key: &str) -> usize {
        let count = |seen: &Seen| seen.names.find_account(key).map_or(0, |account| seen.archive.count_of(account));
        self.kept.values().map(count).sum()
    }

    /// The rows of an account, in no order.
    pub fn of_account(&self, key: &str) -> Vec<Listed<'_>> {
        self.each(key, |seen, account| seen.archive.of_account(account))
    }

    /// What an account paid at these moments, in no order.
    pub fn paid(&self, key: &str, moments: &RangeInclusive<i64>) -> Vec<Listed<'_>> {
        self.each(key, |seen, account| seen.archive.debits_within(account, moments.clone()))
    }

    fn each(&self, key: &str, found: impl Fn(&Seen, cordon_flow::AccountId) -> Vec<Transfer>) -> Vec<Listed<'_>> {
        let rows = self.kept.iter().filter_map(|(currency, seen)| {
            let (currency, names) = (*currency, &seen.names);
            let found = found(seen, names.find_account(key)?);
            Some(found.into_iter().map(move |transfer| Listed { transfer, currency, names }))
        });
        rows.flatten().collect()
    }

    /// The keys of those with whom an account dealt, as many as asked for.
    pub fn counterparties(&self, key: &str, most: usize) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for seen in self.kept.values() {
            let Some(account) = seen.names.find_account(key) else { continue };
            let looked = seen.archive.each_of(account, |transfer| {
                let other = if transfer.from == account { transfer.to } else { transfer.from };
                found.insert(seen.names.account_text(other));
                if found.len() < most { Ok(()) } else { Err(()) }
            });
            if looked.is_err() {
                break;
            }
        }
        found
    }

    /// The row with that id among what an account paid at a moment.
    pub fn find(&self, id: MovementId, from: &str, at: Stamp) -> Option<Listed<'_>> {
        let id = id.to_string();
        self.paid(from, &(at.ms()..=at.ms())).into_iter().find(|row| row.id() == id)
    }

    /// The row with that id, wherever it is. An id cannot be read backwards, so the names of all rows are
    /// digested, as they lie, on all cores.
    pub fn search(&self, id: MovementId) -> Option<Listed<'_>> {
        self.kept.iter().find_map(|(currency, seen)| {
            let (currency, names) = (*currency, &seen.names);
            let transfer = seen.archive.by_id(self.number_of(names, id)?)?;
            Some(Listed { transfer, currency, names })
        })
    }

    fn number_of(&self, names: &Names, id: MovementId) -> Option<TxId> {
        let count = u32::try_from(names.count().1).unwrap_or(u32::MAX);
        let cores = std::thread::available_parallelism().map_or(1, |cores| u32::try_from(cores.get()).unwrap_or(1));
        let part = count.div_ceil(cores).max(1);
        let stands_for = |row| movement_of(&self.texts, names.transfer_kept(row)) == Some(id);
        let search = |from: u32| (from..from.saturating_add(part).min(count)).map(TxId).find(|row| stands_for(*row));
        std::thread::scope(|threads| {
            let parts = (0..count).step_by(part as usize);
            let searches: Vec<_> = parts.map(|from| threads.spawn(move || search(from))).collect();
            searches.into_iter().find_map(|search| search.join().unwrap_or_else(|panic| resume_unwind(panic)))
        })
    }

    /// A row as the movement that it stands for.
    pub fn movement(&self, row: &Listed<'_>) -> Option<Movement> {
        let (number, _) = parts_of(row.names.transfer_kept(row.transfer.id))?;
        let import = self.imports.get(&number)?;
        let posting = |at: cordon_flow::Stamp| Posting { at: Stamp::from_ms(at.t), seq: Some(at.seq) };
        let transfer = &row.transfer;
        Some(Movement {
            id: MovementId::parse(&row.id()).ok()?,
            from: row.names.account_text(transfer.from).to_owned(),
            to: row.names.account_text(transfer.to).to_owned(),
            amount: Money::new(i64::try_from(transfer.amount).unwrap_or(i64::MAX), row.currency),
            debit: Some(posting(transfer.debit)),
            credit: transfer.credit.map(posting),
            balance_before: transfer.balance_before.map(|minor| Money::new(minor, row.currency)),
            debit_serial: None,
            credit_serial: None,
            order_number: None,
            exit: None,
            told_by: Vec::new(),
            file: Some(FromFile { import: import.id, both_ends: true }),
            learned_at: import.begun_at,
            // Movements alone have places; among themselves rows stand as they came.
            place: i64::from(transfer.id.0),
        })
    }
}

impl Listed<'_> {
    /// The id of the movement that it stands for.
    pub fn id(&self) -> String {
        self.names.transfer_text(self.transfer.id).into_owned()
    }
}
