//! Rows into a file, a row group at a time.

use super::{ParquetError, SCALE};
use cordon_model::Money;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::io::Write;
use std::sync::Arc;

/// Rows of one group: what is held until it is written.
pub const GROUP_ROWS: usize = 100_000;

const SCHEMA: &str = "message transfers {
    required binary id (UTF8);
    required int64 time (TIMESTAMP(MILLIS,true));
    optional int64 seq;
    required binary from (UTF8);
    required binary to (UTF8);
    required int64 amount (DECIMAL(18,2));
    required binary currency (UTF8);
    optional int64 balance_before (DECIMAL(18,2));
    optional int64 credit_time (TIMESTAMP(MILLIS,true));
    optional int64 credit_seq;
}";

/// One transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferRow {
    pub id: String,
    pub time_ms: i64,
    pub seq: Option<i64>,
    pub from: String,
    pub to: String,
    pub amount: Money,
    pub balance_before: Option<Money>,
    pub credit_ms: Option<i64>,
    pub credit_seq: Option<i64>,
}

/// Writes transfers. What was not closed is no file.
pub struct TableWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    rows: Vec<TransferRow>,
}

impl<W: Write + Send> std::fmt::Debug for TableWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TableWriter({} rows waiting)", self.rows.len())
    }
}

impl<W: Write + Send> TableWriter<W> {
    pub fn new(out: W) -> Result<Self, ParquetError> {
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let properties =
            WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("cordon".to_owned());
        Ok(Self { file: SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?, rows: Vec::new() })
    }

    pub fn push(&mut self, row: TransferRow) -> Result<(), ParquetError> {
        self.rows.push(row);
        if self.rows.len() >= GROUP_ROWS { self.write_group() } else { Ok(()) }
    }

    pub fn close(mut self) -> Result<(), ParquetError> {
        self.write_group()?;
        self.file.close()?;
        Ok(())
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let amounts = rows.iter().map(|row| hundredths(row.amount).map(Some)).collect::<Result<Vec<_>, _>>()?;
        let balances =
            rows.iter().map(|row| row.balance_before.map(hundredths).transpose()).collect::<Result<Vec<_>, _>>()?;
        let mut group = self.file.next_row_group()?;
        // In the order of the schema.
        texts(&mut group, rows.iter().map(|row| row.id.as_str()))?;
        ints(&mut group, false, rows.iter().map(|row| Some(row.time_ms)))?;
        ints(&mut group, true, rows.iter().map(|row| row.seq))?;
        texts(&mut group, rows.iter().map(|row| row.from.as_str()))?;
        texts(&mut group, rows.iter().map(|row| row.to.as_str()))?;
        ints(&mut group, false, amounts.into_iter())?;
        texts(&mut group, rows.iter().map(|row| row.amount.currency().code().to_owned()))?;
        ints(&mut group, true, balances.into_iter())?;
        ints(&mut group, true, rows.iter().map(|row| row.credit_ms))?;
        ints(&mut group, true, rows.iter().map(|row| row.credit_seq))?;
        group.close()?;
        Ok(())
    }
}

/// All amounts of the column have two digits after the point, also those of a currency that has none.
pub(super) fn hundredths(money: Money) -> Result<i64, ParquetError> {
    let digits = money.decimal().split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let missing = SCALE.saturating_sub(u32::try_from(digits).unwrap_or(SCALE));
    let scaled = 10_i64.checked_pow(missing).and_then(|scale| money.minor().checked_mul(scale));
    let fits = scaled.filter(|scaled| scaled.unsigned_abs() < DECIMAL_18);
    fits.ok_or_else(|| ParquetError("an amount has more than 18 digits".to_owned()))
}

/// The first amount that DECIMAL(18,2) does not hold.
const DECIMAL_18: u64 = 1_000_000_000_000_000_000;

pub(super) fn texts<W: Write + Send, T: AsRef<str>>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: impl Iterator<Item = T>,
) -> Result<(), ParquetError> {
    let values: Vec<ByteArray> = values.map(|text| ByteArray::from(text.as_ref())).collect();
    column::<ByteArrayType, W>(group, &values, None)
}

pub(super) fn ints<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    optional: bool,
    values: impl Iterator<Item = Option<i64>> + Clone,
) -> Result<(), ParquetError> {
    let levels: Vec<i16> = values.clone().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<i64> = values.flatten().collect();
    column::<Int64Type, W>(group, &values, optional.then_some(&levels))
}

fn column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    levels: Option<&Vec<i16>>,
) -> Result<(), ParquetError> {
    let next = group.next_column()?;
    let mut column = next.ok_or_else(|| ParquetError("there are more columns than the schema has".to_owned()))?;
    column.typed::<T>().write_batch(values, levels.map(Vec::as_slice), None)?;
    column.close()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parquet::Table;
    use bytes::Bytes;
    use cordon_model::Currency;
    use proptest::prelude::*;

    fn row() -> impl Strategy<Value = TransferRow> {
        let amounts = (1_i64..1_000_000_000_000_000, any::<bool>());
        let stamps = (any::<i32>(), proptest::option::of(any::<i64>()), proptest::option::of(any::<i32>()));
        ("[a-z0-9]{1,12}", stamps, "[a-z:0-9 ]{1,20}", "\\PC{1,9}", amounts, proptest::option::of(any::<i32>()))
            .prop_map(|(id, (time, seq, credit), from, to, (amount, yen), balance)| {
                let currency = if yen { Currency::parse("JPY").unwrap() } else { Currency::CNY };
                TransferRow {
                    id,
                    time_ms: i64::from(time) * 1_000,
                    seq,
                    from,
                    to,
                    amount: Money::new(amount, currency),
                    balance_before: balance.map(|minor| Money::new(i64::from(minor), currency)),
                    credit_ms: credit.map(i64::from),
                    credit_seq: None,
                }
            })
    }

    fn text(row: &TransferRow) -> Vec<String> {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let money = |money: Money| {
            let text = money.decimal();
            if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
        };
        vec![
            row.id.clone(),
            row.time_ms.to_string(),
            number(row.seq),
            row.from.clone(),
            row.to.clone(),
            money(row.amount),
            row.amount.currency().code().to_owned(),
            row.balance_before.map(money).unwrap_or_default(),
            number(row.credit_ms),
            number(row.credit_seq),
        ]
    }

    fn written(rows: &[TransferRow]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut writer = TableWriter::new(&mut bytes).unwrap();
        rows.iter().for_each(|row| writer.push(row.clone()).unwrap());
        writer.close().unwrap();
        bytes
    }

    fn read(bytes: Vec<u8>) -> Result<Vec<Vec<String>>, ParquetError> {
        let table = Table::open(Bytes::from(bytes))?;
        let mut rows = Vec::new();
        table.each(&mut |fields| {
            rows.push(fields.map(|field| String::from_utf8(field.to_vec()).unwrap()).collect());
            true
        })?;
        Ok(rows)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(rows in proptest::collection::vec(row(), 0..40)) {
            let again = read(written(&rows)).unwrap();
            prop_assert_eq!(again, rows.iter().map(text).collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn no_damage_breaks_the_reader(
            rows in proptest::collection::vec(row(), 1..6),
            flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = written(&rows);
            for (at, byte) in flips {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(table) = Table::open(Bytes::from(bytes)) {
                let _ = table.each(&mut |fields| fields.count() > 0);
            }
        }
    }

    #[test]
    fn groups_and_steps_lose_no_row() {
        let one = TransferRow {
            id: String::new(),
            time_ms: 5,
            seq: None,
            from: "a".into(),
            to: "b".into(),
            amount: Money::cny(7),
            balance_before: None,
            credit_ms: None,
            credit_seq: None,
        };
        let rows: Vec<TransferRow> = (0..GROUP_ROWS + 3)
            .map(|n| TransferRow { id: n.to_string(), seq: (n % 3 == 0).then_some(1), ..one.clone() })
            .collect();
        let again = read(written(&rows)).unwrap();
        assert_eq!(again.len(), rows.len());
        assert!(again.iter().zip(&rows).all(|(again, row)| *again == text(row)));
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let good = written(&[]);
        for bytes in [Vec::new(), b"PAR1".to_vec(), b"id,time\n1,2\n".to_vec(), good[..good.len() - 3].to_vec()] {
            assert!(read(bytes).is_err());
        }
        let huge = Money::new(i64::MAX, Currency::CNY);
        assert!(hundredths(huge).is_err());
    }
}
