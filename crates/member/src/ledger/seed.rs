//! Fills the built-in ledger from a file: TOML (accounts, earlier freezes and stops, numbers) or CSV
//! (`number,holder,class,balance[,status]`). What is there already stays as it is, so a restart with
//! the same file changes nothing.

use super::{class_name, class_parse};
use crate::core_banking::{AccountStatus, RestrictionKind};
use crate::error::Error;
use crate::store::digest;
use cordon_model::{AccountClass, Currency, Money, Stamp};
use rusqlite::{Connection, params};
use serde::Deserialize;
use std::path::Path;

/// A seed of a hundred thousand accounts fits.
const SEED_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// Enough to tell the accounts of one institution apart.
const REFERENCE_DIGITS: usize = 24;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seed {
    #[serde(default, rename = "account")]
    pub accounts: Vec<SeedAccount>,
    #[serde(default, rename = "number")]
    pub numbers: Vec<SeedNumber>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedAccount {
    pub number: String,
    pub holder: String,
    pub class: AccountClass,
    /// A decimal string, such as `80000.00`.
    pub balance: String,
    #[serde(default = "cny")]
    pub currency: String,
    #[serde(default = "open")]
    pub status: String,
    /// Holds of other organs, running or ended.
    #[serde(default, rename = "hold")]
    pub holds: Vec<SeedHold>,
}

impl std::fmt::Debug for SeedAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SeedAccount({:?})", self.class)
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedHold {
    /// `stop` or `freeze`.
    pub kind: String,
    pub organ: String,
    /// None: the whole account.
    #[serde(default)]
    pub limit: Option<String>,
    /// RFC 3339.
    pub from: String,
    #[serde(default)]
    pub until: Option<String>,
    #[serde(default)]
    pub ended_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeedNumber {
    pub number: String,
}

impl std::fmt::Debug for SeedNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SeedNumber")
    }
}

fn cny() -> String {
    "CNY".to_owned()
}

fn open() -> String {
    AccountStatus::Open.name().to_owned()
}

/// Reads a seed file; its ending says its form.
pub fn read(file: &Path) -> Result<Seed, Error> {
    let fail = |why: String| Error::Seed(format!("`{}`: {why}", file.display()));
    let size = std::fs::metadata(file).map_err(|e| fail(e.to_string()))?.len();
    if size > SEED_BYTES_MAX {
        return Err(fail(format!("{size} bytes; at most {SEED_BYTES_MAX} are read")));
    }
    let text = std::fs::read_to_string(file).map_err(|e| fail(e.to_string()))?;
    let form = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
    parse(&text, form).map_err(fail)
}

/// Reads a seed in the form that its file's ending names.
pub fn parse(text: &str, form: &str) -> Result<Seed, String> {
    match form {
        // The library's full text quotes the line, which names a person.
        "toml" => toml::from_str(text).map_err(|e| e.message().to_owned()),
        "csv" => csv(text),
        _ => Err("a seed ends in .toml or .csv".to_owned()),
    }
}

fn csv(text: &str) -> Result<Seed, String> {
    let mut seed = Seed::default();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim_start_matches('\u{feff}');
        if line.trim().is_empty() || (at == 0 && line.starts_with("number,")) {
            continue;
        }
        let cells = csv_cells(line);
        let place = at.saturating_add(1);
        let [number, holder, class, balance, rest @ ..] = cells.as_slice() else {
            return Err(format!("line {place}: needs number,holder,class,balance"));
        };
        seed.accounts.push(SeedAccount {
            number: number.clone(),
            holder: holder.clone(),
            class: class_parse(class).ok_or_else(|| format!("line {place}: class is personal, company or payment"))?,
            balance: balance.clone(),
            currency: cny(),
            status: rest.first().cloned().filter(|s| !s.is_empty()).unwrap_or_else(open),
            holds: Vec::new(),
        });
    }
    Ok(seed)
}

/// Cells of one line; a cell in double quotes may hold commas, a doubled quote is a quote.
fn csv_cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                push(&mut cells, '"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            other => push(&mut cells, other),
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], c: char) {
    if let Some(last) = cells.last_mut() {
        last.push(c);
    }
}

/// Writes the seed into the store, inside the caller's transaction. An error names the row by its
/// place, never by its number or holder.
pub fn plant(db: &Connection, seed: &Seed) -> Result<(), Error> {
    for (at, account) in seed.accounts.iter().enumerate() {
        let row = at.saturating_add(1);
        plant_account(db, account).map_err(|e| match e {
            Error::Seed(why) => Error::Seed(format!("account {row}: {why}")),
            other => other,
        })?;
    }
    for number in &seed.numbers {
        db.prepare_cached("insert or ignore into numbers (number) values (?1)")?.execute([&number.number])?;
    }
    Ok(())
}

fn plant_account(db: &Connection, account: &SeedAccount) -> Result<(), Error> {
    let currency = Currency::parse(&account.currency).map_err(|e| Error::Seed(e.to_string()))?;
    let balance = Money::parse(&account.balance, currency).map_err(|e| Error::Seed(e.to_string()))?;
    if balance.minor() < 0 {
        return Err(Error::Seed("a balance is not negative here".to_owned()));
    }
    let status = AccountStatus::parse(&account.status)
        .ok_or_else(|| Error::Seed(format!("status `{}` is not open, closed, lost or white_listed", account.status)))?;
    let new = db
        .prepare_cached(
            "insert or ignore into accounts (number, holder, class, currency, balance, status)
             values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            account.number,
            account.holder,
            class_name(account.class),
            currency.code(),
            balance.minor(),
            status.name()
        ])?;
    if new == 1 {
        for (at, hold) in account.holds.iter().enumerate() {
            plant_hold(db, account, balance, at, hold)?;
        }
    }
    Ok(())
}

/// A reference is shown in logs and to callers, so the account's number does not stand in it.
fn reference(number: &str, at: usize) -> String {
    let digest: String = digest(number.as_bytes()).chars().take(REFERENCE_DIGITS).collect();
    format!("seed:{digest}:{at}")
}

fn plant_hold(db: &Connection, account: &SeedAccount, balance: Money, at: usize, hold: &SeedHold) -> Result<(), Error> {
    let moment =
        |text: &str| Stamp::parse_rfc3339(text).ok_or_else(|| Error::Seed(format!("`{text}` is not RFC 3339")));
    let kind = match RestrictionKind::parse(&hold.kind) {
        Some(kind @ (RestrictionKind::Stop | RestrictionKind::Freeze)) => kind,
        _ => return Err(Error::Seed(format!("hold kind `{}` is not stop or freeze", hold.kind))),
    };
    let limit = hold.limit.as_deref().map(|text| Money::parse(text, balance.currency())).transpose();
    let limit = limit.map_err(|e| Error::Seed(e.to_string()))?;
    let held = match limit {
        Some(limit) => limit.at_most(balance).map_err(|e| Error::Seed(e.to_string()))?,
        None => balance,
    };
    db.prepare_cached(
        "insert or ignore into holds (reference, number, kind, organ, limit_minor, held_minor,
           balance_before, from_ms, until_ms, ended_at, times)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1)",
    )?
    .execute(params![
        reference(&account.number, at),
        account.number,
        kind.name(),
        hold.organ,
        limit.map(Money::minor),
        held.minor(),
        balance.minor(),
        moment(&hold.from)?.ms(),
        hold.until.as_deref().map(moment).transpose()?.map(Stamp::ms),
        hold.ended_at.as_deref().map(moment).transpose()?.map(Stamp::ms),
    ])?;
    Ok(())
}
