//! Movements as rows of a file: the columns of `cordon import`, or the 28 fields of a statement.

use anyhow::{Context, anyhow};
use cordon_model::exchange::{Side, StatementRow};
use cordon_model::{Money, Movement, Posting};
use cordon_wire::parquet::{TableWriter, TransferRow};
use cordon_wire::police_bank::mapping::{ROW_FIELDS, row_fields};
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

const COLUMNS: [&str; 10] =
    ["id", "time", "seq", "from", "to", "amount", "currency", "balance_before", "credit_time", "credit_seq"];

/// What was written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written {
    pub rows: u64,
    pub left_out: u64,
}

/// A file on its way.
pub enum Out {
    Csv(csv::Writer<BufWriter<File>>),
    Parquet(Box<TableWriter<BufWriter<File>>>),
    Statement(Statement),
}

/// One account's rows are sorted by its own order, so they are kept until the end.
pub struct Statement {
    account: String,
    rows: Vec<(Posting, Side, Movement)>,
    csv: csv::Writer<BufWriter<File>>,
}

/// Movements are personal data: the file is for its owner only.
fn make(file: &Path) -> anyhow::Result<BufWriter<File>> {
    let made = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file);
    Ok(BufWriter::new(made.with_context(|| format!("cannot write `{}`", file.display()))?))
}

impl Out {
    pub fn csv(file: &Path) -> anyhow::Result<Self> {
        let mut csv = csv::Writer::from_writer(make(file)?);
        csv.write_record(COLUMNS)?;
        Ok(Self::Csv(csv))
    }

    pub fn parquet(file: &Path) -> anyhow::Result<Self> {
        Ok(Self::Parquet(Box::new(TableWriter::new(make(file)?)?)))
    }

    pub fn statement(file: &Path, account: &str) -> anyhow::Result<Self> {
        Ok(Self::Statement(Statement { account: account.to_owned(), rows: Vec::new(), csv: statement_csv(file)? }))
    }

    pub fn push(&mut self, movement: &Movement) -> anyhow::Result<()> {
        match self {
            Self::Csv(csv) => Ok(csv.write_record(record(movement)?)?),
            Self::Parquet(table) => Ok(table.push(transfer(movement)?)?),
            Self::Statement(statement) => {
                statement.push(movement);
                Ok(())
            }
        }
    }

    pub fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Csv(mut csv) => Ok(csv.flush()?),
            Self::Parquet(table) => Ok(table.close()?),
            Self::Statement(statement) => statement.close(),
        }
    }
}

fn transfer(movement: &Movement) -> anyhow::Result<TransferRow> {
    let at = movement.at().ok_or_else(|| anyhow!("{} has no moment", movement.id))?;
    // Where only the credit is known, its moment stands for both.
    let credit = movement.credit.filter(|_| movement.debit.is_some());
    Ok(TransferRow {
        id: movement.id.to_string(),
        time_ms: at.at.ms(),
        seq: at.seq,
        from: movement.from.clone(),
        to: movement.to.clone(),
        amount: movement.amount,
        balance_before: movement.balance_before,
        credit_ms: credit.map(|credit| credit.at.ms()),
        credit_seq: credit.and_then(|credit| credit.seq),
    })
}

fn record(movement: &Movement) -> anyhow::Result<[String; 10]> {
    let row = transfer(movement)?;
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let time = |ms: i64| cordon_model::Stamp::from_ms(ms).rfc3339();
    Ok([
        row.id,
        time(row.time_ms),
        number(row.seq),
        row.from,
        row.to,
        row.amount.decimal(),
        row.amount.currency().code().to_owned(),
        row.balance_before.map(Money::decimal).unwrap_or_default(),
        row.credit_ms.map(time).unwrap_or_default(),
        number(row.credit_seq),
    ])
}

impl Statement {
    fn push(&mut self, movement: &Movement) {
        let sides = [(&movement.from, movement.debit, Side::Debit), (&movement.to, movement.credit, Side::Credit)];
        for (key, told, side) in sides {
            // A side that its own institution has not told happened when the other did.
            if let Some(posting) = told.or(movement.at()).filter(|_| *key == self.account) {
                self.rows.push((posting, side, movement.clone()));
            }
        }
    }

    fn close(mut self) -> anyhow::Result<()> {
        self.rows.sort_by_key(|(posting, side, movement)| (posting.at, posting.seq, *side, movement.place));
        for (posting, side, movement) in &self.rows {
            let (other, serial) = match side {
                Side::Debit => (&movement.to, &movement.debit_serial),
                Side::Credit => (&movement.from, &movement.credit_serial),
            };
            let balance = movement.balance_before.filter(|_| *side == Side::Debit);
            let row = StatementRow {
                side: *side,
                amount: movement.amount,
                balance: balance.map(|before| before.minus(movement.amount)).transpose()?,
                at: posting.at,
                // Rows of lists have no serial; the movement's id is as good a name.
                serial: serial.clone().unwrap_or_else(|| movement.id.to_string()),
                opponent: None,
                order_number: movement.order_number.clone(),
                exit: movement.exit.filter(|_| *side == Side::Debit),
                remark: None,
            };
            statement_row(&mut self.csv, ["", &self.account, ""], &row, Some(other))?;
        }
        Ok(self.csv.flush()?)
    }
}

/// Whose rows these are stands before the 28 fields, as `cordon import` reads them.
pub fn statement_csv(file: &Path) -> anyhow::Result<csv::Writer<BufWriter<File>>> {
    let mut csv = csv::Writer::from_writer(make(file)?);
    csv.write_record(["CardNumber", "AccountNumber", "BankID"].into_iter().chain(ROW_FIELDS))?;
    Ok(csv)
}

/// Writes a row. A key in place of the opponent's number is longer than the interface would take.
pub fn statement_row(
    csv: &mut csv::Writer<impl Write>,
    account: [&str; 3],
    row: &StatementRow,
    opponent_key: Option<&str>,
) -> anyhow::Result<()> {
    let mut fields = row_fields(row)?;
    let opponent = ROW_FIELDS.iter().zip(&mut fields).find(|(name, _)| **name == "OpponentAccountNumber");
    if let (Some((_, field)), Some(key)) = (opponent, opponent_key) {
        key.clone_into(field);
    }
    Ok(csv.write_record(account.into_iter().chain(fields.iter().map(String::as_str)))?)
}
