//! A bank's export of statements as CSV: the 28 fields of a transaction by their names on the police
//! interface, and for each row the account that it stands on (`CardNumber`, else `AccountNumber`).
//!
//! The rows of an account are taken together, in the file's order; a list that runs backwards is
//! turned round, as on the wire.

use super::Left;
use anyhow::{Context, bail, ensure};
use cordon_desk::money::learn::files::{FiledRow, fault_of_text};
use cordon_model::exchange::{Private, StatementRow};
use cordon_model::{Agency, AgencyKind, Stamp};
use cordon_wire::police_bank::Channel;
use cordon_wire::police_bank::mapping::{ROW_FIELDS, exported_row, in_order};
use csv::StringRecord;
use std::collections::{BTreeMap, HashMap};

const CARD: &str = "CardNumber";
const ACCOUNT: &str = "AccountNumber";
const BANK: &str = "BankID";
const NEEDED: [&str; 4] = ["BorrowingSigns", "TransactionAmount", "TransactionTime", "TransactionSerial"];

/// The rows of one account, as they stand in the file.
type Accounts = HashMap<(String, String), Vec<StatementRow>>;

pub fn read(
    name: &str,
    bytes: &mut impl std::io::Read,
    institution: Option<&str>,
    agencies: &BTreeMap<String, Agency>,
) -> anyhow::Result<(Vec<FiledRow>, Left)> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns = Columns::of(name, reader.headers().with_context(|| format!("cannot read `{name}`"))?)?;
    if let Some(code) = institution {
        ensure!(agencies.contains_key(code), "institution `{code}` is none of this house; register it first");
    } else {
        ensure!(
            columns.has(BANK),
            "`{name}` has no column `{BANK}`; say whose accounts they are: `--institution CODE`"
        );
    }
    let mut table = Table { institution, agencies, accounts: Accounts::new(), order: Vec::new() };
    let mut left = Left::default();
    for record in reader.into_records() {
        let (line, told) = match record {
            Ok(record) => (record.position().map_or(0, csv::Position::line), table.take(&columns, &record)),
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                let line = error.position().map_or(0, csv::Position::line);
                (line, Err(("the row".to_owned(), "is not UTF-8; convert the file".to_owned())))
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read `{name}`")),
        };
        if let Err((column, why)) = told {
            left.bad(|| format!("`{name}` line {line}, column `{column}`: {why}"));
        }
    }
    Ok((table.rows(), left))
}

/// Which field stands where.
struct Columns(Vec<&'static str>);

impl Columns {
    fn of(name: &str, header: &StringRecord) -> anyhow::Result<Self> {
        let known = || ROW_FIELDS.into_iter().chain([CARD, ACCOUNT, BANK]);
        let mut columns: Vec<&'static str> = Vec::new();
        for field in header {
            let field = field.trim_start_matches('\u{feff}').trim();
            let Some(column) = known().find(|column| *column == field) else {
                let field: String = field.chars().take(24).collect();
                bail!(
                    "`{name}` has a column `{field}` that means nothing here; remove it, or name it as on the police interface"
                );
            };
            ensure!(!columns.contains(&column), "`{name}` has two columns `{column}`; remove one");
            columns.push(column);
        }
        let columns = Self(columns);
        for needed in NEEDED {
            ensure!(columns.has(needed), "`{name}` has no column `{needed}` in its first line");
        }
        ensure!(
            columns.has(CARD) || columns.has(ACCOUNT),
            "`{name}` has no column `{CARD}` or `{ACCOUNT}`: whose rows are these?"
        );
        Ok(columns)
    }

    fn has(&self, column: &str) -> bool {
        self.0.contains(&column)
    }

    fn text<'r>(&self, record: &'r StringRecord, column: &str) -> &'r str {
        let at = self.0.iter().position(|known| *known == column);
        at.and_then(|at| record.get(at)).unwrap_or_default().trim()
    }
}

struct Table<'a> {
    institution: Option<&'a str>,
    agencies: &'a BTreeMap<String, Agency>,
    accounts: Accounts,
    /// Accounts in the order in which they were first seen.
    order: Vec<(String, String)>,
}

impl Table<'_> {
    /// Takes a row; else its column, and what is wrong and what to do.
    fn take(&mut self, columns: &Columns, record: &StringRecord) -> Result<(), (String, String)> {
        let (fields, wanted) = (record.len(), columns.0.len());
        if fields != wanted {
            let why = format!("has {fields} fields and the first line {wanted}; quote fields that hold commas");
            return Err(("the row".to_owned(), why));
        }
        let at = |column: &str, why: String| (column.to_owned(), why);
        let said = columns.text(record, BANK);
        let code = if said.is_empty() { self.institution.unwrap_or_default() } else { said };
        let Some(agency) = self.agencies.get(code) else {
            return Err(at(BANK, "is the code of no institution of this house; register it first".to_owned()));
        };
        let card = columns.text(record, CARD);
        let (column, number) = if card.is_empty() { (ACCOUNT, columns.text(record, ACCOUNT)) } else { (CARD, card) };
        // A sub-account stands behind `_`; the main one is what orders name.
        let number = number.split_once('_').map_or(number, |(main, _)| main);
        if let Some(why) = fault_of_text(&format!("{code}:{number}"), self.agencies) {
            return Err(at(column, why));
        }
        let channel = if agency.kind == AgencyKind::PaymentFirm { Channel::PaymentFirm } else { Channel::Bank };
        let told: Vec<(&str, &str)> =
            columns.0.iter().copied().zip(record).filter(|(column, _)| ROW_FIELDS.contains(column)).collect();
        let row = exported_row(&told, channel).map_err(|error| {
            let column = error.path.rsplit('/').next().unwrap_or_default();
            (column.to_owned(), error.rule)
        })?;
        // A transaction that failed moved nothing: no bad row, and no movement.
        let Some(row) = row else { return Ok(()) };
        if !row.amount.is_positive() {
            return Err(at("TransactionAmount", "must be above 0; a reversal is a row of its own".to_owned()));
        }
        let account = (code.to_owned(), number.to_owned());
        if !self.accounts.contains_key(&account) {
            self.order.push(account.clone());
        }
        self.accounts.entry(account).or_default().push(row);
        Ok(())
    }

    fn rows(mut self) -> Vec<FiledRow> {
        let mut filed = Vec::new();
        for account in self.order {
            let (rows, _) = in_order(self.accounts.remove(&account).unwrap_or_default());
            let (mut moment, mut seq) = (Stamp::from_ms(i64::MIN), 0_i64);
            for row in rows {
                seq = if row.at == moment { seq.saturating_add(1) } else { 0 };
                moment = row.at;
                let (institution, number) = (account.0.clone(), Private(account.1.clone()));
                filed.push(FiledRow { institution, number, row, seq });
            }
        }
        filed
    }
}
