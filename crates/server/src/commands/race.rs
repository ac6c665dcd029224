//! `cordon race`: the same made-up cities under centres that are run in different ways, side by side: how
//! much each saves, how late, and what it costs those who did nothing. What it rests on stands in
//! `docs/concepts/city.md`.
//!
//! Not here: the city, the ways, and what is counted (`cordon-city`).

use super::trace::duration;
use anyhow::{Context, ensure};
use clap::ValueEnum;
use cordon_city::change::Change;
use cordon_city::race::{Axes, Ended, Grid, Race as Runs, Report, cities};
use cordon_city::strategy::{Entrant, Way};
use cordon_model::time::{MINUTE_MS, SECOND_MS};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub struct Race {
    /// The first city's seed; the same seed is the same city.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Cities of each cell: seeds one after the other, the same for every strategy.
    #[arg(long, default_value_t = 5)]
    seeds: u32,
    /// Cases of each cell, spread over its cities.
    #[arg(long, default_value_t = 50)]
    cases: u32,
    /// by-hand, levels or cordon; all when not given, with --what-if cordon alone.
    #[arg(long = "strategy", value_name = "S", value_parser = way)]
    strategies: Vec<Way>,
    /// Which cells: the centre (the middle value of each list), a step from it along each axis, or all.
    #[arg(long, value_enum, default_value = "star")]
    grid: Cells,
    /// How long mules keep money (median), such as 5m,15m,45m.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = duration)]
    dwell: Vec<i64>,
    /// How long after their last payment victims report (median), in whole minutes: 10m,30m,90m.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = duration)]
    report: Vec<i64>,
    /// How long a diligent house takes to answer (median): 20s,1m,3m.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = duration)]
    bank: Vec<i64>,
    /// In how many of a hundred cases a house answers another day only: 0,10,30.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = clap::value_parser!(i64).range(0..=100))]
    silent: Vec<i64>,
    /// Gangs that hurry as soon as they meet a hold, and split into smaller sums.
    #[arg(long)]
    nasty: bool,
    /// Cordon once more with something changed: norms.KEY=VALUE, bank:NAME.latency=SECONDS or
    /// bank:NAME.silent[=PERCENT]; several together joined by ` and `. Given twice, each is run apart.
    #[arg(long = "what-if", value_name = "CHANGE", value_parser = changes)]
    what_if: Vec<Changes>,
    /// Write the report as JSON; `-` prints it instead of the text.
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
    /// Draw the saved shares as SVG.
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Runs side by side; as many as there are processors when not given.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Where the cities' books lie while they are played; in memory it is faster. They are removed again.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Cells {
    Centre,
    Star,
    Full,
}

/// What one `--what-if` changes.
#[derive(Clone, Debug)]
struct Changes(Vec<Change>);

impl Race {
    pub fn run(self) -> anyhow::Result<()> {
        let race = self.runs()?;
        let jobs = self.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        let folder = self.data.clone().unwrap_or_else(std::env::temp_dir);
        let folder = folder.join(format!("cordon-race-{}", std::process::id()));
        let began = Instant::now();
        let played = race.play(jobs, &folder, &|ended| tell(&ended, began));
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| format!("`{}` cannot be removed", folder.display()))?;
        }
        self.show(&Report::of(&race, &played?))
    }

    fn runs(&self) -> anyhow::Result<Runs> {
        let grid = match self.grid {
            Cells::Centre => Grid::Centre,
            Cells::Star => Grid::Star,
            Cells::Full => Grid::Full,
        };
        Ok(Runs {
            cells: self.axes()?.cells(grid)?,
            cities: cities(self.seed, self.seeds, self.cases)?,
            nasty: self.nasty,
            entrants: self.entrants(),
        })
    }

    fn axes(&self) -> anyhow::Result<Axes> {
        let usual = Axes::default();
        let or = |given: Vec<i64>, usual: Vec<i64>| if given.is_empty() { usual } else { given };
        Ok(Axes {
            dwell_s: or(whole("--dwell", &self.dwell, SECOND_MS)?, usual.dwell_s),
            report_min: or(whole("--report", &self.report, MINUTE_MS)?, usual.report_min),
            bank_s: or(whole("--bank", &self.bank, SECOND_MS)?, usual.bank_s),
            silent_permille: or(
                self.silent.iter().map(|percent| percent.saturating_mul(10)).collect(),
                usual.silent_permille,
            ),
        })
    }

    /// Each strategy once, in the order of the house; then Cordon with each change.
    fn entrants(&self) -> Vec<Entrant> {
        let all = self.strategies.is_empty() && self.what_if.is_empty();
        let changed = !self.what_if.is_empty();
        let asked = |way: &Way| all || self.strategies.contains(way) || (changed && *way == Way::Cordon);
        let unchanged = Way::ALL.into_iter().filter(asked).map(Entrant::of);
        let changed = self.what_if.iter().map(|changes| Entrant { way: Way::Cordon, changes: changes.0.clone() });
        unchanged.chain(changed).collect()
    }

    fn show(&self, report: &Report) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        let json = serde_json::to_string_pretty(report)?;
        match &self.json {
            Some(file) if file == Path::new("-") => writeln!(out, "{json}")?,
            Some(file) => {
                write!(out, "{report}")?;
                write(file, &json)?;
            }
            None => write!(out, "{report}")?,
        }
        if let Some(file) = &self.picture {
            write(file, &report.picture())?;
        }
        out.flush().context("cannot write the report")
    }
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(file, text).with_context(|| format!("cannot write `{}`", file.display()))
}

/// Progress: who has ended which city, and after how long.
fn tell(ended: &Ended<'_>, began: Instant) {
    let Ended { done, of, cell, seed, entrant } = ended;
    eprintln!(
        "{done}/{of}  {} s  dwell {} s report {} min bank {} s silent {} ‰  seed {seed}  {entrant}",
        began.elapsed().as_secs(),
        cell.dwell_s,
        cell.report_min,
        cell.bank_s,
        cell.silent_permille,
    );
}

/// Times as a cell counts them.
fn whole(name: &str, times: &[i64], unit: i64) -> anyhow::Result<Vec<i64>> {
    let count = |ms: &i64| {
        ensure!(
            ms.rem_euclid(unit) == 0 && *ms > 0,
            "{name}: write whole {}",
            if unit == SECOND_MS { "seconds" } else { "minutes" }
        );
        Ok(ms.div_euclid(unit))
    };
    times.iter().map(count).collect()
}

fn way(text: &str) -> Result<Way, String> {
    let known: Vec<&str> = Way::ALL.into_iter().map(Way::key).collect();
    Way::parse(text).ok_or_else(|| format!("no strategy is called `{text}`; there are {}", known.join(", ")))
}

fn changes(text: &str) -> Result<Changes, String> {
    let changes: anyhow::Result<Vec<Change>> = text.split(" and ").map(Change::parse).collect();
    changes.map(Changes).map_err(|error| format!("{error:#}"))
}
