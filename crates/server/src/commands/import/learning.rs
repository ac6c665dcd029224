//! The rows of a file become movements, or go into an archive, an act after the other, from where the file
//! came.

use super::keeping::Keeping;
use super::{Left, PROGRESS_EVERY, Sink, digest, per_second};
use crate::app::App;
use anyhow::{anyhow, bail, ensure};
use cordon_desk::money::import_list::ROWS_PER_NOTE_MAX;
use cordon_desk::money::import_movements::{FileFacts, Imported, ROWS_PER_BATCH_MAX, import_movements};
use cordon_desk::money::learn::files::Batch;
use cordon_flow::{Names, Transfer};
use cordon_model::Currency;
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Instant;

/// A file that was counted.
#[derive(Clone, Copy)]
pub struct File<'a> {
    pub path: &'a Path,
    pub facts: &'a FileFacts,
}

/// Where its rows go.
pub enum Into<'a> {
    Movements,
    Archive(Keeping<'a>),
}

/// One file on its way.
pub struct Learning<'a> {
    app: &'a App,
    path: &'a Path,
    facts: &'a FileFacts,
    into: Into<'a>,
    /// Rows that passed by, learned now or before.
    passed: u64,
    /// Rows that were learned before this run, and until now.
    before: u64,
    done: u64,
    last: Option<Imported>,
    checked: bool,
    began: Instant,
    told: Instant,
}

/// The next rows of a list, on their way to another thread.
struct Part {
    rows: Vec<Transfer>,
    names: Names,
    currency: Currency,
}

impl<'a> Learning<'a> {
    pub fn new(app: &'a App, file: File<'a>, into: Into<'a>, done: u64) -> Self {
        let File { path, facts } = file;
        if done > 0 {
            eprintln!("{}: {done} of {} rows were imported before; going on from there", path.display(), facts.rows);
        }
        let now = Instant::now();
        let (passed, before, last, checked) = (0, done, None, false);
        Self { app, path, facts, into, passed, before, done, last, checked, began: now, told: now }
    }

    /// Learns all that is read. The rows of a list are kept beside the reading, a part later.
    pub fn learn_all(self, read: impl FnOnce(Sink<'_>) -> anyhow::Result<Left>) -> anyhow::Result<Self> {
        let mut learning = self;
        if let Into::Movements = learning.into {
            read(&mut |batch| learning.take(&batch))?;
            return Ok(learning);
        }
        let (give, parts) = sync_channel::<Part>(1);
        thread::scope(|scope| {
            let keeping = scope.spawn(move || {
                for Part { rows, names, currency } in parts {
                    learning.take(&Batch::Transfers { rows: &rows, names: &names, currency })?;
                }
                anyhow::Ok(learning)
            });
            let read = read(&mut |batch| {
                let Batch::Transfers { rows, names, currency } = batch else {
                    bail!("only lists are kept in an archive")
                };
                let part = Part { rows: rows.to_vec(), names: names.clone(), currency };
                give.send(part).map_err(|_| anyhow!("the rows before could not be kept"))
            });
            drop(give);
            // Why rows could not be kept says more than that reading stopped.
            let learning = keeping.join().map_err(|_| anyhow!("keeping the rows stopped unexpectedly"))??;
            read.map(|_| learning)
        })
    }

    /// The next rows of the file. Those that are learned already pass by.
    fn take(&mut self, batch: &Batch<'_>) -> anyhow::Result<()> {
        let first = self.passed;
        self.passed = first.saturating_add(u64::try_from(batch.len())?);
        let most = match &self.into {
            Into::Movements => ROWS_PER_BATCH_MAX,
            Into::Archive(_) => ROWS_PER_NOTE_MAX,
        };
        while self.done < self.passed {
            let from = usize::try_from(self.done.saturating_sub(first))?;
            let until = from.saturating_add(most).min(batch.len());
            self.learn(&batch.part(from, until))?;
        }
        Ok(())
    }

    fn learn(&mut self, batch: &Batch<'_>) -> anyhow::Result<()> {
        let end = self.done.saturating_add(u64::try_from(batch.len())?);
        // Before the act that may end the import: is the file still the one that was counted?
        if end >= self.facts.rows && !self.checked {
            self.checked = true;
            ensure!(
                digest::of(self.path)? == self.facts.digest,
                "`{}` changed while it was read; {} rows of it are imported. Give the file as it was, to go on",
                self.path.display(),
                self.done
            );
        }
        let (app, facts) = (self.app, self.facts);
        let imported = match &mut self.into {
            Into::Archive(keeping) if !batch.is_empty() => keeping.keep(app, facts, self.done, batch)?,
            Into::Archive(_) | Into::Movements => {
                import_movements(&app.desk, &app.platform(), facts, self.done, batch)?
            }
        };
        self.done = imported.done;
        self.last = Some(imported);
        if self.told.elapsed() >= PROGRESS_EVERY {
            self.told = Instant::now();
            let rate = per_second(self.done.saturating_sub(self.before), self.began.elapsed());
            eprintln!("{}: {} of {} rows, {rate} rows/s", self.path.display(), self.done, self.facts.rows);
        }
        Ok(())
    }

    /// All rows were given. A file without any becomes known all the same.
    pub fn finish(mut self, empty: &Batch<'_>) -> anyhow::Result<()> {
        if self.facts.rows == 0 {
            self.learn(empty)?;
        }
        let Some(done) = self.last.filter(|last| last.is_done) else {
            bail!("`{}` has fewer rows than when they were counted; it changed while it was read", self.path.display());
        };
        let (new, took) = (self.done.saturating_sub(self.before), self.began.elapsed());
        let where_to = match self.into {
            Into::Movements => format!("{} of them known already", done.joined),
            Into::Archive(_) => "kept in the archive".to_owned(),
        };
        println!(
            "{}: {}, {} rows, {where_to}; {new} rows in {} ms, {} rows/s",
            self.path.display(),
            done.import,
            self.done,
            took.as_millis(),
            per_second(new, took)
        );
        Ok(())
    }
}
