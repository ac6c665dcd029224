//! The rows of a list go into the archive of their currency, batch by batch: their accounts become known,
//! the archive takes the rows, the records note it.

use crate::app::App;
use crate::archives::{Archives, say_unsaved};
use anyhow::bail;
use cordon_desk::money::import_list::{import_accounts, import_kept};
use cordon_desk::money::import_movements::{FileFacts, Imported};
use cordon_desk::money::learn::files::{Batch, key_of_text};
use cordon_desk::money::lists::name_of;
use cordon_flow::disk::Folder;
use cordon_flow::{AccountId, Names, Transfer};
use cordon_model::{Agency, Currency};
use std::collections::BTreeMap;

/// The rows of one file on their way into an archive.
pub struct Keeping<'a> {
    archives: &'a mut Archives,
    agencies: &'a BTreeMap<String, Agency>,
    /// What the archive calls the file's rows.
    number: Option<u32>,
    /// It was said that something could not be sealed.
    has_warned: bool,
}

/// The accounts of a batch: those that the archive knows by their numbers there, the others by their keys.
struct Accounts {
    known: Vec<Option<AccountId>>,
    new: Vec<(AccountId, String)>,
}

impl<'a> Keeping<'a> {
    pub const fn new(archives: &'a mut Archives, agencies: &'a BTreeMap<String, Agency>) -> Self {
        Self { archives, agencies, number: None, has_warned: false }
    }

    pub fn keep(&mut self, app: &App, facts: &FileFacts, from: u64, batch: &Batch<'_>) -> anyhow::Result<Imported> {
        let Batch::Transfers { rows, names, currency } = *batch else { bail!("only lists are kept in an archive") };
        let folder = self.archives.of(currency)?;
        let mut accounts = accounts_of(app, folder, self.agencies, rows, names);
        let texts: Vec<&str> = accounts.new.iter().map(|(account, _)| names.account_text(*account)).collect();
        let mut texts = texts.as_slice();
        let number = loop {
            if let Some(number) = self.number.filter(|_| texts.is_empty()) {
                break number;
            }
            let named = import_accounts(&app.desk, &app.platform(), facts, from, (currency, texts))?;
            self.number = Some(named.number);
            texts = texts.get(named.accounts..).unwrap_or_default();
        };
        for (account, key) in std::mem::take(&mut accounts.new) {
            accounts.know(account, folder.account(&key)?);
        }
        let rows = numbered(folder, &accounts, number, rows, names)?;
        folder.append(&rows)?;
        self.warn(currency);
        Ok(import_kept(&app.desk, &app.platform(), facts, from, batch)?)
    }

    /// Once a file.
    fn warn(&mut self, currency: Currency) {
        let unsaved = self.archives.unsaved(currency).filter(|_| !self.has_warned);
        if let Some(why) = unsaved {
            say_unsaved(currency, why);
            self.has_warned = true;
        }
    }
}

impl Accounts {
    fn know(&mut self, account: AccountId, number: AccountId) {
        if let Some(slot) = self.known.get_mut(account.0 as usize) {
            *slot = Some(number);
        }
    }

    fn number(&self, account: AccountId) -> Option<AccountId> {
        self.known.get(account.0 as usize).copied().flatten()
    }
}

fn accounts_of(
    app: &App,
    folder: &Folder,
    agencies: &BTreeMap<String, Agency>,
    rows: &[Transfer],
    names: &Names,
) -> Accounts {
    let (count, _) = names.count();
    let (mut accounts, mut seen) = (Accounts { known: vec![None; count], new: Vec::new() }, vec![false; count]);
    for account in rows.iter().flat_map(|row| [row.from, row.to]) {
        let Some(seen) = seen.get_mut(account.0 as usize).filter(|seen| !**seen) else { continue };
        *seen = true;
        let key = key_of_text(app.desk.vault(), names.account_text(account), agencies);
        match folder.names().find_account(&key) {
            Some(number) => accounts.know(account, number),
            None => accounts.new.push((account, key)),
        }
    }
    accounts
}

/// The rows as the archive numbers them.
fn numbered(
    folder: &mut Folder,
    accounts: &Accounts,
    number: u32,
    rows: &[Transfer],
    names: &Names,
) -> anyhow::Result<Vec<Transfer>> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(from), Some(to)) = (accounts.number(row.from), accounts.number(row.to)) else {
            bail!("an account of a row has no number in the archive");
        };
        let id = folder.transfer(&name_of(number, names.transfer_kept(row.id)))?;
        all.push(Transfer { id, from, to, ..*row });
    }
    Ok(all)
}
