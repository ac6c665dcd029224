//! `cordon import lists FILE --kind number …`: a file of entries becomes part of the next generation of lists.
//!
//! Nothing is ever half there: rows are read to their end, the next generation is written beside the one in force
//! and synced, and one act names it. Stopped before that act, the same command does it all again; after it, the
//! file is known. Rows that cannot be read are told and left out.

use super::{Left, digest, open};
use crate::app::App;
use crate::sift::listed;
use crate::sift::service::keyer;
use crate::unpack;
use anyhow::{Context, bail, ensure};
use clap::{Args, ValueEnum};
use cordon_desk::listing::take_list;
use cordon_model::{Level, ListKind, ListSource, Stamp, TakenList};
use cordon_sift::key::{Key, Keyer};
use cordon_sift::lists::{Damaged, Entry, Generation, Listed, Note, Writer, forms};
use cordon_store::{Doors, Read as _, listings};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const BUFFER_BYTES: usize = 1 << 20;

#[derive(Debug, Args)]
pub struct Lists {
    /// Files, plain or .gz: a line of names, `thing` and, if wanted, `since` and `until`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The data folder of a centre that does not run now.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long)]
    config: Option<PathBuf>,
    /// What is listed.
    #[arg(long, value_enum)]
    kind: Words<ListKind>,
    #[arg(long, value_enum)]
    level: Words<Level>,
    /// Of what class the one is who says so; an executed measure lists by itself.
    #[arg(long, value_enum)]
    source: Words<ListSource>,
    /// Why: no personal data.
    #[arg(long)]
    reason: String,
    /// What the listed name who object, such as a telephone number.
    #[arg(long)]
    redress: String,
    /// End of entries whose row names none.
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,
}

/// A word of a closed list, as an argument.
#[derive(Clone, Copy, Debug)]
struct Words<T>(T);

macro_rules! arguments {
    ($($of:ty, [$($word:expr),* $(,)?];)*) => {$(
        impl ValueEnum for Words<$of> {
            fn value_variants<'a>() -> &'a [Self] {
                &[$(Self($word)),*]
            }

            fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
                Some(clap::builder::PossibleValue::new(self.0.name()))
            }
        }
    )*};
}

arguments! {
    ListKind, [ListKind::Number, ListKind::Account, ListKind::Name, ListKind::Host, ListKind::Wallet, ListKind::Device,
        ListKind::App];
    Level, [Level::White, Level::Grey, Level::Black];
    ListSource, [ListSource::Police, ListSource::Institution, ListSource::Carrier, ListSource::Exchange,
        ListSource::Complaints, ListSource::Published];
}

impl Lists {
    pub fn run(self) -> anyhow::Result<()> {
        let (app, data) = open(self.config.as_deref(), self.data.as_deref())?;
        ensure!(!app.records.are_shared(), "lists lie in a folder, and several servers share this database");
        let mut bad_rows = 0u64;
        for path in &self.files {
            bad_rows = bad_rows.saturating_add(self.import(&app, &data, path)?);
        }
        ensure!(bad_rows == 0, "{bad_rows} rows were left out; correct them and import them as a file of their own");
        Ok(())
    }

    fn import(&self, app: &App, data: &Path, path: &Path) -> anyhow::Result<u64> {
        let name = path.display();
        let id = digest::of(path)?.hex();
        let (known, last) = app.desk.store().view("list_of_file", |view| {
            Ok::<_, cordon_store::StoreError>((view.load::<TakenList>(&id)?, listings::last_list(view.sql())?))
        })?;
        if let Some(known) = known {
            println!("{name}: taken before, {} entries; nothing to do", known.rows);
            return Ok(known.bad_rows);
        }
        let mut left = Left::default();
        let rows = self.read(path, &keyer(app.desk.vault()), app.clock.now(), &mut left)?;
        left.tell(&name.to_string());
        ensure!(!rows.is_empty(), "{name}: no row of it can be read as `{}`", self.kind.0.name());
        let count = rows.len() as u64;
        let before = last.as_ref().map(|last| listed::open(data, &last.generation)).transpose()?;
        let note = Arc::new(Note {
            list: id.clone(),
            level: self.level.0,
            source: self.source.0,
            reason: self.reason.clone(),
            redress: self.redress.clone(),
        });
        let generation = write(data, before.as_ref(), &note, rows)?;
        let taken = TakenList {
            id,
            kind: self.kind.0,
            level: self.level.0,
            source: self.source.0,
            reason: self.reason.clone(),
            until: self.end()?,
            rows: count,
            bad_rows: left.bad_rows,
            generation,
            taken_at: app.clock.now(),
            place: 0,
        };
        let replaces = last.as_ref().map(|last| last.generation.as_str());
        if let Err(refusal) = take_list(&app.desk, &app.platform(), &taken, replaces) {
            bail!("the list was not taken: {} {}", refusal.code, refusal.detail);
        }
        println!("{name}: {count} entries");
        // What was in force before is in the new one; a server that has it open keeps reading it.
        if let Some(last) = last.filter(|last| last.generation != taken.generation) {
            std::fs::remove_file(listed::path_of(data, &last.generation)).ok();
        }
        Ok(left.bad_rows)
    }

    fn end(&self) -> anyhow::Result<Option<Stamp>> {
        self.until.as_deref().map(|text| moment(text).map_err(anyhow::Error::msg)).transpose()
    }

    /// Rows in order of their keys. Which value was wrong is not told: it may be a person's.
    fn read(&self, path: &Path, keyer: &Keyer, now: Stamp, left: &mut Left) -> anyhow::Result<Vec<(Key, Entry)>> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(unpack::open(path)?);
        let names = reader.headers().with_context(|| format!("cannot read `{}`", path.display()))?.clone();
        let column = |name: &str| names.iter().position(|of| of == name);
        let thing = column("thing").context("the first line names no column `thing`")?;
        let (since, until, end) = (column("since"), column("until"), self.end()?);
        let mut rows = Vec::new();
        for (row, line) in reader.records().zip(2u64..) {
            let read = row.map_err(|_| "cannot be read as CSV".to_owned()).and_then(|row| {
                let key = forms::key(self.kind.0, keyer, row.get(thing).unwrap_or_default());
                let key = key.map_err(|error| format!("column `thing`: {error}"))?;
                let at = |place: Option<usize>| place.and_then(|place| row.get(place)).filter(|text| !text.is_empty());
                let since = at(since).map(moment).transpose()?.unwrap_or(now);
                let until = at(until).map(moment).transpose()?.or(end);
                if until.is_some_and(|until| until <= since) {
                    return Err("column `until`: lies before `since`".to_owned());
                }
                Ok((key, Entry::new(since, until)))
            });
            match read {
                Ok(row) => rows.push(row),
                Err(error) => left.bad(|| format!("`{}` line {line}, {error}", path.display())),
            }
        }
        rows.sort_unstable();
        rows.dedup();
        Ok(rows)
    }
}

fn moment(text: &str) -> Result<Stamp, String> {
    Stamp::parse_rfc3339(text).ok_or_else(|| "is no moment such as 2026-11-23T09:30:00+08:00".to_owned())
}

/// Writes all that was there and what comes new, syncs it and gives it the name of its digest.
fn write(
    data: &Path,
    before: Option<&Generation>,
    note: &Arc<Note>,
    rows: Vec<(Key, Entry)>,
) -> anyhow::Result<String> {
    let folder = data.join(listed::FOLDER);
    std::fs::create_dir_all(&folder)?;
    let part = folder.join("next.part");
    let about = (rows.len() as u64).saturating_add(before.map_or(0, Generation::len));
    let out = BufWriter::with_capacity(BUFFER_BYTES, File::create(&part)?);
    let mut writer = Writer::new(out, about);
    let mut rows = rows.into_iter().map(|(key, entry)| (key, Listed { note: Arc::clone(note), entry })).peekable();
    if let Some(before) = before {
        before.each(|key, listed| {
            while let Some((new, entry)) = rows.next_if(|(new, _)| *new < key) {
                writer.push(new, &entry)?;
            }
            writer.push(key, &listed)
        })?;
    }
    rows.try_for_each(|(key, listed)| writer.push(key, &listed))?;
    let mut out: BufWriter<File> = writer.finish()?;
    out.flush()?;
    out.get_ref().sync_all()?;
    let digest = whole(&part)?;
    std::fs::rename(&part, listed::path_of(data, &digest))?;
    File::open(&folder)?.sync_all()?;
    Ok(digest)
}

/// The digest of what was written, read back to its end.
fn whole(path: &Path) -> Result<String, Damaged> {
    let pages = crate::sift::pages::FilePages::open(path).map_err(|error| Damaged::new(error.to_string()))?;
    let generation = Generation::open(Box::new(pages))?;
    generation.each(|_, _| Ok(()))?;
    Ok(generation.digest().to_owned())
}
