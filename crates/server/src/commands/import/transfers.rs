//! Lists of transfers: read by `cordon-flow`, with the accounts held to what the house knows.

use super::{Read, Rows};
use cordon_desk::money::import_movements::Known;
use cordon_desk::money::learn::files::fault_of_text;
use cordon_flow::read::{Format, Reader};

pub fn read(name: &str, bytes: &mut impl std::io::Read, format: Format, known: &Known) -> anyhow::Result<Read> {
    let agencies = known.agencies.clone();
    let mut reader =
        Reader::new(format).after_rows(known.rows_before).checking(move |text| fault_of_text(text, &agencies));
    reader.read(name, bytes)?;
    let read = reader.finish();
    let errors = read.errors.iter().map(ToString::to_string).collect();
    Ok(Read { bad_rows: read.bad_rows, errors, rows: Rows::Transfers(Box::new(read)) })
}
