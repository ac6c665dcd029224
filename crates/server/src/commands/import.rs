//! `cordon import`: movements out of files into the data folder of a centre, batch by batch. After a
//! stop at any moment the same command goes on where it was.
//!
//! Not here: what a row becomes (`cordon-desk`).

mod digest;
pub mod statement28;
mod transfers;

use crate::app::App;
use crate::config::Config;
use crate::records::Place;
use anyhow::{Context, bail, ensure};
use clap::ValueEnum;
use cordon_desk::money::import_movements::{
    FileFacts, Known, ROWS_PER_BATCH_MAX, import_movements, known as known_file,
};
use cordon_desk::money::learn::files::Batch;
use cordon_flow::TransferSource;
use cordon_model::{Digest, ImportFormat};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Bad rows of a file told one by one; the rest is counted.
const ROWS_TOLD: usize = 100;
const PROGRESS_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, clap::Args)]
pub struct Import {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Transfers, or a bank's statements, become movements of the centre.
    Transfers(Transfers),
}

#[derive(Debug, clap::Args)]
struct Transfers {
    /// Files, plain or .gz, in the order in which their rows count.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The data folder of a centre that does not run now.
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long)]
    config: Option<PathBuf>,
    /// How the files are written.
    #[arg(long, value_enum, default_value = "csv")]
    format: Written,
    /// Of `statement28`: the institution whose accounts these are, where no column `BankID` says so.
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Written {
    Csv,
    Amlsim,
    Statement28,
    Parquet,
}

impl Written {
    fn format(self) -> anyhow::Result<ImportFormat> {
        match self {
            Self::Csv => Ok(ImportFormat::Csv),
            Self::Amlsim => Ok(ImportFormat::Amlsim),
            Self::Statement28 => Ok(ImportFormat::Statement28),
            Self::Parquet => bail!("Parquet is not read yet; convert the file to CSV: `id,time,from,to,amount`"),
        }
    }
}

impl Import {
    pub fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Transfers(transfers) => transfers.run(),
        }
    }
}

/// The rows of a file, read whole before the first is learned.
#[derive(Debug)]
pub enum Rows {
    Transfers(Box<cordon_flow::read::ReadTransfers>),
    Statement(Vec<cordon_desk::money::learn::files::FiledRow>),
}

impl Rows {
    fn len(&self) -> usize {
        match self {
            Self::Transfers(read) => read.source.transfers().len(),
            Self::Statement(rows) => rows.len(),
        }
    }

    fn batch(&self, from: usize) -> Batch<'_> {
        let until = from.saturating_add(ROWS_PER_BATCH_MAX).min(self.len());
        match self {
            Self::Transfers(read) => Batch::Transfers {
                rows: read.source.transfers().get(from..until).unwrap_or_default(),
                names: read.source.names(),
                currency: read.currency,
            },
            Self::Statement(rows) => Batch::Statement(rows.get(from..until).unwrap_or_default()),
        }
    }
}

/// A file that was read: its rows, and what was wrong with others.
#[derive(Debug)]
pub struct Read {
    pub rows: Rows,
    pub bad_rows: u64,
    pub errors: Vec<String>,
}

impl Transfers {
    fn run(self) -> anyhow::Result<()> {
        let format = self.format.format()?;
        ensure!(
            self.institution.is_none() || format == ImportFormat::Statement28,
            "`--institution` is for `--format statement28`; accounts of other files say theirs: `institution:number`"
        );
        let app = self.open()?;
        let mut bad_rows = 0_u64;
        for path in &self.files {
            bad_rows = bad_rows.saturating_add(self.import(&app, path, format)?);
        }
        ensure!(bad_rows == 0, "{bad_rows} rows were left out; correct them and import them as a file of their own");
        Ok(())
    }

    /// Opens the house. A centre that runs in a folder holds it: two would number entries twice. On
    /// PostgreSQL an import is one more server.
    fn open(&self) -> anyhow::Result<App> {
        let mut config = Config::read(self.config.as_deref())?;
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        config.name_store()?;
        let data = config.data.display();
        ensure!(
            Place::of(&config.data)?.exists()?,
            "`{data}` is no data folder of a centre; found a house there first: `cordon found --data {data} …`"
        );
        let app = App::of(&config).context("stop the centre that runs there, import, and start it again")?;
        ensure!(is_founded(&app)?, "`{data}` has no house yet; found it first: `cordon found --data {data} …`");
        Ok(app)
    }

    /// Imports one file; how many of its rows were left out.
    fn import(&self, app: &App, path: &Path, format: ImportFormat) -> anyhow::Result<u64> {
        let name = path.display().to_string();
        let digest = digest::of(path)?;
        let institution = self.institution.as_deref();
        let known = known_file(&app.desk, digest, format, institution)?;
        if let Some(import) = known.import.as_ref().filter(|import| import.is_done()) {
            println!("{name}: imported before as {}, {} rows; nothing to do", import.id, import.done);
            if import.bad_rows > 0 {
                eprintln!("{name}: {} rows were left out then", import.bad_rows);
            }
            return Ok(import.bad_rows);
        }
        let read = self.read(path, &name, &known, digest)?;
        for error in read.errors.iter().take(ROWS_TOLD) {
            eprintln!("left out: {error}");
        }
        if read.bad_rows > 0 {
            eprintln!("{name}: {} rows are left out", read.bad_rows);
        }
        let facts = FileFacts {
            digest,
            format,
            institution: self.institution.clone(),
            rows: u64::try_from(read.rows.len())?,
            bad_rows: read.bad_rows,
        };
        learn(app, &name, &facts, &known, &read.rows)?;
        Ok(read.bad_rows)
    }

    fn read(&self, path: &Path, name: &str, known: &Known, digest: Digest) -> anyhow::Result<Read> {
        let mut bytes = digest::Hashing::new(crate::unpack::open(path)?);
        let read = match self.format {
            Written::Statement28 => statement28::read(name, &mut bytes, self.institution.as_deref(), &known.agencies),
            Written::Amlsim => transfers::read(name, &mut bytes, cordon_flow::read::Format::Amlsim, known),
            Written::Csv | Written::Parquet => transfers::read(name, &mut bytes, cordon_flow::read::Format::Csv, known),
        }?;
        ensure!(bytes.finish()? == digest, "`{name}` changed while it was read; nothing of it was imported now");
        Ok(read)
    }
}

fn is_founded(app: &App) -> anyhow::Result<bool> {
    use cordon_store::{Doors, Read as _};
    let first =
        app.desk.store().view("is_founded", |view| view.select::<cordon_model::Agency>("order by id limit 1", &[]))?;
    Ok(!first.is_empty())
}

/// Learns the rows that are left, a batch an act.
fn learn(app: &App, name: &str, facts: &FileFacts, known: &Known, rows: &Rows) -> anyhow::Result<()> {
    let (began, before) = (Instant::now(), known.import.as_ref().map_or(0, |import| import.done));
    if before > 0 {
        eprintln!("{name}: {before} of {} rows were imported before; going on from there", facts.rows);
    }
    let mut told = Instant::now();
    let mut done = before;
    loop {
        let from = usize::try_from(done)?;
        let imported = import_movements(&app.desk, &app.platform(), facts, done, &rows.batch(from))?;
        done = imported.done;
        if imported.is_done {
            let took = began.elapsed();
            let new = done.saturating_sub(before);
            println!(
                "{name}: {}, {done} rows, {} of them known already; {new} rows in {} ms, {} rows/s",
                imported.import,
                imported.joined,
                took.as_millis(),
                per_second(new, took)
            );
            return Ok(());
        }
        if told.elapsed() >= PROGRESS_EVERY {
            told = Instant::now();
            let rate = per_second(done.saturating_sub(before), began.elapsed());
            eprintln!("{name}: {done} of {} rows, {rate} rows/s", facts.rows);
        }
    }
}

fn per_second(rows: u64, took: Duration) -> u128 {
    u128::from(rows).saturating_mul(1_000).checked_div(took.as_millis().max(1)).unwrap_or_default()
}
