//! Statements of several accounts as one list of transfers: what two of them tell of one payment is one
//! transfer, where both know it by its UETR.
//!
//! Other payments told from both ends stay two, for nothing in a statement says that they are one: an
//! import joins them by their moments, with what else the centre knows.

use crate::lists::account_text;
use crate::statements::{Item, Posted, each, shapes};
use cordon_flow::read::{At, Format, Reader};
use cordon_model::Money;
use cordon_model::exchange::Side;
use cordon_wire::iso20022::Message;
use csv::ByteRecord;
use std::collections::HashMap;
use std::path::PathBuf;

const COLUMNS: [&str; 10] =
    ["id", "time", "seq", "from", "to", "amount", "currency", "balance_before", "credit_time", "credit_seq"];

/// One transfer, as far as statements tell it.
struct Told {
    file: usize,
    path: String,
    id: String,
    from: String,
    to: String,
    amount: Money,
    debit: Option<(i64, i64)>,
    credit: Option<(i64, i64)>,
    balance_before: Option<Money>,
}

#[derive(Default)]
struct Joined {
    told: Vec<Told>,
    /// Payments by UETR.
    by_uetr: HashMap<String, usize>,
    rows: i64,
}

pub fn read(message: Message, paths: &[PathBuf]) -> anyhow::Result<Reader> {
    let mut reader = Reader::new(Format::Csv);
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let mut joined = Joined::default();
    for (file, path) in paths.iter().enumerate() {
        let name = names.get(file).map_or("", String::as_str);
        each(message, path, &shapes(message, path)?, &mut |item| {
            match item {
                Item::Line(posted) => {
                    if let Err(why) = joined.take(file, &posted) {
                        reader.refuse(name, At::Element(posted.path.to_owned()), why.to_owned());
                    }
                }
                Item::Bad(error) => reader.refuse(name, At::Element(error.path.clone()), error.rule.clone()),
                Item::Undivided => {}
            }
            Ok(())
        })?;
    }
    let columns = reader.columns("", &ByteRecord::from(COLUMNS.to_vec()))?;
    for told in joined.told {
        let name = names.get(told.file).map_or("", String::as_str);
        let record = told.record();
        reader.row(name, At::Element(told.path), &columns, &record);
    }
    Ok(reader)
}

impl Joined {
    fn take(&mut self, file: usize, posted: &Posted<'_>) -> Result<(), &'static str> {
        let line = posted.line;
        let own = account_text(&posted.head.account, &|_| false)
            .ok_or("the statement names no account in `Acct/Id`; fill it in")?;
        // Rows are numbered over all files; those of a statement that runs backwards count down.
        self.rows = self.rows.saturating_add(1);
        let seq = if posted.backwards { self.rows.saturating_neg() } else { self.rows };
        // Who is not named is nobody's account but this row's.
        let other = line.other.as_ref().and_then(|other| account_text(other, &|_| false));
        let other = other.unwrap_or_else(|| format!("? {}", self.rows));
        let (from, to) = if line.side == Side::Debit { (own, other) } else { (other, own) };
        let stamp = Some((line.at.ms, seq));
        let balance_before = posted.balance.filter(|_| line.side == Side::Debit);
        let balance_before = balance_before.and_then(|after| after.plus(line.amount).ok());
        let (debit, credit) = if line.side == Side::Debit { (stamp, None) } else { (None, stamp) };
        if let Some(known) = self.known(line.uetr.as_deref(), &from, &to, line.amount)
            && (if debit.is_some() { known.debit.is_none() } else { known.credit.is_none() })
        {
            known.debit = known.debit.or(debit);
            known.credit = known.credit.or(credit);
            known.balance_before = known.balance_before.or(balance_before);
            return Ok(());
        }
        let place = self.told.len();
        let id = match &line.uetr {
            Some(uetr) if !self.by_uetr.contains_key(uetr) => {
                self.by_uetr.insert(uetr.clone(), place);
                uetr.clone()
            }
            _ => self.rows.to_string(),
        };
        let path = posted.path.to_owned();
        self.told.push(Told { file, path, id, from, to, amount: line.amount, debit, credit, balance_before });
        Ok(())
    }

    /// The transfer that another statement told: the same reference, ends and amount.
    fn known(&mut self, uetr: Option<&str>, from: &str, to: &str, amount: Money) -> Option<&mut Told> {
        let place = *self.by_uetr.get(uetr?)?;
        self.told.get_mut(place).filter(|told| told.from == from && told.to == to && told.amount == amount)
    }
}

impl Told {
    fn record(&self) -> ByteRecord {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        // Told by the payee's bank alone, the credit is all that is known of the moment.
        let debit = self.debit.or(self.credit);
        let credit = self.credit.filter(|_| self.debit.is_some());
        ByteRecord::from(vec![
            self.id.clone(),
            number(debit.map(|(ms, _)| ms)),
            number(debit.map(|(_, seq)| seq)),
            self.from.clone(),
            self.to.clone(),
            self.amount.decimal(),
            self.amount.currency().code().to_owned(),
            self.balance_before.map(Money::decimal).unwrap_or_default(),
            number(credit.map(|(ms, _)| ms)),
            number(credit.map(|(_, seq)| seq)),
        ])
    }
}
