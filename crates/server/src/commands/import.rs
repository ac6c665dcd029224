//! `cordon import`: movements out of files into the data folder of a centre, batch by batch. After a
//! stop at any moment the same command goes on where it was.
//!
//! Not here: what a row becomes (`cordon-desk`).

mod camt;
mod digest;
mod entries;
mod keeping;
mod learning;
pub mod statement28;
mod transfers;

use crate::app::App;
use crate::archives::Archives;
use crate::config::Config;
use crate::lists::List;
use crate::records::Place;
use crate::statements;
use crate::unpack;
use anyhow::{Context, ensure};
use camt::House;
use clap::ValueEnum;
use cordon_desk::money::import_movements::{FileFacts, agencies, known};
use cordon_desk::money::learn::files::Batch;
use cordon_model::{Agency, ImportFormat};
use cordon_wire::iso20022::{Message, Shape};
use keeping::Keeping;
use learning::{File, Into, Learning};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Bad rows of a file told one by one; the rest is counted.
pub const ROWS_TOLD: usize = 100;
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
    /// Entries of a list: numbers, accounts, names, hosts, wallets, devices or apps.
    Lists(entries::Lists),
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
    /// Of statements: the institution whose accounts these are, where the file does not say so.
    #[arg(long, value_name = "CODE")]
    institution: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Written {
    /// `id,time,from,to,amount` and more.
    Csv,
    /// The transactions of IBM's AMLSim.
    Amlsim,
    /// A bank's export: the 28 fields of the police interface.
    Statement28,
    /// The columns of `csv`, in Parquet.
    Parquet,
    /// ISO 20022: what was booked on accounts.
    Camt053,
    /// ISO 20022: some of what was booked on accounts.
    Camt054,
    /// ISO 20022: credit transfers between institutions.
    Pacs008,
}

/// What a file is: nobody's word about both ends, or an institution's own about one.
#[derive(Clone, Copy, Debug)]
enum Kind {
    List(List),
    Export,
    Statements(Message),
}

impl Written {
    const fn format(self) -> ImportFormat {
        match self {
            Self::Csv => ImportFormat::Csv,
            Self::Amlsim => ImportFormat::Amlsim,
            Self::Statement28 => ImportFormat::Statement28,
            Self::Parquet => ImportFormat::Parquet,
            Self::Camt053 => ImportFormat::Camt053,
            Self::Camt054 => ImportFormat::Camt054,
            Self::Pacs008 => ImportFormat::Pacs008,
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Csv => Kind::List(List::Csv),
            Self::Amlsim => Kind::List(List::Amlsim),
            Self::Parquet => Kind::List(List::Parquet),
            Self::Pacs008 => Kind::List(List::Pacs008),
            Self::Statement28 => Kind::Export,
            Self::Camt053 => Kind::Statements(Message::Camt053),
            Self::Camt054 => Kind::Statements(Message::Camt054),
        }
    }
}

impl Import {
    pub fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Transfers(transfers) => transfers.run(),
            What::Lists(lists) => lists.run(),
        }
    }
}

/// Takes the next rows of a file.
pub type Sink<'a> = &'a mut dyn FnMut(Batch<'_>) -> anyhow::Result<()>;

/// What was left out of a file, and what else there is to say of it.
#[derive(Debug, Default)]
pub struct Left {
    pub bad_rows: u64,
    /// The first of them.
    pub errors: Vec<String>,
    pub notes: Vec<String>,
}

impl Left {
    fn bad(&mut self, error: impl FnOnce() -> String) {
        self.bad_rows = self.bad_rows.saturating_add(1);
        if self.errors.len() < ROWS_TOLD {
            self.errors.push(error());
        }
    }

    fn tell(&self, name: &str) {
        self.errors.iter().for_each(|error| eprintln!("left out: {error}"));
        self.notes.iter().for_each(|note| eprintln!("{name}: {note}"));
        if self.bad_rows > 0 {
            eprintln!("{name}: {} rows are left out", self.bad_rows);
        }
    }
}

/// A file as it will be read: more than once, from its beginning, a part in memory at a time.
struct Source<'a> {
    path: &'a Path,
    kind: Kind,
    institution: Option<&'a str>,
    agencies: &'a BTreeMap<String, Agency>,
    /// Of ISO 20022 statements: what a first reading found.
    shapes: Vec<Shape>,
}

impl Source<'_> {
    /// Rows of earlier files come before these.
    fn read(&self, rows_before: i64, sink: Sink<'_>) -> anyhow::Result<Left> {
        let name = self.path.display().to_string();
        match self.kind {
            Kind::List(list) => transfers::read(list, self.path, self.agencies, rows_before, sink),
            Kind::Export => {
                let mut bytes = unpack::open(self.path)?;
                let (rows, left) = statement28::read(&name, &mut bytes, self.institution, self.agencies)?;
                sink(Batch::Statement { rows: &rows, whole: true })?;
                Ok(left)
            }
            Kind::Statements(message) => {
                let house = House { agencies: self.agencies, institution: self.institution };
                camt::read(message, self.path, &self.shapes, house, sink)
            }
        }
    }

    /// How many rows there are to learn, and what is left out.
    fn count(&self) -> anyhow::Result<(u64, Left)> {
        let (mut rows, mut told) = (0_u64, Instant::now());
        let left = self.read(0, &mut |batch| {
            rows = rows.saturating_add(u64::try_from(batch.len())?);
            if told.elapsed() >= PROGRESS_EVERY {
                told = Instant::now();
                eprintln!("{}: {rows} rows counted", self.path.display());
            }
            Ok(())
        })?;
        Ok((rows, left))
    }
}

impl Transfers {
    fn run(self) -> anyhow::Result<()> {
        let kind = self.format.kind();
        ensure!(
            self.institution.is_none() || !matches!(kind, Kind::List(_)),
            "`--institution` is for statements: `statement28`, `camt053`, `camt054`; accounts of other files say theirs: `institution:number`"
        );
        let (app, data) = open(self.config.as_deref(), self.data.as_deref())?;
        app.records.expect_bulk()?;
        let mut archives = Archives::of_house(&data, &*app.records.store())?;
        let mut bad_rows = 0_u64;
        for path in &self.files {
            bad_rows = bad_rows.saturating_add(self.import(&app, &mut archives, path, kind)?);
        }
        archives.settle()?;
        ensure!(bad_rows == 0, "{bad_rows} rows were left out; correct them and import them as a file of their own");
        Ok(())
    }

    /// Imports one file; how many of its rows were left out.
    fn import(&self, app: &App, archives: &mut Archives, path: &Path, kind: Kind) -> anyhow::Result<u64> {
        let name = path.display().to_string();
        let (digest, format) = (digest::of(path)?, self.format.format());
        let institution = self.institution.as_deref();
        let known = known(&app.desk, digest, format, institution)?;
        if let Some(import) = known.import.as_ref().filter(|import| import.is_done()) {
            println!("{name}: imported before as {}, {} rows; nothing to do", import.id, import.done);
            if import.bad_rows > 0 {
                eprintln!("{name}: {} rows were left out then", import.bad_rows);
            }
            return Ok(import.bad_rows);
        }
        let agencies = agencies(&app.desk)?;
        let shapes = match kind {
            Kind::Statements(message) => statements::shapes(message, path)?,
            Kind::List(_) | Kind::Export => Vec::new(),
        };
        let source = Source { path, kind, institution, agencies: &agencies, shapes };
        // Nothing is learned of a file that cannot be read to its end.
        let (rows, left) = source.count()?;
        left.tell(&name);
        let facts = FileFacts { digest, format, institution: self.institution.clone(), rows, bad_rows: left.bad_rows };
        let done = known.import.as_ref().map_or(0, |import| import.done);
        // Several servers share one database, and an archive would be one machine's.
        let into = match kind {
            Kind::List(_) if !app.records.are_shared() => Into::Archive(Keeping::new(archives, &agencies)),
            Kind::List(_) | Kind::Export | Kind::Statements(_) => Into::Movements,
        };
        let learning = Learning::new(app, File { path, facts: &facts }, into, done);
        let learning = learning.learn_all(|sink| source.read(known.rows_before, sink))?;
        learning.finish(&Batch::Statement { rows: &[], whole: false })?;
        Ok(left.bad_rows)
    }
}

/// Opens the house. A centre that runs in a folder holds it: two would number entries twice. On
/// PostgreSQL an import is one more server.
fn open(config: Option<&Path>, data: Option<&Path>) -> anyhow::Result<(App, PathBuf)> {
    let mut config = Config::read(config)?;
    if let Some(data) = data {
        config.data = data.to_owned();
    }
    config.name_store()?;
    let data = config.data.display();
    ensure!(
        Place::of(&config.data)?.exists()?,
        "`{data}` is no data folder of a centre; found a house there first: `cordon found --data {data} …`"
    );
    let app = App::without_lists(&config).context("stop the centre that runs there, import, and start it again")?;
    ensure!(is_founded(&app)?, "`{data}` has no house yet; found it first: `cordon found --data {data} …`");
    Ok((app, config.data))
}

fn is_founded(app: &App) -> anyhow::Result<bool> {
    use cordon_store::{Doors, Read as _};
    let first =
        app.desk.store().view("is_founded", |view| view.select::<cordon_model::Agency>("order by id limit 1", &[]))?;
    Ok(!first.is_empty())
}

fn per_second(rows: u64, took: Duration) -> u128 {
    u128::from(rows).saturating_mul(1_000).checked_div(took.as_millis().max(1)).unwrap_or_default()
}
