//! Movements out of files: a list of transfers, or a bank's export of statements. A file comes in
//! batches, an act and an entry each; how far it came stands in its record, changed in the same
//! transaction as its rows, so that after a stop at any moment it goes on where it was.
//!
//! Not here: reading files (`server`), the rows themselves (`learn/files.rs`), and lists whose rows are
//! kept in an archive (`import_list.rs`).

use crate::desk::{Act, Call, Desk, Look};
use crate::money::learn::files::{Batch, Learned};
use crate::permit::Resource;
use crate::refusal::Refusal;
use crate::verbs::ImportMovements;
use cordon_journal::Fact;
use cordon_model::{Agency, Code, Digest, Import, ImportFormat, ImportId};
use cordon_store::{Doors, Read, Vault, movements};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows that one act is given. It learns as many of them as its entry has room for: each may write a
/// movement, two accounts and their sealed facts into it. So there are some hundred of new accounts in
/// an act, and six hundred of known ones.
pub const ROWS_PER_BATCH_MAX: usize = 1_000;

/// A file, as far as its import goes by it.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// SHA-256 of what is in it.
    pub digest: Digest,
    pub format: ImportFormat,
    /// Whose accounts the rows mean that do not say so: read with another one it is another file.
    pub institution: Option<String>,
    pub rows: u64,
    pub bad_rows: u64,
}

/// What is known of a file before it is read.
#[derive(Clone, Debug)]
pub struct Known {
    /// How far it came, if it was ever begun.
    pub import: Option<Import>,
    /// Rows of earlier files: the number of its first row is one more.
    pub rows_before: i64,
    /// Who takes part, by code.
    pub agencies: BTreeMap<String, Agency>,
}

/// After a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub import: ImportId,
    pub done: u64,
    pub joined: u64,
    pub is_done: bool,
}

/// Who takes part, by code.
pub fn agencies(desk: &Desk) -> Result<BTreeMap<String, Agency>, Refusal> {
    desk.store().view("agencies", |view| by_code(view))
}

/// Who takes part, by code.
pub fn by_code(read: &mut impl Read) -> Result<BTreeMap<String, Agency>, Refusal> {
    let agencies: Vec<Agency> = read.select("order by id", &[])?;
    Ok(agencies.into_iter().map(|agency| (agency.code.clone(), agency)).collect())
}

/// Looks a file up by what is in it.
pub fn known(desk: &Desk, digest: Digest, format: ImportFormat, institution: Option<&str>) -> Result<Known, Refusal> {
    let id = import_id(desk.vault(), digest, format, institution)?;
    desk.store().view("known_import", |view| {
        let import: Option<Import> = view.load(id)?;
        let rows_before = match &import {
            Some(import) => import.rows_before,
            None => rows_so_far(view)?,
        };
        Ok(Known { import, rows_before, agencies: by_code(view)? })
    })
}

/// Learns the next rows of a file, from number `from` on, counted from 0: as many as one entry holds.
pub fn import_movements(
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
            let mut import = match begun {
                Some(import) => import,
                None => act.new_import(file)?,
            };
            if batch.len() > ROWS_PER_BATCH_MAX {
                return Err(Refusal::new(Code::TooLarge, format!("a batch has at most {ROWS_PER_BATCH_MAX} rows")));
            }
            let learned = act.learn_batch(import.id, batch)?;
            act.note_batch(&import, &batch.first(learned.rows), &learned)?;
            import.joined = import.joined.saturating_add(learned.joined);
            act.went_on(import, learned.rows)
        },
    )
}

/// The same file, read the same way, always has the same id; without the vault's key nobody can tell
/// which file it is.
fn import_id(
    vault: &Vault,
    digest: Digest,
    format: ImportFormat,
    institution: Option<&str>,
) -> Result<ImportId, Refusal> {
    let read_as = format!("{}:{}:{}", format.name(), institution.unwrap_or_default(), digest.hex());
    let keyed = keyed(vault, "import", &read_as)?;
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(keyed).for_each(|(to, from)| *to = from);
    Ok(ImportId::from_bytes(bytes))
}

fn keyed(vault: &Vault, kind: &str, text: &str) -> Result<[u8; 32], Refusal> {
    Digest::parse(&vault.index(kind, text)).map(|digest| digest.0).ok_or(Refusal::bare(Code::Internal))
}

fn rows_so_far(read: &mut impl Read) -> Result<i64, Refusal> {
    Ok(movements::imported_rows(read.sql())?)
}

/// What an act asks that takes the rows of a file from number `from` on.
pub(super) fn next_rows(
    look: &mut Look<'_>,
    file: &FileFacts,
    from: u64,
) -> Result<(Resource, Option<Import>), Refusal> {
    let id = import_id(look.desk().vault(), file.digest, file.format, file.institution.as_deref())?;
    look.about(id);
    Ok((Resource::house(), begun(look, id, file, from)?))
}

/// How far the file came. A batch that is not the next one is refused whole.
fn begun(look: &mut Look<'_>, id: ImportId, file: &FileFacts, from: u64) -> Result<Option<Import>, Refusal> {
    let import: Option<Import> = look.load(id)?;
    if import.as_ref().is_some_and(|import| import.rows != file.rows) {
        let detail = "the file is read otherwise than when it was begun: institutions were registered meanwhile";
        return Err(Refusal::new(Code::WrongState, detail));
    }
    let done = import.as_ref().map_or(0, |import| import.done);
    if done != from || import.as_ref().is_some_and(Import::is_done) {
        return Err(Refusal::new(Code::WrongState, format!("{done} rows are imported; go on from there")));
    }
    Ok(import)
}

impl Act<'_, '_> {
    pub(super) fn new_import(&mut self, file: &FileFacts) -> Result<Import, Refusal> {
        let id = import_id(self.vault(), file.digest, file.format, file.institution.as_deref())?;
        self.fact("bad_rows", Fact::Int(i64::try_from(file.bad_rows).unwrap_or(i64::MAX)));
        Ok(Import {
            id,
            format: file.format,
            content: self.seal("file", file.digest.hex().as_bytes(), "SHA-256".to_owned())?,
            rows: file.rows,
            bad_rows: file.bad_rows,
            rows_before: rows_so_far(self)?,
            done: 0,
            joined: 0,
            archived: None,
            begun_at: self.now(),
            done_at: None,
        })
    }

    /// So many more rows of the file are imported.
    pub(super) fn went_on(&mut self, mut import: Import, rows: usize) -> Result<Imported, Refusal> {
        import.done = import.done.saturating_add(u64::try_from(rows).unwrap_or(u64::MAX));
        if import.done >= import.rows {
            import.done_at = Some(self.now());
        }
        self.put(&import)?;
        Ok(Imported { import: import.id, done: import.done, joined: import.joined, is_done: import.is_done() })
    }

    pub(super) fn note_batch(&mut self, import: &Import, batch: &Batch<'_>, learned: &Learned) -> Result<(), Refusal> {
        let count = |count: u64| Fact::Int(i64::try_from(count).unwrap_or(i64::MAX));
        let digest = batch.digest()?;
        self.fact("batch", Fact::Bytes(keyed(self.vault(), "import_batch", &digest.hex())?.to_vec()));
        self.fact("format", Fact::text(import.format.name()));
        self.fact("from", count(import.done));
        self.fact("rows", count(u64::try_from(learned.rows).unwrap_or(u64::MAX)));
        self.fact("rows_of_file", count(import.rows));
        self.fact("joined", count(learned.joined));
        self.fact("new_accounts", count(learned.accounts));
        Ok(())
    }
}
