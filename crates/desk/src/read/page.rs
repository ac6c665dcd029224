//! Pages of a list. A cursor is the last key of the page before, so a row that comes in between
//! moves nothing.

use crate::limits::PAGE_ROWS_MAX;
use crate::refusal::Refusal;
use cordon_store::{Record, Value};
use serde::Serialize;

/// Sorts after every key there is: keys begin with a letter before it.
const AFTER_ALL: &str = "zzzz";
/// A cursor is a key; keys are shorter than this.
const CURSOR_CHARS_MAX: usize = 80;

#[derive(Clone, Debug, Default)]
pub struct PageAsk {
    /// The cursor of the page before; none for the first.
    pub after: Option<String>,
    /// At most this many rows; 0 for as many as a page may have.
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// For the next page; none when this is the last.
    pub next: Option<String>,
}

/// Keys are ids, codes and digests: short, and of few characters.
fn is_key(text: &str) -> bool {
    text.len() <= CURSOR_CHARS_MAX
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'@' | b'.' | b'-'))
}

impl PageAsk {
    fn rows(&self) -> Result<u32, Refusal> {
        match self.limit {
            0 => Ok(PAGE_ROWS_MAX),
            rows if rows <= PAGE_ROWS_MAX => Ok(rows),
            _ => Err(Refusal::field("limit", format!("is more than {PAGE_ROWS_MAX} rows"))),
        }
    }

    /// One row more than asked for tells whether there is a next page.
    pub(crate) fn fetch(&self) -> Result<Value, Refusal> {
        Ok(Value::from(self.rows()?.saturating_add(1)))
    }

    /// Where a list begins that shows the newest first.
    pub(crate) fn below(&self) -> Result<Value, Refusal> {
        self.cursor(AFTER_ALL)
    }

    /// Where a list begins that shows the oldest first.
    pub(crate) fn above(&self) -> Result<Value, Refusal> {
        self.cursor("")
    }

    fn cursor(&self, first: &str) -> Result<Value, Refusal> {
        match &self.after {
            None => Ok(Value::from(first)),
            Some(after) if is_key(after) => Ok(Value::from(after)),
            Some(_) => Err(Refusal::field("after", "is no cursor of this list")),
        }
    }

    pub(crate) fn page<R: Record>(&self, mut rows: Vec<R>) -> Result<Page<R>, Refusal> {
        let asked = usize::try_from(self.rows()?).unwrap_or(usize::MAX);
        let more = rows.len() > asked;
        rows.truncate(asked);
        let next = if more { rows.last().map(Record::key) } else { None };
        Ok(Page { items: rows, next })
    }
}

impl<T> Page<T> {
    pub(crate) fn map<U>(self, mut change: impl FnMut(T) -> Result<U, Refusal>) -> Result<Page<U>, Refusal> {
        let items = self.items.into_iter().map(&mut change).collect::<Result<_, _>>()?;
        Ok(Page { items, next: self.next })
    }
}
