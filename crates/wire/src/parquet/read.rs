//! Rows out of a file, column by column.

use super::ParquetError;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray};
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of a group that are held as text at once.
pub const ROWS_AT_ONCE: usize = 4_096;

/// How the values of a column become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Int,
    Unsigned,
    /// Divided by so many, milliseconds since 1970.
    Time(i64),
    Decimal(u32),
}

/// A file, opened: its columns and how to read them.
pub struct Table<R: ChunkReader> {
    file: SerializedFileReader<R>,
    names: Vec<String>,
    kinds: Vec<Kind>,
}

impl<R: ChunkReader> std::fmt::Debug for Table<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("names", &self.names).finish_non_exhaustive()
    }
}

impl<R: ChunkReader + 'static> Table<R> {
    pub fn open(bytes: R) -> Result<Self, ParquetError> {
        let file = guarded(|| Ok(SerializedFileReader::new(bytes)?))?;
        let columns = file.metadata().file_metadata().schema_descr().columns().to_vec();
        let kinds = columns.iter().map(|column| kind(column)).collect::<Result<_, _>>()?;
        let names = columns.iter().map(|column| column.name().to_owned()).collect();
        Ok(Self { file, names, kinds })
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Tells row after row, its fields in the order of the columns, empty where there is nothing; until
    /// `take` says that it is enough.
    pub fn each(&self, take: &mut dyn FnMut(&mut dyn Iterator<Item = &[u8]>) -> bool) -> Result<(), ParquetError> {
        for group in 0..self.file.num_row_groups() {
            let group = guarded(|| Ok(self.file.get_row_group(group)?))?;
            if !self.each_of(group.as_ref(), take)? {
                break;
            }
        }
        Ok(())
    }

    fn each_of(
        &self,
        group: &dyn RowGroupReader,
        take: &mut dyn FnMut(&mut dyn Iterator<Item = &[u8]>) -> bool,
    ) -> Result<bool, ParquetError> {
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut readers = Vec::with_capacity(self.kinds.len());
        for column in 0..self.kinds.len() {
            readers.push(guarded(|| Ok(group.get_column_reader(column)?))?);
        }
        while left > 0 {
            let count = left.min(ROWS_AT_ONCE);
            let columns = readers.iter_mut().zip(&self.kinds);
            let cells: Vec<Vec<Vec<u8>>> =
                guarded(|| columns.map(|(reader, kind)| cells(reader, *kind, count)).collect())?;
            for row in 0..count {
                let mut fields = cells.iter().map(|column| column.get(row).map(Vec::as_slice).unwrap_or_default());
                if !take(&mut fields) {
                    return Ok(false);
                }
            }
            left = left.saturating_sub(count);
        }
        Ok(true)
    }
}

/// The library panics on some damaged files. Nothing it was doing is used after that.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    let outcome = catch_unwind(AssertUnwindSafe(read));
    outcome.unwrap_or_else(|_| Err(ParquetError("it is damaged: its parts contradict each other".to_owned())))
}

/// What a column holds; else what is to be done about it.
fn kind(column: &ColumnDescriptor) -> Result<Kind, ParquetError> {
    let refuse = |why: &str| Err(ParquetError(format!("column `{}` {why}", column.name())));
    if column.max_rep_level() > 0 || column.max_def_level() > 1 {
        return refuse("is nested; write plain columns");
    }
    let decimal = matches!(column.logical_type_ref(), Some(LogicalType::Decimal(_)))
        || column.converted_type() == ConvertedType::DECIMAL;
    if decimal {
        let scale = u32::try_from(column.type_scale()).ok().filter(|scale| *scale <= SCALE_MAX);
        return scale.map_or_else(|| refuse("has too many digits after the point"), |scale| Ok(Kind::Decimal(scale)));
    }
    match (column.physical_type(), column.logical_type_ref()) {
        (Type::BYTE_ARRAY, _) => Ok(Kind::Text),
        (Type::INT64, Some(LogicalType::Timestamp(time))) if !time.is_adjusted_to_u_t_c => {
            refuse("has times without a zone; write timestamps in UTC, or Unix ms")
        }
        (Type::INT64, Some(LogicalType::Timestamp(time))) => Ok(Kind::Time(match time.unit {
            TimeUnit::MILLIS => 1,
            TimeUnit::MICROS => 1_000,
            TimeUnit::NANOS => 1_000_000,
        })),
        (Type::INT32 | Type::INT64, Some(LogicalType::Integer(int))) if !int.is_signed => Ok(Kind::Unsigned),
        (Type::INT32 | Type::INT64, None | Some(LogicalType::Integer(_))) => match column.converted_type() {
            // Old writers name the kind in another place; these mean UTC.
            ConvertedType::TIMESTAMP_MILLIS => Ok(Kind::Time(1)),
            ConvertedType::TIMESTAMP_MICROS => Ok(Kind::Time(1_000)),
            ConvertedType::DATE | ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS => {
                refuse("is a date or a time of day; write timestamps in UTC, or Unix ms")
            }
            _ => Ok(Kind::Int),
        },
        (Type::FLOAT | Type::DOUBLE, _) => refuse("is a float, which holds no exact amount; write DECIMAL or text"),
        _ => refuse("is of a type that means nothing here; write text, whole numbers, DECIMAL or timestamps"),
    }
}

/// Digits after the point that a decimal may have.
const SCALE_MAX: u32 = 38;

/// The next values of a column as text.
fn cells(reader: &mut ColumnReader, kind: Kind, count: usize) -> Result<Vec<Vec<u8>>, ParquetError> {
    match reader {
        ColumnReader::Int32ColumnReader(reader) => next(reader, count, |value| match kind {
            Kind::Unsigned => i128::from(value.cast_unsigned()),
            _ => i128::from(*value),
        })
        .map(|values| texts(values, kind)),
        ColumnReader::Int64ColumnReader(reader) => next(reader, count, |value| match kind {
            Kind::Unsigned => i128::from(value.cast_unsigned()),
            _ => i128::from(*value),
        })
        .map(|values| texts(values, kind)),
        ColumnReader::ByteArrayColumnReader(reader) if kind == Kind::Text => {
            let values = next(reader, count, |value: &ByteArray| value.data().to_vec())?;
            Ok(values.into_iter().map(Option::unwrap_or_default).collect())
        }
        ColumnReader::ByteArrayColumnReader(reader) => {
            numbers(next(reader, count, |value: &ByteArray| big_endian(value.data()))?, kind)
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            numbers(next(reader, count, |value: &FixedLenByteArray| big_endian(value.data()))?, kind)
        }
        _ => Err(ParquetError("a column changed its type within the file".to_owned())),
    }
}

/// The next values of a column, none where there is nothing.
fn next<T: DataType, V>(
    reader: &mut ColumnReaderImpl<T>,
    count: usize,
    value: impl Fn(&T::T) -> V,
) -> Result<Vec<Option<V>>, ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::with_capacity(count));
    let mut rows = 0_usize;
    // A call ends where a page does.
    while rows < count {
        let (read, _, _) = reader.read_records(count.saturating_sub(rows), Some(&mut levels), None, &mut values)?;
        if read == 0 {
            return Err(ParquetError("a column has fewer rows than its group; the file is cut or damaged".to_owned()));
        }
        rows = rows.saturating_add(read);
    }
    let mut values = values.iter().map(value);
    if levels.is_empty() {
        return Ok(values.map(Some).collect());
    }
    // The one level that there is says whether there is a value.
    Ok(levels.iter().map(|level| if *level > 0 { values.next() } else { None }).collect())
}

fn numbers(values: Vec<Option<Option<i128>>>, kind: Kind) -> Result<Vec<Vec<u8>>, ParquetError> {
    let fits = |value: Option<Option<i128>>| match value {
        Some(None) => Err(ParquetError("a decimal has more than 16 bytes".to_owned())),
        Some(value) => Ok(value),
        None => Ok(None),
    };
    Ok(texts(values.into_iter().map(fits).collect::<Result<_, _>>()?, kind))
}

fn big_endian(bytes: &[u8]) -> Option<i128> {
    let (first, rest) = bytes.split_first()?;
    if rest.len() >= 16 {
        return None;
    }
    let negative = i128::from(first.cast_signed());
    Some(rest.iter().fold(negative, |value, byte| (value << 8) | i128::from(*byte)))
}

fn texts(values: Vec<Option<i128>>, kind: Kind) -> Vec<Vec<u8>> {
    let text = |value: i128| match kind {
        Kind::Decimal(scale) => decimal(value, scale),
        Kind::Time(per_ms) => value.div_euclid(i128::from(per_ms)).to_string(),
        Kind::Text | Kind::Int | Kind::Unsigned => value.to_string(),
    };
    values.into_iter().map(|value| value.map(text).unwrap_or_default().into_bytes()).collect()
}

/// Without zeroes at the end: they say nothing, and a yen has no digits after the point.
fn decimal(value: i128, scale: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let width = usize::try_from(scale).unwrap_or(0);
    let digits = format!("{:0wide$}", value.unsigned_abs(), wide = width.saturating_add(1));
    let (whole, fraction) = digits.split_at(digits.len().saturating_sub(width));
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_as_they_are() {
        let rows =
            [(16_330, 2, "163.3"), (-1, 2, "-0.01"), (0, 2, "0"), (100_000, 2, "1000"), (5, 0, "5"), (7, 4, "0.0007")];
        for (value, scale, text) in rows {
            assert_eq!(decimal(value, scale), text);
        }
        assert_eq!(big_endian(&[0xff, 0xff]), Some(-1));
        assert_eq!(big_endian(&[0, 0x80]), Some(128));
        assert_eq!(big_endian(&[0; 17]), None);
        assert_eq!(big_endian(&[]), None);
    }
}
