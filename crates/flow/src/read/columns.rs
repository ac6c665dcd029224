//! Columns by their names, and the fields of a row by their columns.

use super::{Format, ReadError, TEXT_BYTES_MAX, Why};
use csv::ByteRecord;

/// A row that is not as it should be: the column, and why.
pub type Bad = (&'static str, Why);

/// The columns of a format: those that must be there, and all of them.
#[derive(Debug)]
pub struct Wanted {
    pub required: &'static [&'static str],
    pub known: &'static [&'static str],
    /// For people.
    pub text: &'static str,
}

impl Format {
    pub const fn wanted(self) -> Wanted {
        match self {
            Self::Csv => super::generic::WANTED,
            Self::Amlsim => super::amlsim::WANTED,
        }
    }
}

/// Where the columns of a format stand in a file.
#[derive(Debug)]
pub struct Columns {
    places: Vec<(&'static str, usize)>,
    count: usize,
}

impl Columns {
    pub fn of(file: &str, format: Format, header: &ByteRecord) -> Result<Self, ReadError> {
        let wanted = format.wanted();
        let mut places = Vec::new();
        for (at, field) in header.iter().enumerate() {
            // A file that was saved by a spreadsheet may begin with a byte order mark.
            let name = String::from_utf8_lossy(field).trim_start_matches('\u{feff}').trim().to_owned();
            let known = wanted.known.iter().find(|known| **known == name);
            let unknown = || ReadError::Unknown {
                file: file.to_owned(),
                column: name.chars().take(24).collect(),
                wanted: wanted.text,
            };
            let known = *known.ok_or_else(unknown)?;
            if places.iter().any(|(name, _)| *name == known) {
                return Err(ReadError::Twice { file: file.to_owned(), column: known });
            }
            places.push((known, at));
        }
        let missing = wanted.required.iter().find(|required| !places.iter().any(|(name, _)| name == *required));
        match missing {
            Some(column) => Err(ReadError::Missing { file: file.to_owned(), column, wanted: wanted.text }),
            None => Ok(Self { places, count: header.len() }),
        }
    }

    pub const fn row<'r>(&'r self, record: &'r ByteRecord) -> Row<'r> {
        Row { columns: self, record }
    }
}

/// The fields of one row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    columns: &'r Columns,
    record: &'r ByteRecord,
}

impl<'r> Row<'r> {
    /// Whether it has as many fields as the first line.
    pub fn check(&self) -> Result<(), Bad> {
        let (fields, wanted) = (self.record.len(), self.columns.count);
        if fields == wanted { Ok(()) } else { Err(("the row", Why::Fields(fields, wanted))) }
    }

    /// The field, empty where there is none.
    pub fn text(&self, column: &'static str) -> Result<&'r str, Bad> {
        let at = self.columns.places.iter().find(|(name, _)| *name == column).map(|(_, at)| *at);
        let field = at.and_then(|at| self.record.get(at)).unwrap_or_default();
        if field.len() > TEXT_BYTES_MAX {
            return Err((column, Why::TooLong));
        }
        std::str::from_utf8(field).map(str::trim).map_err(|_| (column, Why::NotUtf8))
    }

    pub fn filled(&self, column: &'static str) -> Result<&'r str, Bad> {
        let text = self.text(column)?;
        if text.is_empty() { Err((column, Why::Empty)) } else { Ok(text) }
    }

    pub fn number(&self, column: &'static str) -> Result<Option<i64>, Bad> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| (column, Why::Number(short(text))))
    }
}

/// Enough of a value to find it.
pub fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Turns an error of a value into one of its column.
pub fn at<E: Into<Why>>(column: &'static str) -> impl Fn(E) -> Bad {
    move |why| (column, why.into())
}
