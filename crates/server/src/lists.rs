//! Files that list transfers, each told with both its ends, read into a [`Reader`]: its checks hold for
//! all of them.
//!
//! Not here: what becomes of the rows (`commands/import`, `commands/trace`).

use crate::unpack;
use anyhow::{Context, anyhow};
use clap::ValueEnum;
use cordon_flow::read::{At, Format, Reader};
use cordon_wire::iso20022::{End, Message, Payment, Reading, Told};
use cordon_wire::parquet::Table;
use csv::ByteRecord;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// How a list is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum List {
    /// `id,time,from,to,amount` and more.
    Csv,
    /// The transactions of IBM's AMLSim.
    Amlsim,
    /// The columns of `csv`, in Parquet.
    Parquet,
    /// ISO 20022: credit transfers between institutions.
    Pacs008,
}

/// Which codes are of institutions that take part.
pub type Ours<'a> = &'a dyn Fn(&str) -> bool;

/// After each row: whether to go on.
pub type AfterRow<'a> = &'a mut dyn FnMut(&mut Reader) -> bool;

impl List {
    /// By which columns its rows are read.
    pub const fn columns(self) -> Format {
        match self {
            Self::Amlsim => Format::Amlsim,
            Self::Csv | Self::Parquet | Self::Pacs008 => Format::Csv,
        }
    }

    /// Reads a file. The reader must have been made for [`List::columns`].
    pub fn read(self, path: &Path, ours: Ours<'_>, reader: &mut Reader, after_row: AfterRow<'_>) -> anyhow::Result<()> {
        let name = path.display().to_string();
        match self {
            Self::Csv | Self::Amlsim => Ok(reader.read_each(&name, unpack::open(path)?, after_row)?),
            Self::Parquet => parquet(path, &name, reader, after_row),
            Self::Pacs008 => pacs008(path, &name, ours, reader, after_row),
        }
    }
}

fn parquet(path: &Path, name: &str, reader: &mut Reader, after_row: AfterRow<'_>) -> anyhow::Result<()> {
    let told = |error| anyhow!("`{name}` cannot be read as Parquet: {error}");
    let file = File::open(path).with_context(|| format!("cannot open `{name}`"))?;
    let table = Table::open(file).map_err(told)?;
    let columns = reader.columns(name, &ByteRecord::from(table.names().to_vec()))?;
    let mut record = ByteRecord::new();
    let mut row = 0_u64;
    table
        .each(&mut |fields| {
            row = row.saturating_add(1);
            record.clear();
            fields.for_each(|field| record.push_field(field));
            reader.row(name, At::Row(row), &columns, &record);
            after_row(reader)
        })
        .map_err(told)
}

/// The columns as which a credit transfer is read.
const PAYMENT: [&str; 7] = ["id", "time", "from", "to", "amount", "currency", "credit_time"];

fn pacs008(
    path: &Path,
    name: &str,
    ours: Ours<'_>,
    reader: &mut Reader,
    after_row: AfterRow<'_>,
) -> anyhow::Result<()> {
    let columns = reader.columns(name, &ByteRecord::from(PAYMENT.to_vec()))?;
    let mut reading = Reading::new(Message::Pacs008, BufReader::new(unpack::open(path)?));
    while let Some(told) = reading.read_on().map_err(|error| anyhow!("`{name}` {error}"))? {
        match told {
            Told::Payment(Ok(payment)) => {
                reader.row(name, At::Element(payment.path.clone()), &columns, &record(&payment, ours));
            }
            Told::Payment(Err(error)) => reader.refuse(name, At::Element(error.path), error.rule),
            Told::Begins(_) | Told::Entry(_) | Told::Ends => {}
        }
        if !after_row(reader) {
            break;
        }
    }
    Ok(())
}

fn record(payment: &Payment, ours: Ours<'_>) -> ByteRecord {
    ByteRecord::from(vec![
        payment.id.clone(),
        payment.at.ms.to_string(),
        account_text(&payment.from, ours).unwrap_or_default(),
        account_text(&payment.to, ours).unwrap_or_default(),
        payment.amount.decimal(),
        payment.amount.currency().code().to_owned(),
        payment.credited.map(|at| at.ms.to_string()).unwrap_or_default(),
    ])
}

/// How an account is named in lists; none where there is no number. At an institution of the house it is
/// `institution:number`. An IBAN names an account by itself, so it is the same however its institution is
/// named; another number is one only together with it.
pub fn account_text(end: &End, ours: Ours<'_>) -> Option<String> {
    let number = end.number.as_ref()?;
    let known = end.agent.codes().find(|code| ours(code));
    let code = known.or_else(|| end.agent.codes().next().filter(|_| !end.is_iban));
    Some(code.map_or_else(|| number.clone(), |code| format!("{code}:{number}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_wire::iso20022::Agent;

    #[test]
    fn an_iban_is_one_account_however_its_bank_is_named() {
        let end = |number: &str, is_iban, member: Option<&str>, bic: Option<&str>| End {
            number: Some(number.to_owned()),
            is_iban,
            agent: Agent { member: member.map(str::to_owned), bic: bic.map(str::to_owned), other: None },
            name: None,
        };
        let text = |end: End| account_text(&end, &|code| code == "999100000001").unwrap();
        assert_eq!(text(end("XX01", true, None, Some("XXXXXX00"))), text(end("XX01", true, Some("9"), None)));
        assert_eq!(text(end("12345", false, None, Some("XXXXXX00"))), "XXXXXX00:12345");
        assert_eq!(text(end("12345", false, Some("999100000001"), Some("XXXXXX00"))), "999100000001:12345");
        assert_eq!(text(end("XX01", true, Some("8"), Some("999100000001"))), "999100000001:XX01");
        assert_eq!(account_text(&End::default(), &|_| true), None);
    }
}
