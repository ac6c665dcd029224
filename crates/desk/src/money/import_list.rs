//! Lists of transfers whose rows are kept in an archive beside the records. The records know the accounts
//! that the rows name, and how far the file came.
//!
//! For each batch the accounts come first, then the archive takes the rows, then the records note it. So
//! an archive never names an account that the records do not know, and has every row that they count;
//! after a stop in between the same batch comes again, and both pass over what they have.
//!
//! Not here: the archive's files (`server` opens them), and what is read from them (`lists.rs`).

use super::import_movements::{FileFacts, Imported, next_rows};
use super::learn::files::{Batch, Learned};
use crate::desk::{Act, Call, Desk};
use crate::refusal::Refusal;
use crate::verbs::ImportMovements;
use cordon_journal::Fact;
use cordon_model::{Archived, Code, Currency, Import};
use cordon_store::Read;
use serde::{Deserialize, Serialize};

/// Rows that one act notes.
pub const ROWS_PER_NOTE_MAX: usize = 50_000;

/// What the archive has to call the file's rows, and how many of the accounts are known now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub number: u32,
    pub accounts: usize,
}

/// Makes known the accounts that the rows from number `from` on name: as many as one entry holds. The
/// first call for a file begins its import.
pub fn import_accounts(
    desk: &Desk,
    call: &Call,
    file: &FileFacts,
    from: u64,
    (currency, texts): (Currency, &[&str]),
) -> Result<Named, Refusal> {
    desk.act::<ImportMovements, _, _>(
        call,
        |look| next_rows(look, file, from),
        |_permit, act, begun| {
            let import = match begun {
                Some(import) => import,
                None => act.new_import(file)?,
            };
            let number = act.number_of(import, currency)?;
            let learned = act.learn_accounts(texts)?;
            act.fact("format", Fact::text(file.format.name()));
            act.fact("new_accounts", Fact::Int(i64::try_from(learned.accounts).unwrap_or(i64::MAX)));
            Ok(Named { number, accounts: learned.rows })
        },
    )
}

/// The archive has the rows from number `from` on: notes what they are and how far the file came.
pub fn import_kept(
    desk: &Desk,
    call: &Call,
    file: &FileFacts,
    from: u64,
    batch: &Batch<'_>,
) -> Result<Imported, Refusal> {
    desk.act::<ImportMovements, _, _>(
        call,
        |look| next_rows(look, file, from),
        |_permit, act, begun| {
            let archived = begun.as_ref().and_then(|import| import.archived);
            let (Some(mut import), Some(mut archived)) = (begun, archived) else {
                return Err(Refusal::new(Code::WrongState, "the file's accounts come first"));
            };
            if batch.len() > ROWS_PER_NOTE_MAX {
                return Err(Refusal::new(Code::TooLarge, format!("a batch has at most {ROWS_PER_NOTE_MAX} rows")));
            }
            let rows = u64::try_from(batch.len()).unwrap_or(u64::MAX);
            act.note_batch(&import, batch, &Learned { rows: batch.len(), ..Learned::default() })?;
            archived.rows = archived.rows.saturating_add(rows);
            import.archived = Some(archived);
            act.went_on(import, batch.len())
        },
    )
}

impl Act<'_, '_> {
    /// The number of an import in the archive; it is kept when it is new.
    fn number_of(&mut self, mut import: Import, currency: Currency) -> Result<u32, Refusal> {
        if let Some(archived) = import.archived {
            return Ok(archived.number);
        }
        let all: Vec<Import> = self.select("order by id", &[])?;
        let last = all.iter().filter_map(|import| import.archived).map(|archived| archived.number).max();
        let number = last.unwrap_or(0).saturating_add(1);
        import.archived = Some(Archived { number, currency, rows: 0 });
        self.put(&import)?;
        Ok(number)
    }
}
