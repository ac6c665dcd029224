//! Lists of transfers in parts, with the accounts held to what the house knows.

use super::{Left, Sink};
use crate::lists::List;
use cordon_desk::money::learn::files::{Batch, fault_of_text};
use cordon_flow::read::{Part, Reader};
use cordon_model::Agency;
use std::collections::BTreeMap;
use std::path::Path;

pub fn read(
    list: List,
    path: &Path,
    agencies: &BTreeMap<String, Agency>,
    rows_before: i64,
    sink: Sink<'_>,
) -> anyhow::Result<Left> {
    let known = agencies.clone();
    let mut reader = Reader::new(list.columns())
        .in_parts()
        .after_rows(rows_before)
        .checking(move |text| fault_of_text(text, &known));
    let mut failed = None;
    list.read(path, &|code| agencies.contains_key(code), &mut reader, &mut |reader| {
        if reader.has_part() {
            failed = sink(batch(reader.part())).err();
            reader.forget();
        }
        failed.is_none()
    })?;
    if let Some(failed) = failed {
        return Err(failed);
    }
    sink(batch(reader.part()))?;
    let errors = reader.errors().iter().take(super::ROWS_TOLD).map(ToString::to_string).collect();
    Ok(Left { bad_rows: reader.bad_rows(), errors, notes: Vec::new() })
}

const fn batch(part: Part<'_>) -> Batch<'_> {
    Batch::Transfers { rows: part.rows, names: part.names, currency: part.currency }
}
