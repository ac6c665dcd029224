//! Columns of any names as one file of one row group: for tables that are made whole, such as a trace.

use super::write::{hundredths, ints, texts};
use super::{ParquetError, SCALE};
use cordon_model::Money;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

/// A column; all of a file are of one length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    Texts(Vec<String>),
    /// Unix ms.
    Moments(Vec<i64>),
    Numbers(Vec<i64>),
    Amounts(Vec<Option<Money>>),
}

/// Names are of ASCII letters, digits and underscores.
pub fn write_columns(out: impl Write + Send, columns: &[(&str, Column)]) -> Result<(), ParquetError> {
    let mut schema = String::from("message trace {");
    for (name, column) in columns {
        let kind = match column {
            Column::Texts(_) => format!("required binary {name} (UTF8)"),
            Column::Moments(_) => format!("required int64 {name} (TIMESTAMP(MILLIS,true))"),
            Column::Numbers(_) => format!("required int64 {name}"),
            Column::Amounts(_) => format!("optional int64 {name} (DECIMAL(18,{SCALE}))"),
        };
        // INVARIANT (string): writing to a `String` does not fail.
        let _ = write!(schema, " {kind};");
    }
    let schema = Arc::new(parse_message_type(&format!("{schema} }}"))?);
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("cordon".to_owned());
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties.build()))?;
    let mut group = file.next_row_group()?;
    for (_, column) in columns {
        match column {
            Column::Texts(values) => texts(&mut group, values.iter())?,
            Column::Moments(values) | Column::Numbers(values) => {
                ints(&mut group, false, values.iter().map(|value| Some(*value)))?;
            }
            Column::Amounts(values) => {
                let scaled = values.iter().map(|money| money.map(hundredths).transpose());
                ints(&mut group, true, scaled.collect::<Result<Vec<_>, _>>()?.into_iter())?;
            }
        }
    }
    group.close()?;
    file.close()?;
    Ok(())
}
